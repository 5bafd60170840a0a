import { Buffer } from 'node:buffer';
import path from 'node:path';
import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { testWorld } from '../../../tests/support/world.ts';
import { readCrdc } from '../exchange/crdc/read.ts';
import type { CrdcData } from '../exchange/crdc/record.ts';
import { openPath } from '../exchange/files/open.ts';
import { bundleOf } from '../exchange/testing/support.ts';
import type { Caller } from '../platform/service.ts';
import { operatorCaller } from '../setup/callers.ts';
import { importCrdc, runCrdcImport } from './crdc.ts';
import { cellsOf, planCrdc } from './crdc-plan.ts';
import type { ImportReport } from './report.ts';

const world = await testWorld();
const { database, service } = world;
const folder = path.join(path.resolve(process.env.OPENSRO_SHARED ?? '../shared/data'), 'crdc-2020-21');
const texts: Record<string, Buffer> = {};
let nation: CrdcData;

async function open(target = folder) {
  const opened = await openPath(target);
  if (!opened.ok) throw new Error(JSON.stringify(opened.problems));
  return opened.bundle;
}

/** A program of a real district, empty. */
async function programOf(leaid: string): Promise<Caller> {
  const id = uuidv7();
  await database.query(
    `INSERT INTO program (program_id, slug, name, agency_name, agency_kind, ori, district_name, leaid, state, time_zone, created_at, updated_at)
     VALUES ($1, $2, 'P', 'A', 'municipalPolice', 'AK0010000', 'D', $3, 'AK', 'America/Anchorage', now(), now())`,
    [id, `p-${id}`, leaid],
  );
  return operatorCaller(id, 'programAdmin');
}

const now = { dryRun: false, allowShrink: false };
const value = <T>(result: { ok: true; value: T } | { ok: false; error: unknown }): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};
const stored = (programId: string) =>
  database.query<{ nces_id: string; n: number; counts: number; below: number }>(
    `SELECT s.nces_id, count(*)::int AS n, count(e.students)::int AS counts, count(*) FILTER (WHERE e.students < 0)::int AS below
       FROM school s JOIN enrolment e ON e.program_id = s.program_id AND e.school_id = s.id
      WHERE s.program_id = $1 AND s.active GROUP BY 1 ORDER BY 1`,
    [programId],
  );
const all = (programId: string) =>
  database.query(
    `SELECT 'school' AS t, to_jsonb(s) AS row FROM school s WHERE program_id = $1
     UNION ALL SELECT 'enrolment', to_jsonb(e) FROM enrolment e WHERE program_id = $1
     UNION ALL SELECT 'support', to_jsonb(f) FROM school_support f WHERE program_id = $1
     UNION ALL SELECT 'run', to_jsonb(r) FROM import_run r WHERE program_id = $1
     UNION ALL SELECT 'audit', to_jsonb(a) FROM audit_entry a WHERE program_id = $1 ORDER BY 1, 2`,
    [programId],
  );

beforeAll(async () => {
  for (const file of (await open()).files) {
    if (!/(School Characteristics|Enrollment|School Support)\.csv$/.test(file.name)) continue;
    const read = await file.read();
    if (read.ok) texts[path.basename(file.name)] = read.bytes;
  }
  nation = await readCrdc(await bundleOf(texts));
});

/** The three modules with only the lines of some schools, bent by `bend`. */
async function files(keep: (line: string) => boolean, bend: (name: string, lines: string[]) => string[] = (_, l) => l) {
  const bent = Object.entries(texts).map(([name, bytes]) => {
    const [header = '', ...lines] = bytes.toString('utf8').trimEnd().split(/\r?\n/);
    return [name, `${bend(name, [header, ...lines.filter(keep)]).join('\r\n')}\r\n`] as const;
  });
  return bundleOf(Object.fromEntries(bent));
}

