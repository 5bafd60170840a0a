import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { personKeys, type TestPerson, type TestProgram, testWorld } from '../../../tests/support/world.ts';
import { exampleDraft } from '../../domain/incidents/incident-examples.test-data.ts';
import { type IncidentBody, incidentBodySchema } from '../../domain/incidents/record.ts';
import type { HandEntry } from '../../domain/roster/record.ts';
import { attachStudent } from './attach.ts';
import { sealStudent } from './vault.ts';

const world = await testWorld();
const { program, other, database, service } = world;
const { people, schools } = program;
const sql = database.query;

const planted = { given: 'Zebulon', family: 'Quackenbush', number: 'SIS-778812' };
const handNumber = 'HAND-55120934';

async function addStudent(within: TestProgram, schoolId: string, change: Record<string, unknown> = {}) {
  const id = uuidv7();
  const row = sealStudent(service.keys, within.id, {
    schoolId,
    sourcedId: `src-${id}`,
    studentNumber: planted.number,
    givenName: planted.given,
    middleName: null,
    familyName: planted.family,
    grade: '09',
    birthDate: '2011-04-05',
    sex: 'M',
    races: ['white', 'asian'],
    idea: 'no',
    section504: 'yes',
    englishLearner: 'no',
    ...change,
  });
  await sql(
    `INSERT INTO roster_student (program_id, id, school_id, source_key, identity, grade, races, sex, idea, section504, el, active, digest)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      ...[row.program_id, id, row.school_id, row.source_key, row.identity, row.grade, row.races, row.sex],
      ...[row.idea, row.section504, row.el, row.active, row.digest],
    ],
  );
  return id;
}

function bodyWith(keys: readonly string[]): IncidentBody {
  const draft = exampleDraft();
  return incidentBodySchema.parse({
    ...draft,
    what: { ...draft.what, placeDetail: '', caseNumber: '' },
    origin: { ...draft.origin, callId: null, throughDispatchFrom: null, selfInitiatedReason: null },
    students: keys.map((key) => ({
      ...draft.students?.[0],
      key,
      disabilityKnown: 'unknown',
      englishLearnerKnown: 'unknown',
    })),
  });
}

/** A filed incident of the first school (or another) with as many students as asked for. */
async function fileIncident(options: { students?: number; day?: string; school?: string; state?: string } = {}) {
  const { students = 2, day = '2026-10-12', school = schools[0], state = 'filed' } = options;
  const id = uuidv7();
  const keys = Array.from({ length: students }, () => uuidv7());
  await sql(
    `INSERT INTO incident (program_id, id, school_id, school_year, local_day, occurred_at, owner_id, officer_id, state, version, body, filed_at, student_count)
     VALUES ($1, $2, $3, '2026-27', $4, $4::date + interval '16 hours', $5, $6, $7, 1, $8, now(), $9)`,
    [
      program.id,
      id,
      school,
      day,
      people.officer.id,
      program.officerIds[0],
      state,
      JSON.stringify(bodyWith(keys)),
      students,
    ],
  );
  for (const key of keys)
    await sql(
      `INSERT INTO incident_student VALUES ($1, $2, $3, $4, $5, 'subject', '08', 'M', '{white}', '13to14', '{noAction}')`,
      [program.id, id, key, school, day],
    );
  return { id, keys };
}

const { schoolLeader, otherSchoolLeader, recordsOfficer } = people;
const policeSide = [people.officer, people.otherOfficer, people.supervisor, people.agencyLeader];

async function purposeFor(person: TestPerson, purpose = 'attachToIncident') {
  const answer = await world.request(person, 'POST', '/identity/purpose', { purpose });
  expect(answer.statusCode, answer.body).toBe(200);
}

const attachPath = (incident: { id: string; keys: string[] }, index = 0) =>
  `/incidents/${incident.id}/students/${incident.keys[index]}/identity`;

const byHand = (change: Partial<HandEntry> = {}): { byHand: HandEntry } => ({
  byHand: {
    studentNumber: handNumber,
    facts: {
      grade: '10',
      sex: 'F',
      races: ['hispanicOrLatino'],
      ageBand: '15to17',
      disability: 'idea',
      englishLearner: 'yes',
    },
    reason: null,
    ...change,
  },
});

async function trail(event: string) {
  return sql<{ payload: string; record_id: string; role: string }>(
    'SELECT payload, record_id, role FROM audit_entry WHERE event = $1 ORDER BY at, seq',
    [event],
  );
}

async function stored(incidentId: string) {
  return sql<{
    student_key: string;
    pseudonym: Buffer;
    races: string[];
    disability: string;
    age_band: string;
    grade: string;
    school_year: string;
  }>('SELECT * FROM student_identity WHERE incident_id = $1 ORDER BY attached_at', [incidentId]);
}

/** Every row of every table, as text: what someone who stole the database could read. */
async function everything(): Promise<string> {
  const client = new pg.Client({ connectionString: database.adminUrl });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
       WHERE table_schema IN ('public', 'publication') AND table_type = 'BASE TABLE'`,
    );
    expect(tables.length).toBeGreaterThan(20);
    const texts: string[] = [];
    for (const { name } of tables) {
      const { rows } = await client.query<{ text: string | null }>(
        `SELECT string_agg(t::text, E'\\n') || coalesce(string_agg(encode(convert_to(t::text, 'UTF8'), 'hex'), ' '), '') AS text FROM ${name} t`,
      );
      texts.push(rows[0]?.text ?? '');
    }
    return texts.join('\n');
  } finally {
    await client.end();
  }
}

