import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { allOthers } from '../../statistics/disparity/enrolment.ts';
import { judge } from '../../statistics/disparity/judge.ts';
import {
  type Involved,
  onceInvolved,
  type PerceivedOutcome,
  perceivedBy,
} from '../../statistics/disparity/once-involved.ts';
import { dimensions } from '../../statistics/measures/dimensions.ts';
import { measures } from '../../statistics/measures/measures.ts';
import type { Comparing, Days, JudgedComparison } from './compared.ts';
import { memberSql } from './members.ts';

type By = (typeof perceivedBy)[number];

/** Where the officer's record has it. Nothing of the school's record is read, so that the vault stays shut. */
const columns = {
  race: sql.ref('student.races'),
  sex: sql.ref('student.sex'),
  age: sql.ref('student.age_band'),
} as const satisfies Record<By, RawBuilder<unknown>>;

/** Whether being in an incident came to the outcome: once, however often something was done. */
function reachedSql(outcome: PerceivedOutcome, days: Days): RawBuilder<SqlBool> {
  const where = measures[outcome].numerator?.where ?? null;
  if (where === null || !('in' in where) || where.field !== 'actionKind') return sql`student.enforcement`;
  return sql`EXISTS (SELECT FROM enforcement_action action
    WHERE action.program_id = student.program_id AND action.incident_id = student.incident_id
      AND action.student_key = student.student_key AND action.local_day BETWEEN ${days.from}::date AND ${days.to}::date
      AND action.kind = ANY (${[...where.in]}::text[]))`;
}

function withinReach({ reach }: Comparing): RawBuilder<SqlBool> {
  if (reach.kind === 'all') return sql`true`;
  return sql`(student.school_id = ANY (${[...reach.schoolIds]}::uuid[]) OR incident.owner_id = ${reach.ownerId}::uuid)`;
}

async function involvedIn(
  comparing: Comparing,
  outcome: PerceivedOutcome,
  by: By,
  days: Days,
): Promise<ReadonlyMap<string, Involved>> {
  const { tx, frame, question } = comparing;
  const member = memberSql(by, 'perceived', columns[by] as RawBuilder<string | null>, { days, frame });
  const schools =
    question.schools.length === 0
      ? sql<SqlBool>`true`
      : sql<SqlBool>`student.school_id = ANY (${[...question.schools]}::uuid[])`;
  const { rows } = await sql<{ member: string; times: number; reached: number }>`
    SELECT member, count(*) AS times, count(*) FILTER (WHERE reached) AS reached
    FROM (
      SELECT ${member} AS member, ${reachedSql(outcome, days)} AS reached
      FROM incident_student student
      JOIN incident ON incident.program_id = student.program_id AND incident.id = student.incident_id
        AND incident.state IN ('filed', 'amended')
      WHERE student.role = 'subject' AND student.local_day BETWEEN ${days.from}::date AND ${days.to}::date
        AND ${schools} AND ${withinReach(comparing)}
    ) involved GROUP BY 1`.execute(tx);
  return new Map(rows.map((row) => [row.member, { of: Number(row.times), reached: Number(row.reached) }]));
}

const nobody: Involved = { of: 0, reached: 0 };
const added = (list: readonly Involved[]): Involved => ({
  of: list.reduce((sum, one) => sum + one.of, 0),
  reached: list.reduce((sum, one) => sum + one.reached, 0),
});

/**
 * Every group as officers saw it against all other students, in what came of being in an incident, judged together:
 * what the police side can compare (decision 0006).
 */
export async function comparePerceived(
  comparing: Comparing,
  outcome: PerceivedOutcome,
): Promise<readonly JudgedComparison[]> {
  const { profile, stretches } = comparing;
  const all: ReturnType<typeof onceInvolved>[] = [];
  for (const dimension of perceivedBy) {
    const years: ReadonlyMap<string, Involved>[] = [];
    for (const days of stretches) years.push(await involvedIn(comparing, outcome, dimension, days));
    const of = (member: string): Involved => added(years.map((year) => year.get(member) ?? nobody));
    const known = (dimensions[dimension].known ?? []).filter((member) => member !== 'unknown');
    for (const group of known) {
      const others = added(known.filter((member) => member !== group).map(of));
      const about = { measure: outcome, dimension, group, comparison: allOthers };
      all.push(onceInvolved(about, of(group), others, of('unknown').of, profile));
    }
  }
  return judge(all, profile);
}
