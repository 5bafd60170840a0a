import { type ColumnRef, type ExchangeProblem, problem } from '../problem.ts';

/** A column as asked for: the key the code uses and the names it goes by in files. The first name is the official one. */
export type Column<Key extends string = string> = { key: Key; names: readonly string[] };

/** 'SIS  Number' = 'sis_number' = 'SISNumber'. Accents fall away: 'Número' = 'numero'. */
function plainHeader(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
}

/** Levenshtein distance, for 'did you mean'. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** The header nearest to the wanted name, or null when none is near enough to be worth showing. */
function nearest(wanted: string, found: readonly string[]): string | null {
  const plain = plainHeader(wanted);
  let best: { name: string; distance: number } | null = null;
  for (const name of found) {
    const distance = editDistance(plain, plainHeader(name));
    if (best === null || distance < best.distance) best = { name, distance };
  }
  return best !== null && best.distance <= Math.max(2, Math.floor(plain.length / 3)) ? best.name : null;
}

export type Located = { index: ReadonlyMap<string, ColumnRef>; problems: ExchangeProblem[] };

/** Finds the columns in a header line, whatever their order, case, spacing or company. */
export function locate(
  file: string,
  line: number,
  header: readonly string[],
  required: readonly Column[],
  optional: readonly Column[],
): Located {
  const index = new Map<string, ColumnRef>();
  const problems: ExchangeProblem[] = [];
  const positions = new Map<string, number[]>();
  header.forEach((name, at) => {
    const plain = plainHeader(name);
    if (plain === '') return;
    const found = positions.get(plain);
    if (found === undefined) positions.set(plain, [at]);
    else found.push(at);
  });
  for (const [column, needed] of [
    ...required.map((c) => [c, true] as const),
    ...optional.map((c) => [c, false] as const),
  ]) {
    const plain = column.names.map(plainHeader).find((name) => positions.has(name));
    const [at, second] = plain === undefined ? [] : (positions.get(plain) ?? []);
    const official = column.names[0] ?? column.key;
    if (at === undefined) {
      if (needed) problems.push(missing(file, line, official, header));
      continue;
    }
    const ref: ColumnRef = { name: header[at] ?? official, number: at + 1 };
    if (second !== undefined) {
      problems.push(
        problem('columnTwice', 'error', { file, line, column: ref }, { column: ref.name, second: second + 1 }),
      );
    }
    index.set(column.key, ref);
  }
  return { index, problems };
}

function missing(file: string, line: number, wanted: string, header: readonly string[]): ExchangeProblem {
  const shown = header.slice(0, 12).map((name) => name.trim().slice(0, 40));
  const found = `${shown.join(', ')}${header.length > shown.length ? ', ...' : ''}`;
  const params = { column: wanted, found, nearest: nearest(wanted, header) ?? '-' };
  return problem('columnMissing', 'error', { file, line, column: { name: wanted, number: 0 } }, params);
}