describe('looking at identity', () => {
  it('[P7.8] asks for the purpose first, once a session, and writes it down', async () => {
    await addStudent(program, schools[0], { studentNumber: '1001', givenName: 'Ana', familyName: 'Lopez' });
    const incident = await fileIncident();
    const looks = [
      () => world.request(schoolLeader, 'POST', '/roster/search', { schoolId: schools[0], text: 'lopez' }),
      () => world.request(schoolLeader, 'PUT', attachPath(incident), { rosterStudentId: uuidv7() }),
      () => world.request(schoolLeader, 'DELETE', attachPath(incident)),
      () => world.request(schoolLeader, 'GET', `/incidents/${incident.id}/identities`),
      () => world.request(schoolLeader, 'POST', `/incidents/${incident.id}/students/${incident.keys[0]}/name`),
    ];
    for (const look of looks) {
      const answer = await look();
      expect({ status: answer.statusCode, code: answer.json().code }).toEqual({
        status: 409,
        code: 'roster.purposeNeeded',
      });
      expect(answer.json().detail).not.toBe('');
    }
    expect((await world.request(schoolLeader, 'GET', '/identity/purpose')).json()).toEqual({ purpose: null });
    await purposeFor(schoolLeader);
    await purposeFor(schoolLeader);
    expect(await trail('identity.purposeGiven')).toHaveLength(1);
    await purposeFor(schoolLeader, 'correctAttachment');
    await purposeFor(schoolLeader);
    expect(await trail('identity.purposeGiven')).toHaveLength(3);
    expect((await looks[0]?.())?.statusCode).toBe(200);
    // Another person's session has said nothing.
    const answer = await world.request(recordsOfficer, 'POST', '/roster/search', {
      schoolId: schools[0],
      text: 'lopez',
    });
    expect(answer.statusCode).toBe(409);
  });

  it('[P7.8] finds by name or whole number in the own school only, shows what is needed to choose, and logs the look', async () => {
    await addStudent(program, schools[0], { studentNumber: '99-1234', givenName: 'Mia', familyName: 'Stone' });
    await addStudent(program, schools[0], { studentNumber: '99-5634', givenName: 'Mia', familyName: 'Stone' });
    await addStudent(program, schools[1], { studentNumber: '99-7777', givenName: 'Mia', familyName: 'Stone' });
    const search = (person: TestPerson, text: string, schoolId = schools[0]) =>
      world.request(person, 'POST', '/roster/search', { schoolId, text });
    const two = (await search(schoolLeader, 'stone mia')).json();
    expect(two.hits.map(({ id: _, ...hit }: { id: string }) => hit)).toEqual([
      { name: 'Mia Stone', grade: '09', numberEnd: '234' },
      { name: 'Mia Stone', grade: '09', numberEnd: '634' },
    ]);
    const one = (await search(schoolLeader, '99-1234')).json();
    expect(one.hits.map(({ id: _, ...hit }: { id: string }) => hit)).toEqual([
      { name: 'Mia Stone', grade: '09', numberEnd: null },
    ]);
    expect((await search(schoolLeader, '99-123')).json().hits).toEqual([]);
    expect((await search(schoolLeader, 'm')).statusCode).toBe(422);
    expect((await search(schoolLeader, 'stone', schools[1])).statusCode).toBe(404);
    expect((await search(otherSchoolLeader, 'stone')).statusCode).toBe(404);
    const entries = await trail('identity.searched');
    const last = JSON.parse(entries.at(-1)?.payload ?? '{}');
    expect(last).toMatchObject({ purpose: 'attachToIncident', detail: { hits: 0 } });
    expect(entries.at(-1)?.record_id).toBe(schools[0]);
    expect(JSON.stringify(entries)).not.toMatch(/stone|99-1234/i);
  });

  it('[P7.8] shows twenty hits at most', async () => {
    for (let n = 0; n < 22; n += 1)
      await addStudent(program, schools[0], {
        studentNumber: `many-${n}`,
        givenName: 'Kim',
        familyName: `Manyson${n}`,
      });
    const answer = await world.request(schoolLeader, 'POST', '/roster/search', {
      schoolId: schools[0],
      text: 'manyson',
    });
    expect(answer.json().hits).toHaveLength(20);
    expect(answer.json().more).toBe(true);
  });

  it('[P7.8] stops a person who reads the roster out, with a clear word, and lets go again', async () => {
    const reader = people.recordsOfficer;
    await purposeFor(reader, 'dataQuality');
    const look = () => world.request(reader, 'POST', '/roster/search', { schoolId: schools[1], text: 'stone' });
    for (let n = 0; n < 60; n += 1) expect((await look()).statusCode).toBe(200);
    const refused = await look();
    expect({ status: refused.statusCode, code: refused.json().code }).toEqual({
      status: 429,
      code: 'roster.tooManySearches',
    });
    expect(refused.json().title).toContain('60');
    world.clock.now = new Date(world.clock.now.getTime() + 11 * 60_000);
    expect((await look()).statusCode).toBe(200);
  });
});

