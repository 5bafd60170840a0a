import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  access,
  chmod,
  constants,
  mkdir,
  open,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createCluster, environment, superuser } from './cluster.ts';
import { hasCode, lockDirectory, processExists } from './directory-lock.ts';
import { findBinaries, type PostgresBinaries } from './postgres-binaries.ts';
import { databaseUser, type SystemUser } from './system-user.ts';

export type EmbeddedOptions = {
  /** Directory of this server's data; created when missing. */
  readonly dataDirectory: string;
  /** Takes one plain sentence about what happens. */
  readonly log: (sentence: string) => void;
  /** false only for tests: faster, but a power cut may destroy the data. Default true. */
  readonly durable?: boolean;
};

export type EmbeddedDatabase = {
  /** Connection of the superuser, for migrations and creating roles only. */
  readonly adminUrl: string;
  /** Ends every connection, writes everything to disk, stops the server and frees the directory. Safe to call twice. */
  stop(): Promise<void>;
};

const startSeconds = 60;
const stopSeconds = 30;

/**
 * Starts the PostgreSQL that npm brought, on a cluster inside the data directory, reachable from this machine only
 * and with a password only. Whatever an earlier, killed server left behind (its lock, a PostgreSQL still running,
 * half a cluster) is put in order first.
 *
 * @throws DirectoryInUse when another living server uses the directory
 * @throws Error with the remedy when PostgreSQL cannot run here
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const dataDirectory = path.resolve(options.dataDirectory);
  await prepareDirectory(dataDirectory);
  const unlock = await lockDirectory(dataDirectory);
  try {
    const cluster = path.join(dataDirectory, 'postgres');
    const user = await databaseUser(cluster);
    const binaries = await findBinaries(user);
    const created = await isThere(path.join(cluster, 'PG_VERSION'));
    const password = await ensurePassword(dataDirectory, created);
    if (!created) {
      options.log('Creating the database (once).');
      await createCluster({ cluster, user, binaries, password, durable: options.durable ?? true, log: options.log });
    }
    await stopOrphan(cluster, options.log);
    // Where the cluster is a link, its own user may be able to reach only what it points to.
    const place = await realpath(cluster);
    const { server, port } = await launch({
      cluster: place,
      user,
      binaries,
      durable: options.durable ?? true,
      dataDirectory,
    });
    let stopping: Promise<void> | undefined;
    server.once('exit', (code, signal) => {
      if (!stopping)
        options.log(`The database ended by itself (${signal ?? `status ${code}`}); see ${logFile(dataDirectory)}.`);
    });
    return {
      adminUrl: connection(password, port),
      stop() {
        stopping ??= shutDown(server).finally(unlock);
        return stopping;
      },
    };
  } catch (error) {
    await unlock();
    throw error;
  }
}

/** How long a command waits for the database of a server that is just starting. */
const sharingSeconds = 10;

/**
 * The database of the server that is running on a data directory, for a command that works beside it. Its server keeps
 * it: nothing here is started, stopped or locked.
 *
 * @returns connection of the superuser, or null when no PostgreSQL of this directory takes connections
 */
export async function runningDatabase(dataDirectory: string): Promise<string | null> {
  const directory = path.resolve(dataDirectory);
  const file = passwordFile(directory);
  for (const deadline = Date.now() + sharingSeconds * 1000; Date.now() < deadline; await sleep(100)) {
    const state = await postmaster(path.join(directory, 'postgres'));
    if (state?.status !== 'ready' || !processExists(state.pid) || !(await isThere(file))) continue;
    const password = (await readFile(file, 'utf8')).trim();
    return connection(password, state.port);
  }
  return null;
}

function connection(password: string, port: number): string {
  return `postgresql://${superuser}:${password}@127.0.0.1:${port}/postgres`;
}

function passwordFile(dataDirectory: string): string {
  return path.join(dataDirectory, 'secrets', 'database-password');
}

function logFile(dataDirectory: string): string {
  return path.join(dataDirectory, 'postgres.log');
}

/**
 * Creates the directory, and lets the database's own user pass through it (not read it) whatever umask it was made with:
 * everything in it has a mode of its own.
 */
async function prepareDirectory(dataDirectory: string): Promise<void> {
  try {
    await mkdir(dataDirectory, { recursive: true });
    await access(dataDirectory, constants.W_OK | constants.X_OK);
  } catch (error) {
    if (!hasCode(error, 'EACCES') && !hasCode(error, 'EROFS')) throw error;
    throw new Error(
      `This user may not write to the data directory ${dataDirectory}. ` +
        'Give it that right, start OpenSRO as the user it belongs to, or choose another directory with OPENSRO_DATA.',
      { cause: error },
    );
  }
  if (process.getuid?.() !== 0) return;
  const { mode } = await stat(dataDirectory);
  if ((mode & 0o001) === 0) await chmod(dataDirectory, (mode & 0o777) | 0o001);
}

async function ensurePassword(dataDirectory: string, clusterExists: boolean): Promise<string> {
  const file = passwordFile(dataDirectory);
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  if (await isThere(file)) return (await readFile(file, 'utf8')).trim();
  if (clusterExists) {
    throw new Error(`The database's password ${file} is missing. Put it back from your backup of the data directory.`);
  }
  const password = randomBytes(32).toString('hex');
  // Written beside and renamed: a stop in between leaves no empty password.
  await writeFile(`${file}.new`, `${password}\n`, { mode: 0o600, flush: true });
  await rename(`${file}.new`, file);
  return password;
}

