import {
  type ReleaseBeside,
  type ReleaseCell,
  type ReleaseChange,
  type ReleaseDocument,
  type ReleaseTable,
  tableOf,
  total,
} from '../../../portal/release-view.ts';

/** Releases that a new one is looked at beside; each the newest of its period. */
export interface Former {
  /** About the same period. */
  readonly same: ReleaseDocument | null;
  /** Of a year: all its quarters, where every one of them is out; else none. */
  readonly quarters: readonly ReleaseDocument[];
  /** Of a year: the one before. */
  readonly yearBefore: ReleaseDocument | null;
}

/** A release's cells by their codes, whatever columns stand beside them. */
function finder(
  table: ReleaseTable | undefined,
): (columns: readonly string[], codes: readonly string[]) => ReleaseCell | undefined {
  const key = (columns: readonly string[], codes: readonly string[]): string =>
    columns
      .flatMap((column, at) => (codes[at] === total ? [] : [`${column}=${codes[at]}`]))
      .toSorted()
      .join('|');
  const cells = new Map((table?.cells ?? []).map((cell) => [key(table?.columns ?? [], cell.codes), cell]));
  return (columns, codes) => cells.get(key(columns, codes));
}

/** What is said otherwise than before. Cells that only one of the two tells of are not compared. */
export function changesBetween(before: ReleaseDocument, tables: readonly ReleaseTable[]): readonly ReleaseChange[] {
  return tables.flatMap((table) => {
    const former = finder(tableOf(before, table.id));
    return table.cells.flatMap(({ codes, n }) => {
      const then = former(table.columns, codes);
      return then === undefined || then.n === n ? [] : [{ table: table.id, codes, before: then.n, now: n }];
    });
  });
}

/** Counts of a year that are not the sum of its quarters as they were released; only where all of them are shown. */
function notTheSum(quarters: readonly ReleaseDocument[], tables: readonly ReleaseTable[]): readonly ReleaseChange[] {
  return tables.flatMap((table) => {
    const finders = quarters.map((quarter) => finder(tableOf(quarter, table.id)));
    return table.cells.flatMap(({ codes, n }) => {
      const parts = finders.map((find) => find(table.columns, codes)?.n ?? null);
      if (n === null || parts.includes(null)) return [];
      const before = parts.reduce<number>((sum, part) => sum + (part ?? 0), 0);
      return before === n ? [] : [{ table: table.id, codes, before, now: n }];
    });
  });
}

/** Columns that divide another one further. */
const within: Readonly<Record<string, string>> = { part: 'level', step: 'level', matter: 'behavior' };

/** The totals of the year and, told apart by one thing at a time, what the year before said of the same. */
function besideYear(before: ReleaseDocument, tables: readonly ReleaseTable[]): readonly ReleaseChange[] {
  return tables.flatMap((table) => {
    const former = finder(tableOf(before, table.id));
    return table.cells.flatMap(({ codes, n }) => {
      const told = table.columns.flatMap((column, at) => (codes[at] === total ? [] : [within[column] ?? column]));
      const then = former(table.columns, codes);
      const empty = !((n ?? 1) > 0 || (then?.n ?? 1) > 0);
      if (new Set(told).size > 1 || then === undefined || empty) return [];
      return [{ table: table.id, codes, before: then.n, now: n }];
    });
  });
}

/** What a release is to be read beside, from what is public alone (P7.9). Students have no quarters. */
export function besideOf({ quarters, yearBefore }: Former, tables: readonly ReleaseTable[]): readonly ReleaseBeside[] {
  const numbers = quarters.map(({ number }) => number);
  return [
    ...(quarters.length === 0
      ? []
      : [{ kind: 'quarters' as const, since: numbers, list: notTheSum(quarters, tables) }]),
    ...(yearBefore === null
      ? []
      : [
          {
            kind: 'yearBefore' as const,
            since: [yearBefore.number],
            period: yearBefore.period,
            list: besideYear(yearBefore, tables),
          },
        ]),
  ];
}
