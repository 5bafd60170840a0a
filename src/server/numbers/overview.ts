import { sql } from 'kysely';
import { reach } from '../../domain/access/decide.ts';
import { scopeOf } from '../../domain/access/permissions.ts';
import { type Actor, sideOf } from '../../domain/access/roles.ts';
import { err, notFound, ok, type Result } from '../../domain/shared/result.ts';
import { enforcementCount, type FunnelStage, funnel } from '../../statistics/funnel.ts';
import { contacts, type TimeSum, timeBy, timeByTriad, timeInAll } from '../../statistics/time.ts';
import { countStudentsIn, type Within } from '../platform/aggregates.ts';
import { inProgram, type Tx } from '../platform/database/tenancy.ts';
import { requireFrame } from '../platform/program.ts';
import type { Caller, Service } from '../platform/service.ts';
import type { Figures, NumbersAnswer } from './answers.ts';
import { countCalls, countIncidents, countSubjects, sumActivities, type TimeSums } from './counts.ts';
import type { Selection } from './filter.ts';
import { type Period, type PeriodQuery, periodOf } from './period.ts';

export interface NumbersQuery extends PeriodQuery {
  readonly schoolId?: string | undefined;
  readonly officerId?: string | undefined;
}

/**
 * Whether a reader counts what the school's side has recorded in full. Only who reads numbers for the school's side
 * alone: someone who also answers for the police keeps to what the police may see (decision 0006).
 */
export function seesRecordedInFull(actor: Actor): boolean {
  return actor.grants.every((grant) => scopeOf('numbers.read', grant.role) === null || sideOf(grant.role) === 'school');
}

/** The reach of a reader over numbers. Refuses with 403 where no role of the person allows them. */
export function reachOfNumbers(actor: Actor): Result<Within> {
  const extent = reach(actor, 'numbers.read');
  return extent.kind === 'none' ? err({ code: 'common.forbidden', status: 403 }) : ok(extent);
}

/**
 * The numbers of a period beside the same a year before (P7.3, D2, D3, D6): the funnel, positive contacts to police
 * powers used, time. `from` and `to` are days, `year` a school year's id. Refuses an unknown year with 404.
 */
export async function readNumbers(
  service: Service,
  caller: Caller,
  query: NumbersQuery,
): Promise<Result<NumbersAnswer>> {
  const extent = reachOfNumbers(caller.actor);
  if (!extent.ok) return extent;
  const { programId } = caller.actor;
  const full = seesRecordedInFull(caller.actor);
  const read = <T>(work: (tx: Tx) => Promise<Result<T>>): Promise<Result<T>> =>
    full ? countStudentsIn(service, programId, work) : inProgram(service, { programId }, work);
  const select = ({ from, to }: Period): Selection => ({
    ...{ from, to, schoolId: query.schoolId, officerId: query.officerId },
    reach: extent.value,
  });
  const now = service.clock();
  const head = await read(async (tx) => {
    const frame = await requireFrame(tx, programId);
    const periods = periodOf(frame, query, frame.dayOf(now));
    if (periods === null) return err(notFound);
    return ok({
      period: periods.now,
      before: periods.before,
      years: frame.schoolYears.map(({ id, firstDay, lastDay }) => ({ id, firstDay, lastDay })),
      schools: await schoolsWithin(tx, extent.value, query.schoolId),
      officers: await officersWithin(tx, extent.value),
    });
  });
  if (!head.ok) return head;
  // Each year is counted by itself, so both can be counted at once.
  const count = (period: Period) => read(async (tx) => ok(await figuresOf(tx, select(period), full)));
  const [figures, yearBefore] = await Promise.all([count(head.value.period), count(head.value.before)]);
  if (!figures.ok) return figures;
  if (!yearBefore.ok) return yearBefore;
  return ok({ asOf: now.toISOString(), ...head.value, now: figures.value, yearBefore: yearBefore.value });
}

async function figuresOf(tx: Tx, selection: Selection, full: boolean): Promise<Figures> {
  const calls = await countCalls(tx, selection);
  const incidents = await countIncidents(tx, selection);
  const time = await sumActivities(tx, selection);
  const students = full ? await countSubjects(tx, selection) : { groups: [], unattached: 0 };
  const counted = funnel(calls, incidents, students);
  return {
    calls: counted.calls.map(stage),
    incidents: counted.incidents.map(stage),
    students: full ? counted.students.map(stage) : null,
    unattached: full ? counted.unattached : null,
    contacts: contacts(time.done, enforcementCount(incidents)),
    time: { all: timeInAll(time.done), by: timeTablesOf(time) },
  };
}

function timeTablesOf({ done, schools, officers, months }: TimeSums): Figures['time']['by'] {
  const rows = (sums: ReadonlyMap<string, TimeSum>) =>
    [...sums].map(([key, sum]) => ({ key, ...sum })).toSorted((a, b) => (a.key < b.key ? -1 : 1));
  return {
    role: rows(timeBy(done, 'role')),
    triad: rows(timeByTriad(done)),
    statutoryFunction: rows(timeBy(done, 'statutoryFunction')),
    kind: rows(timeBy(done, 'kind')),
    school: rows(timeBy(schools, 'school')),
    officer: rows(timeBy(officers, 'officer')),
    month: rows(timeBy(months, 'month')),
  };
}

const stage = ({ key, n, of }: FunnelStage) => ({ key, n, of });

async function schoolsWithin(tx: Tx, extent: Within, chosen: string | undefined) {
  let query = tx.selectFrom('school').select(['id', 'name']).orderBy('name');
  // An officer's own numbers may lie at any school; a school leader's only at the own ones.
  if (extent.kind === 'some' && extent.ownerId === null) query = query.where('id', 'in', [...extent.schoolIds, NO_ID]);
  const schools = await query
    .where((where) => where.or([where('active', '=', true), where('id', '=', chosen ?? NO_ID)]))
    .execute();
  return schools;
}

/** Matches nothing: `IN ()` is no SQL. */
const NO_ID = '00000000-0000-0000-0000-000000000000';

/** Officers with anything a reader may count, by name. */
async function officersWithin(tx: Tx, extent: Within) {
  if (extent.kind === 'all') return tx.selectFrom('officer').select(['id', 'name']).orderBy('name').execute();
  const { rows } = await sql<{ id: string; name: string }>`
    SELECT id, name FROM officer
    WHERE person_id = ${extent.ownerId}::uuid
       OR id IN (SELECT officer_id FROM activity_total WHERE entries > 0 AND school_id = ANY(${[...extent.schoolIds]}::uuid[]))
       OR id IN (SELECT officer_id FROM incident
                 WHERE state IN ('filed', 'amended') AND school_id = ANY(${[...extent.schoolIds]}::uuid[]))
    ORDER BY name`.execute(tx);
  return rows;
}
