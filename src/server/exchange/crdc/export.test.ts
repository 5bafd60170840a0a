import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { crdcCountSql } from '../../../../tests/support/crdc-count.ts';
import { personKeys, testWorld } from '../../../../tests/support/world.ts';
import { bundleOf } from '../testing/support.ts';
import { checkCrdc } from './checking.ts';
import { type CrdcExport, exportCrdc } from './export.ts';

const SEED = 20261122;
const world = await testWorld();
const { program, other, database } = world;
const { people, schools, officerIds } = program;
const [firstDay, lastDay] = ['2025-08-18', '2026-06-05'];

const studentOf = fc.record({
  pseudonym: fc.option(fc.integer({ min: 1, max: 25 }), { freq: 8 }),
  role: fc.constantFrom('subject', 'subject', 'subject', 'victim'),
  outcomes: fc.uniqueArray(fc.constantFrom('warning', 'ticket', 'arrest', 'courtReferral'), { maxLength: 2 }),
  restraints: fc.constantFrom(null, null, ['wristRestraints'], ['escortHold'], ['frisk', 'legRestraints']),
  grade: fc.constantFrom('PK', '05', '09', '10', '12', 'unknown'),
  sex: fc.constantFrom('M', 'M', 'F', 'F', 'X'),
  races: fc.constantFrom(
    ...[['white'], ['blackOrAfricanAmerican'], ['white', 'asian'], ['hispanicOrLatino', 'white'], ['unknown']],
    ...[
      ['middleEasternOrNorthAfrican', 'white'],
      ['nativeHawaiianOrPacificIslander'],
      ['americanIndianOrAlaskaNative'],
    ],
  ),
  disability: fc.constantFrom('none', 'none', 'idea', 'section504', 'unknown'),
  el: fc.constantFrom('yes', 'no', 'unknown'),
});
const incidentOf = fc.record({
  school: fc.constantFrom<0 | 1>(0, 1),
  day: fc.constantFrom('2025-07-04', firstDay, '2025-12-01', '2026-03-02', lastDay, '2026-07-01'),
  state: fc.constantFrom('filed', 'filed', 'amended', 'draft'),
  setting: fc.constantFrom('schoolGrounds', 'schoolGrounds', 'schoolEvent', 'schoolTransport', 'offCampus'),
  origin: fc.constantFrom(
    ...[
      { kind: 'called', callerRole: 'teacher' },
      { kind: 'called', callerRole: 'administrator' },
    ],
    ...[
      { kind: 'called', callerRole: 'parent' },
      { kind: 'selfInitiated', callerRole: null },
    ],
    ...[{ kind: 'called', callerRole: 'dispatch' }],
    { kind: 'called', callerRole: 'dispatch', throughDispatchFrom: 'counselor' },
  ),
  offense: fc.constantFrom(null, '13B', '13A', '11D', '520', '09A'),
  found: fc.constantFrom([], ['knife'], ['firearm']),
  students: fc.uniqueArray(studentOf, { maxLength: 3, selector: (one) => one.pseudonym ?? one }),
});

/** Puts incidents straight into the tables, in the numbers a count needs. */
async function plant(incidents: readonly ReturnType<typeof sample>[number][]): Promise<string[]> {
  // Columns that are not named keep their default, and what the database copies it copies itself.
  const insert = (table: string, rows: readonly object[]) => {
    const columns = ['program_id', ...Object.keys(rows[0] ?? {})].join(', ');
    return database.query(
      `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM jsonb_populate_recordset(NULL::${table}, $1::jsonb)`,
      [JSON.stringify(rows.map((row) => ({ program_id: program.id, ...row })))],
    );
  };
  const withIds = incidents.map((incident) => ({
    ...incident,
    id: uuidv7(),
    students: incident.students.map((student) => ({ ...student, key: uuidv7() })),
  }));
  await insert(
    'incident',
    withIds.map(({ id, school, day, state, setting, origin, offense, found, students }) => ({
      ...{ id, school_id: schools[school], local_day: day, occurred_at: `${day}T16:00:00Z`, state, offense },
      ...{ owner_id: people.officer.id, officer_id: officerIds[0], version: 1, draft_revision: 0, outcomes: [] },
      ...{
        student_count: students.length,
        attached_count: 0,
        // Actions about one student each, and a search with something found.
        action_count: students.filter(({ restraints }) => restraints !== null).length + (found.length > 0 ? 1 : 0),
        origin: origin.kind,
        matter: 'fightActive',
      },
      body: {
        what: { setting },
        origin: { throughDispatchFrom: null, ...origin },
        actions: found.length > 0 ? [{ kind: 'search', search: { found } }] : [],
      },
    })),
  );
  const everyone = withIds.flatMap((incident) => incident.students.map((student) => ({ incident, ...student })));
  const common = ({ incident, key }: (typeof everyone)[number]) => ({
    ...{ incident_id: incident.id, student_key: key, school_id: schools[incident.school] },
  });
  await insert(
    'incident_student',
    everyone.map((student) => ({
      ...common(student),
      ...{ local_day: student.incident.day, role: student.role, outcomes: student.outcomes },
      ...{ grade: '09', sex: 'F', races: ['white'], age_band: '13to14' },
      ...{ disability_known: 'unknown', el_known: 'unknown', enforcement: student.restraints !== null },
    })),
  );
  await insert(
    'enforcement_action',
    everyone
      .filter(({ restraints }) => restraints !== null)
      .map((student, at) => ({
        ...common(student),
        ...{ action_no: at + 1, local_day: student.incident.day, kind: 'restraint' },
        body: { restraintTypes: student.restraints },
      })),
  );
  await insert(
    'student_identity',
    everyone
      .filter(({ pseudonym }) => pseudonym !== null)
      .map((student) => ({
        ...common(student),
        ...{ local_day: student.incident.day },
        ...{ school_year: '2025-26', pseudonym: `\\x${String(student.pseudonym).padStart(32, '0')}` },
        ...{ races: student.races, sex: student.sex, grade: student.grade, el: student.el, age_band: '13to14' },
        ...{ disability: student.disability, source: 'byHand', attached_by: people.schoolLeader.id },
        attached_at: '2026-01-01T00:00:00Z',
      })),
  );
  return withIds.map(({ id }) => id);
}
const sample = (n: number) => fc.sample(incidentOf, { seed: SEED, numRuns: n });

