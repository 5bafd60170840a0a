import { v7 as uuidv7 } from 'uuid';
import { beforeAll, describe, expect, it } from 'vitest';
import { plantStandingOut } from '../../../tests/support/disparity.ts';
import { type TestPerson, testWorld } from '../../../tests/support/world.ts';
import { inProgram } from '../platform/database/tenancy.ts';
import { readCorrective } from './queries.ts';

const world = await testWorld();
const { people, schools } = world.program;
beforeAll(() => plantStandingOut(world));

function opening(part: object = {}, about: object = {}) {
  return {
    id: uuidv7(),
    about: {
      source: 'recorded',
      measure: 'studentsArrested',
      dimension: 'crdcRace',
      group: 'BL',
      comparison: 'allOthers',
      schoolId: schools[0],
      from: '2026-08-17',
      to: '2026-10-14',
      ...about,
    },
    ownerId: people.schoolLeader.id,
    dueOn: '2026-12-18',
    steps: ['lookIntoRecords', 'changeCallPractice'],
    note: 'Look at the calls behind it.',
    ...part,
  };
}
/** Of what officers saw: once in an incident, searched or not. */
const perceived = { source: 'perceived', measure: 'searches', dimension: 'race', group: 'blackOrAfricanAmerican' };
const open = (body: object, person: TestPerson = people.districtCoordinator) =>
  world.request(person, 'POST', '/corrective-actions', body);
const list = async (person: TestPerson, ended: 'yes' | 'no' = 'no') =>
  (await world.request(person, 'GET', `/corrective-actions?ended=${ended}`)).json() as {
    actions: { id: string; overdue: boolean; actions: string[]; figures: object | null; figuresHidden: boolean }[];
    total: number;
  };
const one = async (person: TestPerson, id: string) =>
  (await list(person)).actions.find((action) => action.id === id) ?? null;
const trail = (id: string) =>
  world.database.query<{ event: string; detail: object }>(
    "SELECT event, payload::jsonb -> 'detail' AS detail FROM audit_entry WHERE record_id = $1 ORDER BY at",
    [id],
  );

describe('[P1.4] a flagged disparity opens a corrective action', () => {
  it('with an owner and a day, known to those who lead, and its entry in the trail tells no count', async () => {
    const sent = opening();
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
    expect(entry).toMatchObject({ event: 'corrective.opened', detail: { measure: 'studentsArrested', group: 'BL' } });
    expect(Object.values(entry?.detail ?? {}).some((value) => typeof value === 'number')).toBe(false);
    for (const person of [people.supervisor, people.agencyLeader, people.districtCoordinator, people.schoolLeader])
      expect((await list(person)).actions.map(({ id }) => id)).toContain(sent.id);
    expect((await list(people.otherSchoolLeader)).actions.map(({ id }) => id)).not.toContain(sent.id);
    expect((await world.request(people.officer, 'GET', '/corrective-actions')).statusCode).toBe(403);
    expect((await open(opening({}, { to: '2026-10-13' }), people.schoolLeader)).statusCode).toBe(403);
  });

  it('once: the same request changes nothing, another for the same disparity is told of the first', async () => {
    const sent = opening({}, { to: '2026-10-12' });
    expect((await open(sent)).statusCode).toBe(200);
    expect((await open(sent)).statusCode).toBe(200);
    expect(await trail(sent.id)).toHaveLength(1);
    expect((await open({ ...sent, note: 'Something else.' })).json()).toMatchObject({ code: 'common.conflict' });
    const again = await open({ ...sent, id: uuidv7() });
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
    ['a measure of students by what officers saw', {}, { source: 'perceived' }, 'about', 'disparity.code'],
    ['a dimension without enrollment', {}, { dimension: 'officer' }, 'about', 'disparity.code'],
    ['a school of nobody', {}, { dimension: 'school', group: uuidv7() }, 'about', 'disparity.code'],
    ['a note with a name', { note: 'Talk with Marcus Webb about it.' }, {}, 'note', 'disparity.nameLike'],
    ['a group that does not stand out', {}, { group: 'WH' }, 'about', 'disparity.notFlagged'],
    ['days in which nothing happened', {}, { to: '2026-09-20' }, 'about', 'disparity.notFlagged'],
    [
      'the other school, where nothing happened',
      { ownerId: 'supervisor' },
      { schoolId: schools[1] },
      'about',
      'disparity.notFlagged',
    ],
    ['one group against another, which nobody looked at', {}, { comparison: 'WH' }, 'about', 'disparity.notFlagged'],
    ['an outcome that nobody had', {}, { measure: 'studentsTicketed' }, 'about', 'disparity.notFlagged'],
    ['more than a year', {}, { from: '2024-08-17' }, 'about', 'disparity.notFlagged'],
  ] as const)('and refuses %s, at the field', async ([, part, about, field, code]) => {
    const owner = 'ownerId' in part ? { ownerId: people[part.ownerId].id } : part;
    const answer = await open(opening(owner, about));
    expect(answer.statusCode, answer.body).toBe(422);
    expect(answer.json().errors).toEqual([
      expect.objectContaining({ field, code, reason: expect.any(String), remedy: expect.any(String) }),
    ]);
  });

  it('and keeps what the flag rested on, whatever the records say later; school figures stay with the school side', async () => {
    const sent = opening({}, { to: '2026-10-11' });
    const figures = (await open(sent)).json().figures;
    expect(figures).toMatchObject({
      sentence: { en: expect.stringMatching(/^Black students were arrested 3\.3 times/), es: expect.any(String) },
      beside: { en: expect.stringContaining('40 of 200 students enrolled, beside 48 of 800') },
      ratio: { value: expect.closeTo(10 / 3, 6) },
      together: expect.any(Number),
      calculatedWith: { holdsFrom: null, minimumCell: 10, minimumN: 30, yearsPooled: 1, threshold: 1.5 },
    });
    const moved = await world.database.query<{ id: string }>('SELECT id FROM incident LIMIT 5');
    const move = (day: string) =>
      world.database.query('UPDATE incident_student SET local_day = $1 WHERE incident_id = ANY ($2)', [
        ...[day, moved.map(({ id }) => id)],
      ]);
    await move('2025-09-01');
    expect((await one(people.schoolLeader, sent.id))?.figures).toEqual(figures);
    await move('2026-09-21');
    for (const person of [people.supervisor, people.agencyLeader]) {
      expect(await one(person, sent.id)).toMatchObject({ figures: null, figuresHidden: true });
      expect((await world.request(person, 'GET', `/corrective-actions/${sent.id}`)).body).not.toContain('40 of 200');
    }
  });
});

