import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { type TestPerson, testWorld } from '../../../tests/support/world.ts';
import { inProgram } from '../platform/database/tenancy.ts';
import { readCorrective } from './queries.ts';

const world = await testWorld();
const { people, schools } = world.program;

function opening(part: object = {}, about: object = {}) {
  return {
    id: uuidv7(),
    about: {
      measure: 'studentsReferred',
      dimension: 'crdcRace',
      group: 'BL',
      comparison: 'allOthers',
      schoolId: schools[0],
      from: '2025-08-18',
      to: '2026-06-05',
      ...about,
    },
    ownerId: people.schoolLeader.id,
    dueOn: '2026-12-18',
    steps: ['lookIntoRecords', 'changeCallPractice'],
    note: 'Look at the calls behind it.',
    ...part,
  };
}
const open = (body: object, person: TestPerson = people.supervisor) =>
  world.request(person, 'POST', '/corrective-actions', body);
const list = async (person: TestPerson, ended: 'yes' | 'no' = 'no') =>
  (await world.request(person, 'GET', `/corrective-actions?ended=${ended}`)).json() as {
    actions: { id: string; overdue: boolean; actions: string[] }[];
    total: number;
  };
const trail = (id: string) =>
  world.database.query<{ event: string; detail: object }>(
    "SELECT event, payload::jsonb -> 'detail' AS detail FROM audit_entry WHERE record_id = $1 ORDER BY at",
    [id],
  );

describe('[P1.4] a flagged disparity opens a corrective action', () => {
  it('with an owner and a day, known to those who lead, and its entry in the trail tells no count', async () => {
    const sent = opening({}, { group: 'HI' });
    const answer = await open(sent);
    expect(answer.statusCode, answer.body).toBe(200);
    expect(answer.json()).toMatchObject({
      id: sent.id,
      rule: 'disparity.flagged',
      citation: expect.stringContaining('principle 1'),
      schoolName: 'Lincoln High',
      ownerName: people.schoolLeader.name,
      dueOn: '2026-12-18',
      overdue: false,
      state: 'open',
      history: [],
      actions: ['finish', 'dismiss'],
    });
    const [entry] = await trail(sent.id);
    expect(entry).toMatchObject({ event: 'corrective.opened', detail: { measure: 'studentsReferred', group: 'HI' } });
    expect(Object.values(entry?.detail ?? {}).some((value) => typeof value === 'number')).toBe(false);
    for (const person of [people.supervisor, people.agencyLeader, people.districtCoordinator, people.schoolLeader])
      expect((await list(person)).actions.map(({ id }) => id)).toContain(sent.id);
    expect((await list(people.otherSchoolLeader)).actions.map(({ id }) => id)).not.toContain(sent.id);
    expect((await world.request(people.officer, 'GET', '/corrective-actions')).statusCode).toBe(403);
    expect((await open(opening({}, { group: 'AS' }), people.schoolLeader)).statusCode).toBe(403);
  });

  it('once: the same request changes nothing, another for the same disparity is told of the first', async () => {
    const sent = opening({}, { group: 'AM' });
    expect((await open(sent)).statusCode).toBe(200);
    expect((await open(sent)).statusCode).toBe(200);
    expect(await trail(sent.id)).toHaveLength(1);
    expect((await open({ ...sent, note: 'Something else.' })).json()).toMatchObject({ code: 'common.conflict' });
    const again = await open({ ...sent, id: uuidv7() }, people.districtCoordinator);
    expect([again.statusCode, again.json().code]).toEqual([409, 'disparity.openAlready']);
  });

  it.for([
    ['an owner who leads another school', { ownerId: 'otherSchoolLeader' }, {}, 'ownerId', 'disparity.ownerMayNot'],
    ['an owner who is an officer', { ownerId: 'officer' }, {}, 'ownerId', 'disparity.ownerMayNot'],
    ['a school leader for the whole program', {}, { schoolId: null }, 'ownerId', 'disparity.ownerMayNot'],
    ['a day that has come', { dueOn: '2026-10-14' }, {}, 'dueOn', 'disparity.dueInPast'],
    ['a day years away', { dueOn: '2028-10-14' }, {}, 'dueOn', 'disparity.dueTooLate'],
    ['a group nobody is enrolled in', {}, { group: 'unknown' }, 'about', 'disparity.code'],
    ['a measure of events', {}, { measure: 'arrests' }, 'about', 'disparity.code'],
    ['a dimension without enrollment', {}, { dimension: 'officer' }, 'about', 'disparity.code'],
    ['a school of nobody', {}, { dimension: 'school', group: uuidv7() }, 'about', 'disparity.code'],
  ] as const)('and refuses %s, at the field', async ([, part, about, field, code]) => {
    const owner = 'ownerId' in part ? { ownerId: people[part.ownerId].id } : part;
    const answer = await open(opening(owner, about));
    expect(answer.statusCode, answer.body).toBe(422);
    expect(answer.json().errors).toEqual([
      expect.objectContaining({ field, code, reason: expect.any(String), remedy: expect.any(String) }),
    ]);
  });

  it('also where schools are compared', async () => {
    const answer = await open(opening({}, { dimension: 'school', group: schools[0], measure: 'studentsArrested' }));
    expect(answer.statusCode, answer.body).toBe(200);
  });
});

