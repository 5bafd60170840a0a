import { logActivities } from '../src/server/activities/commands.ts';
import { closeDay } from '../src/server/activities/day-commands.ts';
import { requestCall } from '../src/server/calls/commands.ts';
import { type CallStep, takeStep } from '../src/server/calls/steps.ts';
import { raiseLeanedOn, resolveFinding } from '../src/server/findings/commands.ts';
import { inProgram } from '../src/server/platform/database/tenancy.ts';
import type { Caller } from '../src/server/platform/service.ts';
import { givePurpose } from '../src/server/roster/purpose.ts';
import { type PlannedCall, planCalls } from './call-plan.ts';
import { assignments } from './cast.ts';
import { planDay } from './day-plan.ts';
import { planIncident } from './incident-plan.ts';
import { playIncident } from './incident-play.ts';
import { leaveOpen } from './open.ts';
import { type Random, random } from './random.ts';
import { must } from './setup.ts';
import { at, callerOf, later, type YearInput } from './stage.ts';

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
