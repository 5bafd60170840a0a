import { type RawBuilder, sql } from 'kysely';
import type { Outcome } from '../../domain/incidents/record.ts';
import { addDays } from '../../domain/shared/dates.ts';
import type { CallGroup, CountedStudents, IncidentGroup } from '../../statistics/funnel.ts';
import type { CallResult } from '../../statistics/stages.ts';
import type { ActivityGroup, SumsBy } from '../../statistics/time.ts';
import type { Tx } from '../platform/database/tenancy.ts';
import { attachedOf, type Selection, selected, unattachedOf } from './filter.ts';

/** Calls by what became of them (P3.1). One round trip. */
export async function countCalls(tx: Tx, selection: Selection): Promise<CallGroup[]> {
  // By the state as it stands: a few rows are told what they mean, not each call.
  const { rows } = await sql<{ state: string; n: number }>`
    SELECT state, count(*) AS n FROM call WHERE ${selected('call', selection)} GROUP BY 1`.execute(tx);
  return rows.map(({ state, n }) => ({ result: resultOf[state] ?? 'responded', n }));
}

const resultOf: Readonly<Record<string, CallResult>> = {
  handedBack: 'handedBack',
  withdrawn: 'withdrawn',
  requested: 'undecided',
};

/** Filed incidents alike: who began, every outcome of the students involved as subjects, police powers (P7.1). */
export async function countIncidents(tx: Tx, selection: Selection): Promise<IncidentGroup[]> {
  const { rows } = await sql<IncidentGroup>`
    SELECT coalesce(origin, 'selfInitiated') AS origin, outcomes, action_count > 0 AS enforcement, count(*) AS n
    FROM incident WHERE ${selected('incident', selection)} GROUP BY 1, 2, 3`.execute(tx);
  return rows;
}

/** First day of the month of a day, or of the month after it. */
const monthOf = (day: string): string => `${day.slice(0, 7)}-01`;
const monthAfter = (day: string): string => monthOf(addDays(monthOf(day), 31));

/**
 * What there is to add up: months as the database has added them up already, and the entries by which a month is not
 * wanted whole. Up to a week of a month is read as it stands; of more of it the entries before and after are taken away
 * from the month instead: a school year begins and ends in its vacation, where next to nothing is logged. All is of the
 * same transaction and says the same.
 */
function timeOf(selection: Selection): RawBuilder<unknown> {
  const { from, to } = selection;
  const upToAWeek = { first: addDays(from, 7) >= monthAfter(from), last: addDays(to, -7) < monthOf(to) };
  const first = upToAWeek.first && from !== monthOf(from) ? monthAfter(from) : monthOf(from);
  const afterLast = upToAWeek.last && addDays(to, 1) !== monthAfter(to) ? monthOf(to) : monthAfter(to);
  // Less than a month, or none in which it would pay: the entries alone.
  if (first >= afterLast || to < addDays(from, 30)) return sql`(${entriesOf(selection, 1)}) AS time`;
  const parts = [sql`month >= ${first}::date AND month < ${afterLast}::date`];
  if (selection.schoolId !== undefined) parts.push(sql`school_id = ${selection.schoolId}::uuid`);
  if (selection.officerId !== undefined) parts.push(sql`officer_id = ${selection.officerId}::uuid`);
  if (selection.reach.kind === 'some') {
    const { schoolIds, ownerId } = selection.reach;
    parts.push(sql`(school_id = ANY(${[...schoolIds]}::uuid[]) OR owner_id = ${ownerId}::uuid)`);
  }
  const before = first <= from ? { from: first, to: addDays(from, -1) } : { from, to: addDays(first, -1) };
  const after = afterLast > to ? { from: addDays(to, 1), to: addDays(afterLast, -1) } : { from: afterLast, to };
  return sql`(
    SELECT kind, role, function AS statutory_function, nullif(school_id, '00000000-0000-0000-0000-000000000000') AS school_id,
      officer_id, month, positive, entries, minutes, audience
    FROM activity_month WHERE ${sql.join(parts, sql` AND `)}
    UNION ALL ${entriesOf({ ...selection, ...before }, first <= from ? -1 : 1)}
    UNION ALL ${entriesOf({ ...selection, ...after }, afterLast > to ? -1 : 1)}
  ) AS time`;
}

