import { v7 as uuidv7 } from 'uuid';
import { at, byOfficer, byStaff, leader, type Question } from './record-questions.ts';
import type { RecordSet } from './records.ts';
import type { TestProgram } from './world.ts';

const gate = { immediateDanger: 'no', weapon: 'no', mandatoryReport: 'no', wouldCall911: 'no' };
const activity = {
  kind: 'mentoring',
  topic: 'informalTalk',
  startedAt: '2026-10-14T15:00:00.000Z',
  minutes: 10,
  role: 'informalCounselor',
  statutoryFunction: 'B',
  functionOtherReason: null,
  audience: 'students',
  audienceSize: 2,
  note: '',
};
const call = {
  requestedAt: '2026-10-14T15:00:00.000Z',
  callerRole: 'teacher',
  throughDispatchFrom: null,
  enteredVia: 'staffPage',
  matterCode: 'dressCode',
  place: 'hallway',
  placeDetail: '',
  description: '',
  emergency: false,
  answers: gate,
};
const corrective = {
  about: {
    measure: 'studentsArrested',
    dimension: 'sex',
    group: 'M',
    comparison: 'F',
    schoolId: null,
    from: '2025-08-18',
    to: '2026-06-05',
  },
  ownerId: '01922b8e-0000-7000-8000-000000000000',
  dueOn: '2026-12-18',
  steps: ['staffTraining'],
  note: 'Look at it together.',
};
const finding = { callId: null, incidentId: null, callerRole: 'teacher', note: '' };
const where = (path: string, name: string, field: keyof RecordSet) => (records: RecordSet) =>
  `${path}${path.includes('?') ? '&' : '?'}${name}=${String(records[field])}`;

/**
 * Ids that come in a query or a body: a school, an officer, a call of somewhere else is like none. Takes the program
 * and how to get at its own records, which are made later.
 */
