import type { Entry } from '../../../disclosure/ledger/entry.ts';
import { defaultPolicy } from '../../../disclosure/product/policy.ts';
import type { RosterSnapshot } from '../../../statistics/disparity/enrolment.ts';
import type { Tx } from '../../platform/database/tenancy.ts';
import { disparityProfileOn, type ProfileInForce } from '../../setup/disparity-profile.ts';
import { type CountedWork, countWork } from '../work.ts';
import { readEnrolled } from './comparisons.ts';
import { countStudents } from './count-students.ts';
import { type CountedTable, type Counting, countRecords, merged, type RecordTable } from './counts.ts';
import { type Kept, keptOf, keptWhole } from './kept.ts';
import { type Change, differenceOf, type Lateness, latenessOf, recordsToCount, showsNobody } from './late.ts';
import { type Quarter, quartersOf, type ReleasePeriod } from './periods.ts';
import type { LateLine } from './preview.ts';

/** What is to be counted, and what is out of the same school year. */
export interface Asked {
  readonly period: ReleasePeriod;
  readonly year: { readonly id: string; readonly firstDay: string; readonly lastDay: string };
  readonly asOf: string;
  /** Whether anything of the year is out, and whether a quarter of it is. */
  readonly out: { readonly any: boolean; readonly quarter: boolean };
  readonly kept: Kept;
  /** Entries of the ledger. */
  readonly entries: readonly Entry[];
  /** Whether late records may be counted where the difference shows nobody. */
  readonly takeLate: boolean;
}

/** Everything a release is made of, before anything is withheld. It never leaves the publishing step. */
export interface Taken {
  readonly tables: readonly CountedTable[];
  readonly byQuarter: boolean;
  readonly work: CountedWork;
  readonly enrolled: RosterSnapshot;
  /** How groups are compared: the state's profile in force on the last day. */
  readonly profile: ProfileInForce;
  readonly schoolIds: readonly string[];
  /** What came or changed after it was released. */
  readonly late: readonly LateLine[];
  /** What later releases will need to know of this one. */
  readonly counted: ReturnType<typeof keptOf>;
}

/** The name of a table's counts in the ledger. A student, a quarter's code and a school belong to a school year. */
export function countsName(yearId: string, table: string): string {
  return `${yearId} ${table}`;
}

/** Tables that are late together: a use of police powers belongs to its incident. */
const together: readonly (readonly RecordTable['id'][])[] = [['calls'], ['incidents', 'actions']];

/**
 * Counts everything a release tells of its days. What is out stays as it was released: records of those days that came
 * or changed afterwards are counted only where the difference shows nobody (P7.9). Needs the vault open.
 */
export async function takeCounts(tx: Tx, asked: Asked): Promise<Taken> {
  const { period, year, asOf, out, kept } = asked;
  // What an earlier release about the year told of is counted again with it.
  const span = out.any ? { from: year.firstDay, to: asOf < year.lastDay ? asOf : year.lastDay } : period;
  const quarters = out.any ? quartersOf(year).filter(({ from }) => from <= span.to) : period.quarters;
  const all = { kind: 'all' } as const;
  const schools = await tx.selectFrom('school').select(['id', 'nces_id']).where('active', '=', true).execute();
  const counting: Counting = {
    selection: { from: span.from, to: span.to, reach: all },
    schools: schools.map((one) => one.nces_id),
    quarters,
  };
  const live = await countRecords(tx, counting);
  const own = period.quarters.map(({ code }) => code);
  const late = live.flatMap((table) =>
    latenessOf(table, kept.get(table.id) ?? new Map()).map((lateness) => ({ ...lateness, table })),
  );
  const safe = (ids: readonly string[], quarter: string): boolean =>
    late
      .filter((one) => one.quarter === quarter && ids.includes(one.table.id))
      .every(({ table, changes }) => isSafe(asked, table.id, table.columns, changes, quarter));
  const taken = new Map(
    together.flatMap((ids) => {
      const open = asked.takeLate ? own.filter((quarter) => safe(ids, quarter)) : [];
      return ids.map((id) => [id, open] as const);
    }),
  );
  const tables = live.map((table) => ({
    ...table,
    records: recordsToCount(table, kept.get(table.id) ?? new Map(), taken.get(table.id) ?? []),
  }));
  const heldBack = late
    .filter(({ table, quarter }) => table.id === 'incidents' && !taken.get('incidents')?.includes(quarter))
    .flatMap(({ came }) => came.map(({ id }) => id));
  const students = period.kind === 'year' ? await takeStudents(tx, asked, counting, heldBack) : null;
  return {
    byQuarter: out.quarter || period.kind === 'quarter',
    tables: [...tables.map(rowsOf), ...(students === null ? [] : [students.table])],
    work: await countWork(tx, { from: period.from, to: period.to, reach: all }),
    enrolled: await readEnrolled(tx, asOf),
    profile: await disparityProfileOn(tx, period.to),
    schoolIds: schools.map(({ id }) => id),
    late: [
      ...late.map((one) => lineOf(one, own, taken.get(one.table.id) ?? [], safe(groupOf(one.table.id), one.quarter))),
      ...(students?.late ?? []),
    ],
    counted: [
      ...tables.flatMap((table) => keptOf(table, own)),
      ...(students === null ? [] : [keptWhole(students.table)]),
    ],
  };
}

