import { spawn } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rosterFiles, rosterRows } from '../server/exchange/testing/roster.ts';
import { readConfig } from '../server/platform/config.ts';
import { type OpenService, openService } from '../server/start.ts';

const real = path.join(path.resolve(process.env.OPENSRO_SHARED ?? '../shared/data'), 'crdc-2020-21');
const main = fileURLToPath(new URL('./main.ts', import.meta.url));
const leaid = '0200001';
let parent: string;
let data: string;
/** Stands for the running server: holds the data directory and its database. */
let running: OpenService;

interface Outcome {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

function opensro(...args: string[]): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main, ...args], {
      env: { PATH: process.env.PATH, OPENSRO_DATA: data },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString();
    });
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, out, err }));
  });
}

async function ask(sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: running.adminUrl });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

async function csvFolder(name: string, files: Record<string, string>): Promise<string> {
  const folder = path.join(parent, name);
  await mkdir(folder);
  for (const [file, text] of Object.entries(files)) await writeFile(path.join(folder, file), text);
  return folder;
}

beforeAll(async () => {
  parent = await mkdtemp(path.join(tmpdir(), 'opensro-import-'));
  await chmod(parent, 0o711);
  data = path.join(parent, 'data');
  running = await openService({
    say: () => undefined,
    config: readConfig({ OPENSRO_DATA: data, LOG_LEVEL: 'silent' }),
  });
  await ask(
    `INSERT INTO program (program_id, slug, name, agency_name, agency_kind, ori, district_name, leaid, state, time_zone, created_at, updated_at)
     VALUES ($1, 'kuskokwim', 'P', 'A', 'municipalPolice', 'AK0010000', 'D', $2, 'AK', 'America/Anchorage', now(), now())`,
    [uuidv7(), leaid],
  );
});
afterAll(async () => {
  await running.close();
  await rm(parent, { recursive: true, force: true });
});

describe('opensro import', () => {
  test('tells how it is used, and what is wrong with the command', async () => {
    const help = await opensro('import', '--help');
    expect(help).toMatchObject({ status: 0, err: '' });
    expect(help.out).toContain('--allow-shrink');
    expect(await opensro('import', 'crdc', real)).toMatchObject({
      status: 2,
      err: expect.stringContaining('--lea is missing'),
    });
    expect(await opensro('import', 'crdc', real, '--lea', '0200180')).toMatchObject({
      status: 2,
      err: expect.stringContaining('kuskokwim (district 0200001)'),
    });
    expect(await opensro('import', 'cats', real)).toMatchObject({ status: 2 });
    expect(await opensro('import', 'crdc', real, '--lae', leaid)).toMatchObject({ status: 2 });
  });

  test('works beside a running server: dry run, import, the same again; a roster with its second file', async () => {
    const dry = await opensro('import', 'crdc', real, '--lea', leaid, '--dry-run', '--json');
    expect(dry.status, dry.err).toBe(0);
    const report = JSON.parse(dry.out);
    expect(report).toMatchObject({ dryRun: true, refused: false, source: '2020-21' });
    expect(await ask('SELECT 1 FROM school')).toHaveLength(0);
    const done = await opensro('import', 'crdc', real, '--lea', leaid);
    expect(done).toMatchObject({ status: 0, err: '' });
    expect(done.out).toContain(`${report.added} schools are new.`);
    expect(await ask('SELECT 1 FROM school')).toHaveLength(report.added);
    const again = await opensro('import', 'crdc', real, '--lea', leaid, '--program', 'kuskokwim');
    expect(again).toMatchObject({ status: 0, out: expect.stringContaining('nothing to import') });

    const folder = await csvFolder('roster', rosterFiles(rosterRows('1.2')));
    const flags = path.join(parent, 'flags.csv');
    await writeFile(flags, 'SIS number,IDEA,504,EL\n000101,yes,no,no\n');
    const roster = await opensro('import', 'oneroster', folder, '--supplement', flags, '--json');
    expect(roster.status, roster.err).toBe(0);
    expect(JSON.parse(roster.out)).toMatchObject({ added: 4, refused: false });
    expect(`${roster.out}${roster.err}`).not.toMatch(/Inés|Muñoz|000101/);
    const trail = await ask(`SELECT payload FROM audit_entry WHERE event = 'roster.imported'`);
    expect(String(trail[0]?.payload)).toContain('command line');
  });

  test('refused: status 1, each error on a line with file, line, column and remedy, nothing changed', async () => {
    const before = await ask('SELECT * FROM school ORDER BY id');
    const broken = path.join(parent, 'broken');
    await cp(real, broken, { recursive: true });
    for (const name of await readdir(broken, { recursive: true }))
      if (name.endsWith('Enrollment.csv')) await truncate(path.join(broken, name), 100_001);
    const refused = await opensro('import', 'crdc', broken, '--lea', leaid);
    expect(refused.status).toBe(1);
    expect(refused.err).toMatch(/Enrollment\.csv:\d+: .*(quote|values)/);
    expect(refused.out).toContain('Nothing was changed');
    expect(await opensro('import', 'crdc', path.join(parent, 'nowhere'), '--lea', leaid)).toMatchObject({
      status: 1,
      err: expect.stringContaining('Check the spelling'),
    });
    const rows = rosterRows('1.1');
    rows.demographics?.push(['u3', '', '', 'soon', '', '', '', '', '', '', '', '']);
    const roster = await opensro('import', 'oneroster', await csvFolder('bad', rosterFiles(rows)));
    expect(roster.status).toBe(1);
    expect(roster.err).toContain('demographics.csv:5: column "birthDate": ');
    expect(roster.err).not.toContain('soon');
    expect(await ask('SELECT * FROM school ORDER BY id')).toEqual(before);
  });

  test('starts the database itself where no server runs', async () => {
    await running.close();
    const alone = await opensro('import', 'crdc', real, '--lea', leaid, '--json');
    expect(alone.status, alone.err).toBe(0);
    expect(JSON.parse(alone.out)).toMatchObject({ added: 0, changed: 0, removed: 0 });
  });
});