describe('attaching', () => {
  it('[P7.4] fills the recorded facts as of the day and leaves what the officer perceived', async () => {
    const incident = await fileIncident();
    const student = await addStudent(program, schools[0]);
    const answer = await world.request(schoolLeader, 'PUT', attachPath(incident), { rosterStudentId: student });
    expect(answer.json()).toEqual({ students: 2, attached: 1 });
    expect(await stored(incident.id)).toMatchObject([
      { races: ['white', 'asian'], disability: 'section504', age_band: '15to17', grade: '09', school_year: '2026-27' },
    ]);
    const [row] = await sql<{ attached_count: number; body: IncidentBody }>(
      'SELECT attached_count, body FROM incident WHERE id = $1',
      [incident.id],
    );
    expect(row?.attached_count).toBe(1);
    expect(row?.body).toEqual(bodyWith(incident.keys));
    const identities = (await world.request(schoolLeader, 'GET', `/incidents/${incident.id}/identities`)).json();
    expect(identities).toMatchObject({
      rosterLoaded: true,
      students: [{ source: 'roster', facts: { disability: 'section504' } }],
    });
    expect(JSON.stringify(identities)).not.toContain(planted.family);
    const name = await world.request(
      schoolLeader,
      'POST',
      `/incidents/${incident.id}/students/${incident.keys[0]}/name`,
    );
    expect(name.json()).toEqual({ name: 'Zebulon Quackenbush', grade: '09' });
    expect((await trail('identity.read')).map((entry) => JSON.parse(entry.payload).detail.names)).toEqual([0, 1]);
  });

  it('[P7.8] changes nothing when sent again, and replaces with both steps in the trail', async () => {
    const incident = await fileIncident();
    const first = await addStudent(program, schools[0], { studentNumber: 'r-1' });
    const second = await addStudent(program, schools[0], { studentNumber: 'r-2' });
    const put = (rosterStudentId: string) =>
      world.request(schoolLeader, 'PUT', attachPath(incident), { rosterStudentId });
    const twice = await Promise.all([put(first), put(first)]);
    expect(twice.map((answer) => answer.statusCode)).toEqual([200, 200]);
    const of = async (event: string) => (await trail(event)).filter((entry) => entry.record_id === incident.id).length;
    expect([await of('identity.attached'), await of('identity.detached')]).toEqual([1, 0]);
    expect((await put(second)).json()).toEqual({ students: 2, attached: 1 });
    expect([await of('identity.attached'), await of('identity.detached')]).toEqual([2, 1]);
    const remove = () => world.request(schoolLeader, 'DELETE', attachPath(incident));
    expect((await remove()).json()).toEqual({ students: 2, attached: 0 });
    expect((await remove()).json()).toEqual({ students: 2, attached: 0 });
    expect(await of('identity.detached')).toBe(2);
  });

  it('[P7.8] does not let two students of one incident be the same', async () => {
    const incident = await fileIncident();
    const student = await addStudent(program, schools[0], { studentNumber: 'same-1' });
    await world.request(schoolLeader, 'PUT', attachPath(incident), { rosterStudentId: student });
    const again = await world.request(schoolLeader, 'PUT', attachPath(incident, 1), { rosterStudentId: student });
    expect({ status: again.statusCode, code: again.json().code }).toEqual({
      status: 422,
      code: 'roster.sameStudentTwice',
    });
    const hand = await world.request(
      schoolLeader,
      'PUT',
      attachPath(incident, 1),
      byHand({ studentNumber: ' same-1 ', reason: 'rosterWrong' }),
    );
    expect(hand.json().code).toBe('roster.sameStudentTwice');
  });

  it('[P7.8] takes facts by hand where the school has no roster, and with a reason where it has', async () => {
    const refusedHere = await fileIncident();
    const refused = await world.request(schoolLeader, 'PUT', attachPath(refusedHere), byHand());
    expect(refused.statusCode).toBe(422);
    expect(refused.json().errors).toMatchObject([{ field: 'byHand.reason', code: 'roster.handReasonMissing' }]);
    const given = await world.request(schoolLeader, 'PUT', attachPath(refusedHere), byHand({ reason: 'newStudent' }));
    expect(given.statusCode, given.body).toBe(200);
    await sql('UPDATE roster_student SET active = false WHERE school_id = $1', [schools[1]]);
    const elsewhere = await fileIncident({ school: schools[1] });
    await purposeFor(otherSchoolLeader);
    const free = await world.request(otherSchoolLeader, 'PUT', attachPath(elsewhere), byHand());
    expect(free.statusCode, free.body).toBe(200);
    const text = await everything();
    expect(text).toContain(incident27);
    for (const secret of [handNumber, planted.family, planted.number]) {
      expect(text.includes(secret)).toBe(false);
      expect(text.includes(Buffer.from(secret).toString('hex'))).toBe(false);
    }
    const unclear = await world.request(schoolLeader, 'PUT', attachPath(refusedHere), {});
    expect(unclear.statusCode).toBe(422);
  });

  it('[P7.8] counts one student once a school year, from the roster or by hand, and not across years', async () => {
    const student = await addStudent(program, schools[0], { studentNumber: 'once-9' });
    await sql(
      `INSERT INTO school_year VALUES ($1, '2025-26', '2025-08-18', '2026-06-05', '{}') ON CONFLICT DO NOTHING`,
      [program.id],
    );
    const here = [
      await fileIncident({ day: '2026-10-01' }),
      await fileIncident({ day: '2026-10-02' }),
      await fileIncident({ day: '2026-03-02' }),
      await fileIncident({ day: '2026-07-02' }),
    ];
    const pseudonyms: string[] = [];
    for (const [index, incident] of here.entries()) {
      const body =
        index === 1 ? byHand({ studentNumber: 'ONCE-9', reason: 'rosterWrong' }) : { rosterStudentId: student };
      const answer = await world.request(schoolLeader, 'PUT', attachPath(incident), body);
      expect(answer.statusCode, answer.body).toBe(200);
      pseudonyms.push((await stored(incident.id))[0]?.pseudonym.toString('hex') ?? '');
    }
    expect(pseudonyms[0]).toBe(pseudonyms[1]);
    expect(pseudonyms[2]).not.toBe(pseudonyms[0]);
    // The summer belongs to the school year before it.
    expect(pseudonyms[3]).toBe(pseudonyms[2]);
  });

  it('[P7.8] takes only students of this school’s roster, and only filed incidents', async () => {
    const incident = await fileIncident();
    const elsewhere = await addStudent(program, schools[1], { studentNumber: 'else-1' });
    const stranger = await addStudent(other, other.schools[0], { studentNumber: 'strange-1' });
    for (const rosterStudentId of [elsewhere, stranger, uuidv7()]) {
      const answer = await world.request(schoolLeader, 'PUT', attachPath(incident), { rosterStudentId });
      expect({ status: answer.statusCode, code: answer.json().code }).toEqual({
        status: 422,
        code: 'roster.notInThisRoster',
      });
    }
    const draft = await fileIncident({ state: 'draft' });
    expect((await world.request(schoolLeader, 'PUT', attachPath(draft), byHand())).statusCode).toBe(404);
    const unknown = `/incidents/${incident.id}/students/${uuidv7()}/identity`;
    expect((await world.request(schoolLeader, 'PUT', unknown, byHand({ reason: 'newStudent' }))).statusCode).toBe(404);
  });
});

