import { appendAudit } from '../../platform/audit/writer.ts';
import { inProgram } from '../../platform/database/tenancy.ts';
import { holdersOf, notify } from '../../platform/notices.ts';
import { requireFrame } from '../../platform/program.ts';
import type { Service } from '../../platform/service.ts';
import { GRACE_DAYS } from '../grace.ts';
import { frozenYearIds } from '../releases.ts';
import { issueRelease } from './issue.ts';
import { openFrom, periodsOfYear } from './periods.ts';
import { releasesOf } from './stored.ts';

/** A period that ended longer ago than this is history: nobody is reminded of it when the software is first started. */
const remindedForDays = 60;

/**
 * Each quarter and each year (P7.9): reminds the coordinator once that a period can be released, and publishes what both
 * sides approved where the server was stopped in between. Safe to run twice. Returns how many were reminded or published.
 */
export async function keepReleases(service: Service): Promise<number> {
  const programs = await service.databases.worker.selectFrom('program').select('program_id').execute();
  let done = 0;
  for (const { program_id: programId } of programs)
    done += (await remind(service, programId)) + (await finish(service, programId));
  return done;
}

async function remind(service: Service, programId: string): Promise<number> {
  const out = new Set((await releasesOf(service, programId)).map(({ period }) => period));
  const frozen = await frozenYearIds(service, programId);
  return inProgram(service, { programId }, async (tx) => {
    const now = service.clock();
    const frame = await requireFrame(tx, programId);
    const today = frame.dayOf(now);
    const oldest = frame.dayOf(new Date(now.getTime() - remindedForDays * 86_400_000));
    const due = frame.schoolYears.flatMap(periodsOfYear).filter((period) => {
      const from = openFrom(period, GRACE_DAYS);
      return from <= today && from >= oldest && !out.has(period.id) && !frozen.includes(period.yearId);
    });
    let reminded = 0;
    for (const period of due) {
      const { numInsertedOrUpdatedRows = 0n } = await tx
        .insertInto('release_reminder')
        .values({ program_id: programId, period: period.id, sent_at: now })
        .onConflict((clash) => clash.doNothing())
        .executeTakeFirst();
      if (numInsertedOrUpdatedRows === 0n) continue;
      reminded += 1;
      await notify(
        tx,
        now,
        {
          programId,
          kind: 'releaseDue',
          recordType: 'release',
          recordId: programId,
          params: { period: period.id },
          ...(frame.policyOn(today).mailOn ? { mail: { link: '/app/releases' } } : {}),
        },
        await holdersOf(tx, ['districtCoordinator'], null, now),
      );
      await appendAudit(tx, programId, {
        at: now.toISOString(),
        personId: null,
        role: 'system',
        event: 'reminder.sent',
        recordType: 'release',
        recordId: programId,
        purpose: null,
        detail: { kind: 'releaseDue', period: period.id },
        origin: null,
      });
    }
    return reminded;
  });
}

/** The newest proposal, where both sides have approved it and it is not out. */
async function finish(service: Service, programId: string): Promise<number> {
  const [newest] = await releasesOf(service, programId);
  const waiting = await inProgram(service, { programId }, async (tx) => {
    const proposal = await tx
      .selectFrom('release_proposal')
      .select(['id', 'number'])
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (proposal === undefined || proposal.number !== (newest?.number ?? 0) + 1) return null;
    const approved = await tx
      .selectFrom('release_decision')
      .select('side')
      .where('proposal_id', '=', proposal.id)
      .where('decision', '=', 'approved')
      .execute();
    return approved.length === 2 ? proposal.id : null;
  });
  if (waiting === null) return 0;
  const issued = await issueRelease(service, programId, waiting);
  if (!issued.ok) service.log.warn({ programId, code: issued.error.code }, 'an approved release was not published');
  return issued.ok ? 1 : 0;
}
