import { v7 as uuidv7 } from 'uuid';
import { beforeAll, describe, expect, it } from 'vitest';
import { decide } from '../../src/domain/access/decide.ts';
import type { Action } from '../../src/domain/access/permissions.ts';
import type { Target } from '../../src/domain/access/roles.ts';
import { exampleDraft, exampleStudentKey } from '../../src/domain/incidents/incident-examples.test-data.ts';
import { logActivity } from '../../src/server/activities/commands.ts';
import { requestCall } from '../../src/server/calls/commands.ts';
import { raiseLeanedOn } from '../../src/server/findings/commands.ts';
import { saveDraft, startIncident } from '../../src/server/incidents/commands.ts';
import { fileIncident } from '../../src/server/incidents/filing.ts';
import { personKeys, testWorld } from '../support/world.ts';

/**
 * The matrix role x action x scope on records that exist: every person of the cast asks for every record of the first
 * school, written by its officer, and the answer has to be what the permission table says: given, 403 where no role
 * of the person allows the action, 404 where the record lies outside the person's reach. A whole other program's
 * people get 404 throughout.
 */
const world = await testWorld();
const { program, other, service } = world;
const { officer, schoolStaff } = program.people;
const [school] = program.schools;
const id = { activity: uuidv7(), call: uuidv7(), finding: uuidv7(), filed: uuidv7(), draft: uuidv7() };
const now = world.clock.now.toISOString();

const ofOfficer: Target = { schoolId: school, ownerId: officer.id };
const ofStaff: Target = { schoolId: school, ownerId: schoolStaff.id };

interface Case {
  readonly what: string;
  readonly action: Action;
  readonly target: Target;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
}

const answer = {
  involvementAppropriate: 'yes',
  actionAppropriate: 'notApplicable',
  comment: '',
  incidentVersion: 9,
  baseVersion: 0,
  reason: '',
  wordsChecked: true,
};
const incident = (of: string, rest = ''): string => `/incidents/${of}${rest}`;
const identity = incident(id.filed, `/students/${exampleStudentKey}/identity`);

const cases: Case[] = [
  {
    what: 'read an activity',
    action: 'activity.read',
    target: ofOfficer,
    method: 'GET',
    path: `/activities/${id.activity}`,
  },
  {
    what: 'change an activity',
    action: 'activity.amend',
    target: ofOfficer,
    method: 'PUT',
    path: `/activities/${id.activity}`,
    body: { baseVersion: 99, reason: 'A reason.', body: null },
  },
  { what: 'read a call', action: 'call.read', target: ofStaff, method: 'GET', path: `/calls/${id.call}` },
  {
    what: 'insist on a call',
    action: 'call.insist',
    target: ofStaff,
    method: 'POST',
    path: `/calls/${id.call}/insist`,
    body: { id: uuidv7(), reason: 'We still need help.' },
  },
  {
    what: 'withdraw a call',
    action: 'call.withdraw',
    target: ofStaff,
    method: 'POST',
    path: `/calls/${id.call}/withdraw`,
    body: { id: uuidv7() },
  },
  { what: 'read a finding', action: 'finding.read', target: ofOfficer, method: 'GET', path: `/findings/${id.finding}` },
  {
    what: 'resolve a finding',
    action: 'finding.resolve',
    target: ofOfficer,
    method: 'POST',
    path: `/findings/${id.finding}/resolve`,
    body: { outcome: 'schoolReminded', note: 'Talked it through.' },
  },
  { what: 'read an incident', action: 'incident.read', target: ofOfficer, method: 'GET', path: incident(id.filed) },
  {
    what: 'read its versions',
    action: 'incident.read',
    target: ofOfficer,
    method: 'GET',
    path: incident(id.filed, '/versions'),
  },
  {
    what: 'amend an incident',
    action: 'incident.write',
    target: ofOfficer,
    method: 'POST',
    path: incident(id.filed, '/amend'),
    body: { baseVersion: 9, reason: 'A reason.', body: exampleDraft() },
  },
  {
    what: 'save a draft',
    action: 'incident.write',
    target: ofOfficer,
    method: 'PUT',
    path: incident(id.draft, '/draft'),
    body: { revision: 99, draft: {} },
  },
  {
    what: 'file a draft',
    action: 'incident.write',
    target: ofOfficer,
    method: 'POST',
    path: incident(id.draft, '/file'),
    body: { revision: 99 },
  },
  {
    what: 'count attached students',
    action: 'incident.read',
    target: ofOfficer,
    method: 'GET',
    path: incident(id.filed, '/attached'),
  },
  {
    what: 'attach a student',
    action: 'identity.attach',
    target: ofOfficer,
    method: 'PUT',
    path: identity,
    body: { rosterStudentId: uuidv7() },
  },
  { what: 'detach a student', action: 'identity.attach', target: ofOfficer, method: 'DELETE', path: identity },
  {
    what: 'read identities',
    action: 'identity.read',
    target: ofOfficer,
    method: 'GET',
    path: incident(id.filed, '/identities'),
  },
  {
    what: 'read the reviews',
    action: 'review.read',
    target: ofOfficer,
    method: 'GET',
    path: incident(id.filed, '/reviews'),
  },
  {
    what: 'answer for the police',
    action: 'review.police',
    target: ofOfficer,
    method: 'PUT',
    path: incident(id.filed, '/reviews/police'),
    body: answer,
  },
  {
    what: 'answer for the school',
    action: 'review.school',
    target: ofOfficer,
    method: 'PUT',
    path: incident(id.filed, '/reviews/school'),
    body: answer,
  },
];