const incident27 = '2026-27';

describe('the wall', () => {
  it('[P7.8] shows the police side how many are attached and no byte of who', async () => {
    const incident = await fileIncident();
    const student = await addStudent(program, schools[0], { studentNumber: 'wall-1', familyName: 'Wallberger' });
    await world.request(schoolLeader, 'PUT', attachPath(incident), { rosterStudentId: student });
    const asks = [
      ['GET', '/identity/purpose'],
      ['POST', '/identity/purpose', { purpose: 'attachToIncident' }],
      ['POST', '/roster/search', { schoolId: schools[0], text: 'wallberger' }],
      ['GET', `/incidents/${incident.id}/identities`],
      ['POST', `/incidents/${incident.id}/students/${incident.keys[0]}/name`],
      ['PUT', attachPath(incident), { rosterStudentId: student }],
      ['DELETE', attachPath(incident)],
      ['GET', `/incidents/${incident.id}/attached`],
      ['GET', `/incidents/${incident.id}`],
      ['GET', `/incidents`],
      ['GET', `/incidents/${incident.id}/reviews`],
      ['GET', '/reviews/waiting'],
      ['GET', '/trail?limit=200'],
    ] as const;
    const [row] = await stored(incident.id);
    const secrets = ['wallberger', 'wall-1', student, row?.pseudonym.toString('hex') ?? '?', 'section504'];
    for (const person of [...policeSide, people.programAdmin, people.schoolStaff]) {
      for (const [method, path, body] of asks) {
        const answer = await world.request(person, method, path, body);
        for (const secret of secrets)
          expect(answer.body.toLowerCase(), `${person.name} ${method} ${path}`).not.toContain(secret);
        if (/identit|roster|\/name/.test(path)) expect(answer.statusCode, `${person.name} ${path}`).toBe(403);
      }
    }
    const count = await world.request(people.officer, 'GET', `/incidents/${incident.id}/attached`);
    expect(count.json()).toEqual({ students: 2, attached: 1 });
    expect((await world.request(people.otherOfficer, 'GET', `/incidents/${incident.id}/attached`)).statusCode).toBe(
      404,
    );
  });

  it('[P7.8] is a wall to the leader of another school and to another program', async () => {
    const incident = await fileIncident();
    await purposeFor(otherSchoolLeader);
    for (const [method, path, body] of [
      ['GET', `/incidents/${incident.id}/identities`, undefined],
      ['PUT', attachPath(incident), byHand({ reason: 'newStudent' })],
      ['DELETE', attachPath(incident), undefined],
      ['POST', `/incidents/${incident.id}/students/${incident.keys[0]}/name`, undefined],
      ['GET', `/incidents/${incident.id}/attached`, undefined],
    ] as const) {
      expect((await world.request(otherSchoolLeader, method, path, body)).statusCode, `${method} ${path}`).toBe(404);
      for (const key of personKeys)
        expect((await world.request(other.people[key], method, path, body)).statusCode, `${key} ${path}`).toBe(404);
    }
    expect(await stored(incident.id)).toEqual([]);
  });

  it('[P7.8] undoes a look or an attachment that cannot be written to the trail', async () => {
    const incident = await fileIncident();
    const student = await addStudent(program, schools[0], { studentNumber: 'audit-1', familyName: 'Audrich' });
    await sql('REVOKE EXECUTE ON FUNCTION append_audit FROM opensro_app');
    try {
      const attach = { incidentId: incident.id, studentKey: incident.keys[0] ?? '', rosterStudentId: student };
      await expect(attachStudent(service, schoolLeader.caller, attach)).rejects.toThrow(/permission denied/);
    } finally {
      await sql('GRANT EXECUTE ON FUNCTION append_audit TO opensro_app');
    }
    expect(await stored(incident.id)).toEqual([]);
    const [row] = await sql<{ attached_count: number }>('SELECT attached_count FROM incident WHERE id = $1', [
      incident.id,
    ]);
    expect(row?.attached_count).toBe(0);
  });
});
