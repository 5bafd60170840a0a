import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { testWorld } from '../../../tests/support/world.ts';
import { copsRoles } from '../../domain/activities/record.ts';
import { type LogInput, logActivities } from './commands.ts';

const world = await testWorld();
const { people, schools } = world.program;
const { officer, otherOfficer } = people;

function entry(changes: Partial<LogInput> = {}): LogInput {
  return {
    id: uuidv7(),
    kind: 'mentoring',
    topic: 'informalTalk',
    schoolId: schools[0],
    startedAt: '2026-10-14T14:40:00.000Z',
    minutes: 10,
    role: 'informalCounselor',
    statutoryFunction: 'B',
    functionOtherReason: null,
    audience: 'students',
    audienceSize: null,
    note: '',
    ...changes,
  };
}
const log = (changes: Partial<LogInput> = {}, person = officer) =>
  world.request(person, 'POST', '/activities', entry(changes));
const day = async (date: string, person = officer) => (await world.request(person, 'GET', `/day?date=${date}`)).json();
const without = ({ id: _id, ...body }: ReturnType<typeof entry>) => body;
const trail = (recordId: string) =>
  world.database.query<{ event: string }>('SELECT event FROM audit_entry WHERE record_id = $1 ORDER BY seq', [
    recordId,
  ]);

describe('logging', () => {
  it('[P7.2] keeps an activity with role, function, audience, school and minutes, and one audit entry', async () => {
    const sent = entry({ audienceSize: 3, note: 'Basketball at recess' });
    const answer = await world.request(officer, 'POST', '/activities', sent);
    expect(answer.statusCode).toBe(200);
    const officerId = world.program.officerIds[0];
    expect(answer.json()).toEqual({ ...sent, officerId, day: '2026-10-14', version: 1, withdrawn: false });
    expect((await trail(sent.id)).map((row) => row.event)).toEqual(['activity.logged']);
  });

  it('[P7.2] makes one record of the same entry sent twice, and refuses another under its id', async () => {
    const sent = entry();
    const first = await world.request(officer, 'POST', '/activities', sent);
    const second = await world.request(officer, 'POST', '/activities', sent);
    expect(second.statusCode).toBe(200);
    expect(second.json()).toEqual(first.json());
    const other = await world.request(officer, 'POST', '/activities', { ...sent, minutes: 45 });
    expect(other).toMatchObject({ statusCode: 409 });
    expect(other.json().code).toBe('common.conflict');
    const theirs = await world.request(otherOfficer, 'POST', '/activities', sent);
    expect(theirs.statusCode).toBe(409);
    expect(await trail(sent.id)).toHaveLength(1);
  });

  it('[P7.2] makes one record of the same entry sent eight times at once', async () => {
    const sent = entry();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => world.request(officer, 'POST', '/activities', sent)),
    );
    expect(answers.map((answer) => answer.statusCode)).toEqual(Array(8).fill(200));
    const rows = await world.database.query('SELECT 1 FROM activity_version WHERE activity_id = $1', [sent.id]);
    expect(rows).toHaveLength(1);
    expect(await trail(sent.id)).toHaveLength(1);
  });

  it('[D5] refuses mental-health service as a kind and names the hand-off', async () => {
    const answer = await log({ kind: 'counseling', topic: null });
    expect(answer.statusCode).toBe(422);
    const problem = answer.json();
    expect(problem).toMatchObject({ code: 'activities.mentalHealthNotAnActivity', rule: 'activities.mentalHealth' });
    expect(problem.errors[0]).toMatchObject({ field: 'kind' });
    expect(problem.errors[0].remedy).toContain('hand-off');
  });

  it('[D2] refuses function other without a reason, and tells every problem at once with its remedy', async () => {
    const answer = await log({
      kind: 'classTalk',
      topic: null,
      statutoryFunction: 'other',
      schoolId: uuidv7(),
      startedAt: '2026-10-16T14:00:00Z',
    });
    expect(answer.statusCode).toBe(422);
    const errors: { field: string; reason: string; remedy: string }[] = answer.json().errors;
    expect(errors.map((error) => error.field).toSorted()).toEqual([
      'functionOtherReason',
      'schoolId',
      'startedAt',
      'topic',
    ]);
    expect(errors.every((error) => error.reason !== '' && error.remedy !== '')).toBe(true);
  });

  it('[D4] refuses a school of another program', async () => {
    const answer = await log({ schoolId: world.other.schools[0] });
    expect(answer.statusCode).toBe(422);
    expect(answer.json().errors[0].field).toBe('schoolId');
  });

  it('[P7.2] takes time at no school', async () => {
    expect((await log({ kind: 'training', topic: 'courseAttended', schoolId: null })).statusCode).toBe(200);
  });

  it('is for officers only', async () => {
    for (const person of [people.schoolStaff, people.supervisor, people.schoolLeader, people.programAdmin]) {
      expect((await log({}, person)).statusCode).toBe(403);
    }
    expect((await world.request(null, 'POST', '/activities', entry())).statusCode).toBe(401);
    expect((await world.request(officer, 'POST', '/activities', entry(), world.other)).statusCode).toBe(404);
  });

  it('loads many entries in one transaction, all or none', async () => {
    const good = entry({ startedAt: '2026-10-01T14:00:00Z' });
    const bad = entry({ startedAt: '2026-10-01T14:00:00Z', kind: 'classTalk', topic: null });
    const refused = await logActivities(world.service, officer.caller, [good, bad]);
    expect(refused.ok).toBe(false);
    expect((await day('2026-10-01')).entries).toEqual([]);
    expect((await logActivities(world.service, officer.caller, [good, good])).ok).toBe(true);
    expect((await day('2026-10-01')).entries).toHaveLength(1);
  });
});

