import { sql } from 'kysely';
import { mayRelease } from '../../disclosure/ledger/once.ts';
import { decide } from '../../domain/access/decide.ts';
import type { AuditFacts } from '../../domain/audit/chain.ts';
import type { SchoolYear } from '../../domain/partnerships/record.ts';
import { addDays } from '../../domain/shared/dates.ts';
import { err, notFound, ok, type Result } from '../../domain/shared/result.ts';
import type { PublicProgram, PublicYear } from '../../portal/view.ts';
import { countStudentsIn } from '../platform/aggregates.ts';
import { appendAudit } from '../platform/audit/writer.ts';
import type { Tx } from '../platform/database/tenancy.ts';
import { loadFrame, type ProgramFrame, requireFrame } from '../platform/program.ts';
import type { Caller, Service } from '../platform/service.ts';
import { GRACE_DAYS } from './grace.ts';
import { nextPage, type ProgramFacts, readProgramFacts } from './program.ts';
import { addReleases, inPublication, newestPage, RECORDED_FACTS, releasedYears, YEAR } from './releases.ts';
import { type CountedYear, countYear, protectYear } from './year.ts';

/** How a school year stands. A year that waits is not frozen yet, because what comes later could never be added. */
export type YearStatus =
  | { readonly id: string; readonly status: 'published'; readonly on: string }
  | { readonly id: string; readonly status: 'notOver' }
  | {
      readonly id: string;
      readonly status: 'waiting' | 'ready';
      /** The day from which it is published as it is. */
      readonly from: string;
      readonly unattached: number;
      readonly drafts: number;
      /** There are more than these numbers say: counting stops at a hundred. */
      readonly atLeast: boolean;
    };

export interface PublishInput {
  readonly programId: string;
  /** Publishes finished years although students are not attached yet or drafts are open. */
  readonly insist?: boolean;
}

export interface Published {
  /** Version of the newest page. */
  readonly version: number;
  readonly changed: boolean;
  readonly years: readonly YearStatus[];
}

/** Who publishes, as the trail names them; the system's own clock is nobody. */
type Publisher = Pick<AuditFacts, 'personId' | 'role' | 'origin'>;

interface Prepared {
  readonly today: string;
  readonly facts: ProgramFacts;
  readonly statuses: readonly YearStatus[];
  readonly counted: readonly { readonly year: SchoolYear; readonly counts: CountedYear }[];
}

/** How each finished or running school year of the program stands, newest first. */
export async function readPublication(
  service: Service,
  caller: Caller,
): Promise<Result<{ page: PublicProgram | null; years: readonly YearStatus[]; graceDays: number }>> {
  const { actor } = caller;
  const allowed = decide(actor, 'publication.publish', {});
  if (!allowed.ok) return allowed;
  const frozen = await releasedYears(service, actor.programId);
  const years = await countStudentsIn(service, actor.programId, async (tx) =>
    statusesOf(tx, await requireFrame(tx, actor.programId), frozen, service.clock()),
  );
  return ok({ page: await newestPage(service, actor.programId), years, graceDays: GRACE_DAYS });
}

/**
 * Publishes a program (P7.9): freezes each school year that is over and complete, and adds a new version of its page
 * where that says anything new. Sent twice it changes nothing. `caller` null is the system's own clock. Refuses with
 * 403, 404, or `publishing.*` where a year may not go out; throws where the disclosure engine found a cell unsafe.
 */
export async function publishProgram(
  service: Service,
  caller: Caller | null,
  input: PublishInput,
): Promise<Result<Published>> {
  const { programId } = input;
  let by: Publisher = { personId: null, role: 'system', origin: null };
  if (caller !== null) {
    if (caller.actor.programId !== programId) return err(notFound);
    const allowed = decide(caller.actor, 'publication.publish', {});
    if (!allowed.ok) return allowed;
    by = { personId: caller.actor.personId, role: allowed.value.role, origin: caller.origin };
  }
  const prepared = await prepare(service, input);
  if (!prepared.ok) return prepared;
  return inPublication(service, programId, (tx) => release(tx, programId, prepared.value, by, service.clock()));
}

/** Counts what is to go out with the vault open, and protects it once the vault is shut. Nothing is written. */
async function prepare(service: Service, input: PublishInput): Promise<Result<Prepared>> {
  const { programId } = input;
  const frozen = await releasedYears(service, programId);
  const taken = await countStudentsIn(service, programId, async (tx) => {
    const frame = await loadFrame(tx, programId);
    if (frame === null) return err(notFound);
    const today = frame.dayOf(service.clock());
    const facts = await readProgramFacts(tx, programId, today);
    if (!facts.ok) return facts;
    const statuses = await statusesOf(tx, frame, frozen, service.clock());
    const counted: { year: SchoolYear; counts: Awaited<ReturnType<typeof countYear>> }[] = [];
    const byReleases = (await tx.selectFrom('release_proposal').select('id').limit(1).execute()).length > 0;
    for (const one of statuses) {
      const year = frame.schoolYears.find((candidate) => candidate.id === one.id);
      // Once somebody has proposed a release, years go out by releases alone, which both sides approve.
      const goes = !byReleases && (one.status === 'ready' || (one.status === 'waiting' && input.insist === true));
      if (year !== undefined && goes) counted.push({ year, counts: await countYear(tx, year) });
    }
    return ok({ today, facts: facts.value, statuses, counted });
  });
  if (!taken.ok) return taken;
  const counted: { year: SchoolYear; counts: CountedYear }[] = [];
  for (const { year, counts } of taken.value.counted) counted.push({ year, counts: await protectYear(counts) });
  return ok({ ...taken.value, counted });
}

