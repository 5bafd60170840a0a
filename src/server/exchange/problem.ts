/**
 * What can be wrong with a file somebody hands in. A problem is a value: it names the file, the line, the column and a code;
 * the reason and the remedy are in the catalog `exchange`, under `problems.<code>.reason` and `problems.<code>.remedy`.
 */

/** Every code, so that a test can hold the catalogs to the code and the code to the catalogs. */
export const problemCodes = [
  'pathNotFound',
  'pathUnreadable',
  'zipBroken',
  'zipEncrypted',
  'zipUnsupported',
  'zipBomb',
  'zipPathUnsafe',
  'fileChecksum',
  'symlink',
  'tooManyFiles',
  'fileTooLarge',
  'bundleTooLarge',
  'duplicateFile',
  'noFiles',
  'fileMissing',
  'fileEmpty',
  'notCsvZip',
  'notCsvPdf',
  'notCsvOffice',
  'notCsvGzip',
  'notCsvImage',
  'notCsvMarkup',
  'notCsvJson',
  'nulByte',
  'encodingConverted',
  'encodingMixed',
  'encodingCut',
  'garbledText',
  'quoteOpen',
  'quoteMisplaced',
  'csvBroken',
  'fieldCount',
  'recordTooLong',
  'tooManyColumns',
  'columnMissing',
  'columnTwice',
  'noRows',
  'noFinalNewline',
  'moreProblems',
  'valueMissing',
  'ncesIdInvalid',
  'zerosRestored',
  'leaidMismatch',
  'schoolTwice',
  'schoolNotInEnrollment',
  'schoolNotInCharacteristics',
  'schoolNotInSupport',
  'leaNotFound',
  'leaidInvalid',
  'countInvalid',
  'reserveCodeUnknown',
  'totalMismatch',
  'yesNoInvalid',
  'yearConflict',
  'olderCollection',
  'sourceYearUnknown',
  'deltaBundle',
  'versionUnsupported',
  'versionGuessed',
  'manifestModeUnknown',
  'manifestFileMissing',
  'idTwice',
  'referenceUnknown',
  'gradeUnknown',
  'gradeSeveral',
  'gradeMapped',
  'dateInvalid',
  'sexUnknown',
  'racesOnlyTwoOrMore',
  'booleanInvalid',
  'noSchools',
  'noStudents',
  'sisNumberShared',
  'supplementKeyMissing',
  'supplementNoFlags',
  'supplementTwice',
  'supplementUnmatched',
  'supplementAmbiguous',
  'supplementZerosLost',
  'supplementValueUnknown',
  'schoolUnmatched',
  'noSchoolMatched',
  'schoolMatchAmbiguous',
  'tooFewSchools',
  'tooFewStudents',
  'tooManySchoolsReplaced',
  'tooManyStudentsReplaced',
] as const;

export type ProblemCode = (typeof problemCodes)[number];

/** `error` stops the import (nothing is changed); `warning` is shown and the import can go on. */
export type Severity = 'error' | 'warning';

/** `number` counts from 1 as a spreadsheet does; 0 when the column is not in the file. */
export type ColumnRef = { name: string; number: number };

export type ExchangeProblem = {
  code: `exchange.${ProblemCode}`;
  severity: Severity;
  /** Name of the file inside the bundle; empty when the bundle as a whole is meant. */
  file: string;
  /** Line of the file on which the record begins, from 1. */
  line: number | null;
  column: ColumnRef | null;
  params: Record<string, string | number>;
};

export type Where = { file: string; line?: number | null; column?: ColumnRef | null };

/** Makes one problem. `where` names the place as exactly as it is known. */
export function problem(
  code: ProblemCode,
  severity: Severity,
  where: Where,
  params: Record<string, string | number> = {},
): ExchangeProblem {
  return {
    code: `exchange.${code}`,
    severity,
    file: where.file,
    line: where.line ?? null,
    column: where.column ?? null,
    params,
  };
}

export function hasErrors(problems: readonly ExchangeProblem[]): boolean {
  return problems.some((one) => one.severity === 'error');
}

/** How many problems of one code are listed for one file; a wrong file has one for every row, and nobody reads 50,000. */
const listedPerCode = 50;

/** Collects problems; of each code and file the first {@link listedPerCode} are kept and the rest counted in one. */
export class ProblemList {
  readonly #listed: ExchangeProblem[] = [];
  readonly #counts = new Map<string, { seen: number; first: ExchangeProblem }>();

  add(code: ProblemCode, severity: Severity, where: Where, params: Record<string, string | number> = {}): void {
    this.push(problem(code, severity, where, params));
  }

  push(...problems: readonly ExchangeProblem[]): void {
    for (const one of problems) {
      const key = `${one.code}\u0000${one.severity}\u0000${one.file}`;
      const entry = this.#counts.get(key) ?? { seen: 0, first: one };
      entry.seen += 1;
      this.#counts.set(key, entry);
      if (entry.seen <= listedPerCode) this.#listed.push(one);
    }
  }

  get hasErrors(): boolean {
    return hasErrors(this.#listed);
  }

  /** The problems in the order found, with one `moreProblems` for each kind that was cut short. */
  list(): ExchangeProblem[] {
    const more: ExchangeProblem[] = [];
    for (const { seen, first } of this.#counts.values()) {
      if (seen <= listedPerCode) continue;
      more.push(
        problem(
          'moreProblems',
          first.severity,
          { file: first.file },
          { count: seen - listedPerCode, code: first.code },
        ),
      );
    }
    return [...this.#listed, ...more];
  }
}