describe('changing', () => {
  it('[P7.2] edits while the day is open: a new version, the first stays readable', async () => {
    const sent = entry();
    await world.request(officer, 'POST', '/activities', sent);
    const change = { baseVersion: 1, reason: null, body: { ...without(sent), minutes: 25 } };
    const answer = await world.request(officer, 'PUT', `/activities/${sent.id}`, change);
    expect(answer.json()).toMatchObject({ minutes: 25, version: 2 });
    // Sent again, as after a lost answer: still version 2.
    expect((await world.request(officer, 'PUT', `/activities/${sent.id}`, change)).json().version).toBe(2);
    const stale = await world.request(officer, 'PUT', `/activities/${sent.id}`, {
      ...change,
      body: { ...change.body, minutes: 30 },
    });
    expect(stale.statusCode).toBe(409);
    const detail = (await world.request(officer, 'GET', `/activities/${sent.id}`)).json();
    expect(detail.versions.map((version: { body: { minutes: number } }) => version.body.minutes)).toEqual([25, 10]);
    expect((await trail(sent.id)).map((row) => row.event)).toEqual(['activity.logged', 'activity.changed']);
  });

  it('[P7.2] takes an entry back only with a reason, and keeps it', async () => {
    const sent = entry({ startedAt: '2026-10-02T14:00:00Z' });
    await world.request(officer, 'POST', '/activities', sent);
    const path = `/activities/${sent.id}`;
    const mute = await world.request(officer, 'PUT', path, { baseVersion: 1, reason: null, body: null });
    expect(mute.statusCode).toBe(422);
    expect(mute.json().errors[0].field).toBe('reason');
    const gone = await world.request(officer, 'PUT', path, { baseVersion: 1, reason: 'Logged twice', body: null });
    expect(gone.json()).toMatchObject({ withdrawn: true, version: 2 });
    const shown = await day('2026-10-02');
    expect(shown.totals).toMatchObject({ entries: 0, minutes: 0 });
    expect(shown.entries).toHaveLength(1);
    await expect(
      world.database.query('DELETE FROM activity_version WHERE activity_id = $1', [sent.id]),
    ).rejects.toThrow();
  });

  it('[P7.8] shows another officer nothing: 404, and no change', async () => {
    const sent = entry();
    await world.request(officer, 'POST', '/activities', sent);
    expect((await world.request(otherOfficer, 'GET', `/activities/${sent.id}`)).statusCode).toBe(404);
    const change = { baseVersion: 1, reason: 'mine now', body: without(sent) };
    expect((await world.request(otherOfficer, 'PUT', `/activities/${sent.id}`, change)).statusCode).toBe(404);
    expect((await world.request(people.supervisor, 'PUT', `/activities/${sent.id}`, change)).statusCode).toBe(403);
  });
});

