import { type ChildProcess, spawn } from 'node:child_process';
import { open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { environment } from './cluster.ts';
import { hasCode, processExists } from './directory-lock.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';
import type { SystemUser } from './system-user.ts';

/** After a sudden end PostgreSQL first replays what its journal holds; on a large database that takes minutes. */
const startMinutes = 15;
/** How often a long start is spoken of. */
const patienceSeconds = 15;
const stopSeconds = 30;

/** What is needed to start PostgreSQL on a cluster. */
export type Launch = {
  readonly cluster: string;
  readonly user: SystemUser | undefined;
  readonly binaries: PostgresBinaries;
  readonly durable: boolean;
  readonly logFile: string;
  /** Takes one plain sentence about what happens. */
  readonly log: (sentence: string) => void;
  /** The start is given up: what was started is stopped, and `launch` throws. */
  readonly signal: AbortSignal;
};

/**
 * Starts PostgreSQL and waits until it takes connections.
 *
 * @param port where it listened before, so that its clients find it again; undefined on the first start: any free one
 * @throws Error with the last lines of PostgreSQL's own log when it does not start
 */
export async function launch(what: Launch, port?: number): Promise<{ server: ChildProcess; port: number }> {
  const file = what.logFile;
  if (port === undefined && (await isThere(file))) await rename(file, `${file}.1`);
  for (let attempt = 1; ; attempt += 1) {
    const chosen = port ?? (await freePort());
    // A restart writes on in the same file: why the database ended must stay readable.
    const log = await open(file, port === undefined ? 'w' : 'a', 0o600);
    const { size } = await log.stat();
    let server: ChildProcess;
    try {
      server = spawn(what.binaries.postgres, serverArguments(what, chosen), {
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
    if (await ready(server, what)) return { server, port: chosen };
    const output = (await readFile(file)).subarray(size).toString('utf8').trim();
    // Between choosing the port and using it another program may have taken it.
    if (attempt < 3 && port === undefined && /could not (bind|create any TCP)/.test(output)) continue;
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
    // What people typed must not reach a log file: no failed statement's message ("invalid input: Jane Doe"; our own
    // log has its code), no statements, no values, no details of errors ("Key (name)=(Jane Doe)").
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_statement: 'none',
    log_parameter_max_length: '0',
    log_parameter_max_length_on_error: '0',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  return ['-D', cluster, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

/** Waits until PostgreSQL says in postmaster.pid that it takes connections; false when it ended instead. */
async function ready(server: ChildProcess, { cluster, log, signal }: Launch): Promise<boolean> {
  let failure: Error | undefined;
  server.once('error', (error) => {
    failure = error;
  });
  const began = Date.now();
  let spoken = began;
  while (!hasEnded(server) && failure === undefined) {
    const state = await postmaster(cluster);
    if (state?.pid === server.pid && state?.status === 'ready') return true;
    if (signal.aborted || Date.now() - began > startMinutes * 60_000) {
      await shutDown(server);
      return false;
    }
    if (Date.now() - spoken > patienceSeconds * 1000) {
      spoken = Date.now();
      log('The database is still starting: it puts its files in order after a sudden end.');
    }
    await sleep(10);
  }
  if (failure !== undefined) throw failure;
  return false;
}

/** Whether a process we started is gone. */
export function hasEnded(server: ChildProcess): boolean {
  return server.exitCode !== null || server.signalCode !== null;
}

/** First, fourth and eighth line of postmaster.pid: process number, port and status (PostgreSQL's documented way to ask). */
export async function postmaster(cluster: string): Promise<{ pid: number; port: number; status: string } | undefined> {
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
export async function stopOrphan(cluster: string, log: (sentence: string) => void): Promise<void> {
  const left = await postmaster(cluster);
  if (!left) return;
  const running = await processesOn(cluster, left.pid);
  if (running.includes(left.pid)) {
    log(`An earlier server was killed and left its database running (process ${left.pid}); stopping it first.`);
    send(left.pid, 'SIGINT');
  } else {
    // The main process was killed. Its helpers may first finish a long query, which nobody waits for any more.
    for (const pid of running) send(pid, 'SIGQUIT');
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

/** Signals a process that may be gone by now. */
function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!hasCode(error, 'ESRCH')) throw error;
  }
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

/** Ends every connection, writes everything to disk and stops the server; returns when it is gone. */
export function shutDown(server: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (hasEnded(server)) {
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

/** Whether there is a file or directory of this name. */
export async function isThere(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}