type Launch = {
  readonly cluster: string;
  readonly user: SystemUser | undefined;
  readonly binaries: PostgresBinaries;
  readonly durable: boolean;
  readonly dataDirectory: string;
};

async function launch(what: Launch): Promise<{ server: ChildProcess; port: number }> {
  const file = logFile(what.dataDirectory);
  if (await isThere(file)) await rename(file, `${file}.1`);
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const log = await open(file, 'w', 0o600);
    let server: ChildProcess;
    try {
      server = spawn(what.binaries.postgres, serverArguments(what, port), {
        ...what.user,
        cwd: '/',
        env: environment,
        // A file and a session of its own: Ctrl-C in the terminal must reach our server first, and PostgreSQL
        // must be able to finish its work when we are killed.
        stdio: ['ignore', log.fd, log.fd],
        detached: true,
      });
    } finally {
      await log.close();
    }
    if (await ready(server, what.cluster)) return { server, port };
    const output = (await readFile(file, 'utf8')).trim();
    // Between choosing the port and using it another program may have taken it.
    if (attempt < 3 && /could not (bind|create any TCP)/.test(output)) continue;
    throw new Error(`The database did not start; its log ${file} says:\n${output.split('\n').slice(-15).join('\n')}`);
  }
}

function serverArguments({ cluster, durable }: Launch, port: number): string[] {
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    password_encryption: 'scram-sha-256',
    timezone: 'UTC',
    log_timezone: 'UTC',
    max_connections: '100',
    // What people typed must not reach a log file: no statements, no values in error details.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  return ['-D', cluster, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

/** Waits until PostgreSQL says in postmaster.pid that it takes connections; false when it ended instead. */
async function ready(server: ChildProcess, cluster: string): Promise<boolean> {
  let ended = false;
  const failure = new Promise<never>((_, reject) => server.once('error', reject));
  server.once('exit', () => {
    ended = true;
  });
  const wait = async () => {
    const deadline = Date.now() + startSeconds * 1000;
    while (!ended && Date.now() < deadline) {
      const state = await postmaster(cluster);
      if (state?.pid === server.pid && state?.status === 'ready') return true;
      await sleep(10);
    }
    if (!ended) server.kill('SIGQUIT');
    return false;
  };
  return Promise.race([wait(), failure]);
}

/** First, fourth and eighth line of postmaster.pid: process number, port and status (PostgreSQL's documented way to ask). */
async function postmaster(cluster: string): Promise<{ pid: number; port: number; status: string } | undefined> {
  try {
    const lines = (await readFile(path.join(cluster, 'postmaster.pid'), 'utf8')).split('\n');
    const number = (line: number): number => Math.abs(Number.parseInt(lines[line] ?? '', 10));
    return { pid: number(0), port: number(3), status: (lines[7] ?? '').trim() };
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/**
 * Stops a PostgreSQL on this cluster that outlived its killed server, and clears away the file with its process number:
 * PostgreSQL trusts that number even when it belongs to a dead process nobody has collected, or to another program.
 * We hold the directory's lock, so what runs here is nobody's.
 */
async function stopOrphan(cluster: string, log: (sentence: string) => void): Promise<void> {
  const left = await postmaster(cluster);
  if (!left) return;
  // Its helpers end by themselves when the main process is gone, within moments.
  const running = await processesOn(cluster, left.pid);
  if (running.includes(left.pid)) {
    log(`An earlier server was killed and left its database running (process ${left.pid}); stopping it first.`);
    process.kill(left.pid, 'SIGINT');
  }
  const patience = Date.now() + stopSeconds * 1000;
  for (let rest = running; rest.length > 0; rest = await processesOn(cluster, left.pid)) {
    if (Date.now() > patience) {
      throw new Error(
        `The database left running on ${cluster} does not stop (process ${rest.join(', ')}). ` +
          `Stop it (kill -QUIT ${rest[0]}) and start again.`,
      );
    }
    await sleep(20);
  }
  await rm(path.join(cluster, 'postmaster.pid'), { force: true });
}

/** Living processes of PostgreSQL on this cluster: each works inside the cluster's directory, which Linux shows. */
async function processesOn(cluster: string, mainProcess: number): Promise<number[]> {
  if (process.platform !== 'linux') return processExists(mainProcess) ? [mainProcess] : [];
  const ours = await stat(cluster);
  const found: number[] = [];
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const theirs = await stat(`/proc/${entry}/cwd`);
      const program = await readFile(`/proc/${entry}/comm`, 'utf8');
      if (theirs.ino === ours.ino && theirs.dev === ours.dev && program.trim() === 'postgres')
        found.push(Number(entry));
    } catch (error) {
      // Gone meanwhile, dead and not collected, or somebody else's.
      if (!['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].some((code) => hasCode(error, code))) throw error;
    }
  }
  return found;
}

function shutDown(server: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (server.exitCode !== null || server.signalCode !== null) {
      resolve();
      return;
    }
    const impatience = setTimeout(() => server.kill('SIGQUIT'), stopSeconds * 1000);
    server.once('exit', () => {
      clearTimeout(impatience);
      resolve();
    });
    // SIGINT is PostgreSQL's fast shutdown: connections end, everything is written.
    server.kill('SIGINT');
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        if (address && typeof address === 'object') resolve(address.port);
        else reject(new Error('No free port on 127.0.0.1.'));
      });
    });
  });
}

async function isThere(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}
