import { readFileSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { testKeys } from '../../../../tests/support/test-keys.ts';
import { testWorld } from '../../../../tests/support/world.ts';
import { sealStudent } from '../../roster/vault.ts';
import { verifyTrail } from '../audit/verify.ts';
import { appendAudit } from '../audit/writer.ts';
import { readConfig } from '../config.ts';
import { shippedMigrations } from '../database/migrate.ts';
import { loginRoles } from '../database/pools.ts';
import { inProgram } from '../database/tenancy.ts';
import type { KeySet } from '../key-files.ts';
import { sealedColumns } from '../sealed-columns.ts';
import { walkBackup } from './read.ts';
import { type RestoreOptions, restoreBackup } from './restore.ts';
import { leftOut, listTables, tableName } from './tables.ts';
import { type BackupOptions, writeBackup } from './write.ts';

const { database, service, program, other } = await testWorld();
const folder = await mkdtemp(path.join(tmpdir(), 'opensro-backup-'));
const master = Buffer.alloc(32, 7);
const keys: KeySet = {
  masters: [{ version: 1, madeAt: new Date(0).toISOString(), key: master }],
  backups: [{ version: 1, madeAt: new Date(0).toISOString(), key: Buffer.alloc(32, 9) }],
};
const data = path.join(folder, 'data');
await mkdir(path.join(data, 'secrets'), { recursive: true, mode: 0o700 });
await mkdir(path.join(data, 'letters'));
writeFileSync(path.join(data, 'secrets', 'master.key'), `${master.toString('hex')}\n`);
writeFileSync(path.join(data, 'letters', 'one.txt'), 'a file of the data directory');
writeFileSync(path.join(data, 'old.backup'), 'OPENSRO-BACKUP 1 an older one');
const emptied: string[] = [];
afterAll(async () => {
  await admin(async (client) => {
    for (const name of emptied) await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  });
  await rm(folder, { recursive: true, force: true });
});

async function admin<T>(work: (client: pg.Client) => Promise<T>, url = database.adminUrl): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

let files = 0;
const backup = (more: Partial<BackupOptions> = {}) => {
  files += 1;
  return writeBackup({
    file: path.join(folder, `${files}.backup`),
    adminUrl: database.adminUrl,
    dataDirectory: data,
    keys: testKeys,
    backupKeys: keys.backups,
    signal: new AbortController().signal,
    onProgress: () => undefined,
    onVerifying: () => undefined,
    ...more,
  });
};

/** An empty database in the run's PostgreSQL, for a role that owns it and is no superuser. */
async function emptyDatabase(): Promise<{ url: string; data: string }> {
  const name = `restored_${emptied.length}_${process.pid}`;
  emptied.push(name);
  await admin((client) => client.query(`CREATE DATABASE ${name}`));
  const url = new URL(database.adminUrl);
  url.pathname = `/${name}`;
  return { url: url.href, data: path.join(folder, name) };
}

const restore = (
  file: string,
  place: { url: string; data: string },
  held = keys,
  withoutMaster = false,
  { signal = new AbortController().signal, onProgress = (() => undefined) as RestoreOptions['onProgress'] } = {},
) =>
  restoreBackup({
    file,
    config: readConfig({ OPENSRO_DATA: place.data, DATABASE_URL: place.url }),
    keys: held,
    withoutMaster,
    now: new Date('2026-11-22T05:00:00Z'),
    say: () => undefined,
    onProgress,
    signal,
  });

async function userTables(url: string): Promise<number> {
  const found = await admin(
    (client) =>
      client.query(
        "SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname IN ('public', 'publication')",
      ),
    url,
  );
  return found.rowCount ?? 0;
}

async function note(programId: string, personId: string, recordId: string): Promise<void> {
  await inProgram(service, { programId }, async (tx) => {
    await tx
      .insertInto('notification')
      .values({
        program_id: programId,
        id: recordId,
        person_id: personId,
        kind: 'test',
        record_type: 'review',
        record_id: recordId,
        params: '{}',
        created_at: new Date(),
      })
      .execute();
    await appendAudit(tx, programId, {
      at: new Date().toISOString(),
      personId,
      role: 'officer',
      event: 'activity.logged',
      recordType: 'activity',
      recordId,
      purpose: null,
      detail: { text: 'tab\t, line\n, backslash \\ and ñ' },
      origin: null,
    });
  });
}

async function plantStudents(): Promise<void> {
  await inProgram(service, { programId: program.id, vault: true }, async (tx) => {
    const student = sealStudent(testKeys, program.id, {
      schoolId: program.schools[0],
      sourcedId: 'src-1',
      studentNumber: '0042',
      givenName: 'Zoë',
      middleName: null,
      familyName: 'Quillfeather',
      grade: '09',
      birthDate: '2011-04-05',
      sex: 'F',
      races: ['white'],
      idea: 'no',
      section504: 'no',
      englishLearner: 'no',
    });
    await tx
      .insertInto('roster_student')
      .values({ ...student, id: uuidv7() })
      .execute();
  });
}

beforeAll(async () => {
  await plantStudents();
  for (const each of [program, other]) await note(each.id, each.people.officer.id, uuidv7());
});

describe('[P7.8] a backup', () => {
  it('takes every table but the ones left behind for a reason, and the data files; no key is in it', async () => {
    const report = await backup();
    const all = (await admin(listTables)).map(tableName);
    expect([...report.tables.keys()].toSorted()).toEqual(all.filter((name) => !(name in leftOut)).toSorted());
    expect(Object.keys(leftOut).filter((name) => !all.includes(name))).toEqual([]);
    for (const [name, { rows }] of report.tables) {
      const [found] = await database.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${name}`);
      expect(rows, name).toBe(found?.n);
    }
    expect(report.files).toBe(1);
    expect((await stat(report.file)).mode & 0o777).toBe(0o600);
    const inside: Buffer[] = [];
    const gather = async (bytes: Buffer): Promise<void> => {
      inside.push(Buffer.from(bytes));
    };
    await walkBackup(report.file, keys.backups, { rows: gather, fileBytes: gather }, () => undefined);
    const text = Buffer.concat(inside);
    for (const { key } of [...keys.masters, ...keys.backups])
      for (const form of [key, Buffer.from(key.toString('hex')), Buffer.from(key.toString('base64'))])
        expect(text.includes(form)).toBe(false);
    expect(text.includes('a file of the data directory')).toBe(true);
    // Who a student is stays sealed in the backup as in the database, and the file itself shows nothing at all.
    expect(text.includes('Quillfeather')).toBe(false);
    expect(readFileSync(report.file).includes(program.people.officer.email)).toBe(false);
  });

  it('refuses to overwrite, and leaves nothing behind when it is stopped, has no place or the database goes', async () => {
    const taken = path.join(folder, 'taken');
    writeFileSync(taken, '');
    const before = await readdir(folder);
    await expect(backup({ file: taken })).rejects.toThrow('never overwrites');
    const controller = new AbortController();
    controller.abort(new Error('stopped'));
    await expect(backup({ signal: controller.signal })).rejects.toThrow('stopped');
    const late = new AbortController();
    const stopped = backup({ signal: late.signal, onVerifying: () => late.abort(new Error('stopped late')) });
    await expect(stopped).rejects.toThrow('stopped late');
    await expect(backup({ file: path.join(folder, 'nowhere', 'x') })).rejects.toThrow('There is no folder');
    await expect(backup({ adminUrl: 'postgres://x:y@127.0.0.1:1/x' })).rejects.toThrow('ECONNREFUSED');
    expect(await readdir(folder)).toEqual(before);
  });

  it('is refused with a plain sentence when the disk is full', async () => {
    // The device that is always full stands in for the file.
    const fs = await import('node:fs/promises');
    const handle = await fs.open('/dev/full', 'w');
    const { writeSealed } = await import('./write.ts');
    await expect(
      writeSealed(path.join(folder, 'x'), () => handle.appendFile(Buffer.alloc(100_000))).finally(() => handle.close()),
    ).rejects.toThrow(/The disk of .* is full\. Make room.*Nothing was left behind/);
  });

  it('made while people write is a moment of the whole: every audit entry has its record, every chain holds', async () => {
    let stop = false;
    let written = 0;
    const writer = async (programId: string, personId: string): Promise<void> => {
      while (!stop) {
        await note(programId, personId, uuidv7());
        written += 1;
      }
    };
    const people = Object.values(program.people).slice(0, 3);
    const writers = [
      ...people.map((person) => writer(program.id, person.id)),
      writer(other.id, other.people.officer.id),
    ];
    await vi.waitFor(() => expect(written).toBeGreaterThan(20), { timeout: 20_000 });
    const report = await backup();
    const during = written;
    stop = true;
    await Promise.all(writers);
    expect(during).toBeGreaterThan(20);

    const place = await emptyDatabase();
    const restored = await restore(report.file, place);
    expect(restored.tables).toEqual(report.tables);
    expect(restored.trails).toEqual(report.trails);
    const orphans = await admin(
      (client) =>
        client.query<{ entries: number; orphans: number }>(`SELECT count(*)::int AS entries,
          count(*) FILTER (WHERE NOT EXISTS (SELECT FROM notification n WHERE n.id::text = a.record_id))::int AS orphans
          FROM audit_entry a WHERE event = 'activity.logged'`),
      place.url,
    );
    expect(orphans.rows[0]?.orphans).toBe(0);
    expect(orphans.rows[0]?.entries).toBeGreaterThan(20);
    expect(report.trails.every((trail) => trail.faults.length === 0)).toBe(true);
  });
});

describe('[P7.8] a restore', () => {
  it('gives a database that is the same, walls and all, and goes on counting where the old one stood', async () => {
    await database.query("INSERT INTO account_event (event) VALUES ('signIn'), ('signOut')");
    const report = await backup();
    const place = await emptyDatabase();
    await restore(report.file, place);
    const digest = (url: string) =>
      admin(async (client) => {
        const shape = await client.query(`
          SELECT 'policy' AS kind, polrelid::regclass::text || polname AS name FROM pg_policy
          UNION ALL SELECT 'constraint', conrelid::regclass::text || conname || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
          UNION ALL SELECT 'forced', relname FROM pg_class WHERE relforcerowsecurity
          UNION ALL SELECT 'trigger', tgrelid::regclass::text || tgname || tgenabled::text FROM pg_trigger WHERE NOT tgisinternal
          ORDER BY 1, 2`);
        return shape.rows;
      }, url);
    expect(await digest(place.url)).toEqual(await digest(database.adminUrl));
    const next = (url: string) =>
      admin(
        async (client) =>
          (await client.query<{ id: number }>("INSERT INTO account_event (event) VALUES ('signIn') RETURNING id"))
            .rows[0]?.id,
        url,
      );
    // One further: that it was restored stands in the trail too.
    expect(await next(place.url)).toBe(Number(await next(database.adminUrl)) + 1);
    const sessions = await admin((client) => client.query('SELECT FROM account_session'), place.url);
    expect(sessions.rowCount).toBe(0);
    expect((await readdir(place.data)).toSorted()).toEqual(['letters', 'secrets']);
    expect(readFileSync(path.join(place.data, 'secrets', 'master.key'), 'utf8').trim()).toBe(master.toString('hex'));
    await expect(restore(report.file, place)).rejects.toThrow('The database is not empty');
  });

  it('needs no superuser: a role that owns the database and may create roles does both', async () => {
    const [name, place] = [`install_${process.pid}`, await emptyDatabase()];
    await admin(async (client) => {
      await client.query(`CREATE ROLE ${name} LOGIN CREATEROLE PASSWORD 'x'`);
      await client.query(`GRANT opensro_owner, opensro_backup TO ${name}`);
      await client.query(`GRANT ${loginRoles.join(', ')} TO ${name} WITH ADMIN OPTION`);
      await client.query(`ALTER DATABASE ${new URL(place.url).pathname.slice(1)} OWNER TO ${name}`);
    });
    try {
      const as = (address: string): string => {
        const url = new URL(address);
        [url.username, url.password] = [name, 'x'];
        return url.href;
      };
      const report = await backup({ adminUrl: as(database.adminUrl) });
      expect(report.tables.get('public.roster_student')?.rows).toBe(1);
      const restored = await restore(report.file, { ...place, url: as(place.url) });
      expect(restored.tables).toEqual(report.tables);
    } finally {
      await admin(async (client) => {
        await client.query(`DROP DATABASE ${new URL(place.url).pathname.slice(1)} WITH (FORCE)`);
        await client.query(`DROP OWNED BY ${name}; DROP ROLE ${name}`);
      });
    }
  });

  it('proves the trails of all programs again, with the rows as the database holds them', async () => {
    const report = await backup();
    expect(report.trails.map((trail) => trail.programId).toSorted()).toEqual([program.id, other.id].toSorted());
    for (const trail of report.trails) {
      const found = await inProgram(service, { programId: trail.programId }, (tx) =>
        verifyTrail(tx, trail.programId, () => undefined),
      );
      expect({ entries: found.entries, faults: found.faults }).toEqual({ entries: trail.entries, faults: [] });
    }
  });

  it('leaves the place empty when the file is damaged, cut off, of another key, another version or not provable', async () => {
    const report = await backup();
    const place = await emptyDatabase();
    const broken = path.join(folder, 'broken');
    const bytes = readFileSync(report.file);
    const flipped = Buffer.from(bytes);
    flipped[Math.floor(bytes.length / 2)] = (flipped[Math.floor(bytes.length / 2)] ?? 0) ^ 1;
    writeFileSync(broken, flipped);
    await expect(restore(broken, place)).rejects.toThrow('is damaged');
    writeFileSync(broken, bytes);
    await truncate(broken, bytes.length - 20);
    await expect(restore(broken, place)).rejects.toThrow(/is damaged|is cut off/);
    const otherBackupKey = { ...keys, backups: [{ ...keys.masters[0], key: Buffer.alloc(32, 1) }] } as KeySet;
    await expect(restore(report.file, place, otherBackupKey)).rejects.toThrow('--keys FILE');
    const noMaster = { ...keys, masters: [] };
    await expect(restore(report.file, place, noMaster)).rejects.toThrow(
      /master key .* not at hand: version 1 .*--without-master-key/,
    );
    await expect(restore(report.file, place, keys, true)).rejects.toThrow('is at hand');
    expect(await userTables(place.url)).toBe(0);
    expect(await readdir(place.data).catch(() => [])).toEqual([]);
  });

  it('stopped in the middle, takes everything back out', async () => {
    const report = await backup();
    const place = await emptyDatabase();
    const controller = new AbortController();
    // Everything is loaded then, and nothing of it committed.
    const onProgress = (what: string): void => {
      if (what === 'comparing') controller.abort(new Error('stopped'));
    };
    await expect(restore(report.file, place, keys, false, { signal: controller.signal, onProgress })).rejects.toThrow(
      'stopped',
    );
    expect(await userTables(place.url)).toBe(0);
    expect(await readdir(place.data)).toEqual(['secrets']);
  });

  it('takes everything back out when what was loaded does not agree with the backup', async () => {
    const place = await emptyDatabase();
    // A record that points to nothing, as an error in the database could leave it.
    await admin(async (client) => {
      await client.query('SET session_replication_role = replica');
      await client.query("INSERT INTO membership VALUES ($1, $2, $3, 'officer', NULL, now())", [
        program.id,
        uuidv7(),
        uuidv7(),
      ]);
    });
    const report = await backup();
    await expect(restore(report.file, place)).rejects.toThrow('points to one that is not in the backup');
    expect(await userTables(place.url)).toBe(0);
    expect((await readdir(place.data)).filter((name) => name !== 'secrets')).toEqual([]);
    await database.query("DELETE FROM membership WHERE role = 'officer' AND valid_from > now() - interval '1 hour'");
  });

  it('clears away what an interrupted restore left, and refuses a place that holds something else', async () => {
    const report = await backup();
    const place = await emptyDatabase();
    await mkdir(path.join(place.data, 'restore-unfinished'), { recursive: true });
    const url = new URL(place.url);
    writeFileSync(path.join(place.data, 'restore-unfinished', 'target'), `${url.host}/elsewhere\n`);
    await expect(restore(report.file, place)).rejects.toThrow('did not finish here');
    writeFileSync(path.join(place.data, 'restore-unfinished', 'target'), `${url.host}${url.pathname}\n`);
    await admin(
      (client) =>
        client.query(
          'SET ROLE opensro_owner; RESET ROLE; CREATE SCHEMA publication AUTHORIZATION opensro_owner; CREATE TABLE publication.half (x int); ALTER TABLE publication.half OWNER TO opensro_owner',
        ),
      place.url,
    );
    await restore(report.file, place);
    const full = await emptyDatabase();
    await admin((client) => client.query('CREATE TABLE theirs (x int)'), full.url);
    await expect(restore(report.file, full)).rejects.toThrow('The database is not empty (theirs)');
    expect(await userTables(full.url)).toBe(1);
  });
});

describe('sealed columns', () => {
  /** Columns of bytes that hold digests, public keys and the like: nothing a key opens. */
  const open = [
    'token_hash',
    'hash',
    'source_key',
    'digest',
    'pseudonym',
    'code_hash',
    'salt',
    'address_digest',
    'public_key',
    'bound_to',
    'content',
  ];

  it('are all in the one list, so that a rotation forgets none', async () => {
    const columns = await database.query<{ table: string; column: string }>(
      `SELECT table_name AS table, column_name AS column FROM information_schema.columns
       WHERE data_type = 'bytea' AND table_schema IN ('public', 'publication')`,
    );
    const listed = sealedColumns.map(({ table, column }) => `${table}.${column}`);
    const unknown = columns
      .filter(({ column }) => !open.includes(column))
      .map(({ table, column }) => `${table}.${column}`);
    expect(unknown.toSorted()).toEqual(listed.toSorted());
  });
});

describe('the backup’s role', () => {
  it('reads all and writes nothing, and nobody signs in as it', async () => {
    await admin(async (client) => {
      const role = await client.query(
        "SELECT rolcanlogin, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = 'opensro_backup'",
      );
      expect(role.rows).toEqual([{ rolcanlogin: false, rolsuper: false, rolbypassrls: false }]);
      const members = await client.query(
        "SELECT FROM pg_auth_members WHERE roleid = 'opensro_backup'::regrole AND member::regrole::text = ANY ($1)",
        [[...loginRoles]],
      );
      expect(members.rowCount).toBe(0);
      const writable = await client.query(
        `SELECT c.oid::regclass::text AS table FROM pg_class c WHERE c.relkind = 'r' AND pg_get_userbyid(c.relowner) = 'opensro_owner'
         AND has_table_privilege('opensro_backup', c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')`,
      );
      expect(writable.rows).toEqual([]);
    });
  });

  it('refuses to make a backup where a table would hide rows from it', async () => {
    await database.query('DROP POLICY backup_reads ON call');
    await expect(backup()).rejects.toThrow('cannot see all of call');
    await database.query('CREATE POLICY backup_reads ON call FOR SELECT TO opensro_backup USING (true)');
  });
});

it('the migrations of a backup are those of this version', async () => {
  const report = await backup();
  const summary = await walkBackup(report.file, keys.backups, {}, () => undefined);
  expect(summary.start.migrations).toEqual((await shippedMigrations()).map(({ name, digest }) => ({ name, digest })));
});
