import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { type TestPerson, testWorld } from '../../../tests/support/world.ts';
import { semiAnnualReasons } from '../../domain/reviews/rules.ts';
import { inProgram } from '../platform/database/tenancy.ts';

const world = await testWorld();
const { program, database } = world;
const { people, schools } = program;
const sql = database.query;

type Row = { readonly [key: string]: unknown };
type Part = { readonly next: string | null } & { readonly [list: string]: readonly Row[] };

const ask = async (person: TestPerson, path: string): Promise<Part> => {
  const answer = await world.request(person, 'GET', path);
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json() as Part;
};

/** A list read two rows at a time, one part after the other. */
async function inParts(person: TestPerson, path: string, list: string): Promise<Row[]> {
  const [rows, sign]: [Row[], string] = [[], path.includes('?') ? '&' : '?'];
  let before = '';
  for (;;) {
    const part = await ask(person, `${path}${sign}limit=2${before}`);
    // The day is read backwards: each part is by time, and comes before the one read earlier.
    if (list === 'entries') rows.unshift(...(part[list] ?? []));
    else rows.push(...(part[list] ?? []));
    expect(part[list]?.length).toBeLessThanOrEqual(2);
    if (part.next === null) return rows;
    before = `&before=${encodeURIComponent(part.next)}`;
  }
}

/** Incidents of both schools with answers waited for, given and differing; several due and happened at one moment. */
async function fill(): Promise<void> {
  for (let index = 0; index < 12; index += 1) {
    const [id, school] = [uuidv7(), schools[index % 2]];
    const powers = index % 3 === 0;
    await sql(
      `INSERT INTO incident (program_id, id, school_id, school_year, local_day, occurred_at, owner_id, officer_id, matter, state, version, filed_at, student_count, action_count)
       VALUES ($1, $2, $3, '2026-27', '2026-10-12', '2026-10-12T16:00:00Z', $4, $5, 'fightActive', 'filed', 1, '2026-10-12T18:00:00Z', 1, $6)`,
      [program.id, id, school, people.officer.id, program.officerIds[0], powers ? 1 : 0],
    );
    if (powers)
      await sql(`INSERT INTO enforcement_action VALUES ($1, $2, 1, NULL, $3, '2026-10-12', $4, NULL, NULL, '{}')`, [
        ...[program.id, id, school, index % 2 === 0 ? 'arrest' : 'search'],
      ]);
    for (const side of ['police', 'school'])
      await sql(
        `INSERT INTO review (program_id, incident_id, side, school_id, owner_id, state, asked_at, due_at)
         VALUES ($1, $2, $3, $4, $5, 'open', '2026-10-12T18:00:00Z', $6)`,
        [program.id, id, side, school, people.officer.id, index < 6 ? '2026-10-13T04:59:00Z' : '2026-10-20T04:59:00Z'],
      );
    if (index % 4 === 1)
      await sql(
        `UPDATE review SET state = 'answered', answered_at = now(), answered_by = owner_id,
           involvement = CASE side WHEN 'police' THEN 'yes' ELSE 'no' END, action = 'yes' WHERE incident_id = $1`,
        [id],
      );
  }
  const send = async (person: TestPerson, path: string, body: object): Promise<void> => {
    const answer = await world.request(person, 'POST', path, body);
    expect(answer.statusCode, answer.body).toBe(200);
  };
  for (let index = 0; index < 5; index += 1) {
    const emergency = index < 2;
    await send(people.schoolStaff, '/calls', {
      ...{ id: uuidv7(), schoolId: schools[0], requestedAt: '2026-10-14T14:50:00.000Z', callerRole: 'teacher' },
      ...{ throughDispatchFrom: null, enteredVia: 'staffPage', matterCode: 'intruder', place: 'classroom' },
      ...{ placeDetail: '', description: '', emergency },
      answers: emergency ? null : { immediateDanger: 'yes', weapon: 'no', mandatoryReport: 'no', wouldCall911: 'yes' },
    });
    await send(people.officer, '/activities', {
      ...{ id: uuidv7(), reason: null, kind: 'mentoring', topic: 'informalTalk', schoolId: schools[0] },
      ...{ startedAt: '2026-10-14T14:30:00.000Z', minutes: 10, role: 'informalCounselor', statutoryFunction: 'B' },
      ...{ functionOtherReason: null, audience: 'students', audienceSize: null, note: '' },
    });
    await send(people.officer, '/hand-offs', {
      ...{ id: uuidv7(), schoolId: schools[0], at: '2026-10-14T14:30:00.000Z', to: 'counselor', manner: 'warm' },
      ...{ urgent: false, minutesUntilTakenOver: null },
    });
  }
}
await fill();