describe('CRDC files of a district', () => {
  test('[P7.7] every district of the five states imports: nothing refused, a second time nothing changes', () => {
    for (const { leaid } of nation.leas) {
      const schools = nation.schools.filter((school) => school.leaid === leaid);
      const data = { ...nation, schools, leas: [] };
      const input = { data, year: '2020-21', allowShrink: false, file: 'x' };
      const first = planCrdc({ ...input, stored: [] });
      expect(first.problems, leaid).toEqual([]);
      expect(first.counts).toMatchObject({ added: schools.length, removed: 0 });
      const again = planCrdc({
        ...input,
        stored: first.writes.map((write) => ({
          ...write,
          id: write.ncesId,
          open: true,
          sourceYear: '2020-21',
          officerAssigned: false,
        })),
      });
      expect(again.counts, leaid).toEqual({ added: 0, changed: 0, unchanged: schools.length, removed: 0 });
      expect(again.writes).toEqual([]);
    }
    expect(nation.leas.length).toBeGreaterThan(250);
  });

  test('[P7.7] districts go through the database and come back as released, reserve codes never as counts', async () => {
    const chosen = fc.sample(fc.constantFrom(...nation.leas), { seed: 20_201, numRuns: 12 });
    for (const { leaid } of [...new Map(chosen.map((lea) => [lea.leaid, lea])).values()]) {
      const caller = await programOf(leaid);
      const schools = nation.schools.filter((school) => school.leaid === leaid);
      const report = value(await importCrdc(service, caller, { ...now, bundle: await bundleOf(texts) }));
      expect(report).toMatchObject({ added: schools.length, refused: false, source: '2020-21' });
      expect(report.leftOut).toMatchObject([
        { reason: 'otherDistrict', count: nation.schools.length - schools.length },
      ]);
      const rows = await stored(caller.actor.programId);
      expect(rows.map((row) => row.nces_id)).toEqual(schools.map((school) => school.ncesId).sort());
      for (const row of rows) {
        const cells = cellsOf(schools.find((school) => school.ncesId === row.nces_id) ?? (schools[0] as never));
        expect(row).toMatchObject({
          n: cells.length,
          counts: cells.filter((cell) => cell.students !== null).length,
          below: 0,
        });
      }
    }
  });
});

