import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { testWorld } from '../../../tests/support/world.ts';
import type { ReviewForm } from '../../domain/reviews/record.ts';

const world = await testWorld();
const { program, database } = world;
const { people, schools } = program;
const sql = database.query;

interface Options {
  readonly day?: string;
  readonly school?: string;
  readonly owner?: string;
  readonly due?: string;
  readonly arrest?: boolean;
}

/** A filed incident with both reviews open, as filing leaves it. */
async function filed(options: Options = {}): Promise<string> {
  const { day = '2026-10-12', school = schools[0], owner = people.officer.id, due = '2026-10-20T04:59:00Z' } = options;
  const id = uuidv7();
  await sql(
    `INSERT INTO incident (program_id, id, school_id, school_year, local_day, occurred_at, owner_id, officer_id, matter, state, version, filed_at, student_count, action_count)
     VALUES ($1, $2, $3, '2026-27', $4, $4::date + interval '16 hours', $5, $6, 'fightActive', 'filed', 1, $4::date + interval '18 hours', 1, $7)`,
    [program.id, id, school, day, owner, program.officerIds[0], options.arrest ? 1 : 0],
  );
  if (options.arrest)
    await sql(`INSERT INTO enforcement_action VALUES ($1, $2, 1, NULL, $3, $4, 'arrest', NULL, NULL, '{}')`, [
      program.id,
      id,
      school,
      day,
    ]);
  for (const side of ['police', 'school'])
    await sql(
      `INSERT INTO review (program_id, incident_id, side, school_id, owner_id, state, asked_at, due_at)
       VALUES ($1, $2, $3, $4, $5, 'open', $6::date + interval '18 hours', $7)`,
      [program.id, id, side, school, owner, day, due],
    );
  return id;
}

const answer = (change: Partial<ReviewForm> = {}): ReviewForm => ({
  involvementAppropriate: 'yes',
  actionAppropriate: 'notApplicable',
  comment: '',
  incidentVersion: 1,
  baseVersion: 0,
  reason: '',
  wordsChecked: false,
  ...change,
});

const put = (
  side: 'police' | 'school',
  id: string,
  form: ReviewForm,
  person = side === 'police' ? people.supervisor : people.schoolLeader,
) => world.request(person, 'PUT', `/incidents/${id}/reviews/${side}`, form);
const read = async (id: string, person = people.supervisor) =>
  (await world.request(person, 'GET', `/incidents/${id}/reviews`)).json();

