import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ownEnvironment, ownProgram } from '../../scripts/lib/server-process.mjs';

export const root = fileURLToPath(new URL('../../', import.meta.url));

export interface Server {
  readonly url: string;
  readonly pid: number;
  /** From starting the process to its first answer that it is ready. */
  readonly startMs: number;
  /** Milliseconds until the process was gone. */
  stop(): Promise<number>;
}

/** A folder for one measurement; as root the database's own user must be able to pass through it. */
export async function scratch(): Promise<{ folder: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'opensro-bench-'));
  await chmod(folder, 0o711);
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('No free port.')),
      );
    });
  });
}

async function whenReady(url: string, child: ChildProcess, log: string): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode}; see ${log}.`);
    try {
      if ((await fetch(url)).ok) return;
    } catch {
      // Not listening yet.
    }
    await sleep(10);
  }
}

/** Starts a program of ours in a process of its own and waits until `readyPath` answers. */
async function startProcess(
  args: readonly string[],
  settings: NodeJS.ProcessEnv,
  readyPath: string,
  log: string,
): Promise<Server> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const out = openSync(log, 'a', 0o600);
  const began = performance.now();
  const child = spawn(process.execPath, [...args], {
    cwd: root,
    stdio: ['ignore', out, out],
    env: {
      ...process.env,
      HOST: '127.0.0.1',
      RATE_LIMIT_PER_MINUTE: '100000000',
      SIGN_IN_LIMIT_PER_MINUTE: '1000000',
      ...settings,
      PORT: String(port),
    },
  });
  await whenReady(`${url}${readyPath}`, child, log);
  return {
    url,
    pid: child.pid ?? 0,
    startMs: performance.now() - began,
    stop: async () => {
      const asked = performance.now();
      const gone = child.exitCode === null ? once(child, 'exit') : Promise.resolve();
      child.kill('SIGTERM');
      await gone;
      return performance.now() - asked;
    },
  };
}

/** The product's own server. */
export function startServer(settings: Readonly<Record<string, string>>, log: string): Promise<Server> {
  return startProcess(ownProgram(['serve', '--empty']), ownEnvironment(settings), '/readyz', log);
}

/** A server that does nothing but `SELECT 1` and hand out a file: what any server on this machine could reach at best. */
export function startTrivial(databaseUrl: string, folder: string, log: string): Promise<Server> {
  return startProcess(
    [path.join(root, 'bench/lib/trivial.ts')],
    { DATABASE_URL: databaseUrl, FILES: folder },
    '/select-1',
    log,
  );
}

/** Processor time a process has used so far, in milliseconds; NaN where the system does not tell it (no /proc). */
export function processorMs(pid: number): number {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return Number.NaN;
  const stat = readFileSync(file, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // The 14th and 15th field of the file, in ticks of a hundredth of a second.
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** The parent of a process; 0 where the system does not tell it. */
function parentOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    // No /proc, or the process is gone.
    return 0;
  }
}

/** Processor time all connections of a database have used so far, in milliseconds. Takes the process of any of them. */
export function databaseMs(backend: number): number {
  const postmaster = parentOf(backend);
  if (postmaster === 0) return Number.NaN;
  const pids = readdirSync('/proc').map(Number);
  const own = pids.filter((pid) => pid > 0 && parentOf(pid) === postmaster);
  return own.reduce((sum, pid) => sum + processorMs(pid), 0);
}

/** Memory of a process in MB (resident set). */
export function residentMb(pid: number): number {
  const { stdout } = spawnSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' });
  return Math.round(Number.parseInt(stdout.trim(), 10) / 1024);
}
