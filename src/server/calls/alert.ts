import type { Tx } from '../platform/database/tenancy.ts';
import { holdersOf, notify } from '../platform/notices.ts';
import type { ProgramFrame } from '../platform/program.ts';

/** The officer record of a person, or null where the person is none. */
export async function officerOf(tx: Tx, personId: string): Promise<string | null> {
  const row = await tx
    .selectFrom('officer')
    .select('id')
    .where('person_id', '=', personId)
    .where('active', '=', true)
    .executeTakeFirst();
  return row?.id ?? null;
}

/** The officers assigned to a school on a day, as people; where there is none, every officer of the program. */
async function officersFor(tx: Tx, schoolId: string, day: string, now: Date): Promise<string[]> {
  const assigned = await tx
    .selectFrom('assignment')
    .innerJoin('officer', (join) =>
      join.onRef('officer.program_id', '=', 'assignment.program_id').onRef('officer.id', '=', 'assignment.officer_id'),
    )
    .select('officer.person_id')
    .where('assignment.school_id', '=', schoolId)
    .where('assignment.from_day', '<=', day)
    .where((where) => where.or([where('until_day', 'is', null), where('until_day', '>=', day)]))
    .where('officer.active', '=', true)
    .execute();
  const people = [...new Set(assigned.flatMap((row) => row.person_id ?? []))];
  return people.length > 0 ? people : holdersOf(tx, ['officer'], null, now);
}

/** Tells the school's officers that somebody asks for them. */
export async function alertOfficers(
  tx: Tx,
  now: Date,
  frame: ProgramFrame,
  call: { readonly id: string; readonly schoolId: string; readonly emergency: boolean },
): Promise<void> {
  const day = frame.dayOf(now);
  const school = await tx.selectFrom('school').select('name').where('id', '=', call.schoolId).executeTakeFirst();
  await notify(
    tx,
    now,
    {
      programId: frame.programId,
      kind: call.emergency ? 'callEmergency' : 'callRequested',
      recordType: 'call',
      recordId: call.id,
      params: { school: school?.name ?? '' },
      ...(frame.policyOn(day).mailOn ? { mail: { link: `/app/calls/${call.id}` } } : {}),
    },
    await officersFor(tx, call.schoolId, day, now),
  );
}