describe('[P1.4] [P7.8] the police side', () => {
  it('opens one from what officers saw, and reads what it rests on', async () => {
    const sent = opening({ ownerId: people.supervisor.id }, { ...perceived, schoolId: null });
    const answer = await open(sent, people.supervisor);
    expect(answer.statusCode, answer.body).toBe(200);
    expect(answer.json()).toMatchObject({
      about: perceived,
      figures: { beside: { en: '40 of 60 times in an incident, beside 12 of 60.' } },
      figuresHidden: false,
    });
  });

  it('is refused a flag of the school’s record alike, whether it holds or not', async () => {
    for (const about of [{ to: '2026-10-10' }, { group: 'WH' }]) {
      const answer = await open(opening({}, about), people.supervisor);
      expect([answer.statusCode, answer.json().code]).toEqual([403, 'disparity.flagOfSchoolSide']);
    }
  });
});

describe('[P1.4] a corrective action ends in words', () => {
  it('by its owner, and everything said stays', async () => {
    const sent = opening({}, { to: '2026-10-09' });
    expect((await open(sent)).statusCode).toBe(200);
    const path = `/corrective-actions/${sent.id}`;
    world.clock.now = new Date('2026-10-14T15:02:00Z');
    const end = (words: string, person = people.schoolLeader, wordsChecked = false) =>
      world.request(person, 'POST', `${path}/end`, { step: 'finish', words, wordsChecked });
    expect((await end('')).json()).toMatchObject({ code: 'disparity.reasonMissing' });
    const named = 'Calls were looked at; training was held by Dana Whitfield.';
    expect((await end(named)).json().errors).toMatchObject([{ field: 'words', code: 'disparity.nameLike' }]);
    const done = await end(named, people.schoolLeader, true);
    expect(done.statusCode, done.body).toBe(200);
    expect((await end(named)).statusCode).toBe(200);
    expect((await end('Again.', people.supervisor)).json()).toMatchObject({ code: 'disparity.transitionState' });
    expect((await list(people.supervisor, 'yes')).actions.map(({ id }) => id)).toContain(sent.id);
    const reopen = (person: TestPerson, words = 'It is still there.') =>
      world.request(person, 'POST', `${path}/reopen`, { words });
    expect((await reopen(people.schoolLeader)).statusCode).toBe(403);
    expect((await reopen(people.districtCoordinator, 'Look at Marcus Webb again.')).statusCode).toBe(422);
    world.clock.now = new Date('2026-10-14T15:05:00Z');
    expect((await reopen(people.districtCoordinator)).json()).toMatchObject({
      state: 'open',
      history: [
        { step: 'finish', words: named, byName: people.schoolLeader.name },
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
    const sent = opening({}, { measure: 'studentsInvolved' });
    expect((await open(sent)).statusCode).toBe(200);
    const overdue = async (today: string) => {
      const asked = { actor: people.supervisor.caller.actor, reach: { kind: 'all' }, today } as const;
      const tenancy = { programId: world.program.id };
      return (await inProgram(world.service, tenancy, (tx) => readCorrective(tx, asked, sent.id)))?.overdue;
    };
    expect([await overdue('2026-12-18'), await overdue('2026-12-19')]).toEqual([false, true]);
  });
});
