import fc from 'fast-check';
import pg from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import { plant } from '../../../../tests/support/planted.ts';
import { testWorld } from '../../../../tests/support/world.ts';
import { exportCrdc } from './export.ts';

const world = await testWorld();
const { database, program } = world;
const { people, schools } = program;
const collection = '2025-26';

/** The page. Its digest is of every count with all that is behind it. */
async function sheet() {
  const answer = await world.request(people.districtCoordinator, 'GET', `/crdc/${collection}`);
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json();
}

/** Everything a reader is given: the page, and the files without the moment they were written. */
async function look() {
  const page = await sheet();
  const files = await exportCrdc(world.service, people.recordsOfficer.caller, collection);
  if (!files.ok) throw new Error(JSON.stringify(files.error));
  return { page, files: files.value.files.filter(({ name }) => !name.startsWith('About')) };
}
const idsKept = async () =>
  new Map(
    (await database.query<{ school_id: string; id: string }>('SELECT school_id, id FROM crdc_kept')).map((row) => [
      row.school_id,
      row.id,
    ]),
  );
const forget = () => database.query('DELETE FROM crdc_kept');

const body = (setting: string, role: string) =>
  `jsonb_build_object('what', jsonb_build_object('setting', '${setting}'), 'origin', jsonb_build_object('kind', 'called', 'callerRole', '${role}'))`;
const tables = ['incident', 'incident_student', 'enforcement_action'] as const;

/** What happens to the records of a school, one way after the other; `n` is another number each time. */
const steps: Readonly<Record<string, (school: string, n: number) => string>> = {
  attach: (school) =>
    `INSERT INTO student_identity (program_id, incident_id, student_key, school_id, school_year, pseudonym, races, sex, age_band,
       grade, disability, el, source, attached_by, attached_at)
     SELECT program_id, incident_id, student_key, school_id, '2025-26', sha256(student_key::text::bytea), '{asian}', 'F', '13to14',
       '09', 'none', 'no', 'byHand', owner_id, now() FROM incident_student WHERE ${school} AND NOT attached`,
  detach: (school) => `DELETE FROM student_identity WHERE ${school}`,
  know: (school, n) =>
    `UPDATE student_identity SET sex = '${n % 2 ? 'F' : 'M'}', disability = 'idea', el = 'yes' WHERE ${school}`,
  amend: (school) => `UPDATE incident SET version = version + 1, state = 'amended', offense = '13B' WHERE ${school}`,
  answer: (school, n) =>
    `UPDATE incident_student SET outcomes = '{${n % 2 ? 'arrest' : 'ticket'}}' WHERE ${school} AND role = 'subject'`,
  say: (school, n) =>
    `UPDATE incident SET body = ${body(n % 2 ? 'schoolGrounds' : 'offCampus', n % 3 ? 'teacher' : 'parent')} WHERE ${school}`,
  role: (school) => `UPDATE incident_student SET role = CASE role WHEN 'victim' THEN 'subject' ELSE 'victim' END
     WHERE ${school} AND NOT enforcement`,
  // As a version is filed: its students are written anew.
  again: (school) =>
    `CREATE TEMP TABLE again AS SELECT * FROM incident_student WHERE ${school};
     DELETE FROM incident_student WHERE ${school};
     INSERT INTO incident_student SELECT (jsonb_populate_record(NULL::incident_student, to_jsonb(again) || '{"outcomes": ["arrest"]}')).* FROM again;
     DROP TABLE again`,
  withdraw: (school) =>
    `UPDATE incident SET state = CASE state WHEN 'draft' THEN 'filed' ELSE 'draft' END WHERE ${school}`,
  move: () =>
    tables
      .map(
        (table) => `UPDATE ${table} SET school_id = CASE school_id WHEN '${schools[0]}' THEN '${schools[1]}'::uuid
        ELSE '${schools[0]}'::uuid END WHERE local_day < '2026-01-01'`,
      )
      .join(';'),
  day: (school) =>
    tables
      .map(
        (table) => `UPDATE ${table} SET local_day = CASE WHEN local_day < '2025-08-01' THEN local_day + 90
      ELSE local_day - 90 END WHERE ${school} AND local_day < '2026-01-01'`,
      )
      .join(';'),
  restrain: (school, n) =>
    `UPDATE enforcement_action SET body = '{"restraintTypes": ["${n % 2 ? 'wristRestraints' : 'frisk'}"]}' WHERE ${school}`,
  enrol: (school, n) =>
    `INSERT INTO enrolment SELECT program_id, id, '2025-26', 'race', 'AS', 'F', ${n} FROM school WHERE ${school.replace('school_id', 'id')}
     ON CONFLICT (program_id, school_id, source_year, dimension, category, sex) DO UPDATE SET students = excluded.students`,
};

