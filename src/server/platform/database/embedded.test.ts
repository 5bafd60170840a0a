import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DirectoryInUse, processExists } from './directory-lock.ts';
import { type EmbeddedDatabase, startEmbedded } from './embedded.ts';

let parent: string;
let data: string;
let said: string[];
const running: EmbeddedDatabase[] = [];
const children: ChildProcess[] = [];

beforeEach(async () => {
  parent = await mkdtemp(path.join(tmpdir(), 'opensro-embedded-'));
  await chmod(parent, 0o711);
  data = path.join(parent, 'data');
  said = [];
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const database of running.splice(0)) await database.stop();
  await rm(parent, { recursive: true, force: true });
});

async function start(durable = false): Promise<EmbeddedDatabase> {
  const database = await startEmbedded({ dataDirectory: data, durable, log: (sentence) => said.push(sentence) });
  running.push(database);
  return database;
}

async function ask<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** A server in a process of its own, which can be killed. */
async function startElsewhere(): Promise<ChildProcess> {
  const module = fileURLToPath(new URL('./embedded.ts', import.meta.url));
  const program = `
    const { startEmbedded } = await import(${JSON.stringify(module)});
    await startEmbedded({ dataDirectory: ${JSON.stringify(data)}, durable: false, log: () => undefined });
    console.log('ready');
    setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  await once(child.stdout, 'data');
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

async function postmasterPid(): Promise<number> {
  return Number.parseInt(await readFile(path.join(data, 'postgres', 'postmaster.pid'), 'utf8'), 10);
}

test('keeps what was written over a stop and a start', async () => {
  const first = await start(true);
  await ask(first.adminUrl, 'CREATE TABLE kept AS SELECT 42 AS n');
  await first.stop();
  await first.stop();
  const second = await start(true);
  expect(await ask(second.adminUrl, 'SELECT n FROM kept')).toEqual([{ n: 42 }]);
});

test('writes through to the disk, listens on this machine only, and lets nobody in without the password', async () => {
  const { adminUrl } = await start(true);
  const settings = await ask<{ name: string; setting: string }>(
    adminUrl,
    "SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'listen_addresses', 'unix_socket_directories') ORDER BY 1",
  );
  expect(settings.map(({ setting }) => setting)).toEqual(['on', '127.0.0.1', '']);
  const wrong = new URL(adminUrl);
  wrong.password = 'guess';
  await expect(ask(wrong.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
  const secret = await stat(path.join(data, 'secrets', 'database-password'));
  expect(secret.mode & 0o777).toBe(0o600);
  const cluster = await stat(path.join(data, 'postgres'));
  expect(cluster.mode & 0o077).toBe(0);
});

test('keeps what people typed out of its log', async () => {
  const { adminUrl } = await start();
  await ask(adminUrl, 'CREATE TABLE one (name text PRIMARY KEY)');
  await ask(adminUrl, "INSERT INTO one VALUES ('Jordan Example')");
  await expect(ask(adminUrl, "INSERT INTO one VALUES ('Jordan Example')")).rejects.toThrow('duplicate key');
  const log = await readFile(path.join(data, 'postgres.log'), 'utf8');
  expect(log).toContain('ready to accept connections');
  expect(log).not.toMatch(/Jordan|INSERT/);
});

test('refuses a second server on the same directory and names the first', async () => {
  await start();
  await expect(start()).rejects.toThrow(DirectoryInUse);
  await expect(start()).rejects.toThrow(
    new RegExp(`process ${process.pid}.*using the data directory ${data}.*OPENSRO_DATA`),
  );
});

test('starts again after the server alone was killed, which leaves PostgreSQL running', async () => {
  const child = await startElsewhere();
  const orphan = await postmasterPid();
  await kill(child);
  expect(processExists(orphan)).toBe(true);
  const { adminUrl } = await start();
  expect(await ask(adminUrl, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  expect(processExists(orphan)).toBe(false);
  expect(said.join()).toContain(`process ${orphan}`);
});

test('starts again after server and PostgreSQL were killed together', async () => {
  const child = await startElsewhere();
  process.kill(await postmasterPid(), 'SIGKILL');
  await kill(child);
  const { adminUrl } = await start();
  expect(await ask(adminUrl, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
});

test('[P7.8] a PostgreSQL that is killed is started again where it listened, with all that was committed', async () => {
  const { adminUrl, stop } = await start(true);
  for (const round of [1, 2]) {
    await ask(adminUrl, `CREATE TABLE kept_${round} AS SELECT 42 AS n`);
    const before = await postmasterPid();
    process.kill(before, 'SIGKILL');
    const again = () => ask<{ n: number }>(adminUrl, `SELECT n FROM kept_${round}`).catch(() => []);
    await expect.poll(again, { timeout: 60_000, interval: 50 }).toEqual([{ n: 42 }]);
    expect(await postmasterPid()).not.toBe(before);
  }
  expect(said.filter((sentence) => sentence.includes('ended by itself (SIGKILL)'))).toHaveLength(2);
  await stop();
  expect(said.filter((sentence) => sentence.includes('runs again'))).toHaveLength(2);
});

test('stops at once while it tries to start a database again that cannot start', async () => {
  const { stop } = await start();
  await writeFile(path.join(data, 'postgres', 'PG_VERSION'), 'none');
  process.kill(await postmasterPid(), 'SIGKILL');
  await expect.poll(() => said.join(), { timeout: 60_000 }).toContain('Trying again');
  await stop();
  await start().catch((error: unknown) => expect(String(error)).toContain('did not start'));
});

test('takes over a lock whose process number now belongs to another program', async () => {
  await (await start()).stop();
  const stale = { pid: process.pid, birth: '1', since: '2026-01-01T00:00:00.000Z' };
  await writeFile(path.join(data, 'server.lock'), JSON.stringify(stale));
  await writeFile(
    path.join(data, 'postgres', 'postmaster.pid'),
    `${process.pid}\n${data}/postgres\n1\n1\n\n*\n1 1\nready\n`,
  );
  const { adminUrl } = await start();
  expect(await ask(adminUrl, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
});

test('takes over a lock that was cut off while it was written', async () => {
  await (await start()).stop();
  await writeFile(path.join(data, 'server.lock'), '{"pid":');
  await start();
});

test('of several servers started at once on a stale lock exactly one runs', async () => {
  await kill(await startElsewhere());
  const outcomes = await Promise.allSettled([start(), start(), start()]);
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('says what to do when the password file is lost', async () => {
  await (await start()).stop();
  await rm(path.join(data, 'secrets'), { recursive: true });
  await expect(start()).rejects.toThrow('Put it back from your backup');
});

test('creates the cluster anew when creating it was interrupted', async () => {
  await (await start()).stop();
  await rm(path.join(data, 'postgres'), { recursive: true });
  await writeFile(path.join(data, 'postgres.initdb'), 'left over');
  await start();
  expect(await readdir(data)).not.toContain('postgres.initdb');
});

test.runIf(process.getuid?.() === 0)(
  'as root, below a directory the database user cannot enter, keeps the files where it can and says so',
  async () => {
    await chmod(parent, 0o700);
    const first = await start();
    await ask(first.adminUrl, 'CREATE TABLE kept AS SELECT 42 AS n');
    await first.stop();
    const elsewhere = /its files are in (\S+)\/postgres\./.exec(said.join())?.[1];
    if (!elsewhere) throw new Error(`nothing said about the place: ${said.join()}`);
    try {
      const second = await start();
      expect(await ask(second.adminUrl, 'SELECT n FROM kept')).toEqual([{ n: 42 }]);
      await second.stop();
    } finally {
      await rm(elsewhere, { recursive: true });
    }
  },
);

test.runIf(process.getuid?.() === 0)(
  'as root, a data directory closed to others keeps the files nevertheless',
  async () => {
    await mkdir(data, { mode: 0o700 });
    await start();
    expect((await lstat(path.join(data, 'postgres'))).isDirectory()).toBe(true);
  },
);

test.runIf(process.getuid?.() === 0)('as root the database runs as a user that is not root', async () => {
  await start();
  const status = await readFile(`/proc/${await postmasterPid()}/status`, 'utf8');
  expect(Number(/^Uid:\s+(\d+)/m.exec(status)?.[1])).toBeGreaterThan(0);
});
