import type { Role } from '../../domain/access/roles.ts';
import { addSchoolDays } from '../../domain/shared/school-year.ts';
import { appendAudit } from '../platform/audit/writer.ts';
import { inProgram, type Tx } from '../platform/database/tenancy.ts';
import { holdersOf, notify } from '../platform/notices.ts';
import { type ProgramFrame, requireFrame } from '../platform/program.ts';
import type { Service } from '../platform/service.ts';

/** Nobody is reminded at night: from this local time on. */
const fromTime = '07:00';

interface Due {
  readonly kind: 'findingDue' | 'reviewDue';
  readonly recordType: 'finding' | 'incident';
  readonly recordId: string;
  readonly schoolId: string;
  readonly dueAt: Date;
  readonly roles: readonly Role[];
  readonly link: string;
}

/** Findings and reviews whose clock runs out by the end of `lastDay` and nobody was reminded of; locked. */
async function takeDue(tx: Tx, until: Date, now: Date): Promise<Due[]> {
  const findings = await tx
    .updateTable('finding')
    .set({ reminded_at: now })
    .where('state', '=', 'open')
    .where('reminded_at', 'is', null)
    .where('due_at', '<=', until)
    .returning(['id', 'school_id', 'due_at'])
    .execute();
  const reviews = await tx
    .updateTable('review')
    .set({ reminded_at: now })
    .where('state', '=', 'open')
    .where('reminded_at', 'is', null)
    .where('due_at', '<=', until)
    .returning(['incident_id', 'side', 'school_id', 'due_at'])
    .execute();
  return [
    ...findings.map(
      (row): Due => ({
        kind: 'findingDue',
        recordType: 'finding',
        recordId: row.id,
        schoolId: row.school_id,
        dueAt: row.due_at ?? until,
        roles: ['supervisor', 'districtCoordinator'],
        link: `/app/findings/${row.id}`,
      }),
    ),
    ...reviews.map(
      (row): Due => ({
        kind: 'reviewDue',
        recordType: 'incident',
        recordId: row.incident_id,
        schoolId: row.school_id,
        dueAt: row.due_at,
        roles: row.side === 'police' ? ['supervisor'] : ['schoolLeader'],
        link: `/app/incidents/${row.incident_id}`,
      }),
    ),
  ];
}

async function remind(tx: Tx, frame: ProgramFrame, now: Date): Promise<number> {
  const today = frame.dayOf(now);
  const until = frame.momentOf(addSchoolDays(frame.schoolYears, today, 1), '23:59');
  const due = await takeDue(tx, until, now);
  if (due.length === 0) return 0;
  const schools = new Map(
    (await tx.selectFrom('school').select(['id', 'name']).execute()).map((school) => [school.id, school.name]),
  );
  for (const one of due) {
    await notify(
      tx,
      now,
      {
        programId: frame.programId,
        kind: one.kind,
        recordType: one.recordType,
        recordId: one.recordId,
        params: { school: schools.get(one.schoolId) ?? '', due: frame.dayOf(one.dueAt) },
        ...(frame.policyOn(today).mailOn ? { mail: { link: one.link } } : {}),
      },
      await holdersOf(tx, one.roles, one.schoolId, now),
    );
    await appendAudit(tx, frame.programId, {
      at: now.toISOString(),
      personId: null,
      role: 'system',
      event: 'reminder.sent',
      recordType: one.recordType,
      recordId: one.recordId,
      purpose: null,
      detail: { kind: one.kind },
      origin: null,
    });
  }
  return due.length;
}

/**
 * Reminds once of every finding and review that is due by the next school day or overdue (P3.3, P7.6), in every
 * program. Marking and reminding are one transaction, so that it can run twice or in two servers. Returns how many.
 */
export async function sendReminders(service: Service): Promise<number> {
  const programs = await service.databases.worker.selectFrom('program').select('program_id').execute();
  let sent = 0;
  for (const { program_id: programId } of programs) {
    sent += await inProgram(service, { programId }, async (tx) => {
      const now = service.clock();
      const frame = await requireFrame(tx, programId);
      return frame.timeOf(now) < fromTime ? 0 : remind(tx, frame, now);
    });
  }
  return sent;
}