async function exported(): Promise<CrdcExport> {
  const result = await exportCrdc(world.service, people.recordsOfficer.caller, '2025-26');
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

/** The cells of the exported files that are not 0 and not blank, as 'school column' -> n. */
function cellsOf({ files }: CrdcExport, names: readonly string[]): Map<string, number> {
  const cells = new Map<string, number>();
  for (const { name, text } of files) {
    if (!names.includes(name)) continue;
    const [head = [], ...rows] = text.split('\r\n').map((line) => line.slice(1, -1).split('","'));
    for (const row of rows) {
      row.forEach((value, at) => {
        if (at >= 8 && value !== '' && value !== '0') cells.set(`${row[6]} ${head[at]}`, Number(value));
      });
    }
  }
  return cells;
}

beforeAll(async () => {
  await database.query(`INSERT INTO school_year VALUES ($1, '2025-26', $2, $3, '{}')`, [program.id, firstDay, lastDay]);
  await database.query(
    `INSERT INTO assignment (program_id, id, officer_id, school_id, from_day, weekdays) VALUES ($1, $2, $3, $4, $5, '{1,3}')`,
    [program.id, uuidv7(), officerIds[0], schools[0], firstDay],
  );
  await plant(sample(400));
});

describe('crdc export', () => {
  it('[P1.5] [P4.6] says the same as a count in SQL written apart, cell by cell', async () => {
    const rows = await database.query(crdcCountSql, [program.id, firstDay, lastDay]);
    const bySql = new Map(rows.map((row) => [`${String(row.school)} ${String(row.column)}`, Number(row.n)]));
    const files = ['Referrals and Arrests.csv', 'Referral and Arrest Instances.csv', 'Restraint and Seclusion.csv'];
    const byExport = cellsOf(await exported(), files);
    expect(bySql.size).toBeGreaterThan(90);
    expect([...byExport].sort()).toEqual([...bySql].sort());
  });

  it('[P1.5] passes the edit checks and has the layout of its year', async () => {
    const { files, missing } = await exported();
    const bundle = await bundleOf(Object.fromEntries(files.map(({ name, text }) => [name, text])));
    const checked = await checkCrdc(bundle, { language: 'en' });
    expect(checked.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(checked.findings).toEqual([]);
    expect([checked.schools, checked.year?.id]).toEqual([2, '2025-26']);
    const header = files[0]?.text.split('\r\n')[0]?.split(',') ?? [];
    expect(header).toHaveLength(84);
    expect(header[7]).toBe('"SCH_JUST"');
    expect(header.some((name) => name.includes('_EL_'))).toBe(true);
    expect(missing).toBeGreaterThan(10);
  });

  it('[P1.5] tells what it counts, that nobody has signed, and what stands in no cell', async () => {
    const { files, missing } = await exported();
    const textOf = (name: string): string => files.find((file) => file.name === name)?.text ?? '';
    expect(textOf('About this export.txt')).toContain('NOT SIGNED');
    expect(textOf('Not counted.csv').split('\r\n')).toHaveLength(missing + 2);
    expect(textOf('Offenses.csv')).toMatch(/"Yes"/);
    expect(textOf('School Support.csv')).toMatch(/"0.40".*\r\n.*"0.00"/);
  });

  it('[P7.8] is written to the trail, and names the collections there are where one is asked for that is none', async () => {
    const refused = await exportCrdc(world.service, people.recordsOfficer.caller, '2023-24');
    expect(refused).toMatchObject({ ok: false, error: { code: 'crdc.noSchoolYear', status: 404 } });
    const entries = await database.query(
      `SELECT count(*)::int AS n FROM audit_entry WHERE program_id = $1 AND event = 'crdc.exported'`,
      [program.id],
    );
    expect(entries[0]?.n).toBeGreaterThan(2);
  });
});

describe('crdc sign-off', () => {
  const path = '/crdc/2025-26';
  const open = async (person = people.districtCoordinator) => {
    const answer = await world.request(person, 'GET', path);
    expect(answer.statusCode, answer.body).toBe(200);
    return answer.json();
  };
  const sign = (digest: string, note: string, person = people.districtCoordinator) =>
    world.request(person, 'POST', `${path}/sign-off`, { digest, note });

  it('[P1.5] the district opens each count and the incidents behind it, and the look is in the trail', async () => {
    const collections = await world.request(people.districtCoordinator, 'GET', '/crdc');
    expect(collections.json().collections).toContainEqual({
      ...{ collection: '2025-26', schoolYear: '2025-26', collected: true },
    });
    const sheet = await open();
    const line = sheet.schools[0];
    const opened = await world.request(people.districtCoordinator, 'GET', `${path}/schools/${line.id}`);
    const { cells, ...school } = opened.json();
    expect(school).toEqual(line);
    const cell = cells.find(({ column }: { column: string }) => column === 'TOT_DISCWODIS_REF_M');
    expect(school).toMatchObject({ referred: expect.any(Number), officers: 0.4 });
    const behind = await world.request(
      people.districtCoordinator,
      'GET',
      `${path}/incidents?schoolId=${school.id}&column=${cell.column}`,
    );
    const { incidents } = behind.json();
    expect(incidents).toHaveLength(cell.incidents);
    const [entry] = await database.query(
      `SELECT payload FROM audit_entry WHERE program_id = $1 AND event = 'crdc.cellOpened'`,
      [program.id],
    );
    expect(JSON.parse(String(entry?.payload))).toMatchObject({
      detail: { column: cell.column, incidents: cell.incidents },
    });
    expect(JSON.stringify(sheet) + opened.body).not.toMatch(/pseudonym/);
    const none = await world.request(
      people.districtCoordinator,
      'GET',
      `${path}/incidents?schoolId=${school.id}&column=TOT_X`,
    );
    expect(none.statusCode).toBe(404);
    const nowhere = await world.request(people.districtCoordinator, 'GET', `${path}/schools/${uuidv7()}`);
    expect(nowhere.statusCode).toBe(404);
  });

  it('[P7.8] nobody of the police, no school and no other program sees it', async () => {
    for (const key of personKeys) {
      const allowed = key === 'districtCoordinator' || key === 'recordsOfficer';
      for (const page of [path, `${path}/schools/${schools[0]}`])
        expect((await world.request(people[key], 'GET', page)).statusCode, key).toBe(allowed ? 200 : 403);
    }
    const away = await world.request(people.districtCoordinator, 'GET', path, undefined, other);
    expect([403, 404]).toContain(away.statusCode);
  });

  it('[P1.5] signs what was seen, with a reason where something is missing, once', async () => {
    const sheet = await open();
    expect(sheet).toMatchObject({ signOff: null, maySign: true });
    const records = await open(people.recordsOfficer);
    expect(records.maySign).toBe(false);
    expect((await sign(sheet.digest, 'Twelve wait for the school.', people.recordsOfficer)).statusCode).toBe(403);
    const bare = await sign(sheet.digest, '');
    expect(bare.statusCode).toBe(422);
    expect(bare.json()).toMatchObject({ code: 'crdc.missingUnexplained', errors: [{ field: 'note' }] });
    expect((await sign('0'.repeat(64), 'Twelve wait for the school.')).statusCode).toBe(409);
    const signed = await sign(sheet.digest, 'Twelve wait for the school.');
    expect(signed.statusCode, signed.body).toBe(200);
    expect(signed.json().signOff).toMatchObject({ version: 1, by: people.districtCoordinator.name, stale: false });
    expect((await sign(sheet.digest, 'Twelve wait for the school.')).json().signOff.version).toBe(1);
    const about = (await exported()).files.find(({ name }) => name.startsWith('About'))?.text ?? '';
    expect(about).toContain(`Signed by ${people.districtCoordinator.name}`);
  });

  it('[P1.5] a record that changes afterwards makes the signature out of date, on the page and in the export', async () => {
    const [one] = await plant([
      ...sample(60)
        .filter(
          ({ day, state, origin, setting, students }) =>
            day === '2026-03-02' &&
            state === 'filed' &&
            origin.callerRole === 'teacher' &&
            setting !== 'offCampus' &&
            students.some(({ role }) => role === 'subject'),
        )
        .slice(0, 1),
    ]);
    expect(one).toBeDefined();
    expect((await open()).signOff).toMatchObject({ version: 1, stale: true });
    const about = (await exported()).files.find(({ name }) => name.startsWith('About'))?.text ?? '';
    expect(about).toContain('OUT OF DATE');
    const again = await sign((await open()).digest, 'One came late.');
    expect(again.json().signOff).toMatchObject({ version: 2, stale: false, note: 'One came late.' });
    const kept = database.query('UPDATE crdc_sign_off SET note = $1', ['changed']);
    await expect(kept).rejects.toThrow(/only grows/);
  });
});

afterAll(() => database.query(`DELETE FROM school_year WHERE program_id = $1 AND id = '2025-26'`, [program.id]));
