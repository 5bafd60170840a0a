// Recovery to a moment in the past, tried on a real PostgreSQL: archived write-ahead log, a base backup, a disaster, and
// the database as it was just before it.
//
//   node scripts/with-node.mjs tests/recovery/pitr.ts            Debian's PostgreSQL where it is installed
//   node scripts/with-node.mjs tests/recovery/pitr.ts --built-in the PostgreSQL that npm brought (no pg_basebackup)
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { findBinaries } from '../../src/server/platform/database/postgres-binaries.ts';
import { databaseUser } from '../../src/server/platform/database/system-user.ts';

const program = '01922b8e-0000-7000-8000-000000000001';
const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), 'opensro-pitr-'));
chmodSync(folder, 0o711);
const user = await databaseUser(folder);
const archive = path.join(folder, 'archive');
const began = Date.now();
const say = (sentence: string): void =>
  console.log(`${((Date.now() - began) / 1000).toFixed(1).padStart(6)} s  ${sentence}`);

function own(directory: string): string {
  mkdirSync(directory, { mode: 0o700, recursive: true });
  if (user) chownSync(directory, user.uid, user.gid);
  return directory;
}

/** The folder of PostgreSQL's programs: the newest of Debian's, or npm's. */
async function programs(): Promise<string> {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  if (!process.argv.includes('--built-in') && versions[0] !== undefined) return path.join(debian, versions[0], 'bin');
  return path.dirname((await findBinaries(user)).postgres);
}
const bin = await programs();
const tool = (name: string, args: string[]): string =>
  execFileSync(path.join(bin, name), args, { ...user, cwd: '/', encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

function address(port: number, name: string, password: string, database: string): string {
  return `postgres://${name}:${password}@127.0.0.1:${port}/${database}`;
}

async function query<Row extends pg.QueryResultRow>(url: string, sql: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

async function launch(directory: string, port: number): Promise<ChildProcess> {
  const server = spawn(
    path.join(bin, 'postgres'),
    ['-D', directory, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
    { ...user, cwd: '/', stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline && server.exitCode === null) {
    const up = await query<{ recovering: boolean }>(
      address(port, 'boss', 'boss', 'postgres'),
      'SELECT pg_is_in_recovery() AS recovering',
    ).catch(() => []);
    if (up[0]?.recovering === false) return server;
    await sleep(100);
  }
  throw new Error('PostgreSQL did not start; see above.');
}

async function stop(server: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGINT');
  await gone;
}

function opensro(databaseUrl: string, ...args: string[]): string {
  return execFileSync(process.execPath, [main, ...args], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, DATABASE_URL: databaseUrl, OPENSRO_DATA: path.join(folder, 'data') },
  });
}

/** One record and its audit entry in one transaction, as the server writes them. */
async function record(url: string, number: number): Promise<void> {
  await query(
    url,
    `DO $$ BEGIN
       PERFORM set_config('opensro.program', '${program}', true);
       INSERT INTO school (program_id, id, nces_id, name) VALUES ('${program}', gen_random_uuid(), '${String(number).padStart(12, '0')}', 'S');
       PERFORM append_audit('${program}', 0::smallint,
         '{"at":"2026-10-14T15:00:00.000Z","detail":{},"event":"school.saved","origin":null,"personId":null,"purpose":null,"recordId":"${number}","recordType":"school","role":"system"}',
         '2026-10-14T15:00:00Z', NULL, 'system', 'school.saved', 'school', '${number}');
     END $$`,
  );
}

async function baseBackup(from: number, to: string): Promise<void> {
  if (existsSync(path.join(bin, 'pg_basebackup'))) {
    tool('pg_basebackup', ['-d', address(from, 'boss', 'boss', 'postgres'), '-D', to, '-c', 'fast', '-X', 'none']);
    return;
  }
  // Without pg_basebackup: the files, copied between pg_backup_start and pg_backup_stop on one connection.
  const client = new pg.Client({ connectionString: address(from, 'boss', 'boss', 'postgres') });
  await client.connect();
  try {
    await client.query("SELECT pg_backup_start('base', true)");
    const source = path.join(folder, 'first');
    const leaveOut =
      /^(postmaster\.(pid|opts)|pg_wal\/.|pg_replslot\/.|pg_dynshmem\/.|pg_notify\/.|pg_subtrans\/.|pg_stat_tmp\/.)/;
    cpSync(source, to, { recursive: true, filter: (file) => !leaveOut.test(path.relative(source, file)) });
    const { rows } = await client.query<{ labelfile: string }>('SELECT labelfile FROM pg_backup_stop(true)');
    writeFileSync(path.join(to, 'backup_label'), rows[0]?.labelfile ?? '');
    if (user) execFileSync('chown', ['-R', `${user.uid}:${user.gid}`, to]);
    chmodSync(to, 0o700);
  } finally {
    await client.end();
  }
}

const servers: ChildProcess[] = [];
try {
  const [first, second] = [own(path.join(folder, 'first')), own(path.join(folder, 'second'))];
  own(archive);
  const password = path.join(folder, 'password');
  writeFileSync(password, 'boss');
  if (user) chownSync(password, user.uid, user.gid);
  say(`PostgreSQL: ${tool('postgres', ['--version']).trim()}`);
  tool('initdb', [
    '-D',
    first,
    '-U',
    'boss',
    `--pwfile=${password}`,
    '-A',
    'scram-sha-256',
    '--locale=C',
    '-E',
    'UTF8',
  ]);
  // What docs/operators.md tells to set.
  writeFileSync(
    path.join(first, 'postgresql.auto.conf'),
    `wal_level = replica\narchive_mode = on\narchive_timeout = 60\narchive_command = 'test ! -f "${archive}/%f" && cp "%p" "${archive}/%f"'\n`,
  );
  const [before, after] = [43_000 + (process.pid % 500) * 2, 43_001 + (process.pid % 500) * 2];
  servers.push(await launch(first, before));
  await query(address(before, 'boss', 'boss', 'postgres'), "CREATE ROLE opensro_install LOGIN CREATEROLE PASSWORD 'x'");
  await query(address(before, 'boss', 'boss', 'postgres'), 'CREATE DATABASE opensro OWNER opensro_install');
  opensro(address(before, 'opensro_install', 'x', 'opensro'), 'migrate');
  const boss = address(before, 'boss', 'boss', 'opensro');
  await query(
    boss,
    `INSERT INTO program (program_id, slug, name, agency_name, agency_kind, ori, district_name, leaid, state, time_zone, created_at, updated_at)
     VALUES ('${program}', 'one', 'P', 'A', 'municipalPolice', 'AK0010000', 'D', '0200001', 'AK', 'America/Anchorage', now(), now())`,
  );
  for (let number = 1; number <= 20; number += 1) await record(boss, number);
  await baseBackup(before, second);
  say('Base backup made; 20 records before it.');
  for (let number = 21; number <= 60; number += 1) await record(boss, number);
  await sleep(50);
  const moment = (await query<{ at: string }>(boss, 'SELECT clock_timestamp()::text AS at'))[0]?.at ?? '';
  await sleep(50);
  for (let number = 61; number <= 80; number += 1) await record(boss, number);
  await query(boss, 'DROP TABLE school CASCADE');
  say(`40 records after it, until ${moment}; then 20 more, then somebody dropped a table.`);
  await query(boss, 'SELECT pg_switch_wal()');
  const first_ = servers.pop();
  if (first_) await stop(first_);

  writeFileSync(path.join(second, 'recovery.signal'), '');
  writeFileSync(
    path.join(second, 'postgresql.auto.conf'),
    `restore_command = 'cp "${archive}/%f" "%p"'\nrecovery_target_time = '${moment}'\nrecovery_target_action = 'promote'\n`,
  );
  if (user) execFileSync('chown', ['-R', `${user.uid}:${user.gid}`, second]);
  const recovering = Date.now();
  servers.push(await launch(second, after));
  say(`Recovered in ${((Date.now() - recovering) / 1000).toFixed(1)} s.`);
  const [found] = await query<{ schools: number; entries: number }>(
    address(after, 'boss', 'boss', 'opensro'),
    'SELECT (SELECT count(*)::int FROM school) AS schools, (SELECT count(*)::int FROM audit_entry) AS entries',
  );
  const trail = opensro(address(after, 'opensro_install', 'x', 'opensro'), 'audit', 'verify').trim();
  say(`Found ${found?.schools} records and ${found?.entries} audit entries; audit verify says "${trail}".`);
  const right = found?.schools === 60 && found.entries === 60 && trail === 'one: 60 entries, intact';
  say(
    right ? 'As it was at that moment: nothing lost before it, nothing after it.' : 'WRONG: 60 of each were expected.',
  );
  process.exitCode = right ? 0 : 1;
} finally {
  for (const server of servers) await stop(server);
  rmSync(folder, { recursive: true, force: true });
}
