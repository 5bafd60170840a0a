import { v7 as uuidv7 } from 'uuid';
import type { Action } from '../../src/domain/access/permissions.ts';
import type { Target } from '../../src/domain/access/roles.ts';
import { exampleDraft } from '../../src/domain/incidents/incident-examples.test-data.ts';
import type { RecordSet } from './records.ts';

export interface Question {
  /** Null: nobody's right, but one's own account. */
  readonly action: Action | null;
  /** What the decision is about; null: the program itself, so that no record of it is out of reach. */
  readonly target: ((records: RecordSet) => Target) | null;
  readonly path: (records: RecordSet) => string;
  readonly body?: (records: RecordSet) => unknown;
}

const review = {
  involvementAppropriate: 'yes',
  actionAppropriate: 'notApplicable',
  comment: '',
  incidentVersion: 9,
  baseVersion: 0,
  reason: '',
  wordsChecked: true,
};
const officer = {
  kind: 'SRO',
  name: 'Somebody New',
  badge: null,
  employingAgency: 'Police of first',
  swornOn: '2018-05-01',
  personId: null,
  active: true,
};
export const leader = (school: string) => ({
  name: 'Somebody',
  title: null,
  language: 'en',
  grants: [{ role: 'schoolLeader', schoolIds: [school] }],
});

export const byOfficer = (records: RecordSet) => records.byOfficer;
export const byStaff = (records: RecordSet) => records.byStaff;
const byLeader = (records: RecordSet) => records.byLeader;
const ofCorrective =
  (rest = '') =>
  (records: RecordSet) =>
    `/corrective-actions/${records.corrective}${rest}`;
const ofActivity =
  (rest = '') =>
  (records: RecordSet) =>
    `/activities/${records.activity}${rest}`;
const ofCall =
  (rest = '') =>
  (records: RecordSet) =>
    `/calls/${records.call}${rest}`;
const ofFinding =
  (rest = '') =>
  (records: RecordSet) =>
    `/findings/${records.finding}${rest}`;
const ofFiled =
  (rest = '') =>
  (records: RecordSet) =>
    `/incidents/${records.filed}${rest}`;
const ofDraft =
  (rest = '') =>
  (records: RecordSet) =>
    `/incidents/${records.draft}${rest}`;
const ofStudent = (rest: string) => (records: RecordSet) =>
  `/incidents/${records.filed}/students/${records.studentKey}/${rest}`;
export const at = (path: string) => () => path;

