import type { ActionKind, EnforcementAction } from '../src/domain/incidents/actions.ts';
import type { NibrsCode } from '../src/domain/incidents/nibrs.ts';
import type { IncidentDraft, Outcome } from '../src/domain/incidents/record.ts';
import type { ActionAnswer } from '../src/domain/reviews/record.ts';
import type { YesNoUnsure } from '../src/domain/shared/people.ts';
import { action } from './action-plan.ts';
import { at } from './calendar.ts';
import type { PlannedCall } from './call-plan.ts';
import { narrative, whyCalled } from './narratives.ts';
import type { Random } from './random.ts';
import { ageBandOn, type DemoStudent } from './students.ts';

export interface PlannedAnswer {
  readonly involvement: YesNoUnsure;
  readonly action: ActionAnswer;
  readonly comment: string;
  /** Hours after filing. */
  readonly afterHours: number;
}

/** An incident of the plan: what the officer writes, whom the school attaches, what both sides answer. */
export interface PlannedIncident {
  readonly id: string;
  readonly officer: number;
  readonly school: number;
  readonly call: PlannedCall | null;
  readonly startedAt: Date;
  readonly filedAt: Date;
  readonly draft: IncidentDraft;
  /** Student of the roster behind each involved student's key; null where the school never found out. */
  readonly attached: readonly { readonly key: string; readonly student: DemoStudent | null }[];
  readonly police: PlannedAnswer;
  readonly school_: PlannedAnswer;
  /** Corrected later with a reason. */
  readonly amended: boolean;
}

const offenses: Partial<Record<string, NibrsCode>> = {
  fightActive: '13B',
  fightOver: '13B',
  assaultWithInjury: '13A',
  harassment: '13C',
  threatToPerson: '13C',
  threatOnline: '13C',
  threatToSchool: '13C',
  knifeOrBlade: '520',
  firearm: '520',
  pettyTheft: '23H',
  drugsFound: '35A',
  drugSale: '35A',
  alcohol: '90G',
  minorDamage: '290',
  intruder: '90J',
};

const selfMatters = [
  'fightActive',
  'fightOver',
  'angryAdult',
  'trafficOrParking',
  'leftCampus',
  'threatToPerson',
  'drugsFound',
  'mentalHealthCrisis',
  'pettyTheft',
];

const quiet: readonly (readonly [Outcome[], number])[] = [
  [['noAction'], 18],
  [['returnedToSchool'], 40],
  [['counseling'], 12],
  [['restorative'], 9],
  [['warning'], 8],
  [['releasedToFamily'], 8],
  [['diversion'], 5],
];

/** What officers did besides talking, for the few incidents where they did. */
const courses: readonly (readonly [readonly ActionKind[], number])[] = [
  [['search'], 4],
  [['search', 'seizure'], 4],
  [['detention'], 3],
  [['citation'], 5],
  [['search', 'citation'], 3],
  [['restraint', 'detention'], 1],
  [['arrest'], 2],
  [['interrogation'], 2],
  [['courtReferral'], 2],
  [['interrogation', 'arrest', 'charge'], 1],
  [['force', 'restraint', 'arrest'], 0.6],
];

const serious = new Set([
  'fightActive',
  'assaultWithInjury',
  'knifeOrBlade',
  'firearm',
  'threatToSchool',
  'drugsFound',
  'drugSale',
  'threatToPerson',
  'harassment',
]);

function involved(
  from: Random,
  moment: Date,
  student: DemoStudent,
  role: 'subject' | 'victim' | 'witness',
  outcomes: Outcome[],
  day: string,
) {
  // What an officer sees is not always what the school's record says, and sometimes it is not known.
  const misseen = from.chance(0.07);
  return {
    key: from.id(moment),
    role,
    grade: from.chance(0.06) ? ('unknown' as const) : student.grade,
    sex: student.sex === 'X' ? ('unknown' as const) : student.sex,
    races: misseen ? ['unknown' as const] : [...student.races],
    ageBand: from.chance(0.04) ? ('unknown' as const) : ageBandOn(student, day),
    disabilityKnown: student.idea === 'yes' && from.chance(0.4) ? ('yes' as const) : ('unknown' as const),
    englishLearnerKnown: 'unknown' as const,
    outcomes,
  };
}

function answers(
  from: Random,
  kind: 'agree' | 'schoolDoubts' | 'policeDoubts' | 'actionDoubted',
  withActions: boolean,
): [PlannedAnswer, PlannedAnswer] {
  const plain = (hours: number): PlannedAnswer => ({
    involvement: 'yes',
    action: withActions ? 'yes' : 'notApplicable',
    comment: '',
    afterHours: hours,
  });
  const [police, school] = [plain(from.int(3, 70)), plain(from.int(5, 90))];
  switch (kind) {
    case 'agree':
      return [police, school];
    case 'schoolDoubts':
      return [
        police,
        { ...school, involvement: 'no', comment: 'Our own staff had this in hand. An officer was not needed.' },
      ];
    case 'policeDoubts':
      return [
        {
          ...police,
          involvement: 'no',
          comment: 'This was a matter for the school. We talk about it with the office.',
        },
        school,
      ];
    case 'actionDoubted':
      return [police, { ...school, action: 'no', comment: 'The family could have been called first.' }];
  }
}