const groupOf = (id: RecordTable['id']): readonly RecordTable['id'][] =>
  together.find((ids) => ids.includes(id)) ?? [id];

/** Whether everybody may see by what a table's counts change, of a quarter or ('') of the year. */
function isSafe(
  { year, entries }: Asked,
  table: string,
  columns: readonly string[],
  changes: readonly Change[],
  quarter: string,
): boolean {
  const beside = entries.filter(
    ({ counts, scope }) =>
      counts === countsName(year.id, table) && (quarter === '' || scope.quarter?.includes(quarter) === true),
  );
  return showsNobody(columns, changes, beside, defaultPolicy.threshold);
}

function lineOf(
  { table, quarter, came, changed }: Lateness & { readonly table: RecordTable },
  own: readonly string[],
  taken: readonly string[],
  safe: boolean,
): LateLine {
  const state = taken.includes(quarter) ? 'counted' : own.includes(quarter) ? 'held' : safe ? 'possible' : 'elsewhere';
  return { table: table.id, quarter, came: came.length, changed, state };
}

/** The engine takes each combination once, where nobody stands behind it by name. */
function rowsOf({ id, columns, formula, records, blanks }: RecordTable): CountedTable {
  const rows = [
    ...records.map(({ codes, person }) => ({ codes, n: 1, ...(person === undefined ? {} : { person }) })),
    ...blanks,
  ];
  const named = rows.some((row) => 'person' in row);
  return { id, columns, formula, rows: named ? rows : merged(rows) };
}

/** Students of the year: as they were released, where the difference would show a few of them. */
async function takeStudents(
  tx: Tx,
  asked: Asked,
  counting: Counting,
  heldBack: readonly string[],
): Promise<{ table: CountedTable; late: readonly LateLine[] }> {
  const { period, kept, takeLate } = asked;
  const selection = { ...counting.selection, from: period.from, to: period.to };
  const now = await countStudents(tx, { ...counting, selection }, heldBack);
  const before = kept.get('students')?.get('');
  if (before === undefined || before.columns.join() !== now.columns.join()) return { table: now, late: [] };
  const changes = differenceOf(now.rows, before);
  if (changes.length === 0) return { table: now, late: [] };
  // How many it is stays inside: only the school side knows which students are attached.
  const line = { table: 'students', quarter: null, came: 0, changed: 0 } as const;
  if (takeLate && isSafe(asked, 'students', now.columns, changes, '')) {
    return { table: now, late: [{ ...line, state: 'counted' }] };
  }
  const blanks = now.rows.filter(({ n }) => n === 0);
  const rows = merged([...before.rows.map(([codes, n]) => ({ codes, n })), ...blanks]);
  return { table: { ...now, rows }, late: [{ ...line, state: 'held' }] };
}

/** The quarters' codes as a release's period has them. */
export function scopeOf(
  columns: readonly string[],
  quarters: readonly Quarter[],
): Readonly<Record<string, readonly string[]>> {
  return columns.includes('quarter') ? { quarter: quarters.map(({ code }) => code) } : {};
}
