import { diffVersions } from '../../domain/incidents/diff.ts';
import type { IncidentBody } from '../../domain/incidents/record.ts';
import { reviewDueDates } from '../../domain/reviews/rules.ts';
import type { Unit } from '../platform/commands.ts';
import { holdersOf, notify } from '../platform/notices.ts';
import type { ProgramFrame } from '../platform/program.ts';

type Loaded = { readonly schoolId: string; readonly ownerId: string; readonly incident: { readonly id: string } };

/** When each side's answer is due, as the ends of local days. */
function dueOf(frame: ProgramFrame, filedOn: string, body: IncidentBody): { police: Date; school: Date } {
  const due = reviewDueDates({
    filedOn,
    hasEnforcement: body.actions.length > 0,
    policy: frame.policyOn(filedOn),
    calendars: frame.schoolYears,
  });
  return { police: frame.momentOf(due.police, '23:59'), school: frame.momentOf(due.school, '23:59') };
}

const sides = ['police', 'school'] as const;

/** Asks both sides for their answer and tells those who give it. */
export async function openReviews(unit: Unit<Loaded>, frame: ProgramFrame, body: IncidentBody): Promise<void> {
  const { tx, now, caller, target } = unit;
  const due = dueOf(frame, frame.dayOf(now), body);
  await tx
    .insertInto('review')
    .values(
      sides.map((side) => ({
        program_id: caller.actor.programId,
        incident_id: target.incident.id,
        side,
        school_id: target.schoolId,
        owner_id: target.ownerId,
        state: 'open',
        asked_at: now,
        due_at: due[side],
      })),
    )
    .execute();
  await tell(unit, frame, 'incidentFiled', due);
}

async function tell(
  unit: Unit<Loaded>,
  frame: ProgramFrame,
  kind: 'incidentFiled' | 'incidentAmended',
  due: { police: Date; school: Date },
): Promise<void> {
  const { tx, now, caller, target } = unit;
  const school = await tx
    .selectFrom('school')
    .select('name')
    .where('id', '=', target.schoolId)
    .executeTakeFirstOrThrow();
  const mailOn = frame.policyOn(frame.dayOf(now)).mailOn;
  const people = {
    police: await holdersOf(tx, ['supervisor'], target.schoolId, now),
    school: await holdersOf(tx, ['schoolLeader'], target.schoolId, now),
  };
  for (const side of sides) {
    const notice = {
      programId: caller.actor.programId,
      kind,
      recordType: 'incident',
      recordId: target.incident.id,
      params: { school: school.name, due: frame.dayOf(due[side]) },
      ...(mailOn ? { mail: { link: `/app/incidents/${target.incident.id}` } } : {}),
    };
    await notify(
      tx,
      now,
      notice,
      people[side].filter((person) => person !== caller.actor.personId),
    );
  }
}

/** What an answer of a side does not rest on; a change of these alone does not ask the sides again. */
const besidePoint = ['narrative.nameCheck', 'what.caseNumber', 'what.placeDetail'];

/** After an amendment: asks a side that had answered again where facts changed, and tells all who know the record. */
export async function askAgain(
  unit: Unit<Loaded>,
  frame: ProgramFrame,
  before: IncidentBody,
  after: IncidentBody,
): Promise<void> {
  const { tx, now, target } = unit;
  const due = dueOf(frame, frame.dayOf(now), after);
  const matters = diffVersions(before, after).some((difference) => !besidePoint.includes(difference.path));
  if (matters) {
    for (const side of sides) {
      await tx
        .updateTable('review')
        .set({ state: 'open', asked_at: now, due_at: due[side], reminded_at: null })
        .where('incident_id', '=', target.incident.id)
        .where('side', '=', side)
        .where('state', '=', 'answered')
        .execute();
    }
  }
  await tell(unit, frame, 'incidentAmended', due);
}
