import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plant } from '../../../tests/support/planted.ts';
import { testWorld } from '../../../tests/support/world.ts';

const world = await testWorld();
const { database, program } = world;

const shared = 'officer_id, owner_id, origin, matter, offense, caller_role, setting, through_dispatch_from';
const of = (alias: string): string => shared.replace(/\w+/g, (column) => `${alias}.${column}`);

/** What is kept, and what it is kept of. */
const copies: readonly [string, string][] = [
  [
    `SELECT student_key, ${shared}, attached FROM incident_student ORDER BY 1`,
    `SELECT s.student_key, ${of('i')}, v.student_key IS NOT NULL AS attached FROM incident_student s
     JOIN incident i ON i.id = s.incident_id
     LEFT JOIN student_identity v ON v.incident_id = s.incident_id AND v.student_key = s.student_key ORDER BY 1`,
  ],
  [
    `SELECT student_key, subject, incident_school_id, outcomes, enforcement, ${shared} FROM student_identity WHERE subject ORDER BY 1`,
    `SELECT v.student_key, true AS subject, s.school_id AS incident_school_id, s.outcomes, s.enforcement, ${of('i')}
     FROM student_identity v JOIN incident_student s ON s.incident_id = v.incident_id AND s.student_key = v.student_key
     JOIN incident i ON i.id = v.incident_id WHERE s.role = 'subject' ORDER BY 1`,
  ],
];

const any = (table: string, at: number, condition = 'true'): string =>
  `(SELECT ctid FROM ${table} WHERE ${condition} ORDER BY md5(student_key::text || ${at}) LIMIT 1)`;
const columnsOf = "(SELECT jsonb_object_agg(key, value) FROM jsonb_each(to_jsonb(s)) WHERE key <> 'attached')";

/** Each as the app does it, to some record. `at` chooses which. */
const steps: Readonly<Record<string, (at: number) => readonly string[]>> = {
  attach: (at) => [
    `INSERT INTO student_identity (program_id, incident_id, student_key, school_id, school_year, pseudonym, races, sex, age_band,
       grade, disability, el, source, attached_by, attached_at)
     SELECT program_id, incident_id, student_key, school_id, '2026-27', sha256(student_key::text::bytea), '{asian}', 'F', '13to14',
       '09', 'none', 'no', 'byHand', owner_id, now() FROM incident_student WHERE ctid = ${any('incident_student', at, 'NOT attached')}`,
  ],
  detach: (at) => [`DELETE FROM student_identity WHERE ctid = ${any('student_identity', at)}`],
  // A version filed: its students are written anew, and may have other roles and outcomes, or be gone.
  amend: (at) => [
    `CREATE TEMP TABLE again AS SELECT * FROM incident_student s WHERE incident_id =
       (SELECT incident_id FROM incident_student WHERE ctid = ${any('incident_student', at)})`,
    `DELETE FROM incident_student WHERE incident_id IN (SELECT incident_id FROM again)`,
    `UPDATE incident SET offense = '13B', matter = 'drugs', body = jsonb_build_object('origin', jsonb_build_object('callerRole', 'role${at}'))
     WHERE id IN (SELECT incident_id FROM again)`,
    `INSERT INTO incident_student SELECT (jsonb_populate_record(NULL::incident_student, ${columnsOf} || jsonb_build_object(
       'attached', false, 'outcomes', ARRAY['arrest'], 'role', CASE WHEN ${at} % 3 = 0 THEN 'victim' ELSE 'subject' END))).*
     FROM again s`,
    'DROP TABLE again',
  ],
  leave: (at) => [`DELETE FROM incident_student WHERE ctid = ${any('incident_student', at)}`],
  say: (at) => [
    `UPDATE incident SET body = jsonb_build_object('what', jsonb_build_object('setting', 'place${at}')), officer_id = '${program.officerIds[1]}'
     WHERE id = (SELECT incident_id FROM incident_student WHERE ctid = ${any('incident_student', at)})`,
  ],
};

describe('what is kept for questions', () => {
  it('[P7.3] is what the records say, whatever was filed, amended, attached and taken back', async () => {
    const person = { outcomes: ['citation'], race: 'white', recordedRace: 'white', disability: 'none', stopped: false };
    const students = [
      { ...person, pseudonym: 1 },
      { ...person, pseudonym: null },
    ];
    const one = { school: 0, officer: 0, day: '2026-09-30', origin: 'called', offense: '35A', students } as const;
    await plant(world, { incidents: [one, one, one, one] });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom(...Object.keys(steps)), fc.integer({ min: 0, max: 999 })), { maxLength: 5 }),
        async (chosen) => {
          for (const [name, at] of chosen) await database.query((steps[name]?.(at) ?? []).join(';'));
          for (const [kept, source] of copies) expect(await database.query(kept)).toEqual(await database.query(source));
        },
      ),
      { numRuns: 15, seed: 24 },
    );
  });

  it('[P7.3] counts the students enrolled as the roster has them, whoever comes, changes, leaves and goes', async () => {
    const counts = `SELECT school_id, told_by, facts, students::int FROM roster_count WHERE students <> 0 ORDER BY 1, 2, 3`;
    const direct = `SELECT school_id, told_by, facts, count(*)::int AS students FROM roster_student,
      LATERAL (VALUES ('all', '{}'::text[]), ('races', races), ('sex', ARRAY[sex]), ('grade', ARRAY[grade]), ('el', ARRAY[el]),
        ('plan', ARRAY[idea, section504])) fact (told_by, facts) WHERE active GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`;
    const roster = fc.record({
      key: fc.integer({ min: 1, max: 6 }),
      school: fc.constantFrom(...program.schools),
      races: fc.subarray(['asian', 'white']),
      sex: fc.constantFrom('F', 'M'),
      idea: fc.constantFrom('yes', 'no'),
      active: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(roster, { selector: ({ key }) => key }),
        fc.integer({ min: 0, max: 6 }),
        async (rows, gone) => {
          await database.query(
            `INSERT INTO roster_student (program_id, id, school_id, source_key, identity, grade, races, sex, idea, section504, el, active, digest)
           SELECT $1, gen_random_uuid(), school::uuid, key::text::bytea, '', '09', ARRAY(SELECT jsonb_array_elements_text(races)), sex, idea, 'no', 'no', active, ''
           FROM jsonb_to_recordset($2::jsonb) AS come (key int, school text, races jsonb, sex text, idea text, active boolean)
           ON CONFLICT (program_id, source_key) DO UPDATE SET school_id = excluded.school_id, races = excluded.races,
             sex = excluded.sex, idea = excluded.idea, active = excluded.active`,
            [program.id, JSON.stringify(rows)],
          );
          await database.query(`DELETE FROM roster_student WHERE source_key = '${gone}'`);
          expect(await database.query(counts)).toEqual(await database.query(direct));
        },
      ),
      { numRuns: 15, seed: 24 },
    );
  });
});
