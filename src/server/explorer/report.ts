import { v7 as uuidv7 } from 'uuid';
import { addDays, addMonths } from '../../domain/shared/dates.ts';
import { appendAudit } from '../platform/audit/writer.ts';
import { inProgram, type Tx } from '../platform/database/tenancy.ts';
import { holdersOf, notify } from '../platform/notices.ts';
import { type ProgramFrame, requireFrame } from '../platform/program.ts';
import type { Service } from '../platform/service.ts';

/** Nobody is told of it at night: from this local time on. */
const fromTime = '07:00';
/** A server that was off on the first catches up; one installed in the middle of a month does not. */
const lastDayOfMonth = '10';

/** Those who lead: everybody for the police and the district, the leaders of every school. */
async function readers(tx: Tx, frame: ProgramFrame, now: Date): Promise<string[]> {
  const found = await holdersOf(tx, ['supervisor', 'agencyLeader', 'districtCoordinator', 'schoolLeader'], null, now);
  for (const schoolId of frame.schoolIds) found.push(...(await holdersOf(tx, ['schoolLeader'], schoolId, now)));
  return [...new Set(found)];
}

async function announce(tx: Tx, frame: ProgramFrame, now: Date): Promise<number> {
  const today = frame.dayOf(now);
  if (today.slice(8) > lastDayOfMonth || frame.timeOf(now) < fromTime) return 0;
  const firstOfThis = `${today.slice(0, 7)}-01`;
  const month = addMonths(firstOfThis, -1).slice(0, 7);
  const id = uuidv7();
  const first = await tx
    .insertInto('monthly_report')
    .values({ program_id: frame.programId, month, id, told_at: now })
    .onConflict((clash) => clash.doNothing())
    .returning('id')
    .executeTakeFirst();
  if (first === undefined) return 0;
  const people = await readers(tx, frame, now);
  await notify(
    tx,
    now,
    {
      programId: frame.programId,
      kind: 'monthlyReport',
      recordType: 'report',
      recordId: id,
      // A link and a day: no figure leaves the program by mail.
      params: { to: addDays(firstOfThis, -1) },
      ...(frame.policyOn(today).mailOn ? { mail: { link: `/app/report?month=${month}` } } : {}),
    },
    people,
  );
  await appendAudit(tx, frame.programId, {
    at: now.toISOString(),
    personId: null,
    role: 'system',
    event: 'report.announced',
    recordType: 'report',
    recordId: id,
    purpose: null,
    detail: { month, people: people.length },
    origin: null,
  });
  return people.length;
}

/**
 * Tells those who lead, once a month and program, that the report of the month before can be read: a notice, and a mail
 * with a link and no figure (P7.3). Safe to run twice and in two servers at once. Returns how many people were told.
 */
export async function announceReports(service: Service): Promise<number> {
  const programs = await service.databases.worker.selectFrom('program').select('program_id').execute();
  let told = 0;
  for (const { program_id: programId } of programs) {
    told += await inProgram(service, { programId }, async (tx) =>
      announce(tx, await requireFrame(tx, programId), service.clock()),
    );
  }
  return told;
}