describe('closing the day', () => {
  const date = '2026-10-07';
  const startedAt = '2026-10-07T15:00:00Z';

  it('[P7.2] after closing, adding, changing and moving an entry need a reason', async () => {
    const sent = entry({ startedAt });
    const elsewhere = entry({ startedAt: '2026-10-08T15:00:00Z' });
    await world.request(officer, 'POST', '/activities', sent);
    await world.request(officer, 'POST', '/activities', elsewhere);
    const closed = await world.request(officer, 'POST', '/day/close', { date });
    expect(closed.statusCode).toBe(200);
    expect((await world.request(officer, 'POST', '/day/close', { date })).json()).toEqual(closed.json());
    expect((await trail(world.program.officerIds[0])).map((row) => row.event)).toEqual(['day.closed']);

    const late = entry({ startedAt });
    const mute = await world.request(officer, 'POST', '/activities', late);
    expect(mute.statusCode).toBe(422);
    expect(mute.json().code).toBe('activities.reasonMissing');
    const told = await world.request(officer, 'POST', '/activities', { ...late, reason: 'Forgotten at closing' });
    expect(told.statusCode).toBe(200);
    expect((await trail(late.id)).map((row) => row.event)).toEqual(['activity.amended']);

    const change = { baseVersion: 1, reason: null, body: { ...without(sent), minutes: 15 } };
    expect((await world.request(officer, 'PUT', `/activities/${sent.id}`, change)).statusCode).toBe(422);
    const amended = await world.request(officer, 'PUT', `/activities/${sent.id}`, { ...change, reason: 'Was longer' });
    expect(amended.json()).toMatchObject({ version: 2, minutes: 15 });
    const moved = { baseVersion: 1, reason: null, body: { ...without(elsewhere), startedAt } };
    expect((await world.request(officer, 'PUT', `/activities/${elsewhere.id}`, moved)).statusCode).toBe(422);
  });

  it('closes no day that has not begun, and none of an officer who is not listed', async () => {
    const ahead = await world.request(officer, 'POST', '/day/close', { date: '2026-10-15' });
    expect(ahead.statusCode).toBe(422);
    expect((await world.request(people.supervisor, 'POST', '/day/close', { date })).statusCode).toBe(403);
    await world.database.query('UPDATE officer SET person_id = NULL WHERE person_id = $1', [
      world.other.people.officer.id,
    ]);
    const unlisted = await world.request(
      world.other.people.officer,
      'POST',
      '/activities',
      entry({ schoolId: world.other.schools[0] }),
      world.other,
    );
    expect(unlisted.json().code).toBe('activities.noOfficerRecord');
  });
});