/** Entries one by one in the shape of a month's sums: to be added, or with a sign of -1 to be taken away. */
function entriesOf(selection: Selection, sign: 1 | -1): RawBuilder<unknown> {
  // Within one month it need not be worked out; else without a time zone, which a day has none of.
  const month =
    monthOf(selection.from) === monthOf(selection.to)
      ? sql`${monthOf(selection.from)}::date`
      : sql`date_trunc('month', local_day::timestamp)::date`;
  return sql`SELECT kind, role, function AS statutory_function, school_id, officer_id, ${month} AS month, positive, ${sql.lit(sign)} AS entries,
      ${sql.lit(sign)} * minutes AS minutes, ${sql.lit(sign)} * coalesce(audience_size, 0) AS audience
    FROM activity WHERE ${selected('activity', selection)}`;
}

/** Time alike, added up (D2, D3, D6). `audience` is the people reached, as far as the officer counted them. */
export async function countActivities(tx: Tx, selection: Selection): Promise<ActivityGroup[]> {
  const { rows } = await sql<ActivityGroup>`
    SELECT kind, role, statutory_function AS "statutoryFunction", school_id AS "schoolId", officer_id AS "officerId",
      to_char(month, 'YYYY-MM') AS month, positive,
      sum(entries) AS entries, sum(minutes) AS minutes, sum(audience) AS audience
    FROM ${timeOf(selection)} GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING sum(entries) > 0`.execute(tx);
  return rows;
}

/** Time added up four times over: by what was done, by school, by officer, by month. */
export interface TimeSums {
  readonly done: readonly (SumsBy<'kind' | 'role' | 'statutoryFunction'> & Pick<ActivityGroup, 'positive'>)[];
  readonly schools: readonly SumsBy<'school'>[];
  readonly officers: readonly SumsBy<'officer'>[];
  readonly months: readonly SumsBy<'month'>[];
}

/**
 * The same time as `countActivities` where only these four are wanted: a hundred rows, where every school with every
 * officer, month and kind would be many thousands.
 */
export async function sumActivities(tx: Tx, selection: Selection): Promise<TimeSums> {
  const { rows } = await sql<ActivityGroup & { readonly part: keyof TimeSums }>`
    SELECT kind, role, statutory_function AS "statutoryFunction", positive, school_id AS "schoolId",
      officer_id AS "officerId", to_char(month, 'YYYY-MM') AS month,
      sum(entries) AS entries, sum(minutes) AS minutes, sum(audience) AS audience,
      CASE WHEN grouping(kind) = 0 THEN 'done' WHEN grouping(school_id) = 0 THEN 'schools'
           WHEN grouping(officer_id) = 0 THEN 'officers' ELSE 'months' END AS part
    FROM ${timeOf(selection)}
    GROUP BY GROUPING SETS ((kind, role, statutory_function, positive), (school_id), (officer_id), (month))
    HAVING sum(entries) > 0`.execute(tx);
  const of = (part: keyof TimeSums) => rows.filter((row) => row.part === part);
  return { done: of('done'), schools: of('schools'), officers: of('officers'), months: of('months') };
}

/**
 * Different students of filed incidents in the role `subject`, each with all outcomes of the period, those alike added
 * up; and how many involvements the school has not attached to a student (P7.1). Only with the vault open: the database
 * merges by pseudonym, and no pseudonym leaves it.
 */
export async function countSubjects(tx: Tx, selection: Selection): Promise<CountedStudents> {
  const { rows } = await sql<{ told: string; enforcement: boolean; students: number }>`
    SELECT told, enforcement, count(*) AS students
    FROM (
      SELECT bool_or(identity.enforcement) AS enforcement,
        string_agg(array_to_string(identity.outcomes, ' '), ' ') AS told
      FROM ${attachedOf(selection)} GROUP BY identity.pseudonym
    ) merged GROUP BY 1, 2`.execute(tx);
  const unattached = await sql<{ times: number }>`
    SELECT count(*) AS times FROM ${unattachedOf(selection)}`.execute(tx);
  const groups = rows.map(({ told, enforcement, students }) => ({
    outcomes: [...new Set(told.split(' ').filter((word) => word !== ''))] as Outcome[],
    enforcement,
    n: students,
  }));
  return { groups, unattached: unattached.rows[0]?.times ?? 0 };
}