describe('[P1.4] a corrective action ends in words', () => {
  it('by its owner, and everything said stays', async () => {
    const sent = opening({}, { measure: 'studentsSearched' });
    expect((await open(sent)).statusCode).toBe(200);
    const path = `/corrective-actions/${sent.id}`;
    world.clock.now = new Date('2026-10-14T15:02:00Z');
    const end = (words: string, person = people.schoolLeader) =>
      world.request(person, 'POST', `${path}/end`, { step: 'finish', words });
    expect((await end('')).json()).toMatchObject({ code: 'disparity.reasonMissing' });
    const done = await end('Calls were looked at; training was held.');
    expect(done.statusCode, done.body).toBe(200);
    expect((await end('Calls were looked at; training was held.')).statusCode).toBe(200);
    expect((await end('Again.', people.supervisor)).json()).toMatchObject({ code: 'disparity.transitionState' });
    expect((await list(people.supervisor, 'yes')).actions.map(({ id }) => id)).toContain(sent.id);
    const reopen = (person: TestPerson) =>
      world.request(person, 'POST', `${path}/reopen`, { words: 'It is still there.' });
    expect((await reopen(people.schoolLeader)).statusCode).toBe(403);
    world.clock.now = new Date('2026-10-14T15:05:00Z');
    expect((await reopen(people.districtCoordinator)).json()).toMatchObject({
      state: 'open',
      history: [
        { step: 'finish', words: 'Calls were looked at; training was held.', byName: people.schoolLeader.name },
        { step: 'reopen', words: 'It is still there.' },
      ],
    });
    expect((await trail(sent.id)).map(({ event }) => event)).toEqual([
      'corrective.opened',
      'corrective.finished',
      'corrective.reopened',
    ]);
  });

  it('not by somebody else who leads, nor by people of elsewhere', async () => {
    const sent = opening({ ownerId: people.agencyLeader.id }, { measure: 'studentsCited' });
    expect((await open(sent)).statusCode).toBe(200);
    const end = (person: TestPerson, within = world.program) =>
      world.request(person, 'POST', `/corrective-actions/${sent.id}/end`, { step: 'dismiss', words: 'No.' }, within);
    expect((await end(people.schoolLeader)).statusCode).toBe(404);
    expect((await end(world.other.people.supervisor, world.other)).statusCode).toBe(404);
    expect((await end(people.officer)).statusCode).toBe(403);
    const closed = await world.request(people.agencyLeader, 'POST', `/corrective-actions/${sent.id}/end`, {
      step: 'dismiss',
      words: 'Two calls by mistake explain it.',
    });
    expect(closed.json()).toMatchObject({ state: 'closedWithoutAction', actions: [] });
  });

  it('and is overdue from the day after its day', async () => {
    const sent = opening({}, { measure: 'studentsDetained' });
    expect((await open(sent)).statusCode).toBe(200);
    const overdue = async (today: string) => {
      const asked = { actor: people.supervisor.caller.actor, reach: { kind: 'all' }, today } as const;
      const tenancy = { programId: world.program.id };
      return (await inProgram(world.service, tenancy, (tx) => readCorrective(tx, asked, sent.id)))?.overdue;
    };
    expect([await overdue('2026-12-18'), await overdue('2026-12-19')]).toEqual([false, true]);
  });
});
