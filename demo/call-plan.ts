import { askGate } from '../src/domain/calls/gate.ts';
import { findMatter, shippedMatters } from '../src/domain/calls/matters.ts';
import type {
  CallerRole,
  CallRequest,
  CallResult,
  GateAnswers,
  GateOverride,
  Place,
} from '../src/domain/calls/record.ts';
import { at } from './calendar.ts';
import { schools } from './cast.ts';
import type { Random } from './random.ts';

/** A call of the plan and what becomes of it. */
export interface PlannedCall {
  readonly request: CallRequest;
  readonly school: number;
  /** Index among the people who may call at this school; null: the officer enters a radio call. */
  readonly caller: number | null;
  readonly officer: number;
  /** Someone insists on the officer although the gate handed the call back. */
  readonly insist: GateOverride | null;
  /** The officer says that the school leaned on them. */
  readonly leanedOn: boolean;
  /** Null where the officer was not needed. */
  readonly response: { readonly acknowledgedAt: Date; readonly finishedAt: Date; readonly result: CallResult } | null;
}

/** What schools call about, weighted as agencies report it: most of it is small. */
const matterWeights: readonly (readonly [string, number])[] = [
  ['fightActive', 9],
  ['fightOver', 8],
  ['pushingOrHorseplay', 3],
  ['assaultWithInjury', 2.5],
  ['bullying', 2.5],
  ['harassment', 4],
  ['knifeOrBlade', 1.6],
  ['firearm', 0.25],
  ['toyOrReplica', 1],
  ['threatToPerson', 6],
  ['threatOnline', 4],
  ['threatToSchool', 0.8],
  ['profanity', 1.3],
  ['disrespect', 2],
  ['disruption', 4],
  ['refusal', 4],
  ['skippingClass', 2],
  ['leftCampus', 5],
  ['tobaccoOrVape', 4],
  ['pettyTheft', 5],
  ['phoneUse', 2.6],
  ['dressCode', 1.6],
  ['upsetStudent', 3.3],
  ['selfHarm', 2.5],
  ['mentalHealthCrisis', 4],
  ['medical', 2],
  ['abuseDisclosed', 1.5],
  ['runawayOrMissing', 2.5],
  ['intruder', 1.2],
  ['angryAdult', 3],
  ['visitorWithoutPass', 1.3],
  ['custodyDispute', 1.5],
  ['drugsFound', 3],
  ['drugSale', 0.6],
  ['alcohol', 0.8],
  ['trafficOrParking', 4],
  ['busBehavior', 1.3],
  ['minorDamage', 1.3],
];

const places: readonly (readonly [Place, number])[] = [
  ['hallway', 26],
  ['classroom', 20],
  ['cafeteria', 12],
  ['office', 10],
  ['grounds', 8],
  ['restroom', 7],
  ['parking', 6],
  ['gym', 5],
  ['entrance', 4],
  ['schoolBus', 2],
];

const callers: readonly (readonly [CallerRole, number])[] = [
  ['teacher', 46],
  ['administrator', 30],
  ['counselor', 8],
  ['staffMember', 12],
  ['student', 2],
  ['parent', 2],
];

const reasons = [
  'The student will not calm down and I am alone with the class.',
  'Two adults have tried and we still need help.',
  'We want a uniform here to send a message.',
  'The assistant principal asked for the officer.',
];

/** The four answers a caller would give, given what the matter is. */
function answersFor(from: Random, code: string): GateAnswers {
  const kind = findMatter(shippedMatters, code)?.class ?? 'depends';
  const serious = kind === 'safetyThreat' ? 0.85 : kind === 'depends' ? 0.88 : 0.01;
  const yes = from.chance(serious);
  const weapon = ['knifeOrBlade', 'firearm', 'toyOrReplica'].includes(code);
  return {
    immediateDanger: yes ? from.pick(['yes', 'yes', 'unsure'] as const) : 'no',
    weapon: weapon ? 'yes' : 'no',
    mandatoryReport: ['abuseDisclosed', 'assaultWithInjury', 'firearm'].includes(code) ? 'yes' : 'no',
    wouldCall911: yes ? from.pick(['yes', 'unsure'] as const) : 'no',
  };
}

/** The calls of one school day over all schools, about seven. Nothing after `until`. */
export function planCalls(
  from: Random,
  day: string,
  schoolIds: readonly string[],
  officerOf: readonly number[],
  until: Date,
): PlannedCall[] {
  const list: PlannedCall[] = [];
  const count = from.weighted([
    [4, 1],
    [5, 2],
    [6, 3],
    [7, 4],
    [8, 3],
    [9, 2],
    [10, 1],
  ]);
  for (let index = 0; index < count; index += 1) {
    const school = from.weighted(
      schools.map((each, at): [number, number] => [at, each.students * (each.level === 'elementary' ? 0.35 : 1)]),
    );
    const requestedAt = at(day, from.int(7 * 60 + 45, 15 * 60));
    const schoolId = schoolIds[school];
    if (schoolId === undefined || requestedAt > until) continue;
    const matterCode = from.weighted(matterWeights);
    const answers = answersFor(from, matterCode);
    const emergency = ['firearm', 'assaultWithInjury', 'intruder'].includes(matterCode) && from.chance(0.4);
    const handedBack =
      !emergency && askGate({ answers, matterCode, matterList: [...shippedMatters] }).answer === 'schoolMatter';
    const insists = handedBack && from.chance(0.035);
    const callerRole = from.weighted(callers);
    // Only staff have a page to call from; everybody else turns to the officer.
    const radio = callerRole === 'student' || callerRole === 'parent' || from.chance(0.26);
    const responded = !handedBack || insists;
    const acknowledgedAt = new Date(requestedAt.getTime() + from.int(1, 5) * 60_000);
    const result = from.weighted<CallResult>([
      ['incident', 46],
      ['nothingNeeded', 22],
      ['handedToSchoolOnScene', 24],
      ['handedToOthers', 11],
    ]);
    list.push({
      request: {
        id: from.id(requestedAt),
        schoolId,
        requestedAt: requestedAt.toISOString(),
        callerRole,
        throughDispatchFrom: null,
        enteredVia: radio ? 'officerRadio' : 'staffPage',
        matterCode,
        place: from.weighted(places),
        placeDetail: from.chance(0.5) ? `Room ${from.int(100, 240)}` : '',
        description: '',
        emergency,
        answers: emergency ? null : answers,
      },
      school,
      caller: radio ? null : from.int(0, 1),
      officer: officerOf[school] ?? 0,
      insist: insists && !radio ? { to: 'officerResponds', reason: from.pick(reasons) } : null,
      leanedOn: insists && from.chance(0.5),
      response:
        responded && !(insists && radio)
          ? { acknowledgedAt, finishedAt: new Date(acknowledgedAt.getTime() + from.int(8, 40) * 60_000), result }
          : null,
    });
  }
  return list.toSorted((a, b) => a.request.requestedAt.localeCompare(b.request.requestedAt));
}
