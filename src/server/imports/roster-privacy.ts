import type { ExchangeProblem, ProblemCode } from '../exchange/problem.ts';

/**
 * What a problem of a roster file may say besides numbers: names of files, columns and schools, and words of the
 * standard. Every other value comes from a cell and could be a student's; who loads a roster may not read it
 * (docs/decisions/0007), and answers and logs must not hold it.
 */
const sayable: Partial<Record<ProblemCode, readonly string[]>> = {
  pathNotFound: ['detail'],
  pathUnreadable: ['detail'],
  zipBroken: ['detail'],
  zipPathUnsafe: ['detail'],
  duplicateFile: ['names'],
  fileMissing: ['wanted', 'found'],
  encodingConverted: ['encoding'],
  columnMissing: ['column'],
  columnTwice: ['column'],
  valueMissing: ['column'],
  csvBroken: ['detail'],
  moreProblems: ['code'],
  deltaBundle: ['name'],
  versionUnsupported: ['version'],
  versionGuessed: ['version'],
  manifestModeUnknown: ['name', 'value'],
  referenceUnknown: ['target'],
  gradeMapped: ['grade'],
  gradeSeveral: ['grade'],
  schoolUnmatched: ['name', 'id'],
  schoolMatchAmbiguous: ['name', 'id'],
};

/** Stands where a value of a cell would be. */
const withheld = '…';

/** Files in which the line read as header lacks what a header must have: it may be a student's line. */
function headless(problems: readonly ExchangeProblem[]): Set<string> {
  const signs: readonly ExchangeProblem['code'][] = [
    'exchange.columnMissing',
    'exchange.supplementKeyMissing',
    'exchange.supplementNoFlags',
  ];
  return new Set(problems.filter((one) => signs.includes(one.code)).map((one) => one.file));
}

/** The same problems with no value of a student in them: file, line, column, reason and remedy remain. Pure. */
export function withoutIdentity(problems: readonly ExchangeProblem[]): ExchangeProblem[] {
  const without = headless(problems);
  return problems.map((one) => {
    const allowed = sayable[one.code.replace('exchange.', '') as ProblemCode] ?? [];
    const params = Object.entries(one.params).map(
      ([name, value]) => [name, typeof value === 'number' || allowed.includes(name) ? value : withheld] as const,
    );
    const { column } = one;
    // Number 0 is a column that is not there: its name is the one we asked for, not one of the file.
    const keepName = column === null || column.number === 0 || !without.has(one.file);
    return { ...one, params: Object.fromEntries(params), column: keepName ? column : { ...column, name: '' } };
  });
}
