import type { Entry } from '../../../disclosure/ledger/entry.ts';
import { type CountedRecord, notTold, type RecordTable } from './counts.ts';

/** What a release counted of a quarter: codes, how many, and the records behind them ('' where there are no ids). */
export interface KeptRows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly [codes: readonly string[], n: number, ids: readonly string[]])[];
}

/** What is out of a table, by quarter. */
export type KeptQuarters = ReadonlyMap<string, KeptRows>;

/** How a quarter's records differ now from those its release counted. */
export interface Lateness {
  readonly quarter: string;
  /** Records that came afterwards. */
  readonly came: readonly CountedRecord[];
  /** Records that are told otherwise now, or are no longer there. */
  readonly changed: number;
  /** What its counts would change by. */
  readonly changes: readonly Change[];
}

/** Counts at some codes grow or shrink by so many. */
export interface Change {
  readonly codes: readonly string[];
  readonly by: number;
  readonly person?: string;
}

/** The records that were counted, with who stands behind them as it is known now. */
function keptRecords({ columns, records }: RecordTable, kept: KeptRows): readonly CountedRecord[] {
  const now = new Map(records.map((record) => [record.id, record]));
  const named = records.some(({ person }) => person !== undefined);
  const places = columns.map((column) => kept.columns.indexOf(column));
  return kept.rows.flatMap(([codes, , ids]) =>
    ids.map((id) => {
      const live = now.get(id);
      return {
        id,
        // A column that was not told apart then is told as the record has it now.
        codes: places.map((place, at) => (place < 0 ? live?.codes[at] : codes[place]) ?? 'unknown'),
        ...(named ? { person: live?.person ?? notTold } : {}),
      };
    }),
  );
}

/** What has come or changed since each quarter was released; a quarter where nothing has is left out. */
export function latenessOf(table: RecordTable, kept: KeptQuarters): readonly Lateness[] {
  const now = new Map(table.records.map((record) => [record.id, record]));
  const known = new Set([...kept.values()].flatMap(({ rows }) => rows.flatMap(([, , ids]) => ids)));
  return [...kept].flatMap(([quarter, rows]): Lateness[] => {
    const before = keptRecords(table, rows);
    const own = new Set(before.map(({ id }) => id));
    const differing = before.filter(({ id, codes }) => now.get(id)?.codes.join('|') !== codes.join('|'));
    const moved = new Set(differing.map(({ id }) => id));
    const added = table.records.filter(({ id, codes }) => codes[0] === quarter && (!own.has(id) || moved.has(id)));
    if (added.length + differing.length === 0) return [];
    return [
      {
        quarter,
        came: added.filter(({ id }) => !known.has(id)),
        changed: differing.length,
        changes: [
          ...added.map((record) => ({ ...record, by: 1 })),
          ...differing.map((record) => ({ ...record, by: -1 })),
        ],
      },
    ];
  });
}

/**
 * The records to count now: those of quarters that are out as they were released, all others as they are. A quarter
 * `taken` is counted anew. No record is counted twice, wherever its day has moved.
 */
export function recordsToCount(
  table: RecordTable,
  kept: KeptQuarters,
  taken: readonly string[],
): readonly CountedRecord[] {
  const held = [...kept].filter(([quarter]) => !taken.includes(quarter));
  const before = held.flatMap(([, rows]) => keptRecords(table, rows));
  const ids = new Set(before.map(({ id }) => id));
  const closed = new Set(held.map(([quarter]) => quarter));
  return [...before, ...table.records.filter(({ id, codes }) => !closed.has(codes[0] ?? '') && !ids.has(id))];
}

/**
 * Whether the difference to what is out shows nobody (P7.9): every count of every table that is out, shown or withheld,
 * stays the same or changes by at least `threshold`, and where people stand behind counts by as many different ones.
 * The engine judges besides. `entries` are those about the same counts and days.
 */
export function showsNobody(
  columns: readonly string[],
  changes: readonly Change[],
  entries: readonly Pick<Entry, 'columns' | 'rows'>[],
  threshold: number,
): boolean {
  return entries.every((entry) => {
    const places = entry.columns.map((column) => columns.indexOf(column));
    if (places.includes(-1)) return false;
    const shapes = new Map<string, readonly number[]>();
    for (const [codes] of entry.rows) {
      const told = codes.flatMap((code, at) => (code === 'Total' ? [] : (places[at] ?? -1)));
      shapes.set(told.join(), told);
    }
    return [...shapes.values()].every((told) => {
      const touched = Map.groupBy(changes, ({ codes }) => told.map((at) => codes[at]).join('|'));
      return [...touched.values()].every((behind) => isLarge(behind, threshold));
    });
  });
}

function isLarge(changes: readonly Change[], threshold: number): boolean {
  const by = Math.abs(changes.reduce((sum, change) => sum + change.by, 0));
  if (by === 0) return true;
  const people = new Set(changes.flatMap(({ person }) => person ?? []));
  return by >= threshold && (people.size === 0 || people.size >= threshold);
}

/** How counts without records behind them differ from those that are out. */
export function differenceOf(
  now: readonly { readonly codes: readonly string[]; readonly n: number }[],
  kept: KeptRows,
): readonly Change[] {
  const by = new Map<string, { codes: readonly string[]; by: number }>();
  const add = (codes: readonly string[], n: number): void => {
    const key = codes.join('|');
    by.set(key, { codes, by: n + (by.get(key)?.by ?? 0) });
  };
  for (const { codes, n } of now) add(codes, n);
  for (const [codes, n] of kept.rows) add(codes, -n);
  return [...by.values()].filter((change) => change.by !== 0);
}