beforeAll(async () => {
  await database.query(`INSERT INTO school_year VALUES ($1, $2, '2025-08-18', '2026-06-05', '{}')`, [
    program.id,
    collection,
  ]);
  const student = { race: 'white', recordedRace: 'white', disability: 'none', kinds: ['restraint'] };
  const students = [
    { ...student, outcomes: [], pseudonym: 1, stopped: true },
    { ...student, outcomes: ['ticket'], pseudonym: 2, stopped: false },
    { ...student, outcomes: ['arrest'], pseudonym: null, stopped: false },
  ];
  const filed = (school: 0 | 1, day: string) =>
    ({ school, officer: 0, day, origin: 'called', offense: '13A', students }) as const;
  await plant(world, {
    incidents: [filed(0, '2025-09-30'), filed(1, '2025-10-01'), filed(0, '2026-03-02'), filed(1, '2026-03-03')],
  });
  await database.query(`UPDATE incident SET body = ${body('schoolGrounds', 'teacher')}`);
});

describe('counts that are kept', () => {
  it('[P1.5] say what the records say, whatever was filed, amended, moved, attached and taken back', async () => {
    const changing = new Set<string>();
    let n = 0;
    let before = await sheet();
    const order = fc.shuffledSubarray(Object.keys(steps), { minLength: Object.keys(steps).length });
    await fc.assert(
      fc.asyncProperty(order, fc.constantFrom(...schools), async (chosen, school) => {
        for (const name of chosen) {
          n += 1;
          await database.query(steps[name]?.(`school_id = '${school}'`, n) ?? '');
          const kept = await sheet();
          await forget();
          const anew = await sheet();
          expect(kept, name).toEqual(anew);
          if (anew.digest !== before.digest) changing.add(name);
          before = anew;
        }
      }),
      { numRuns: 3, seed: 30 },
    );
    expect([...changing].sort()).toEqual(Object.keys(steps).sort());
  });

  it('[P1.5] are counted anew for the school alone whose record changed', async () => {
    await database.query(`UPDATE incident SET state = 'filed'`);
    await look();
    const before = await idsKept();
    await database.query(`UPDATE incident SET version = version + 1 WHERE school_id = $1`, [schools[0]]);
    await look();
    const after = await idsKept();
    expect([...before.keys()].sort()).toEqual([...schools].sort());
    expect(schools.map((school) => before.get(String(school)) === after.get(String(school)))).toEqual([false, true]);
    expect(await database.query('SELECT * FROM crdc_changed')).toEqual([]);
  });

  it('[P1.5] miss a student whom nobody attached from the moment the record has one, until it has none', async () => {
    await database.query(`DELETE FROM student_identity;
      UPDATE incident SET state = 'filed', body = ${body('offCampus', 'teacher')};
      UPDATE incident_student SET role = 'subject', outcomes = '{warning}'`);
    const missingAfter = async (change: string) => {
      await database.query(change);
      return (await sheet()).missing.length;
    };
    expect(await missingAfter('CREATE TABLE planted AS SELECT * FROM incident_student')).toBe(0);
    const many = await missingAfter(`UPDATE incident_student SET outcomes = '{arrest}'`);
    expect(many).toBeGreaterThan(5);
    expect(await missingAfter('DELETE FROM incident_student')).toBe(0);
    expect(
      await missingAfter(
        `UPDATE planted SET outcomes = '{arrest}'; INSERT INTO incident_student SELECT * FROM planted`,
      ),
    ).toBe(many);
    await database.query('DROP TABLE planted');
  });

  it('[P1.5] see a change that was still under way when they were counted, and neither waits for the other', async () => {
    const enrolled = async () => {
      const { files } = await look();
      const text = files.find(({ name }) => name === 'Enrollment.csv')?.text ?? '';
      return ['4001', '4002', '4003'].filter((n) => text.includes(`"${n}"`));
    };
    const slow = new pg.Client({ connectionString: database.adminUrl });
    await slow.connect();
    try {
      const enrol = (n: number, sex: string) =>
        `INSERT INTO enrolment VALUES ('${program.id}', '${schools[0]}', '2025-26', 'race', 'BL', '${sex}', ${n})`;
      // The first change is there; the second holds the mark of the first while the third counts.
      await look();
      await database.query(enrol(4001, 'M'));
      await slow.query('BEGIN');
      await slow.query(enrol(4002, 'F'));
      expect(await enrolled()).toEqual(['4001']);
      expect(await enrolled()).toEqual(['4001']);
      await slow.query('COMMIT');
      expect(await enrolled()).toEqual(['4001', '4002']);
      // No mark there: the change under way makes one of its own.
      expect(await database.query('SELECT * FROM crdc_changed')).toEqual([]);
      await slow.query('BEGIN');
      await slow.query(enrol(4003, 'X'));
      await slow.query(`DELETE FROM enrolment WHERE students = 4002`);
      expect(await enrolled()).toEqual(['4001', '4002']);
      await slow.query('COMMIT');
      expect(await enrolled()).toEqual(['4001']);
    } finally {
      await slow.end();
    }
  });

  it('[P1.5] are the same for several readers at once', async () => {
    await forget();
    const sheets = await Promise.all([look(), look(), look()]);
    for (const each of sheets) expect(each).toEqual(sheets[0]);
  });
});
