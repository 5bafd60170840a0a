import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ownEnvironment, ownProgram } from '../../../scripts/lib/server-process.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));
/** How long a server may take until it is ready, on a machine that does other things too. */
const patienceMs = 120_000;

/** The product's own server in a process of its own, which can be killed and started again at the same address. */
export interface ServerProcess {
  readonly url: string;
  readonly pid: number;
  /** How it ended; null while it runs. */
  ended(): string | null;
  /** Milliseconds until it says that it is ready. Throws when it ends, or does not get ready in two minutes. */
  ready(): Promise<number>;
  /** Ends it as a power cut would: SIGKILL. */
  kill(): Promise<void>;
  /** Ends it as an operator would. */
  stop(): Promise<void>;
}

export function freePort(): Promise<number> {
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

/** What an address answers, or null where nothing answers within two seconds. */
export async function statusOf(url: string): Promise<number | null> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return null;
  }
}

/** Asks again and again until the server is ready; returns milliseconds. */
export async function untilReady(url: string, stillThere: () => string | null = () => null): Promise<number> {
  const began = performance.now();
  while (performance.now() - began < patienceMs) {
    const gone = stillThere();
    if (gone !== null) throw new Error(gone);
    if ((await statusOf(`${url}/readyz`)) === 200) return performance.now() - began;
    await sleep(20);
  }
  throw new Error(`The server at ${url} did not get ready in ${patienceMs / 1000} s.`);
}

async function gone(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}

/** Starts the server on a port; `settings` are its environment, `log` the file its words go to. */
export function startServer(port: number, settings: Readonly<Record<string, string>>, log: string): ServerProcess {
  const out = openSync(log, 'a', 0o600);
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, ownProgram(['serve', '--empty']), {
    cwd: root,
    stdio: ['ignore', out, out],
    env: ownEnvironment({
      ...process.env,
      HOST: '127.0.0.1',
      LOG_LEVEL: 'warn',
      RATE_LIMIT_PER_MINUTE: '100000000',
      SIGN_IN_LIMIT_PER_MINUTE: '1000000',
      DATABASE_URL: '',
      ...settings,
      PORT: String(port),
    }),
  });
  closeSync(out);
  const ended = (): string | null =>
    child.exitCode === null && child.signalCode === null
      ? null
      : `The server ended with ${child.exitCode ?? child.signalCode}`;
  return {
    url,
    pid: child.pid ?? 0,
    ended,
    ready: () =>
      untilReady(url, () => {
        const how = ended();
        return how === null ? null : `${how}:\n${readFileSync(log, 'utf8').slice(-2_000)}`;
      }),
    kill: () => gone(child, 'SIGKILL'),
    stop: () => gone(child, 'SIGTERM'),
  };
}
