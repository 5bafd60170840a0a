import { logActivities } from '../src/server/activities/commands.ts';
import { closeDay } from '../src/server/activities/day-commands.ts';
import { requestCall } from '../src/server/calls/commands.ts';
import { type CallStep, takeStep } from '../src/server/calls/steps.ts';
import { raiseLeanedOn, resolveFinding } from '../src/server/findings/commands.ts';
import { saveDraft, startIncident } from '../src/server/incidents/commands.ts';
import { amendIncident, fileIncident } from '../src/server/incidents/filing.ts';
import { inProgram } from '../src/server/platform/database/tenancy.ts';
import type { Caller, Service } from '../src/server/platform/service.ts';
import { answerReview } from '../src/server/reviews/answer.ts';
import { attachStudent } from '../src/server/roster/attach.ts';
import { givePurpose } from '../src/server/roster/purpose.ts';
import { type PlannedCall, planCalls } from './call-plan.ts';
import { assignments } from './cast.ts';
import { planDay } from './day-plan.ts';
import { type PlannedAnswer, type PlannedIncident, planIncident } from './incident-plan.ts';
import { type Random, random } from './random.ts';
import { type DemoProgram, must } from './setup.ts';
import type { DemoStudent } from './students.ts';

export interface YearInput {
  readonly service: Service;
  readonly seed: number;
  readonly program: DemoProgram;
  readonly days: readonly string[];
  readonly students: readonly DemoStudent[];
  /** The day of the load: nothing of the story happens later. */
  readonly now: Date;
  readonly onProgress: (done: number, of: number) => void;
}

/** The service with its clock at a moment of the story, never later than the day of the load. */
function at(input: YearInput, moment: Date): Service {
  const time = moment > input.now ? input.now : moment;
  return { ...input.service, clock: () => time };
}

function callerOf(input: YearInput, key: string): Caller {
  const caller = input.program.callers[key];
  if (caller === undefined) throw new Error(`The cast has no ${key}`);
  return caller;
}

const later = (moment: Date, minutes: number): Date => new Date(moment.getTime() + minutes * 60_000);

/** Filed within the last six days: the school's part is still to be done. */
const isRecent = (input: YearInput, incident: PlannedIncident): boolean =>
  incident.filedAt > later(input.now, -6 * 24 * 60);

async function playCall(input: YearInput, from: Random, call: PlannedCall): Promise<void> {
  const officer = callerOf(input, `officer${call.officer}`);
  const asker = call.caller === null ? officer : callerOf(input, `staff${call.school + 12 * call.caller}`);
  const requestedAt = new Date(call.request.requestedAt);
  must('ask for an officer', await requestCall(at(input, requestedAt), asker, call.request));
  const step = async (who: Caller, moment: Date, made: CallStep): Promise<void> => {
    must(`take the step ${made.action}`, await takeStep(at(input, moment), who, call.request.id, made));
  };
  if (call.insist !== null)
    await step(asker, later(requestedAt, 1), {
      id: from.id(requestedAt),
      action: 'insist',
      reason: call.insist.reason,
    });
  const { response } = call;
  if (response === null) return;
  if (call.caller !== null)
    await step(officer, response.acknowledgedAt, { id: from.id(response.acknowledgedAt), action: 'acknowledge' });
  if (call.request.answers === null) {
    const answers = { immediateDanger: 'yes', weapon: 'unsure', mandatoryReport: 'no', wouldCall911: 'yes' } as const;
    await step(officer, response.finishedAt, { id: from.id(response.finishedAt), action: 'answerAfterwards', answers });
  }
  if (call.leanedOn) {
    const raised = {
      id: from.id(response.finishedAt),
      schoolId: call.request.schoolId,
      callId: call.request.id,
      incidentId: null,
      callerRole: call.request.callerRole,
      note: '',
    };
    must(
      'say that the school leaned on the officer',
      await raiseLeanedOn(at(input, response.finishedAt), officer, raised),
    );
  }
  const { result } = response;
  await step(officer, response.finishedAt, {
    id: from.id(response.finishedAt),
    action: 'finish',
    result,
    activityId: null,
  });
}

async function answer(
  input: YearInput,
  incident: PlannedIncident,
  side: 'police' | 'school',
  planned: PlannedAnswer,
): Promise<void> {
  const moment = later(incident.filedAt, planned.afterHours * 60);
  // Whoever has not had the time yet still has the answer to give; school leaders have last week's before them.
  if (moment > input.now || (side === 'school' && isRecent(input, incident))) return;
  const who = callerOf(input, side === 'police' ? 'supervisor' : `leader${incident.school}`);
  must(
    'answer a review',
    await answerReview(at(input, moment), who, {
      incidentId: incident.id,
      side,
      incidentVersion: incident.amended ? 2 : 1,
      baseVersion: 0,
      reason: '',
      involvementAppropriate: planned.involvement,
      actionAppropriate: planned.action,
      comment: planned.comment,
      wordsChecked: true,
    }),
  );
}

