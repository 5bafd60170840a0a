import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { generateSync } from 'otplib';
import { setPassword } from '../../src/server/platform/accounts/passwords.ts';
import { type SignInMethod, startSession } from '../../src/server/platform/accounts/sessions.ts';
import type { TestPerson, TestWorld } from './world.ts';

/** What the server says of a session. */
interface Standing {
  readonly state: string;
  readonly factors: readonly string[];
  readonly csrfToken: string | null;
  readonly name: string | null;
  readonly idleMinutes: number;
  readonly demonstrationCode: string | null;
}

/** A browser of the tests: keeps the cookie and the session's token as a page does. */
export interface Client {
  send(
    method: NonNullable<InjectOptions['method']>,
    path: string,
    body?: object,
    headers?: Record<string, string>,
  ): Promise<LightMyRequestResponse>;
  /** Signs in by address and password; returns the answer. */
  signIn(email: string, password?: string): Promise<LightMyRequestResponse>;
  /** Where the session stands. */
  standing(headers?: Record<string, string>): Promise<Standing>;
  readonly cookie: () => string | undefined;
}

/** The password `withPassword` gives. */
export const testPassword = 'a sentence only I know';

export function newClient(world: TestWorld, userAgent = 'Mozilla/5.0 (Windows NT 10.0) Firefox/143.0'): Client {
  let cookie: string | undefined;
  let csrf: string | null = null;
  const send: Client['send'] = async (method, path, body, headers = {}) => {
    const answer = await world.app.inject({
      method,
      url: path,
      headers: { 'user-agent': userAgent, ...(csrf === null ? {} : { 'x-csrf-token': csrf }), ...headers },
      cookies: cookie === undefined ? {} : { opensro: cookie },
      ...(body === undefined ? {} : { payload: body }),
    });
    const set = answer.cookies.find((each) => each.name === 'opensro');
    if (set !== undefined) cookie = set.value === '' ? undefined : set.value;
    return answer;
  };
  const standing: Client['standing'] = async (headers) => {
    const told = (await send('GET', '/api/session', undefined, headers)).json<Standing>();
    csrf = told.csrfToken;
    return told;
  };
  return {
    send,
    standing,
    signIn: async (email, password = testPassword) => {
      const answer = await send('POST', '/api/session', { email, password });
      await standing();
      return answer;
    },
    cookie: () => cookie,
  };
}

/** The code an authenticator app shows at the moment of the test world. */
export function codeOf(world: TestWorld, secret: string, secondsFromNow = 0): string {
  return generateSync({ secret, epoch: Math.floor(world.clock.now.getTime() / 1000) + secondsFromNow });
}

/** Gives a person of the world a password. */
export async function withPassword(world: TestWorld, person: TestPerson): Promise<TestPerson> {
  const set = await setPassword(world.service, person.id, testPassword);
  if (!set.ok) throw new Error(set.error.code);
  return person;
}

/** Signs a person in with a password and sets up the authenticator app. Returns its key and the recovery codes. */
export async function enrol(
  world: TestWorld,
  client: Client,
  person: TestPerson,
): Promise<{ secret: string; recoveryCodes: string[] }> {
  await withPassword(world, person);
  await client.signIn(person.email);
  const { secret } = (await client.send('POST', '/api/account/totp', {})).json<{ secret: string }>();
  const confirmed = await client.send('POST', '/api/account/totp/confirm', { code: codeOf(world, secret) });
  if (confirmed.statusCode !== 200) throw new Error(confirmed.body);
  await client.standing();
  return { secret, recoveryCodes: confirmed.json<{ recoveryCodes: string[] }>().recoveryCodes };
}

/** The person with a session begun now, both factors shown: for tests in which hours go by. */
export async function anew(world: TestWorld, person: TestPerson, method: SignInMethod = 'test'): Promise<TestPerson> {
  const start = { origin: '127.0.0.1', device: 'Test', method, strong: true };
  const { token, csrfToken } = await startSession(world.service, person.id, start);
  return { ...person, cookie: token, csrfToken };
}

/** Events of a person's account, in order. */
export async function accountEvents(world: TestWorld, personId: string): Promise<string[]> {
  const rows = await world.database.query<{ event: string }>(
    'SELECT event FROM account_event WHERE person_id = $1 ORDER BY id',
    [personId],
  );
  return rows.map((row) => row.event);
}