describe('both sides answer', () => {
  it('[P7.6] each for its own part, and neither sees the other before it has answered', async () => {
    const id = await filed();
    const no = { involvementAppropriate: 'no', comment: 'We handle this in the office.' } as const;
    expect((await put('school', id, answer(no))).json()).toEqual({ version: 1 });
    const before = await read(id);
    expect(before).toMatchObject({ state: 'waitingPolice', disagreement: null });
    expect(before.sides).toMatchObject([
      { side: 'police', state: 'open', mine: true, hidden: false, answers: [] },
      { side: 'school', state: 'answered', mine: false, hidden: true, answers: [] },
    ]);
    expect(JSON.stringify(before)).not.toContain('office');
    expect((await read(id, people.officer)).sides[1].answers).toEqual([]);
    expect((await put('police', id, answer())).statusCode).toBe(200);
    const after = await read(id);
    expect(after).toMatchObject({
      state: 'disagreed',
      disagreement: { involvement: 'disagree', action: 'agree', any: true },
    });
    expect(after.sides[1].answers).toMatchObject([{ comment: no.comment, by: people.schoolLeader.name }]);
    const [entry] = await sql<{ payload: string }>(
      `SELECT payload FROM audit_entry WHERE event = 'review.answered' AND record_id = $1 ORDER BY at, seq LIMIT 1`,
      [id],
    );
    expect(JSON.parse(entry?.payload ?? '{}').detail).toMatchObject({ side: 'school', involvement: 'no' });
  });

  it('[P7.6] changes an answer only by a new version with a reason; the earlier stays', async () => {
    const id = await filed();
    await put('police', id, answer());
    expect((await put('police', id, answer())).json()).toEqual({ version: 1 });
    const changed = answer({ involvementAppropriate: 'unsure', baseVersion: 1 });
    const refused = await put('police', id, changed);
    expect(refused.json().errors).toMatchObject([{ field: 'reason', code: 'reviews.reasonMissing' }]);
    const reasoned = { ...changed, reason: 'The video came in later.' };
    const both = await Promise.all([put('police', id, reasoned), put('police', id, reasoned)]);
    expect(both.map((one) => one.json())).toEqual([{ version: 2 }, { version: 2 }]);
    expect((await put('police', id, answer({ reason: 'Another word', baseVersion: 1 }))).statusCode).toBe(409);
    expect((await read(id)).sides[0].answers.map((one: { version: number }) => one.version)).toEqual([2, 1]);
    const kept = await sql('SELECT version FROM review_answer WHERE incident_id = $1', [id]);
    expect(kept).toHaveLength(2);
  });

  it("[P7.6] asks a 'no' for words, warns of names, and knows the names of those who work here", async () => {
    const id = await filed();
    const wordless = await put('school', id, answer({ actionAppropriate: 'no' }));
    expect(wordless.json().errors).toMatchObject([{ field: 'comment', code: 'reviews.commentMissing' }]);
    const named = answer({ comment: 'The talk with Marvin Okonkwo was right.' });
    const warned = await put('school', id, named);
    expect({ status: warned.statusCode, code: warned.json().code }).toEqual({ status: 422, code: 'reviews.nameLike' });
    expect(warned.json().errors[0].reason).toContain('Marvin Okonkwo');
    expect((await put('school', id, { ...named, wordsChecked: true })).statusCode).toBe(200);
    const school = await put('police', id, answer({ comment: 'The talk at Lincoln High was right.' }));
    expect(school.statusCode, school.body).toBe(200);
  });

  it('[P7.6] answers what is in force: not an older version, not an incident of one’s own', async () => {
    const id = await filed();
    await sql('UPDATE incident SET version = 2 WHERE id = $1', [id]);
    expect((await put('police', id, answer())).json().code).toBe('reviews.incidentChanged');
    const own = await filed({ owner: people.supervisor.id });
    expect((await put('police', own, answer())).json().code).toBe('reviews.ownIncident');
    const waiting = (await world.request(people.supervisor, 'GET', '/reviews/waiting')).json().items;
    expect(waiting.map((row: { incidentId: string }) => row.incidentId)).not.toContain(own);
  });

  it('[P7.6] is closed to everyone who is not asked', async () => {
    const id = await filed();
    for (const person of [people.officer, people.agencyLeader, people.schoolLeader, people.districtCoordinator])
      expect((await put('police', id, answer(), person)).statusCode, person.name).toBe(403);
    for (const person of [people.supervisor, people.recordsOfficer, people.schoolStaff])
      expect((await put('school', id, answer(), person)).statusCode, person.name).toBe(403);
    expect((await put('school', id, answer(), people.otherSchoolLeader)).statusCode).toBe(404);
    expect((await world.request(people.otherSchoolLeader, 'GET', `/incidents/${id}/reviews`)).statusCode).toBe(404);
    expect((await world.request(people.otherOfficer, 'GET', `/incidents/${id}/reviews`)).statusCode).toBe(404);
  });
});

describe('what waits and what is due', () => {
  it('[P7.6] lists what waits for one’s own answer, the earliest due first', async () => {
    const late = await filed({ due: '2026-10-13T04:59:00Z', arrest: true });
    const elsewhere = await filed({ school: schools[1] });
    const mine = (await world.request(people.schoolLeader, 'GET', '/reviews/waiting')).json().items;
    expect(mine[0]).toMatchObject({
      incidentId: late,
      side: 'school',
      overdue: true,
      actions: ['arrest'],
      students: 1,
    });
    const ids = (rows: { incidentId: string }[]) => rows.map((row) => row.incidentId);
    expect(ids(mine)).not.toContain(elsewhere);
    await put('school', late, answer());
    expect(ids((await world.request(people.schoolLeader, 'GET', '/reviews/waiting')).json().items)).not.toContain(late);
    const overdue = (await world.request(people.districtCoordinator, 'GET', '/reviews/overdue')).json().items;
    expect(overdue).toMatchObject([{ incidentId: late, side: 'police' }]);
    expect((await world.request(people.otherSchoolLeader, 'GET', '/reviews/overdue')).json().items).toEqual([]);
    expect((await world.request(people.agencyLeader, 'GET', '/reviews/waiting')).json().items).toEqual([]);
  });

  it('[P6.6] lists disagreements and arrests by half of the school year, for each side in its reach', async () => {
    const disagreed = await filed({ day: '2026-09-02' });
    await put('police', disagreed, answer());
    await put('school', disagreed, answer({ involvementAppropriate: 'no', comment: 'A matter for us.' }));
    const halfAnswered = await filed({ day: '2026-09-03' });
    await put('school', halfAnswered, answer({ involvementAppropriate: 'no', comment: 'Also a matter for us.' }));
    const arrest = await filed({ day: '2026-09-04', arrest: true });
    const spring = await filed({ day: '2027-02-02', arrest: true });
    const list = (await world.request(people.districtCoordinator, 'GET', '/reviews/half-year')).json();
    expect(list.half).toBe('2026-27.1');
    const rowOf = (id: string) => list.rows.find((row: { incidentId: string }) => row.incidentId === id);
    expect(rowOf(disagreed)).toMatchObject({
      why: ['disagreement', 'saidNotAppropriate'],
      involvement: 'disagree',
      schoolAnswer: { comment: 'A matter for us.' },
    });
    expect(rowOf(halfAnswered)).toBeUndefined();
    expect(rowOf(arrest)).toMatchObject({ why: ['arrest'], police: null, schoolAnswer: null });
    expect(rowOf(spring)).toBeUndefined();
    expect(JSON.stringify(list)).not.toContain('Also a matter');
    const second = await world.request(people.supervisor, 'GET', '/reviews/half-year?half=2026-27.2');
    expect(second.json().rows.map((row: { incidentId: string }) => row.incidentId)).toEqual([spring]);
    expect((await world.request(people.otherSchoolLeader, 'GET', '/reviews/half-year')).json().rows).toEqual([]);
    expect((await world.request(people.supervisor, 'GET', '/reviews/half-year?half=1999.1')).statusCode).toBe(404);
    expect((await world.request(people.officer, 'GET', '/reviews/half-year')).statusCode).toBe(403);
  });
});

