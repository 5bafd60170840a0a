import type { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { watchStatements } from '../../../tests/support/statements.ts';
import { testWorld } from '../../../tests/support/world.ts';
import { type RosterRows, rosterFiles, rosterRows } from '../exchange/testing/roster.ts';
import { bundleOf, csv } from '../exchange/testing/support.ts';
import { openIdentity } from '../roster/vault.ts';
import type { ImportReport } from './report.ts';
import { importRoster, runRosterImport } from './roster.ts';

const world = await testWorld();
const watched = watchStatements();
const { database, service, program } = world;
const { programAdmin, recordsOfficer, supervisor } = program.people;

/** The example bundle with schools of this program: one by NCES id, one by name. */
function rows(version: '1.1' | '1.2' = '1.1'): RosterRows {
  const made = structuredClone(rosterRows(version));
  const [header = [], district = [], first = [], second = [], ...rest] = made.orgs ?? [];
  first[3] = 'Lincoln';
  first[5] = '170000100001';
  second[3] = 'Roosevelt H.S.';
  second[3] = 'ROOSEVELT HS';
  return { ...made, orgs: [header, district, first, second, ...rest] };
}
const bundle = (made: RosterRows = rows()) => bundleOf(rosterFiles(made));
const second = async (table: string[][]) => (await bundleOf({ 'flags.csv': csv(table) })).files[0];
const flags = [
  ['SIS number', 'IDEA', '504', 'EL'],
  ['000101', 'yes', 'no', 'no'],
  ['000102', 'no', 'yes', 'yes'],
];

const now = { dryRun: false, allowShrink: false };
const value = <T>(result: { ok: true; value: T } | { ok: false; error: unknown }): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};
const run = async (made: RosterRows, rest = {}): Promise<ImportReport> =>
  value(await runRosterImport(service, programAdmin.caller, { ...now, bundle: await bundle(made), ...rest }));
interface Student {
  school_id: string;
  identity: Buffer;
  active: boolean;
  grade: string;
  races: string[];
  idea: string;
  section504: string;
  el: string;
}
const students = () => database.query<Student>('SELECT * FROM roster_student ORDER BY id');
const everything = () =>
  database.query(
    `SELECT 's' AS t, to_jsonb(s) AS row FROM roster_student s UNION ALL SELECT 'r', to_jsonb(r) FROM import_run r
     UNION ALL SELECT 'a', to_jsonb(a) FROM audit_entry a ORDER BY 1, 2`,
  );
const names = ['Inés', 'Muñoz', 'Ben', 'Ash', 'Dana', 'Eagle', '000101', '000102', '2015-03-01', '2009-11-30'];
const silent = (what: unknown): void => {
  const text = JSON.stringify(what);
  for (const name of names) expect(text).not.toContain(name);
};

beforeEach(async () => {
  await database.query('TRUNCATE roster_student, import_run');
});

