import { requestCall } from '../src/server/calls/commands.ts';
import { saveDraft, startIncident } from '../src/server/incidents/commands.ts';
import { inProgram } from '../src/server/platform/database/tenancy.ts';
import { at as moment } from './calendar.ts';
import { planIncident } from './incident-plan.ts';
import { playIncident } from './incident-play.ts';
import { random } from './random.ts';
import { must } from './setup.ts';
import { at, callerOf, later, type YearInput } from './stage.ts';

/** An incident in which police powers were used, filed two days ago: supervisor and school leader still have to answer. */
async function leaveUnanswered(input: YearInput): Promise<void> {
  const day = input.days.findLast((each) => moment(each, 14 * 60) < later(input.now, -12 * 60));
  if (day === undefined) return;
  const studentsOfSchool = input.students.filter((student) => student.school === 0);
  for (let draw = 0; draw < 200; draw += 1) {
    const from = random(input.seed, 'unanswered', draw);
    const planned = planIncident({
      from,
      day,
      officer: 0,
      school: 0,
      call: null,
      studentsOfSchool,
      enforcement: 1,
      minute: 10 * 60 + 40,
    });
    const kinds = (planned.draft.actions ?? []).map((action) => action.kind);
    if (!kinds.includes('search') || planned.amended) continue;
    // Not answered before the visitor comes.
    await playIncident(input, { ...planned, police: { ...planned.police, afterHours: 24 * 365 } });
    return;
  }
}

/** What waits on the day of the load: a call just made, a draft with parts missing, answers to give, news not read. */
export async function leaveOpen(input: YearInput): Promise<void> {
  const { program, now, seed } = input;
  const from = random(seed, 'open');
  const [schoolId] = program.schoolIds;
  if (schoolId === undefined) return;
  const officer = callerOf(input, 'officer0');
  const begun = later(now, -95);
  const draft = must(
    'start an incident',
    await startIncident(at(input, begun), officer, {
      id: from.id(begun),
      schoolId,
      originKind: 'selfInitiated',
      occurredAt: begun.toISOString(),
    }),
  );
  const what = {
    matterCode: 'pettyTheft',
    offense: null,
    setting: 'schoolGrounds',
    place: 'lockerRoom',
    placeDetail: '',
    occurredAt: begun.toISOString(),
    caseNumber: '',
  } as const;
  must(
    'save a draft',
    await saveDraft(at(input, later(begun, 5)), officer, { id: draft.id, revision: draft.revision, draft: { what } }),
  );
  await leaveUnanswered(input);
  const requestedAt = later(now, -3);
  const answers = { immediateDanger: 'unsure', weapon: 'no', mandatoryReport: 'no', wouldCall911: 'yes' } as const;
  must(
    'ask for an officer',
    await requestCall(at(input, requestedAt), callerOf(input, 'staff0'), {
      id: from.id(requestedAt),
      schoolId,
      requestedAt: requestedAt.toISOString(),
      callerRole: 'teacher',
      throughDispatchFrom: null,
      enteredVia: 'staffPage',
      matterCode: 'angryAdult',
      place: 'entrance',
      placeDetail: 'Main door',
      description: '',
      emergency: false,
      answers,
    }),
  );
  // People have read what came before this week.
  await inProgram(input.service, { programId: program.programId }, (tx) =>
    tx
      .updateTable('notification')
      .set({ read_at: now })
      .where('created_at', '<', later(now, -5 * 24 * 60))
      .execute(),
  );
}