describe('the day', () => {
  it('[P7.2] belongs to the program zone: across midnight and across the change of clocks', async () => {
    const dayOf = async (startedAt: string) => (await log({ startedAt })).json().day;
    // 23:30 in Chicago is the next day in UTC.
    expect(await dayOf('2026-10-07T04:30:00Z')).toBe('2026-10-06');
    // Clocks went back on 2 November 2025: midnight was 05:00Z before that day and 06:00Z after it.
    expect(await dayOf('2025-11-02T04:59:00Z')).toBe('2025-11-01');
    expect(await dayOf('2025-11-02T05:00:00Z')).toBe('2025-11-02');
    expect(await dayOf('2025-11-03T05:59:00Z')).toBe('2025-11-02');
    expect(await dayOf('2025-11-03T06:00:00Z')).toBe('2025-11-03');
    // And forward on 8 March 2026: 06:00Z before, 05:00Z after.
    expect(await dayOf('2026-03-08T05:59:00Z')).toBe('2026-03-07');
    expect(await dayOf('2026-03-09T05:00:00Z')).toBe('2026-03-09');
    const years = await world.database.query(
      "SELECT local_day, school_year FROM activity WHERE local_day IN ('2026-10-06', '2026-03-07') ORDER BY 1",
    );
    expect(years).toEqual([
      { local_day: '2026-03-07', school_year: null },
      { local_day: '2026-10-06', school_year: '2026-27' },
    ]);
    // 'Today' turns with the program's clock, not with UTC.
    world.clock.now = new Date('2026-10-14T04:59:00Z');
    expect((await world.request(officer, 'GET', '/day')).json().today).toBe('2026-10-13');
    expect((await log({ startedAt: '2026-10-14T05:00:00Z' })).statusCode).toBe(422);
    world.clock.now = new Date('2026-10-14T15:00:00Z');
  });

  it('[D3] adds up the same minutes by role, triad, kind and function, for the day and for leaders', async () => {
    const date = '2026-10-09';
    for (const [index, role] of copsRoles.entries()) {
      await log({ role, minutes: 10 + index, startedAt: `2026-10-09T1${index}:00:00Z`, audienceSize: 2 });
    }
    const { totals } = await day(date);
    const sum = (split: Record<string, number>) => Object.values(split).reduce((all, one) => all + one, 0);
    for (const split of ['byRole', 'byTriad', 'byKind', 'byFunction']) expect(sum(totals[split])).toBe(60);
    expect(totals).toMatchObject({ entries: 5, minutes: 60, positiveContacts: 5, peopleReached: 10 });
    expect(totals.byTriad.lawEnforcement).toBe(totals.byRole.lawEnforcement + totals.byRole.emergencyManager);
    const list = await world.request(people.supervisor, 'GET', `/activities?from=${date}&to=${date}`);
    expect(list.json().totals).toEqual(totals);
  });

  it('[P7.10] shows planned beside real documentation time and flags the overload', async () => {
    const documentation = { kind: 'documentation', topic: 'reports', role: 'none', audience: 'none' } as const;
    const other = { statutoryFunction: 'other', functionOtherReason: 'paperwork' } as const;
    await log({ ...documentation, ...other, minutes: 40, startedAt: '2026-10-12T15:00:00Z' });
    expect((await day('2026-10-12')).documentation).toEqual({ planned: 45, real: 40, state: 'within' });
    await log({ ...documentation, ...other, minutes: 30, startedAt: '2026-10-12T18:00:00Z' });
    expect((await day('2026-10-12')).documentation).toEqual({ planned: 45, real: 70, state: 'overload' });
  });

  it('[D6] counts favourites from what was logged, and knows the school', async () => {
    const shown = (await world.request(otherOfficer, 'GET', '/day')).json();
    expect(shown).toMatchObject({ date: '2026-10-14', schoolId: schools[1], favourites: [], closedAt: null });
    const talk = { schoolId: schools[1], startedAt: '2026-09-20T15:00:00Z' };
    for (const minutes of [5, 10, 10, 20]) await log({ ...talk, minutes }, otherOfficer);
    for (const minutes of [20, 20])
      await log({ ...talk, kind: 'presence', topic: 'arrival', audience: 'none', minutes }, otherOfficer);
    // Too long ago to count.
    for (let n = 0; n < 8; n += 1) {
      await log(
        { ...talk, kind: 'presence', topic: 'lunch', audience: 'none', startedAt: '2026-05-04T15:00:00Z' },
        otherOfficer,
      );
    }
    expect((await world.request(otherOfficer, 'GET', '/day')).json().favourites).toEqual([
      { kind: 'mentoring', topic: 'informalTalk', minutes: [5, 10, 20], count: 4 },
      { kind: 'presence', topic: 'arrival', minutes: [20], count: 2 },
    ]);
  });

  it('[P7.2] lists calls, incidents and hand-offs between the entries; a draft says how much is left', async () => {
    const [officerId] = world.program.officerIds;
    const call = uuidv7();
    const incident = uuidv7();
    await world.database.query(
      `INSERT INTO call (program_id, id, school_id, local_day, owner_id, caller_role, officer_id, matter, state, requested_at, body)
       VALUES ($1, $2, $3, '2026-10-13', $4, 'teacher', $5, 'fight', 'responded', '2026-10-13T15:00:00Z', '{}')`,
      [world.program.id, call, schools[0], people.schoolStaff.id, officerId],
    );
    await world.database.query(
      `INSERT INTO incident (program_id, id, school_id, local_day, occurred_at, owner_id, officer_id, state, draft)
       VALUES ($1, $2, $3, '2026-10-13', '2026-10-13T15:05:00Z', $4, $5, 'draft', '{}')`,
      [world.program.id, incident, schools[0], officer.id, officerId],
    );
    await log({ startedAt: '2026-10-13T14:00:00Z' });
    const shown = await day('2026-10-13');
    expect(shown.entries.map((one: { type: string }) => one.type)).toEqual(['activity', 'call', 'incident']);
    expect(shown.entries[2].left).toBeGreaterThan(5);
    expect((await day('2026-10-13', otherOfficer)).entries).toEqual([]);
  });
});

