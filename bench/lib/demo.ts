import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { demoPassword, people } from '../../demo/cast.ts';
import type { Role } from '../../src/domain/access/roles.ts';
import { root, scratch } from './servers.ts';

export interface Demo {
  /** A data directory with the demonstration, that no server uses. */
  readonly data: string;
  readonly log: string;
  /** Seconds its loading took, from a data directory that did not exist. */
  readonly loadSeconds: number;
  readonly remove: () => Promise<void>;
}

/** The demonstration in a data directory; under `npm run bench` loaded once for all measurements. */
export async function demoData(): Promise<Demo> {
  const shared = process.env.OPENSRO_BENCH_DIR;
  const { folder, remove } =
    shared === undefined ? await scratch() : { folder: shared, remove: () => Promise.resolve() };
  const data = path.join(folder, 'demo');
  const log = path.join(folder, 'demo.log');
  const note = path.join(folder, 'demo-seconds');
  if (!existsSync(note)) {
    const began = performance.now();
    await loadDemo(data, log);
    writeFileSync(note, String((performance.now() - began) / 1000));
  }
  return { data, log, loadSeconds: Number(readFileSync(note, 'utf8')), remove };
}

/** Loads the demonstration into a data directory that does not exist yet. */
export async function loadDemo(data: string, log: string): Promise<void> {
  console.log('Loading the demonstration (once).');
  const out = openSync(log, 'a', 0o600);
  const child = spawn(process.execPath, [path.join(root, 'src/cli/main.ts'), 'demo', 'load'], {
    cwd: root,
    stdio: ['ignore', out, out],
    env: { ...process.env, OPENSRO_DATA: data, DATABASE_URL: '' },
  });
  const [status] = await once(child, 'exit');
  if (status !== 0) throw new Error(`The demonstration could not be loaded:\n${readFileSync(log, 'utf8')}`);
}

export interface SignedIn {
  readonly headers: Readonly<Record<string, string>>;
  /** Path of the person's program in the API. */
  readonly program: string;
}

interface Step {
  readonly headers: Readonly<Record<string, string>>;
  readonly csrfToken: string | null;
  readonly demonstrationCode: string | null;
}

/** One step of signing in: sends it, and returns the session's cookie and what the server says of the session. */
async function step(url: string, headers: Readonly<Record<string, string>>, body: object): Promise<Step> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
  const cookie = answer.headers.getSetCookie().map((each) => each.split(';')[0]);
  return { ...((await answer.json()) as Omit<Step, 'headers'>), headers: { cookie: cookie.join('; ') } };
}

/** Signs in as the demonstration's first person of a role: password, then the code the demonstration shows. */
export async function signIn(url: string, role: Role): Promise<SignedIn> {
  const email = people.find((person) => person.role === role)?.email;
  const begun = await step(`${url}/api/session`, {}, { email, password: demoPassword });
  const { headers } =
    begun.demonstrationCode === null
      ? begun
      : await step(
          `${url}/api/session/second-factor`,
          { ...begun.headers, 'x-csrf-token': begun.csrfToken ?? '' },
          { code: begun.demonstrationCode },
        );
  const me = (await (await fetch(`${url}/api/me`, { headers })).json()) as { memberships: { programId: string }[] };
  return { headers, program: `/api/programs/${me.memberships[0]?.programId}` };
}