export function mentionQuestions(program: TestProgram, ours: () => RecordSet): Readonly<Record<string, Question>> {
  return {
    'GET /activities?schoolId': {
      action: 'activity.read',
      target: byOfficer,
      path: where('/activities', 'schoolId', 'school'),
    },
    'GET /activities?officerId': {
      action: 'activity.read',
      target: byOfficer,
      path: where('/activities', 'officerId', 'officer'),
    },
    'GET /calls?schoolId': { action: 'call.read', target: byStaff, path: where('/calls', 'schoolId', 'school') },
    'GET /incidents?schoolId': {
      action: 'incident.read',
      target: byOfficer,
      path: where('/incidents', 'schoolId', 'school'),
    },
    'GET /incidents?officerId': {
      action: 'incident.read',
      target: byOfficer,
      path: where('/incidents', 'officerId', 'officer'),
    },
    'GET /numbers?schoolId': {
      action: 'numbers.read',
      target: byOfficer,
      path: where('/numbers', 'schoolId', 'school'),
    },
    'GET /numbers?officerId': {
      action: 'numbers.read',
      target: byOfficer,
      path: where('/numbers', 'officerId', 'officer'),
    },
    'GET /numbers/groups?schoolId': {
      action: 'numbers.read',
      target: byOfficer,
      path: where('/numbers/groups?dimension=race&source=perceived', 'schoolId', 'school'),
    },
    'GET /explorer/answer?schools': {
      action: 'explorer.ask',
      target: byOfficer,
      path: where('/explorer/answer?measure=incidents&rows=matter', 'schools', 'school'),
    },
    'GET /explorer/answer?filters': {
      action: 'explorer.ask',
      target: byOfficer,
      path: ({ officer }) => `/explorer/answer?measure=incidents&filters=officer:${officer}`,
    },
    'GET /explorer/records?schools': {
      action: 'explorer.ask',
      target: byOfficer,
      path: where('/explorer/records?measure=incidents', 'schools', 'school'),
    },
    'GET /explorer/records?schools, by the school’s record': {
      action: 'explorer.ask',
      target: byOfficer,
      path: where('/explorer/records?measure=studentsInvolved', 'schools', 'school'),
    },
    'GET /corrective-actions/owners?schoolId': {
      action: 'corrective.open',
      target: null,
      path: where('/corrective-actions/owners', 'schoolId', 'school'),
    },
    'GET /explorer/disparity?schools': {
      action: 'explorer.ask',
      target: byOfficer,
      path: where('/explorer/disparity?measure=studentsInvolved', 'schools', 'school'),
    },
    'GET /reviews/half-year?schoolId': {
      action: 'review.disagreements',
      target: byOfficer,
      path: where('/reviews/half-year', 'schoolId', 'school'),
    },
    'GET /school/summary?schoolId': {
      action: 'review.school',
      target: byOfficer,
      path: where('/school/summary', 'schoolId', 'school'),
    },
    'GET /trail?recordId': { action: 'audit.read', target: null, path: where('/trail', 'recordId', 'filed') },
    'GET /trail?personId': { action: 'audit.read', target: null, path: where('/trail', 'personId', 'person') },
    'POST /roster/search': {
      action: 'identity.read',
      target: byOfficer,
      path: at('/roster/search'),
      body: ({ school }) => ({ schoolId: school, text: 'Quack' }),
    },
    'POST /calls': {
      action: 'call.request',
      target: byStaff,
      path: at('/calls'),
      body: ({ school }) => ({ ...call, id: uuidv7(), schoolId: school }),
    },
    'POST /activities': {
      action: 'activity.log',
      target: null,
      path: at('/activities'),
      body: ({ school }) => ({ ...activity, id: uuidv7(), schoolId: school }),
    },
    'POST /hand-offs': {
      action: 'activity.log',
      target: null,
      path: at('/hand-offs'),
      body: ({ school }) => ({
        id: uuidv7(),
        schoolId: school,
        at: '2026-10-14T15:00:00.000Z',
        to: 'counselor',
        manner: 'inPerson',
        urgent: false,
        minutesUntilTakenOver: null,
      }),
    },
    'POST /incidents (school)': {
      action: 'incident.write',
      target: null,
      path: at('/incidents'),
      body: ({ school }) => ({ id: uuidv7(), schoolId: school, originKind: 'selfInitiated' }),
    },
    'POST /incidents (call)': {
      action: 'incident.write',
      target: null,
      path: at('/incidents'),
      body: (of) => ({ id: uuidv7(), schoolId: program.schools[0], callId: of.call, originKind: 'called' }),
    },
    'POST /corrective-actions (school)': {
      action: 'corrective.open',
      target: null,
      path: at('/corrective-actions'),
      body: ({ school }) => ({ ...corrective, id: uuidv7(), about: { ...corrective.about, schoolId: school } }),
    },
    'POST /corrective-actions (owner)': {
      action: 'corrective.open',
      target: null,
      path: at('/corrective-actions'),
      body: ({ person }) => ({ ...corrective, id: uuidv7(), ownerId: person }),
    },
    'POST /findings (school)': {
      action: 'finding.raise',
      target: null,
      path: at('/findings'),
      body: ({ school }) => ({ ...finding, id: uuidv7(), schoolId: school }),
    },
    'POST /findings (call)': {
      action: 'finding.raise',
      target: null,
      path: at('/findings'),
      body: (of) => ({ ...finding, id: uuidv7(), schoolId: program.schools[0], callId: of.call }),
    },
    'POST /findings (incident)': {
      action: 'finding.raise',
      target: null,
      path: at('/findings'),
      body: (of) => ({ ...finding, id: uuidv7(), schoolId: program.schools[0], incidentId: of.filed }),
    },
    'PUT …/identity (rosterStudentId)': {
      action: 'identity.attach',
      target: null,
      path: (): string => `/incidents/${ours().filed}/students/${ours().studentKey}/identity`,
      body: (of) => ({ rosterStudentId: of.rosterStudent }),
    },
    'PUT /setup/assignments (officer)': {
      action: 'assignment.edit',
      target: null,
      path: () => `/setup/assignments/${uuidv7()}`,
      body: (of) => ({
        officerId: of.officer,
        schoolId: uuidv7(),
        from: '2026-10-14',
        until: null,
        weekdays: [1],
        fromTime: null,
        untilTime: null,
      }),
    },
    'PUT /setup/people (grants)': {
      action: 'people.edit',
      target: null,
      path: () => `/setup/people/${program.people.otherSchoolLeader.id}`,
      body: (of) => leader(of.school),
    },
  };
}