describe('the hand-off', () => {
  const sent = () => ({
    id: uuidv7(),
    schoolId: schools[0],
    at: '2026-10-14T14:55:00Z',
    to: 'counselor',
    manner: 'warm',
    urgent: true,
    minutesUntilTakenOver: 5,
  });

  it('[D5] is kept once, audited, and shown in the day', async () => {
    const handOff = sent();
    const [first, second] = await Promise.all([
      world.request(officer, 'POST', '/hand-offs', handOff),
      world.request(officer, 'POST', '/hand-offs', handOff),
    ]);
    expect([first.statusCode, second.statusCode]).toEqual([200, 200]);
    expect((await trail(handOff.id)).map((row) => row.event)).toEqual(['handOff.recorded']);
    const shown = await day('2026-10-14');
    expect(shown.entries.filter((one: { type: string }) => one.type === 'handOff')).toMatchObject([
      { to: 'counselor' },
    ]);
    const other = await world.request(officer, 'POST', '/hand-offs', { ...handOff, to: 'nurse' });
    expect(other.statusCode).toBe(409);
    expect((await world.request(people.schoolStaff, 'POST', '/hand-offs', sent())).statusCode).toBe(403);
  });
});

describe('the list', () => {
  it('[P7.2] gives each leader what is within reach, by page', async () => {
    await log({ schoolId: schools[1], startedAt: '2026-10-05T15:00:00Z' }, otherOfficer);
    await log({ schoolId: schools[0], startedAt: '2026-10-05T16:00:00Z' });
    await log({ schoolId: null, kind: 'liaison', topic: 'court', startedAt: '2026-10-05T17:00:00Z' });
    const seen = async (person = people.supervisor, query = '') =>
      (await world.request(person, 'GET', `/activities?from=2026-10-05&to=2026-10-05${query}`)).json();
    expect((await seen()).items).toHaveLength(3);
    const lincoln = await seen(people.schoolLeader);
    expect(lincoln.items.map((item: { schoolId: string }) => item.schoolId)).toEqual([schools[0]]);
    expect(lincoln.totals.entries).toBe(1);
    expect((await seen(otherOfficer)).items).toHaveLength(1);
    expect((await seen(people.supervisor, '&kind=liaison')).items).toHaveLength(1);
    expect((await seen(people.supervisor, `&officerId=${world.program.officerIds[1]}`)).items).toHaveLength(1);
    const first = await seen(people.supervisor, '&limit=2');
    const rest = await seen(people.supervisor, `&limit=2&before=${encodeURIComponent(first.next)}`);
    expect([...first.items, ...rest.items].map((item: { startedAt: string }) => item.startedAt.slice(11, 13))).toEqual([
      '17',
      '16',
      '15',
    ]);
    expect(rest.next).toBeNull();
    for (const person of [people.schoolStaff, people.programAdmin, people.recordsOfficer]) {
      expect((await world.request(person, 'GET', '/activities')).statusCode).toBe(403);
    }
  });
});