/**
 * The demonstration's own disparity: of three students an officer could be called about it is the Black one, so that Black
 * students are called about some 3.6 times as often as all others. What officers do once they are there is alike.
 */
function whoIsIn(students: readonly DemoStudent[], called: boolean): readonly DemoStudent[] {
  const first = students.slice(0, 3).find(({ races }) => races.join() === 'blackOrAfricanAmerican');
  return !called || first === undefined ? students : [first, ...students.filter((student) => student !== first)];
}

export interface IncidentSeedInput {
  readonly from: Random;
  readonly day: string;
  readonly officer: number;
  readonly school: number;
  readonly call: PlannedCall | null;
  readonly studentsOfSchool: readonly DemoStudent[];
  /** How likely an incident of a serious matter has enforcement actions. */
  readonly enforcement: number;
  /** Local minute of the day at which a self-initiated one begins. */
  readonly minute: number;
}

/** Makes one incident up, from a call or self-initiated. */
export function planIncident(input: IncidentSeedInput): PlannedIncident {
  const { from, day, call, officer, school } = input;
  const matterCode = call?.request.matterCode ?? from.pick(selfMatters);
  const startedAt = call?.response?.acknowledgedAt ?? at(day, input.minute);
  const id = from.id(startedAt);
  const kinds = serious.has(matterCode) && from.chance(input.enforcement) ? from.weighted(courses) : [];
  const count = from.weighted([
    [1, 55],
    [2, 38],
    [3, 7],
  ]);
  const chosen = whoIsIn(from.shuffled(input.studentsOfSchool), call !== null).slice(0, count);
  const enforced = kinds.filter((kind): kind is 'citation' | 'arrest' | 'courtReferral' | 'charge' =>
    ['citation', 'arrest', 'courtReferral', 'charge'].includes(kind),
  );
  const students = chosen.map((student, index) => {
    const role = index === 0 ? 'subject' : from.pick(['subject', 'victim', 'witness'] as const);
    const outcomes: Outcome[] =
      index === 0 && kinds.length > 0
        ? enforced.length > 0
          ? [...enforced]
          : ['returnedToSchool']
        : role === 'subject'
          ? [...from.weighted(quiet)]
          : ['returnedToSchool'];
    return involved(from, startedAt, student, role, outcomes, day);
  });
  const first = students[0];
  const actions: EnforcementAction[] =
    first === undefined
      ? []
      : kinds.map((kind) => action(from, kind, first.key, startedAt, offenses[matterCode] ?? '13C'));
  const review = from.weighted<'agree' | 'schoolDoubts' | 'policeDoubts' | 'actionDoubted'>([
    ['agree', 94],
    ['schoolDoubts', 2.5],
    ['policeDoubts', 2.5],
    ['actionDoubted', actions.length > 0 ? 8 : 0],
  ]);
  const [police, school_] = answers(from, review, actions.length > 0);
  const calm = actions.length === 0;
  return {
    id,
    officer,
    school,
    call,
    startedAt,
    filedAt: new Date(startedAt.getTime() + from.int(45, 240) * 60_000),
    draft: {
      what: {
        matterCode,
        offense: calm && from.chance(0.6) ? null : (offenses[matterCode] ?? null),
        setting: 'schoolGrounds',
        place: call?.request.place ?? 'hallway',
        placeDetail: call?.request.placeDetail ?? '',
        occurredAt: startedAt.toISOString(),
        caseNumber: calm ? '' : `26-${from.int(10_000, 99_999)}`,
      },
      origin:
        call === null
          ? {
              kind: 'selfInitiated',
              callId: null,
              selfInitiatedReason: from.pick(['sawIt', 'heardIt', 'studentTold'] as const),
              why: 'I was close by and went to look.',
              gate: {
                immediateDanger: from.pick(['yes', 'unsure'] as const),
                weapon: 'no',
                mandatoryReport: 'no',
                wouldCall911: from.pick(['yes', 'unsure'] as const),
              },
            }
          : {
              kind: 'called',
              callId: call.request.id,
              callerRole: call.request.callerRole,
              why: whyCalled(from, matterCode),
            },
      students,
      firstSteps: {
        talkedFirst: from.chance(0.95) ? 'yes' : 'no',
        deEscalation: from
          .shuffled([
            'calmVoice',
            'listened',
            'gaveTime',
            'gaveSpace',
            'movedOthersAway',
            'quietPlace',
            'offeredChoices',
          ] as const)
          .slice(0, from.int(1, 3)),
        counselorCalled: from.weighted([
          ['yes', 4],
          ['no', 2],
          ['notNeeded', 4],
        ] as const),
        familyCalled: from.weighted([
          ['yes', 5],
          ['no', 3],
          ['notNeeded', 2],
        ] as const),
        restorativePractice: from.weighted([
          ['yes', 2],
          ['no', 4],
          ['notNeeded', 4],
        ] as const),
        diversionOffered: from.weighted([
          ['yes', 1],
          ['no', 4],
          ['notNeeded', 5],
        ] as const),
      },
      noActions: calm,
      actions,
      narrative: { text: narrative(from, matterCode, kinds), nameCheck: 'checked' },
    },
    attached: students.map((student, index) => ({
      key: student.key,
      student: from.chance(0.96) ? (chosen[index] ?? null) : null,
    })),
    police,
    school_,
    amended: from.chance(0.03),
  };
}