beforeAll(async () => {
  const { caller } = officer;
  const made = [
    await logActivity(service, caller, {
      id: id.activity,
      kind: 'mentoring',
      topic: 'informalTalk',
      schoolId: school,
      startedAt: now,
      minutes: 10,
      role: 'informalCounselor',
      statutoryFunction: 'B',
      functionOtherReason: null,
      audience: 'students',
      audienceSize: 2,
      note: '',
    }),
    await requestCall(service, schoolStaff.caller, {
      id: id.call,
      schoolId: school,
      requestedAt: now,
      callerRole: 'teacher',
      throughDispatchFrom: null,
      enteredVia: 'staffPage',
      matterCode: 'dressCode',
      place: 'hallway',
      placeDetail: '',
      description: '',
      emergency: false,
      answers: { immediateDanger: 'no', weapon: 'no', mandatoryReport: 'no', wouldCall911: 'no' },
    }),
    await raiseLeanedOn(service, caller, {
      id: id.finding,
      schoolId: school,
      callId: null,
      incidentId: null,
      callerRole: 'teacher',
      note: '',
    }),
    await startIncident(service, caller, { id: id.filed, schoolId: school, originKind: 'selfInitiated' }),
    await startIncident(service, caller, { id: id.draft, schoolId: school, originKind: 'selfInitiated' }),
  ];
  const draft = exampleDraft();
  const saved = await saveDraft(service, caller, {
    id: id.filed,
    revision: 1,
    draft: { ...draft, what: { ...draft.what, occurredAt: now } },
  });
  const filed = await fileIncident(service, caller, { id: id.filed, revision: saved.ok ? saved.value.revision : -1 });
  for (const result of [...made, saved, filed]) expect(result, JSON.stringify(result)).toMatchObject({ ok: true });
});

describe.each(cases)('[D4] to $what', ({ action, target, method, path, body }) => {
  it.each(personKeys)('%s gets what the permission table says', async (key) => {
    const person = program.people[key];
    const reply = await world.request(person, method, path, body);
    const decision = decide(person.caller.actor, action, target);
    if (decision.ok) expect([401, 403, 404, 500, 503], reply.body).not.toContain(reply.statusCode);
    else
      expect({ status: reply.statusCode, code: reply.json().code }).toEqual({
        status: decision.error.status,
        code: decision.error.code,
      });
  });

  it('people of another program get 404, as for a record that does not exist', async () => {
    for (const key of personKeys) {
      const theirs = await world.request(other.people[key], method, path, body);
      expect(theirs.statusCode, `${key} in our program`).toBe(404);
      const inOwn = await world.request(other.people[key], method, path, body, other);
      const allowedThere = decide(other.people[key].caller.actor, action, {
        schoolId: other.schools[0],
        ownerId: other.people[key].id,
      });
      expect(inOwn.statusCode, `${key} in their own program`).toBe(
        allowedThere.ok || allowedThere.error.status === 404 ? 404 : 403,
      );
    }
  });
});

describe('an officer’s draft', () => {
  it.each(personKeys)('[P7.1] is there for the officer alone, not for %s', async (key) => {
    const reply = await world.request(program.people[key], 'GET', incident(id.draft));
    if (key === 'officer') expect(reply.statusCode).toBe(200);
    else expect([403, 404]).toContain(reply.statusCode);
  });
});