describe('one district again and again', () => {
  const leaid = '0200001';
  let caller: Caller;
  const mine = (line: string) => line.includes(`"${leaid}`);
  beforeEach(async () => {
    caller = await programOf(leaid);
  });
  const run = (bundle: Awaited<ReturnType<typeof bundleOf>>, rest = {}): Promise<ImportReport> =>
    runCrdcImport(service, caller, { ...now, bundle, ...rest }).then(value);

  test('a dry run changes nothing and says what an import then does; the same files twice change nothing', async () => {
    const { programId } = caller.actor;
    const before = await all(programId);
    const dry = await run(await files(mine), { dryRun: true });
    expect(await all(programId)).toEqual(before);
    const done = await run(await files(mine), { digest: dry.digest });
    expect({ ...done, dryRun: true }).toEqual(dry);
    const after = await all(programId);
    const again = await run(await files(mine));
    expect(again).toMatchObject({ added: 0, changed: 0, removed: 0, unchanged: dry.added, schools: [] });
    expect(await all(programId)).toEqual(after);
    const trail = after.filter((row) => row.t === 'audit');
    expect(trail).toHaveLength(1);
    expect(JSON.stringify(trail)).toContain('schools.imported');
  });

  test('twice at once makes one import', async () => {
    const reports = await Promise.all([run(await files(mine)), run(await files(mine))]);
    expect(reports.map((report) => report.added > 0).sort()).toEqual([false, true]);
    const runs = (await all(caller.actor.programId)).filter((row) => row.t === 'run');
    expect(runs).toHaveLength(1);
  });

  test('an error in the last line changes nothing and names file, line and column', async () => {
    const { programId } = caller.actor;
    const before = await all(programId);
    const bad = () =>
      files(mine, (name, lines) => {
        if (name !== 'Enrollment.csv') return lines;
        const at = (lines[0] ?? '').split(',').indexOf('"TOT_ENR_M"');
        const cells = (lines.at(-1) ?? '').split('","');
        cells[at] = 'many';
        return [...lines.slice(0, -1), cells.join('","')];
      });
    const report = await run(await bad());
    expect(report.refused).toBe(true);
    const [problem] = report.problems;
    expect(problem).toMatchObject({ file: 'Enrollment.csv', column: 'TOT_ENR_M', code: 'exchange.countInvalid' });
    expect(problem?.line).toBeGreaterThan(1);
    expect(problem?.remedy).not.toBe('');
    const refused = await importCrdc(service, caller, { ...now, bundle: await bad() });
    expect(refused).toMatchObject({ ok: false, error: { code: 'imports.refused', status: 422 } });
    expect(await all(programId)).toEqual(before);
  });

  test('a failure while writing undoes everything', async () => {
    const { programId } = caller.actor;
    const before = await all(programId);
    const bundle = await files(mine);
    const onProgress = (done: number, of: number) => {
      if (done === of) throw new Error('planted');
    };
    await expect(runCrdcImport(service, caller, { ...now, bundle, onProgress })).rejects.toThrow('planted');
    expect(await all(programId)).toEqual(before);
  });

  test('what would halve the schools is refused until the person insists; nothing is ever deleted', async () => {
    const first = await run(await files(mine));
    const keep = new Set(nation.schools.filter((school) => school.leaid === leaid).map((school) => school.ncesId));
    const [one = ''] = keep;
    const less = () => files((line) => line.includes(one));
    const refused = await run(await less());
    expect(refused).toMatchObject({ refused: true, shrink: true, removed: keep.size - 1 });
    expect(await importCrdc(service, caller, { ...now, bundle: await less() })).toMatchObject({
      error: { code: 'imports.wouldShrink' },
    });
    const insisted = await run(await less(), { allowShrink: true });
    expect(insisted).toMatchObject({ refused: false, removed: first.added - 1 });
    const back = await run(await files(mine));
    expect(back.schools.every((school) => school.change === 'reopened')).toBe(true);
    expect(back.schools).toHaveLength(first.added - 1);
  });

  test('a school entered by hand stays, one of an import that is gone closes and says so of its officer', async () => {
    const { programId } = caller.actor;
    await run(await files(mine));
    const hand = uuidv7();
    await database.query(`INSERT INTO school (program_id, id, nces_id, name) VALUES ($1, $2, '020000199999', 'New')`, [
      programId,
      hand,
    ]);
    const [gone] = await database.query<{ id: string; nces_id: string }>(
      'SELECT id, nces_id FROM school WHERE program_id = $1 AND source_year IS NOT NULL ORDER BY nces_id LIMIT 1',
      [programId],
    );
    const officer = uuidv7();
    await database.query(
      `INSERT INTO officer (program_id, id, kind, name, employing_agency, sworn_date) VALUES ($1, $2, 'SRO', 'O', 'A', '2018-05-01')`,
      [programId, officer],
    );
    await database.query(
      `INSERT INTO assignment (program_id, id, officer_id, school_id, from_day) VALUES ($1, $2, $3, $4, '2026-08-17')`,
      [programId, uuidv7(), officer, gone?.id],
    );
    const report = await run(await files((line) => mine(line) && !line.includes(gone?.nces_id ?? '-')));
    expect(report.schools).toMatchObject([{ id: gone?.nces_id, change: 'closed', officerAssigned: true }]);
    const open = await database.query('SELECT id FROM school WHERE program_id = $1 AND id = $2 AND active', [
      programId,
      hand,
    ]);
    expect(open).toHaveLength(1);
  });

  test('byte order mark, Latin-1, semicolons, other order, extra columns: the same schools', async () => {
    await run(await files(mine));
    const bent = await files(mine, (_, lines) =>
      lines.map((line, at) => {
        const cells = line.slice(1, -1).split('","').reverse();
        return `"${at === 0 ? 'EXTRA' : 'ñ'}";"${cells.join('";"')}"`;
      }),
    );
    const encoded = async (encode: (text: string) => Buffer) =>
      bundleOf(
        Object.fromEntries(
          await Promise.all(
            bent.files.map(async (file) => {
              const read = await file.read();
              return [file.name, encode(read.ok ? read.bytes.toString('utf8') : '')] as const;
            }),
          ),
        ),
      );
    for (const bundle of [
      bent,
      await encoded((text) => Buffer.from(`\uFEFF${text}`)),
      await encoded((text) => Buffer.from(text, 'latin1')),
      await encoded((text) => Buffer.from(text.replaceAll('\r\n', '\n'))),
    ])
      expect(await run(bundle)).toMatchObject({ added: 0, changed: 0, removed: 0, refused: false });
  });

  test('without School Support what is stored of it stays', async () => {
    await run(await files(mine));
    const { 'School Support.csv': _support, ...two } = texts;
    expect(await run(await bundleOf(two))).toMatchObject({ added: 0, changed: 0, refused: false });
  });

  test('other files than those checked, another district, a district not in the files: each is named', async () => {
    const dry = await run(await files(mine), { dryRun: true });
    const other = await runCrdcImport(service, caller, { ...now, bundle: await bundleOf(texts), digest: dry.digest });
    expect(other).toMatchObject({ ok: false, error: { status: 409, code: 'imports.filesChanged' } });
    const wrong = await runCrdcImport(service, caller, { ...now, bundle: await files(mine), leaid: '0200180' });
    expect(wrong).toMatchObject({ error: { code: 'imports.otherDistrict', params: { leaid, given: '0200180' } } });
    const missing = await run(await files((line) => !mine(line)));
    expect(missing.problems[0]).toMatchObject({ code: 'exchange.leaNotFound' });
    expect(missing.problems[0]?.reason).toContain(leaid);
  });

  test('[P7.8] only an administrator of the program may import', async () => {
    const { supervisor } = world.program.people;
    const refused = await importCrdc(service, supervisor.caller, { ...now, bundle: await bundleOf(texts) });
    expect(refused).toMatchObject({ ok: false, error: { status: 403 } });
  });
});
