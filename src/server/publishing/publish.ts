import { sql } from 'kysely';
import { decide } from '../../domain/access/decide.ts';
import type { AuditFacts } from '../../domain/audit/chain.ts';
import type { SchoolYear } from '../../domain/partnerships/record.ts';
import { addDays } from '../../domain/shared/dates.ts';
import { err, notFound, ok, type Result } from '../../domain/shared/result.ts';
import type { PublicProgram, PublicYear } from '../../portal/view.ts';
import { countStudentsIn } from '../platform/aggregates.ts';
import { appendAudit } from '../platform/audit/writer.ts';
import { inProgram, type Tx } from '../platform/database/tenancy.ts';
import { loadFrame, type ProgramFrame, requireFrame } from '../platform/program.ts';
import type { Caller, Service } from '../platform/service.ts';
import { GRACE_DAYS } from './grace.ts';
import { nextPage, readProgramFacts } from './program.ts';
import { addPage, inPublication, newestPage, releasedYears } from './releases.ts';

/** How a school year stands. What comes after a year is released can be added only where the difference shows nobody. */
export type YearStatus =
  | { readonly id: string; readonly status: 'published'; readonly on: string }
  | { readonly id: string; readonly status: 'notOver' }
  | {
      readonly id: string;
      readonly status: 'waiting' | 'ready';
      /** The day from which its release need not wait for open work. */
      readonly from: string;
      readonly unattached: number;
      readonly drafts: number;
      /** There are more than these numbers say: counting stops at a hundred. */
      readonly atLeast: boolean;
    };

export interface Published {
  /** Version of the newest page. */
  readonly version: number;
  readonly changed: boolean;
}

/** Who publishes, as the trail names them; the system's own clock is nobody. */
type Publisher = Pick<AuditFacts, 'personId' | 'role' | 'origin'>;

/** How each finished or running school year of the program stands, newest first. */
export async function readPublication(
  service: Service,
  caller: Caller,
): Promise<Result<{ page: PublicProgram | null; years: readonly YearStatus[] }>> {
  const { actor } = caller;
  const allowed = decide(actor, 'publication.publish', {});
  if (!allowed.ok) return allowed;
  const frozen = await releasedYears(service, actor.programId);
  const years = await countStudentsIn(service, actor.programId, async (tx) =>
    statusesOf(tx, await requireFrame(tx, actor.programId), frozen, service.clock()),
  );
  return ok({ page: await newestPage(service, actor.programId), years });
}

/**
 * Publishes who and where the program is (P7.9): adds a new version of its page where that says anything new. The numbers
 * of its years come from releases alone, which both sides approve (release/). Sent twice it changes nothing. `caller` null
 * is the system's own clock. Refuses with 403, 404, or `publishing.slugReserved`.
 */
export async function publishProgram(
  service: Service,
  caller: Caller | null,
  programId: string,
): Promise<Result<Published>> {
  let by: Publisher = { personId: null, role: 'system', origin: null };
  if (caller !== null) {
    if (caller.actor.programId !== programId) return err(notFound);
    const allowed = decide(caller.actor, 'publication.publish', {});
    if (!allowed.ok) return allowed;
    by = { personId: caller.actor.personId, role: allowed.value.role, origin: caller.origin };
  }
  const now = service.clock();
  const found = await inProgram(service, { programId }, async (tx) => {
    const frame = await loadFrame(tx, programId);
    if (frame === null) return err(notFound);
    const today = frame.dayOf(now);
    const facts = await readProgramFacts(tx, programId, today);
    return facts.ok ? ok({ today, facts: facts.value }) : facts;
  });
  if (!found.ok) return found;
  const { today, facts } = found.value;
  return inPublication(service, programId, async (tx) => {
    const door = { databases: { publisher: tx } };
    const newest = await newestPage(door, programId);
    const page = nextPage(facts, await releasedYears(door, programId), newest, today);
    if (page === null) return ok({ version: newest?.version ?? 0, changed: false });
    await appendAudit(tx, programId, {
      at: now.toISOString(),
      ...by,
      event: 'release.published',
      recordType: 'release',
      recordId: `${page.slug}/${page.version}`,
      purpose: null,
      detail: { version: page.version },
    });
    await addPage(tx, programId, page, now);
    return ok({ version: page.version, changed: true });
  });
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
 * Keeps the page of every program that a person has published once up to date with its schools and officers. A program
 * nobody has published yet stays unpublished. Returns how many pages are new. One program's fault is logged and leaves the
 * others alone.
 */
export async function publishAll(service: Service): Promise<number> {
  const programs = await service.databases.worker.selectFrom('program').select('program_id').execute();
  let added = 0;
  for (const { program_id: programId } of programs) {
    if ((await newestPage(service, programId)) === null) continue;
    try {
      const published = await publishProgram(service, null, programId);
      if (published.ok && published.value.changed) added += 1;
      if (!published.ok) service.log.warn({ programId, code: published.error.code }, 'not published');
    } catch (error) {
      service.log.error({ programId, err: error }, 'publishing failed');
    }
  }
  return added;
}