/** Adds what was counted to the releases, with its entry in the trail; all or, where nothing is new, nothing. */
async function release(
  tx: Tx,
  programId: string,
  prepared: Prepared,
  by: Publisher,
  now: Date,
): Promise<Result<Published>> {
  const door = { databases: { publisher: tx } };
  const { today, facts } = prepared;
  const frozen = await releasedYears(door, programId);
  const fresh = prepared.counted.filter(({ year }) => !frozen.some((one) => one.id === year.id));
  for (const { year, counts } of fresh) {
    const allowed = mayRelease(null, { period: year.id, lastDay: year.lastDay, cells: counts.cells }, today);
    if (!allowed.ok) return err({ code: `publishing.${allowed.error.code}`, status: 409, params: { year: year.id } });
  }
  const added = fresh.map(({ year, counts }): PublicYear => frozenYear(year, counts, today));
  const newest = await newestPage(door, programId);
  const page = nextPage(facts, [...frozen, ...added], newest, today);
  const statuses = prepared.statuses.map((one): YearStatus => {
    const year = added.find((candidate) => candidate.id === one.id);
    return year === undefined ? one : { id: year.id, status: 'published', on: year.publishedOn };
  });
  if (page === null) return ok({ version: newest?.version ?? 0, changed: false, years: statuses });
  await appendAudit(tx, programId, {
    at: now.toISOString(),
    ...by,
    event: 'release.published',
    recordType: 'release',
    recordId: `${page.slug}/${page.version}`,
    purpose: null,
    detail: { years: added.map((year) => year.id), version: page.version },
  });
  await addReleases(tx, {
    programId,
    at: now,
    periods: fresh.flatMap(({ year, counts }) => [
      { product: YEAR, period: year.id, body: frozenYear(year, counts, today) },
      { product: RECORDED_FACTS, period: year.id, body: counts.facts },
    ]),
    page,
  });
  return ok({ version: page.version, changed: true, years: statuses });
}

function frozenYear(year: SchoolYear, counts: CountedYear, today: string): PublicYear {
  const { activity, audience, positiveContacts, cells } = counts;
  const { id, firstDay, lastDay } = year;
  return { id, firstDay, lastDay, publishedOn: today, activity, audience, positiveContacts, cells };
}

async function statusesOf(
  tx: Tx,
  frame: ProgramFrame,
  frozen: readonly PublicYear[],
  now: Date,
): Promise<readonly YearStatus[]> {
  const today = frame.dayOf(now);
  const statuses: YearStatus[] = [];
  for (const year of [...frame.schoolYears].reverse()) {
    const published = frozen.find((one) => one.id === year.id);
    if (published !== undefined) statuses.push({ id: year.id, status: 'published', on: published.publishedOn });
    else if (today <= year.lastDay) statuses.push({ id: year.id, status: 'notOver' });
    else {
      const from = addDays(year.lastDay, GRACE_DAYS);
      const { unattached, drafts, atLeast } = await openWork(tx, year);
      const complete = unattached === 0 && drafts === 0;
      statuses.push({
        id: year.id,
        status: complete || today >= from ? 'ready' : 'waiting',
        from,
        unattached,
        drafts,
        atLeast,
      });
    }
  }
  return statuses;
}

/** Open work is counted up to this number; that there is more, and not how much, is what a year waits for. */
const countedUpTo = 100;

/** What could still change a finished year's counts: students nobody has attached, drafts. Needs the vault open. */
async function openWork(tx: Tx, year: SchoolYear): Promise<{ unattached: number; drafts: number; atLeast: boolean }> {
  const days = sql`BETWEEN ${year.firstDay}::date AND ${year.lastDay}::date`;
  const { rows } = await sql<{ unattached: number; drafts: number }>`
    SELECT (SELECT count(*) FROM (
              SELECT FROM incident CROSS JOIN LATERAL (
                SELECT FROM incident_student student
                WHERE student.program_id = incident.program_id AND student.incident_id = incident.id
                  AND student.role = 'subject'
                  AND NOT EXISTS (SELECT FROM student_identity identity
                                  WHERE identity.program_id = incident.program_id AND identity.incident_id = incident.id
                                    AND identity.student_key = student.student_key)
                OFFSET 0) -- one incident after the other, and no more of them than are counted
              student
              WHERE incident.state IN ('filed', 'amended') AND incident.local_day ${days}
                AND incident.attached_count < incident.student_count
              LIMIT ${countedUpTo + 1}) unattached) AS unattached,
           (SELECT count(*) FROM (
              SELECT FROM incident WHERE state = 'draft' AND local_day ${days}
              LIMIT ${countedUpTo + 1}) draft) AS drafts`.execute(tx);
  const [found = { unattached: 0, drafts: 0 }] = rows;
  return {
    unattached: Math.min(found.unattached, countedUpTo),
    drafts: Math.min(found.drafts, countedUpTo),
    atLeast: Math.max(found.unattached, found.drafts) > countedUpTo,
  };
}

/**
 * Keeps every program that a person has published once up to date: freezes a finished year after its grace time, and
 * follows changes of schools and officers. A program nobody has published yet stays unpublished. Returns how many pages
 * are new. One program's fault is logged and leaves the others alone.
 */
export async function publishAll(service: Service): Promise<number> {
  const programs = await service.databases.worker.selectFrom('program').select('program_id').execute();
  let added = 0;
  for (const { program_id: programId } of programs) {
    if ((await newestPage(service, programId)) === null) continue;
    try {
      const published = await publishProgram(service, null, { programId });
      if (published.ok && published.value.changed) added += 1;
      if (!published.ok) service.log.warn({ programId, code: published.error.code }, 'not published');
    } catch (error) {
      service.log.error({ programId, err: error }, 'publishing failed');
    }
  }
  return added;
}