/** Operations of programs and of one's own account with an id in their path. The key is the operation as the OpenAPI document names it. */
export const recordQuestions: Readonly<Record<string, Question>> = {
  'GET /activities/{activityId}': { action: 'activity.read', target: byOfficer, path: ofActivity() },
  'PUT /activities/{activityId}': {
    action: 'activity.amend',
    target: byOfficer,
    path: ofActivity(),
    body: () => ({ baseVersion: 99, reason: 'A reason.', body: null }),
  },
  'GET /calls/{callId}': { action: 'call.read', target: byStaff, path: ofCall() },
  'POST /calls/{callId}/steps': {
    action: 'call.answer',
    target: byStaff,
    path: ofCall('/steps'),
    body: () => ({ id: uuidv7(), action: 'acknowledge' }),
  },
  'POST /calls/{callId}/insist': {
    action: 'call.insist',
    target: byStaff,
    path: ofCall('/insist'),
    body: () => ({ id: uuidv7(), reason: 'We still need help.' }),
  },
  'POST /calls/{callId}/withdraw': {
    action: 'call.withdraw',
    target: byStaff,
    path: ofCall('/withdraw'),
    body: () => ({ id: uuidv7() }),
  },
  'GET /findings/{findingId}': { action: 'finding.read', target: byOfficer, path: ofFinding() },
  'POST /findings/{findingId}/resolve': {
    action: 'finding.resolve',
    target: byOfficer,
    path: ofFinding('/resolve'),
    body: () => ({ outcome: 'schoolReminded', note: 'Talked it through.' }),
  },
  'POST /findings/{findingId}/reopen': {
    action: 'finding.resolve',
    target: byOfficer,
    path: ofFinding('/reopen'),
    body: () => ({ reason: 'A reason.' }),
  },
  'POST /findings/{findingId}/take-back': {
    action: 'finding.raise',
    target: byOfficer,
    path: ofFinding('/take-back'),
    body: () => ({}),
  },
  'GET /corrective-actions/{actionId}': { action: 'corrective.read', target: byLeader, path: ofCorrective() },
  'POST /corrective-actions/{actionId}/end': {
    action: 'corrective.finish',
    target: byLeader,
    path: ofCorrective('/end'),
    // Refused for the words it lacks, so that it stays open while we ask.
    body: () => ({ step: 'finish', words: '' }),
  },
  'POST /corrective-actions/{actionId}/reopen': {
    action: 'corrective.open',
    target: byLeader,
    path: ofCorrective('/reopen'),
    body: () => ({ words: 'A reason.' }),
  },
  'GET /incidents/{id}': { action: 'incident.read', target: byOfficer, path: ofFiled() },
  'GET /incidents/{id}/versions': { action: 'incident.read', target: byOfficer, path: ofFiled('/versions') },
  'PUT /incidents/{id}/draft': {
    action: 'incident.write',
    target: byOfficer,
    path: ofDraft('/draft'),
    body: () => ({ revision: 99, draft: {} }),
  },
  'POST /incidents/{id}/file': {
    action: 'incident.write',
    target: byOfficer,
    path: ofDraft('/file'),
    body: () => ({ revision: 99 }),
  },
  'POST /incidents/{id}/amend': {
    action: 'incident.write',
    target: byOfficer,
    path: ofFiled('/amend'),
    body: () => ({ baseVersion: 99, reason: 'A reason.', body: exampleDraft() }),
  },
  'POST /incidents/{id}/discard': {
    action: 'incident.write',
    target: byOfficer,
    path: ofDraft('/discard'),
    body: () => ({ reason: 'A reason.' }),
  },
  'GET /incidents/{id}/attached': { action: 'incident.read', target: byOfficer, path: ofFiled('/attached') },
  'GET /incidents/{id}/identities': { action: 'identity.read', target: byOfficer, path: ofFiled('/identities') },
  'PUT /incidents/{id}/students/{key}/identity': {
    action: 'identity.attach',
    target: byOfficer,
    path: ofStudent('identity'),
    body: () => ({ rosterStudentId: uuidv7() }),
  },
  'POST /incidents/{id}/students/{key}/name': {
    action: 'identity.read',
    target: byOfficer,
    path: ofStudent('name'),
    body: () => ({}),
  },
  'DELETE /incidents/{id}/students/{key}/identity': {
    action: 'identity.attach',
    target: byOfficer,
    path: ofStudent('identity'),
  },
  'GET /incidents/{id}/reviews': { action: 'review.read', target: byOfficer, path: ofFiled('/reviews') },
  'PUT /incidents/{id}/reviews/police': {
    action: 'review.police',
    target: byOfficer,
    path: ofFiled('/reviews/police'),
    body: () => review,
  },
  'PUT /incidents/{id}/reviews/school': {
    action: 'review.school',
    target: byOfficer,
    path: ofFiled('/reviews/school'),
    body: () => review,
  },
  // What follows belongs to the program; only another program's are out of reach.
  'GET /releases/{id}': { action: 'release.read', target: null, path: ({ proposal }) => `/releases/${proposal}` },
  'POST /releases/{id}/decision': {
    action: 'release.decide',
    target: null,
    path: ({ proposal }) => `/releases/${proposal}/decision`,
    // Refused, because it is of another document: the proposal stays open while we ask.
    body: () => ({ digest: '0'.repeat(64), decision: 'approved' }),
  },
  'PUT /setup/school-years/{yearId}': {
    action: 'program.edit',
    target: null,
    path: at('/setup/school-years/2031-32'),
    body: () => ({ firstDay: '2031-08-18', lastDay: '2032-06-04', holidays: [] }),
  },
  'PUT /setup/schools/{schoolId}': {
    action: 'program.edit',
    target: null,
    path: ({ school }) => `/setup/schools/${school}`,
    // Refused for its number, which the first school has: nothing is added while we ask.
    body: () => ({ ncesId: '170000100001', name: 'Lincoln High', grades: ['09'], open: true }),
  },
  'PUT /setup/officers/{id}': {
    action: 'officer.edit',
    target: null,
    path: (of) => `/setup/officers/${of.officer}`,
    // Refused for its person, who is nobody's.
    body: () => ({ ...officer, personId: uuidv7() }),
  },
  'PUT /setup/partners/{id}': {
    action: 'officer.edit',
    target: null,
    path: (of) => `/setup/partners/${of.officer}`,
    body: () => ({ kind: 'SRO', name: 'Somebody', organization: null, active: false }),
  },
  'PUT /setup/assignments/{id}': {
    action: 'assignment.edit',
    target: null,
    path: (of) => `/setup/assignments/${of.assignment}`,
    body: () => ({
      officerId: uuidv7(),
      schoolId: uuidv7(),
      from: '2026-10-14',
      until: null,
      weekdays: [1],
      fromTime: null,
      untilTime: null,
    }),
  },
  'PUT /setup/people/{personId}': {
    action: 'people.edit',
    target: null,
    path: ({ person }) => `/setup/people/${person}`,
    body: () => leader(uuidv7()),
  },
  'POST /setup/people/{personId}/link': {
    action: 'people.edit',
    target: null,
    path: ({ person }) => `/setup/people/${person}/link`,
    body: () => ({}),
  },
  'PATCH /sign-in/providers/{providerId}': {
    action: 'signIn.configure',
    target: null,
    path: ({ provider }) => `/sign-in/providers/${provider}`,
    body: () => ({ active: false }),
  },
  'DELETE /sign-in/providers/{providerId}': {
    action: 'signIn.configure',
    target: null,
    path: ({ provider }) => `/sign-in/providers/${provider}`,
  },
  'POST /sign-in/providers/{providerId}/check': {
    action: 'signIn.configure',
    target: null,
    path: ({ provider }) => `/sign-in/providers/${provider}/check`,
    body: () => ({}),
  },
  // A saved question is its person's alone: others' are like none.
  'DELETE /explorer/views/{viewId}': {
    action: 'explorer.ask',
    target: null,
    path: ({ view }) => `/explorer/views/${view}`,
  },
  // A collection is the program's; the school asked about is looked for in it alone.
  'GET /crdc/{collection}': { action: 'crdc.read', target: null, path: at('/crdc/2025-26') },
  'GET /crdc/{collection}/schools/{schoolId}': {
    action: 'crdc.read',
    target: null,
    path: ({ school }) => `/crdc/2025-26/schools/${school}`,
  },
  'GET /crdc/{collection}/incidents': {
    action: 'crdc.read',
    target: null,
    path: ({ school }) => `/crdc/2025-26/incidents?schoolId=${school}&column=TOT_DISCWODIS_REF_M`,
  },
  'POST /crdc/{collection}/sign-off': {
    action: 'crdc.signOff',
    target: null,
    path: at('/crdc/2025-26/sign-off'),
    body: () => ({ digest: '0'.repeat(64), note: '' }),
  },
  // What belongs to an account is its person's alone: others' are like none.
  'DELETE /api/account/passkeys/{passkeyId}': {
    action: null,
    target: null,
    path: ({ passkey }) => `/api/account/passkeys/${passkey}`,
  },
  'DELETE /api/account/links/{linkId}': {
    action: null,
    target: null,
    path: ({ link }) => `/api/account/links/${link}`,
  },
  'DELETE /api/account/sessions/{sessionId}': {
    action: null,
    target: null,
    path: ({ session }) => `/api/account/sessions/${session}`,
  },
  'POST /people/{personId}/second-factor-reset': {
    action: 'people.edit',
    target: null,
    path: ({ person }) => `/people/${person}/second-factor-reset`,
    body: () => ({}),
  },
};