describe('a roster', () => {
  test.each(['1.1', '1.2'] as const)('[P7.8] OneRoster %s: identity is sealed, facts are facts', async (version) => {
    const supplement = await second(flags);
    const report = await run(rows(version), { supplement });
    expect(report).toMatchObject({ added: 4, changed: 0, removed: 0, refused: false, source: version });
    expect(report.schools.map((school) => [school.name, school.change, school.students])).toEqual([
      ['Lincoln High', 'matched', 2],
      ['Roosevelt High', 'matched', 2],
    ]);
    silent(report);
    const stored = await students();
    const identities = stored.map((row) => openIdentity(service.keys, program.id, row.identity));
    const ines = identities.findIndex((one) => one.givenName === 'Inés');
    expect(identities[ines]).toMatchObject({ familyName: 'Muñoz', number: '000101', birthDate: '2015-03-01' });
    expect(stored[ines]).toMatchObject({ school_id: program.schools[0], grade: '05', idea: 'yes', el: 'no' });
    silent(stored.map(({ identity: _sealed, ...facts }) => facts));
  });

  test('the same files twice change nothing; a change of one student is one change', async () => {
    const first = await run(rows(), { dryRun: true });
    const before = await everything();
    expect(await everything()).toEqual(before);
    expect(await run(rows(), { digest: first.digest })).toMatchObject({ added: 4 });
    const after = await everything();
    expect(await run(rows())).toMatchObject({ added: 0, changed: 0, unchanged: 4, removed: 0 });
    expect(await everything()).toEqual(after);
    silent(after.filter((row) => row.t !== 's'));
    const moved = rows();
    const users = moved.users ?? [];
    const at = users[0]?.indexOf('grades') ?? 0;
    for (const row of users) if (row[0] === 'u2') row[at] = '12';
    expect(await run(moved)).toMatchObject({ added: 0, changed: 1, unchanged: 3 });
  });

  test('who is no longer in the roster becomes inactive and comes back; half gone needs a word', async () => {
    await run(rows());
    const without = (...ids: string[]): RosterRows => {
      const made = rows();
      return { ...made, users: (made.users ?? []).filter((row) => !ids.includes(row[0] ?? '')) };
    };
    expect(await run(without('u3'))).toMatchObject({ removed: 1, unchanged: 3, refused: false });
    expect((await students()).filter((row) => !row.active)).toHaveLength(1);
    expect(await run(rows())).toMatchObject({ added: 1, unchanged: 3 });
    expect(await students()).toHaveLength(4);
    const half = await run(without('u1', 'u2'));
    expect(half).toMatchObject({ refused: true, shrink: true, removed: 2 });
    expect((await students()).every((row) => row.active)).toBe(true);
    expect(await run(without('u1', 'u2'), { allowShrink: true })).toMatchObject({ refused: false, removed: 2 });
  });

  test('without the second file the flags stored before stay', async () => {
    await run(rows(), { supplement: await second(flags) });
    expect(await run(rows())).toMatchObject({ changed: 0, unchanged: 4 });
    expect((await students()).map((row) => row.idea).sort()).toEqual(['no', 'unknown', 'unknown', 'yes']);
  });

  test('students of a school that is not in the program are left out with their number; no school at all is refused', async () => {
    const made = rows();
    const [, , first = []] = made.orgs ?? [];
    first[3] = 'Elsewhere Elementary';
    first[5] = '';
    const report = await run(made);
    expect(report).toMatchObject({ added: 2, refused: false });
    expect(report.leftOut).toContainEqual(expect.objectContaining({ reason: 'schoolUnmatched', count: 2 }));
    const none = rows();
    for (const org of none.orgs?.slice(2, 4) ?? []) {
      org[3] = `Elsewhere ${org[0]}`;
      org[5] = '';
    }
    expect((await run(none)).problems[0]?.code).toBe('exchange.noSchoolMatched');
  });

  test('an error in the last line changes nothing; a failure while writing undoes everything; twice at once is once', async () => {
    await run(rows());
    const before = await everything();
    const bad = rows();
    bad.demographics?.push(['u3', '', '', 'soon', '', '', '', '', '', '', '', '']);
    const report = await run(bad);
    expect(report.refused).toBe(true);
    expect(report.problems[0]).toMatchObject({ file: 'demographics.csv', line: 5, column: 'birthDate' });
    expect(report.problems[0]?.reason).not.toContain('soon');
    expect(await importRoster(service, programAdmin.caller, { ...now, bundle: await bundle(bad) })).toMatchObject({
      error: { code: 'imports.refused', fields: [{ params: { file: 'demographics.csv', line: 5 } }] },
    });
    const more = rows();
    more.users?.push(['u9', '', 'true', 'd1,s1', 'student', 'u9', 'Nia', 'New', '000109', '', '05']);
    const onProgress = () => {
      throw new Error('planted');
    };
    const planted = runRosterImport(service, programAdmin.caller, { ...now, bundle: await bundle(more), onProgress });
    await expect(planted).rejects.toThrow('planted');
    expect(await everything()).toEqual(before);
    const both = await Promise.all([run(more), run(more)]);
    expect(both.map((one) => one.added).sort()).toEqual([0, 1]);
  });

  test('[P7.8] whatever is wrong with the files, nothing of a student is said', async () => {
    const headless = rows();
    headless.users = (headless.users ?? []).slice(1);
    silent(await run(headless));
    const noDemographicsHeader = rows();
    noDemographicsHeader.demographics = (noDemographicsHeader.demographics ?? []).slice(1);
    silent(await run(noDemographicsHeader));
    silent(await run(rows(), { supplement: await second(flags.slice(1)) }));
    silent(
      await run(rows(), {
        supplement: await second([
          ['SIS number', 'IDEA'],
          ['Muñoz', 'Inés'],
        ]),
      }),
    );
    // Cells moved about and cut at random: names land in every column there is.
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('users', 'demographics', 'orgs'),
        fc.nat({ max: 9 }),
        fc.nat({ max: 6 }),
        fc.constantFrom('Muñoz', 'Inés', '000101', '2015-03-01'),
        fc.boolean(),
        async (file, column, line, name, cut) => {
          if (file === 'orgs') return;
          const made = rows();
          const row = made[file]?.[line];
          if (row === undefined) return;
          row[column] = name;
          if (cut) row.pop();
          const report = await run(made, { dryRun: true });
          silent({ ...report, problems: report.problems });
        },
      ),
      { numRuns: 60, seed: 7 },
    );
  });

  test('[P7.8] the police side has no right to it; the records officer has', async () => {
    const refused = await importRoster(service, supervisor.caller, { ...now, bundle: await bundle() });
    expect(refused).toMatchObject({ ok: false, error: { status: 403 } });
    const done = await importRoster(service, recordsOfficer.caller, { ...now, bundle: await bundle() });
    expect(done).toMatchObject({ ok: true, value: { added: 4 } });
  });

  test('[P7.8] 7,000 students take a few statements, not one or more each', async () => {
    const made = rows();
    const user = (n: number) => ['x', String(n).padStart(6, '0')].join('');
    const line = (n: number) => [
      user(n),
      '',
      'true',
      'd1,s1',
      'student',
      user(n),
      'Ann',
      `Bee${n}`,
      String(n),
      '',
      '05',
    ];
    made.users = [made.users?.[0] ?? [], ...Array.from({ length: 7_000 }, (_, n) => line(n))];
    const { result, statements } = await watched.during(() => run(made));
    expect(result).toMatchObject({ added: 7_000, refused: false });
    expect(statements).toBeLessThan(7_000 / 100);
  });
});