async function playIncident(input: YearInput, incident: PlannedIncident): Promise<void> {
  const { program } = input;
  const officer = callerOf(input, `officer${incident.officer}`);
  const schoolId = program.schoolIds[incident.school] ?? '';
  const callId = incident.call?.request.id ?? null;
  const started = must(
    'start an incident',
    await startIncident(at(input, incident.startedAt), officer, {
      id: incident.id,
      schoolId,
      callId,
      occurredAt: incident.startedAt.toISOString(),
    }),
  );
  const saved = must(
    'save a draft',
    await saveDraft(at(input, incident.filedAt), officer, {
      id: incident.id,
      revision: started.revision,
      draft: incident.draft,
    }),
  );
  must(
    'file an incident',
    await fileIncident(at(input, incident.filedAt), officer, { id: incident.id, revision: saved.revision }),
  );
  if (incident.amended) {
    const body = {
      ...incident.draft,
      narrative: {
        text: `${incident.draft.narrative?.text ?? ''} Added later: the counselor called the family the same day.`,
        nameCheck: 'checked' as const,
      },
    };
    must(
      'amend an incident',
      await amendIncident(at(input, later(incident.filedAt, 90)), officer, {
        id: incident.id,
        baseVersion: 1,
        reason: 'Something was left out.',
        body,
      }),
    );
  }
  const leader = callerOf(input, `leader${incident.school}`);
  const attachedAt = later(incident.filedAt, 120);
  for (const { key, student } of isRecent(input, incident) ? [] : incident.attached) {
    if (student === null) continue;
    const rosterStudentId = program.rosterIds.get(student.number) ?? '';
    must(
      'attach a student',
      await attachStudent(at(input, attachedAt), leader, { incidentId: incident.id, studentKey: key, rosterStudentId }),
    );
  }
  await answer(input, incident, 'police', incident.police);
  await answer(input, incident, 'school', incident.school_);
}

/** What one officer does in the year, in the order of the days. */
async function playOfficer(
  input: YearInput,
  officer: number,
  callsOfDay: ReadonlyMap<string, readonly PlannedCall[]>,
  tick: () => void,
): Promise<void> {
  const served = assignments[officer] ?? [];
  const schoolIds = served.map((school) => input.program.schoolIds[school] ?? '');
  const caller = callerOf(input, `officer${officer}`);
  const bySchool = served.map((school) => input.students.filter((student) => student.school === school));
  for (const day of input.days) {
    const from = random(input.seed, 'officer', officer, day);
    for (const call of callsOfDay.get(day) ?? []) {
      if (call.officer !== officer) continue;
      await playCall(input, from, call);
      if (call.response?.result !== 'incident') continue;
      const studentsOfSchool = bySchool[served.indexOf(call.school)] ?? [];
      await playIncident(
        input,
        planIncident({ from, day, officer, school: call.school, call, studentsOfSchool, enforcement: 0.16, minute: 0 }),
      );
    }
    if (from.chance(0.11)) {
      const school = from.pick(served);
      const studentsOfSchool = bySchool[served.indexOf(school)] ?? [];
      const own = planIncident({
        from,
        day,
        officer,
        school,
        call: null,
        studentsOfSchool,
        enforcement: 0.14,
        minute: from.int(8 * 60, 14 * 60),
      });
      if (own.startedAt < input.now) await playIncident(input, own);
    }
    const activities = planDay(from, day, schoolIds, input.now);
    const evening = later(new Date(activities.at(-1)?.body.startedAt ?? input.now), 60);
    must(
      'log a day',
      await logActivities(
        at(input, evening),
        caller,
        activities.map(({ id, body }) => ({ id, ...body })),
      ),
    );
    if (evening < input.now) must('close a day', await closeDay(at(input, evening), caller, { date: day }));
    tick();
  }
}

/** Supervisor and coordinator settle what was raised, but for the newest. */
async function settle(input: YearInput): Promise<void> {
  const { programId } = input.program;
  const open = await inProgram(input.service, { programId }, (tx) =>
    tx
      .selectFrom('finding')
      .select(['id', 'raised_at'])
      .where('state', '=', 'open')
      .where('requirement', 'in', ['P3.2', 'P3.3'])
      .orderBy('raised_at')
      .execute(),
  );
  const from = random(input.seed, 'settle');
  for (const finding of open.slice(0, -3)) {
    const moment = later(finding.raised_at, 60 * from.int(4, 60));
    if (moment > input.now) continue;
    const outcome = from.weighted([
      ['schoolReminded', 5],
      ['callerCoached', 4],
      ['staffTraining', 2],
      ['involvementWasRight', 2],
      ['officerCoached', 1],
    ] as const);
    const note = 'Talked through with the principal and the officer; the matter list was gone over again.';
    must(
      'settle a finding',
      await resolveFinding(
        at(input, moment),
        callerOf(input, from.chance(0.6) ? 'supervisor' : 'coordinator'),
        finding.id,
        { outcome, note },
      ),
    );
  }
}

/** What waits on the day of the load: a call just made, a draft with parts missing, and news not read yet. */
async function leaveOpen(input: YearInput): Promise<void> {
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

/** Plays the whole year: six officers at once, each in order. */
export async function playYear(input: YearInput): Promise<void> {
  const { program, seed, days, now } = input;
  const officerOf = program.schoolIds.map((_, school) => assignments.findIndex((served) => served.includes(school)));
  const callsOfDay = new Map(
    days.map((day) => [day, planCalls(random(seed, 'calls', day), day, program.schoolIds, officerOf, now)]),
  );
  for (const school of program.schoolIds.keys()) {
    must(
      'give the purpose',
      await givePurpose(at(input, now), callerOf(input, `leader${school}`), { purpose: 'attachToIncident' }),
    );
  }
  let done = 0;
  const tick = (): void => {
    done += 1;
    input.onProgress(done, days.length * assignments.length);
  };
  await Promise.all(assignments.map((_, officer) => playOfficer(input, officer, callsOfDay, tick)));
  await settle(input);
  await leaveOpen(input);
}
