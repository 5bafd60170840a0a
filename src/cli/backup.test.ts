import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfig } from '../server/platform/config.ts';
import { findKeys } from '../server/platform/key-files.ts';
import { countSealed, rotateKeys } from '../server/platform/rotate.ts';
import { openIdentity, sealStudent, sourceKey } from '../server/roster/vault.ts';
import { type OpenService, openDatabase, openService } from '../server/start.ts';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));
const programId = uuidv7();
const schoolId = uuidv7();
const personId = uuidv7();
let parent: string;

interface Outcome {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

function opensro(data: string, args: string[], limit?: number): Promise<Outcome> {
  // `ulimit -f` bounds what a process may write to one file: a disk that runs full in the middle.
  const [command, ...rest] =
    limit === undefined
      ? [process.execPath, main, ...args]
      : ['/bin/sh', '-c', `ulimit -f ${limit}; exec "$0" "$@"`, process.execPath, main, ...args];
  return new Promise((resolve, reject) => {
    const child = spawn(command ?? '', rest, {
      env: { PATH: process.env.PATH, OPENSRO_DATA: data },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [out, err] = ['', ''];
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

async function ask<Row extends pg.QueryResultRow>(adminUrl: string, sql: string, values: unknown[] = []) {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    return (await client.query<Row>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

const start = (data: string): Promise<OpenService> =>
  openService({ say: () => undefined, config: readConfig({ OPENSRO_DATA: data, LOG_LEVEL: 'silent' }) });

const student = {
  schoolId,
  sourcedId: 'src-1',
  studentNumber: '0042',
  givenName: 'Zoë',
  middleName: null,
  familyName: 'Quillfeather',
  grade: '09' as const,
  birthDate: '2011-04-05',
  sex: 'F' as const,
  races: ['white' as const],
  idea: 'no' as const,
  section504: 'no' as const,
  englishLearner: 'no' as const,
};

/** A program with a school, a student of the roster and a second factor: something under each kind of seal. */
async function plant({ adminUrl, service }: OpenService): Promise<void> {
  await ask(
    adminUrl,
    `INSERT INTO program (program_id, slug, name, agency_name, agency_kind, ori, district_name, leaid, state, time_zone, created_at, updated_at)
     VALUES ($1, 'kept', 'P', 'A', 'municipalPolice', 'AK0010000', 'D', '0200001', 'AK', 'America/Anchorage', now(), now())`,
    [programId],
  );
  await ask(adminUrl, "INSERT INTO school (program_id, id, nces_id, name) VALUES ($1, $2, '020000100001', 'Lincoln')", [
    programId,
    schoolId,
  ]);
  const row = { id: uuidv7(), ...sealStudent(service.keys, programId, student) };
  const names = Object.keys(row);
  await ask(
    adminUrl,
    `INSERT INTO roster_student (${names.join(', ')}) VALUES (${names.map((_, index) => `$${index + 1}`).join(', ')})`,
    Object.values(row),
  );
  await ask(adminUrl, "INSERT INTO account_person (id, email, name) VALUES ($1, 'a@example.org', 'A')", [personId]);
  await ask(adminUrl, 'INSERT INTO account_totp (person_id, sealed, confirmed_at) VALUES ($1, $2, now())', [
    personId,
    service.keys.seal('account-totp', 'JBSWY3DPEHPK3PXP'),
  ]);
}

async function nameIn({ adminUrl, service }: OpenService): Promise<string | undefined> {
  const [row] = await ask<{ identity: Buffer }>(adminUrl, 'SELECT identity FROM roster_student');
  return row && openIdentity(service.keys, programId, row.identity).familyName;
}

let data: string;
let file: string;
let copy: string;

beforeAll(async () => {
  parent = await mkdtemp(path.join(tmpdir(), 'opensro-backups-'));
  await chmod(parent, 0o711);
  [data, file, copy] = [path.join(parent, 'data'), path.join(parent, 'one.backup'), path.join(parent, 'keys.txt')];
});
afterAll(() => rm(parent, { recursive: true, force: true }));

describe('[P7.8] opensro backup, restore and keys', () => {
  test('back up a running server; nothing is left of one that found no room', async () => {
    const running = await start(data);
    try {
      await plant(running);
      expect(await opensro(data, ['backup', 'last'])).toMatchObject({ status: 1, out: 'No backup was made yet.\n' });
      const full = await opensro(data, ['backup', file], 4);
      expect(full).toMatchObject({ status: 1, out: '' });
      expect(full.err).toMatch(/Write it to another disk\. Nothing was left behind\./);
      expect(await readdir(parent)).toEqual(['data']);

      const made = await opensro(data, ['backup', file, '--json']);
      expect(made.status, made.err).toBe(0);
      expect(JSON.parse(made.out)).toMatchObject({
        auditIntact: true,
        tables: { 'public.roster_student': { rows: 1 } },
      });
      expect(await opensro(data, ['keys', 'copy', copy])).toMatchObject({ status: 0 });
      expect(await opensro(data, ['keys', 'rotate'])).toMatchObject({
        status: 1,
        err: expect.stringContaining('is using the data directory'),
      });
    } finally {
      await running.close();
    }
  });

  test('restore it elsewhere with the copy of the keys; what is sealed opens, the trail is whole', async () => {
    const target = path.join(parent, 'elsewhere');
    expect(await opensro(target, ['restore', file])).toMatchObject({
      status: 1,
      err: expect.stringContaining('--keys FILE'),
    });
    expect(existsSync(target)).toBe(false);
    const restored = await opensro(target, ['restore', file, '--keys', copy, '--json']);
    expect(restored.status, restored.err).toBe(0);
    expect(JSON.parse(restored.out)).toMatchObject({ lost: [], tables: { 'public.school': { rows: 1 } } });
    expect(await opensro(target, ['restore', file])).toMatchObject({
      status: 1,
      err: expect.stringContaining('is not empty'),
    });
    const open = await start(target);
    try {
      expect(await nameIn(open)).toBe('Quillfeather');
      const others = (await readdir(target)).filter((name) => !/^postgres\.log|^server\.lock/.test(name));
      expect(others.toSorted()).toEqual(['postgres', 'secrets']);
    } finally {
      await open.close();
    }
    await rm(target, { recursive: true, force: true });
  });

  test('change the keys: all is sealed anew, no child becomes two, older backups open with the older key', async () => {
    const before = await start(data);
    const pseudonym = before.service.keys.pseudonym(programId, '2026-27', '0042');
    const known = sourceKey(before.service.keys, programId, student.sourcedId);
    const old = before.service.keys;
    await before.close();

    const database = await openDatabase({ say: () => undefined, config: readConfig({ OPENSRO_DATA: data }) });
    try {
      expect(await rotateKeys(database, new Date('2026-11-22T05:00:00Z'))).toEqual({
        version: 2,
        resealed: 2,
        finished: false,
      });
    } finally {
      await database.close();
    }
    // Right after it, before any server was started.
    const two = path.join(parent, 'two.backup');
    expect(await opensro(data, ['backup', two])).toMatchObject({ status: 0 });
    // It is of the new key, which the older copy of the keys does not hold; the older backup still opens.
    expect(await opensro(data, ['backup', 'verify', two, '--keys', copy])).toMatchObject({ status: 1 });
    expect(await opensro(data, ['backup', 'verify', file])).toMatchObject({ status: 0 });
    const after = await start(data);
    try {
      const keys = after.service.keys;
      expect(await nameIn(after)).toBe('Quillfeather');
      const counts = await countSealed({ config: after.service.config, adminUrl: after.adminUrl }, keys);
      expect(counts.filter((count) => count.byVersion[1] !== undefined || count.unreadable > 0)).toEqual([]);
      expect(counts.find((count) => count.column === 'account_totp.sealed')?.byVersion).toEqual({ 2: 1 });
      // The key that may have been seen opens nothing any more.
      const [row] = await ask<{ identity: Buffer }>(after.adminUrl, 'SELECT identity FROM roster_student');
      expect(() => old.open(programId, row?.identity ?? Buffer.alloc(0))).toThrow();
      expect(keys.pseudonym(programId, '2026-27', '0042')).toEqual(pseudonym);
      expect(keys.pseudonym(programId, '2027-28', '0042')).not.toEqual(old.pseudonym(programId, '2027-28', '0042'));
      expect(sourceKey(keys, programId, student.sourcedId)).toEqual(known);
      expect(keys.databasePassword('opensro_app')).not.toBe(old.databasePassword('opensro_app'));
    } finally {
      await after.close();
    }
  });

  test('go on without a lost master key: what it sealed is given up, all else is there', async () => {
    const key = path.join(data, 'secrets', 'master.key');
    await rename(key, `${parent}/aside`);
    await expect(start(data)).rejects.toThrow(/master\.key is missing\. Put it back .*keys lost/);
    writeFileSync(key, `${'ab'.repeat(32)}\n`, { mode: 0o600 });
    await expect(start(data)).rejects.toThrow(/not the one of this database: version 1 .* is missing/);
    // A copy from before the rotation does not bring back the newest key.
    expect((await opensro(data, ['keys', 'put', copy])).err).toContain('holds another key');
    const given = await opensro(data, ['keys', 'lost', '--give-up']);
    expect(given.status, given.err).toBe(0);
    expect(given.out).toContain('import the roster again');
    const open = await start(data);
    try {
      expect(await nameIn(open)).toBeUndefined();
      expect(await ask(open.adminUrl, 'SELECT FROM account_totp')).toHaveLength(0);
      expect(await ask(open.adminUrl, 'SELECT FROM school')).toHaveLength(1);
      expect(findKeys(data).masters.map(({ version }) => version)).toEqual([3]);
    } finally {
      await open.close();
    }
  });

  test('restore without the master key, with the backup key alone', async () => {
    const target = path.join(parent, 'no-master');
    await mkdir(path.join(target, 'secrets'), { recursive: true, mode: 0o700 });
    const backupKey = /^backup .*$/m.exec(readFileSync(copy, 'utf8'))?.[0] ?? '';
    writeFileSync(`${parent}/backup-key.txt`, `${backupKey}\n`);
    const restored = await opensro(target, [
      ...['restore', file, '--keys', `${parent}/backup-key.txt`],
      '--without-master-key',
    ]);
    expect(restored.status, restored.err).toBe(0);
    expect(restored.out).toContain('each person sets up a second factor again');
    const open = await start(target);
    try {
      expect(await nameIn(open)).toBeUndefined();
      expect(await ask(open.adminUrl, 'SELECT FROM account_person')).toHaveLength(1);
      expect(await ask(open.adminUrl, 'SELECT FROM account_totp')).toHaveLength(0);
    } finally {
      await open.close();
    }
    expect(await opensro(target, ['audit', 'verify'])).toMatchObject({ status: 0 });
  });
});