describe('a list that grows with use', () => {
  const lists: readonly (readonly [keyof typeof people, string, string])[] = [
    ['schoolLeader', '/reviews/waiting', 'items'],
    ['supervisor', '/reviews/waiting', 'items'],
    ['supervisor', '/reviews/waiting?side=police&powers=used', 'items'],
    ['supervisor', '/reviews/waiting?powers=notUsed', 'items'],
    ['districtCoordinator', '/reviews/overdue', 'items'],
    ['schoolLeader', '/reviews/overdue', 'items'],
    ['supervisor', '/reviews/half-year', 'rows'],
    ['otherSchoolLeader', '/reviews/half-year', 'rows'],
    ...semiAnnualReasons.map((why) => ['supervisor', `/reviews/half-year?why=${why}`, 'rows'] as const),
    ['officer', '/duties', 'items'],
    ['supervisor', '/duties', 'items'],
    ['schoolLeader', '/duties', 'items'],
    ['officer', '/day', 'entries'],
    ['officer', '/calls?which=open', 'calls'],
  ];

  it.each(lists)('[P7.2] is the same in parts as whole, without a gap or a double: %s %s', async (who, path, list) => {
    const person = people[who];
    const whole = await ask(person, `${path}${path.includes('?') ? '&' : '?'}limit=100`);
    expect(whole.next).toBeNull();
    if (!path.includes('restraint') && !path.includes('schoolMatter')) expect(whole[list]?.length).toBeGreaterThan(0);
    expect(await inParts(person, path, list)).toEqual(whole[list]);
  });

  it('[P7.8] shows in no part what is out of reach, whatever place it is asked from', async () => {
    const first = await ask(people.supervisor, '/reviews/waiting?limit=1');
    const place = encodeURIComponent(String(first.next).replace('~police', '~school'));
    const own = await ask(people.schoolLeader, `/reviews/waiting?before=${place}`);
    expect(new Set(own.items?.map((row) => (row.school as Row).id))).toEqual(new Set([schools[0]]));
    const duty = await ask(people.supervisor, '/duties?limit=1');
    const after = encodeURIComponent(String(duty.next));
    expect((await ask(people.schoolStaff, `/duties?before=${after}`)).items).toEqual([]);
    const leaders = (await ask(people.schoolLeader, `/duties?before=${after}`)).items ?? [];
    expect(new Set(leaders.map((row) => row.kind))).toEqual(new Set(['reviewSchool']));
  });

  it('refuses a place that is none', async () => {
    for (const path of ['/reviews/waiting', '/reviews/half-year', '/duties', '/day', '/calls'])
      for (const place of ['', '~', 'x~y~z', '2026-10-14~1', 'finding~-~0000-01-01T00:00:00.000Z~1', "'~'"])
        expect(
          (await world.request(people.supervisor, 'GET', `${path}?before=${encodeURIComponent(place)}`)).statusCode,
          `${path} ${place}`,
        ).toBe(path === '/day' ? 403 : 422);
  });

  it('[P7.2] tells the sums of the whole day with every part of it', async () => {
    const [part, whole] = [await ask(people.officer, '/day?limit=1'), await ask(people.officer, '/day')];
    expect(part.totals).toEqual(whole.totals);
    expect(whole.totals).toMatchObject({
      entries: 5,
      minutes: 50,
      positiveContacts: 5,
      byTriad: { informalCounselor: 50 },
    });
  });

  it('is counted up to a thousand', async () => {
    const calls = () => ask(people.supervisor, '/calls?which=open&limit=1');
    expect(await calls()).toMatchObject({ total: 5, atLeast: false });
    await sql(
      `INSERT INTO call (program_id, id, school_id, local_day, owner_id, caller_role, matter, state, requested_at, body)
       SELECT program_id, gen_random_uuid(), school_id, local_day, owner_id, caller_role, matter, state, requested_at, body
       FROM call, generate_series(1, 200)`,
    );
    expect(await calls()).toMatchObject({ total: 1000, atLeast: true });
  });
});

describe('the answers of both sides in one place', () => {
  const form = {
    ...{ involvementAppropriate: 'yes', actionAppropriate: 'no', comment: 'We looked at it together.' },
    ...{ incidentVersion: 1, baseVersion: 0, reason: '', wordsChecked: true },
  };

  it('[P7.6] stand there once both are given, also at one moment, and go when a side is asked again', async () => {
    const waiting = await ask(people.schoolLeader, '/reviews/waiting');
    for (const row of waiting.items ?? []) {
      const answer = (side: 'police' | 'school') =>
        world.request(
          side === 'police' ? people.supervisor : people.schoolLeader,
          'PUT',
          `/incidents/${row.incidentId}/reviews/${side}`,
          form,
        );
      const answers = await Promise.all([answer('police'), answer('school')]);
      expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200]);
      const kept = () => sql('SELECT both_answers FROM incident WHERE id = $1', [row.incidentId]);
      expect(await kept()).toEqual([{ both_answers: 'yes no yes no' }]);
      await sql(`UPDATE review SET state = 'open' WHERE incident_id = $1 AND side = 'school'`, [row.incidentId]);
      expect(await kept()).toEqual([{ both_answers: null }]);
    }
    expect(waiting.items?.length).toBeGreaterThan(3);
  });
});

describe('the day of whom the school has attached', () => {
  it('[P7.8] is the incident’s, moves with it, and opens the vault for nobody', async () => {
    const [incident] = await sql<{ id: string }>('SELECT id FROM incident LIMIT 1');
    await sql(
      `INSERT INTO student_identity (program_id, incident_id, student_key, school_id, school_year, pseudonym, races, sex,
         age_band, grade, disability, el, source, attached_by, attached_at)
       VALUES ($1, $2, gen_random_uuid(), $3, '2026-27', '\\x01', '{white}', 'F', '13to14', '08', 'none', 'no', 'byHand', $4, now())`,
      [program.id, incident?.id, schools[0], people.recordsOfficer.id],
    );
    const day = () => sql('SELECT local_day FROM student_identity WHERE incident_id = $1', [incident?.id]);
    expect(await day()).toEqual([{ local_day: '2026-10-12' }]);
    const seen = await inProgram(world.service, { programId: program.id }, async (tx) => {
      await tx
        .updateTable('incident')
        .set({ local_day: '2026-10-09' })
        .where('id', '=', incident?.id ?? '')
        .execute();
      return tx.selectFrom('student_identity').select('incident_id').execute();
    });
    expect(seen).toEqual([]);
    expect(await day()).toEqual([{ local_day: '2026-10-09' }]);
  });
});