describe('first pages', () => {
  it('[P7.6] show a school leader the own school’s month and nobody else’s', async () => {
    const summary = await world.request(people.schoolLeader, 'GET', `/school/summary?schoolId=${schools[0]}`);
    expect(summary.json()).toMatchObject({
      week: { from: '2026-10-12' },
      month: { from: '2026-10-01', to: '2026-10-14', before: null },
    });
    expect(summary.json().month.now.incidents).toBeGreaterThan(0);
    expect((await world.request(people.schoolLeader, 'GET', `/school/summary?schoolId=${schools[1]}`)).statusCode).toBe(
      404,
    );
  });

  it('[P6.2] [P7.10] show a supervisor each officer by name, with time, contacts, old drafts and days of too much paperwork', async () => {
    const officer = program.officerIds[0];
    const activity = (role: string, minutes: number, positive: boolean, withdrawn: boolean) =>
      sql(
        `INSERT INTO activity (program_id, id, officer_id, owner_id, local_day, started_at, minutes, kind, role, function, audience, positive, withdrawn, version, body, saved_at)
         VALUES ($1, $2, $3, $4, '2026-10-13', now(), $5, 'mentoring', $6, 'C', 'students', $7, $8, 1, '{}', now())`,
        [program.id, uuidv7(), officer, people.officer.id, minutes, role, positive, withdrawn],
      );
    await activity('educator', 30, true, false);
    await activity('informalCounselor', 20, true, false);
    await activity('educator', 99, true, true);
    await sql(
      `INSERT INTO activity (program_id, id, officer_id, owner_id, local_day, started_at, minutes, kind, role, function, audience, positive, withdrawn, version, body, saved_at)
       SELECT $1, gen_random_uuid(), $2, $3, day::date, now(), minutes, 'documentation', 'none', 'other', 'none', false, false, 1, '{}', now()
       FROM (VALUES ('2026-10-12', 90), ('2026-10-13', 20)) AS paper (day, minutes)`,
      [program.id, officer, people.officer.id],
    );
    const draft = (age: string) =>
      sql(
        `INSERT INTO incident (program_id, id, school_id, local_day, occurred_at, owner_id, officer_id, state, draft_saved_at)
         VALUES ($1, $2, $3, '2026-10-10', $5::timestamptz, $4, $6, 'draft', '2026-10-14T14:00:00Z')`,
        [program.id, uuidv7(), schools[0], people.officer.id, age, officer],
      );
    await draft('2026-10-10T15:00:00Z');
    await draft('2026-10-14T14:00:00Z');
    const { officers } = (await world.request(people.supervisor, 'GET', '/reviews/officers')).json();
    expect(officers.map((row: { name: string }) => row.name)).toEqual(['officer of first', 'otherOfficer of first']);
    expect(officers[0]).toMatchObject({
      schools: ['Lincoln High'],
      minutes: [
        { role: 'educator', minutes: 30 },
        { role: 'informalCounselor', minutes: 20 },
        { role: 'none', minutes: 110 },
      ],
      positive: 2,
      oldDrafts: 1,
      overloadDays: 1,
    });
  });
});
