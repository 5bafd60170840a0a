import { beforeEach, describe, expect, it } from 'vitest';
import { type Deviation, SoftwareKey } from '../../../../tests/support/authenticator.ts';
import { type TestPerson, testWorld } from '../../../../tests/support/world.ts';
import { relyingParty } from '../accounts/passkeys.ts';
import { setPassword } from '../accounts/passwords.ts';
import { setDisabled } from '../accounts/people.ts';
import { startSession } from '../accounts/sessions.ts';

const world = await testWorld({ PUBLIC_URL: 'https://sro.example.gov' });
const { app, database, program, clock, service } = world;
const origin = 'https://sro.example.gov';
const [browserCookie, sessionCookie] = ['__Host-opensro-browser', '__Host-opensro'];
const password = 'a sentence only I know';
const { officer, schoolStaff, districtCoordinator } = program.people;

interface Visitor {
  cookies: Record<string, string>;
  csrf: string;
}

/** A browser in which nobody is signed in. */
const visitor = (): Visitor => ({ cookies: {}, csrf: '' });

/** A browser in which a person is signed in. */
async function browserOf(person: TestPerson): Promise<Visitor> {
  const begun = { origin: '127.0.0.1', device: 'Test', method: 'test', strong: true } as const;
  const { token, csrfToken } = await startSession(service, person.id, begun);
  return { cookies: { [sessionCookie]: token }, csrf: csrfToken };
}

/** A request of a browser that keeps its cookies, and the CSRF token of the sessions it is given. */
async function send(from: Visitor, method: 'GET' | 'POST' | 'DELETE', url: string, body?: object) {
  const answer = await app.inject({
    method,
    url,
    cookies: from.cookies,
    headers: { 'x-csrf-token': from.csrf },
    ...(body === undefined ? {} : { payload: body }),
  });
  for (const cookie of answer.cookies) from.cookies[cookie.name] = cookie.value;
  const stands = await app.inject({ method: 'GET', url: '/api/session', cookies: from.cookies });
  from.csrf = stands.json().csrfToken ?? '';
  return answer;
}

async function register(from: Visitor, key: SoftwareKey, deviation: Deviation = {}, name = 'My phone') {
  const options = (await send(from, 'POST', '/api/account/passkeys/options', {})).json();
  return send(from, 'POST', '/api/account/passkeys', { response: key.create(options, deviation), name });
}

async function showKey(from: Visitor, key: SoftwareKey, deviation: Deviation = {}) {
  const options = (await send(from, 'POST', '/api/session/passkey/options', {})).json();
  return send(from, 'POST', '/api/session/passkey', { response: key.get(options, deviation) });
}

async function withPassword(person: TestPerson): Promise<Visitor> {
  await setPassword(service, person.id, password);
  const from = visitor();
  await send(from, 'POST', '/api/session', { email: person.email, password });
  return from;
}

const events = async (event: string): Promise<number> =>
  (await database.query<{ n: number }>('SELECT count(*)::int AS n FROM account_event WHERE event = $1', [event]))[0]
    ?.n ?? 0;

const refused = { status: 422, code: 'passkeys.refused' };
const spent = { status: 422, code: 'passkeys.startAgain' };

const start = clock.now;
beforeEach(async () => {
  clock.now = start;
  await database.query('DELETE FROM account_passkey');
  await database.query('DELETE FROM account_totp');
});

describe('[P7.8] a passkey', () => {
  it('signs in alone, as both factors, and is named after its person to nobody', async () => {
    const [key, from] = [new SoftwareKey(origin), await browserOf(officer)];
    const added = await register(from, key, {}, 'Patrol phone');
    expect(added.statusCode, added.body).toBe(201);
    expect(added.json()).toMatchObject({ name: 'Patrol phone', lastUsedAt: null });
    const fresh = visitor();
    const answer = await showKey(fresh, key);
    expect(answer.json()).toMatchObject({ state: 'open', name: officer.name });
    const security = (await send(fresh, 'GET', '/api/account/security')).json();
    expect(security.passkeys).toEqual([{ ...added.json(), lastUsedAt: start.toISOString() }]);
    expect(Buffer.from(key.userHandle, 'base64url').toString('hex')).toBe(officer.id.replaceAll('-', ''));
    const mails = await database.query('SELECT kind FROM account_mail WHERE person_id = $1', [officer.id]);
    expect(mails).toEqual([{ kind: 'factorAdded' }]);
  });

  it('is the second factor after a password, and nobody else’s is', async () => {
    const [mine, theirs] = [new SoftwareKey(origin), new SoftwareKey(origin)];
    await register(await browserOf(officer), mine);
    await register(await browserOf(districtCoordinator), theirs);
    const from = await withPassword(officer);
    expect((await send(from, 'GET', '/api/session')).json()).toMatchObject({
      state: 'secondFactor',
      factors: ['passkey'],
    });
    const before = from.cookies[sessionCookie];
    expect((await showKey(from, theirs)).json()).toMatchObject({ code: 'passkeys.otherPerson' });
    expect((await showKey(from, mine)).json()).toMatchObject({ state: 'open' });
    expect(from.cookies[sessionCookie]).not.toBe(before);
  });

  it('is how somebody who must have a second factor sets one up', async () => {
    const from = await withPassword(officer);
    expect((await send(from, 'GET', '/api/session')).json()).toMatchObject({ state: 'enrol' });
    expect((await register(from, new SoftwareKey(origin))).statusCode).toBe(201);
    expect((await send(from, 'GET', '/api/session')).json()).toMatchObject({ state: 'open' });
  });

  it('unlocks a locked session, which stays the same', async () => {
    const [key, from] = [new SoftwareKey(origin), await browserOf(officer)];
    await register(from, key);
    const before = from.cookies[sessionCookie];
    clock.now = new Date(start.getTime() + 31 * 60_000);
    expect((await send(from, 'GET', '/api/session')).json()).toMatchObject({ state: 'locked' });
    expect((await showKey(from, key)).json()).toMatchObject({ state: 'open' });
    expect(from.cookies[sessionCookie]).toBe(before);
    expect((await send(from, 'GET', '/api/me')).statusCode).toBe(200);
  });

  it('is not believed from another place, unasked, unsigned, or without asking who is there', async () => {
    const [key, from] = [new SoftwareKey(origin), await browserOf(officer)];
    await register(from, key);
    const failures = await events('passkeyFailed');
    const wrong: Deviation[] = [
      { origin: 'https://sro.example.gov.evil.example' },
      { origin: 'http://sro.example.gov' },
      { rpId: 'evil.example' },
      { userVerified: false },
      { type: 'webauthn.create' },
      { signedBy: new SoftwareKey(origin) },
      { userHandle: Buffer.from(districtCoordinator.id).toString('base64url') },
    ];
    for (const deviation of wrong) {
      const answer = await showKey(visitor(), key, deviation);
      expect(answer.json(), Object.keys(deviation).join()).toMatchObject(refused);
      expect(answer.cookies.some((cookie) => cookie.name === sessionCookie)).toBe(false);
    }
    expect(await events('passkeyFailed')).toBe(failures + wrong.length);
    for (const deviation of [...wrong.slice(0, 4), { type: 'webauthn.get' }]) {
      const answer = await register(from, new SoftwareKey(origin), deviation);
      expect(answer.json(), Object.keys(deviation).join()).toMatchObject(refused);
    }
  });

  it('answers a challenge once, in its own browser or session, within five minutes', async () => {
    const [key, from] = [new SoftwareKey(origin), await browserOf(officer)];
    await register(from, key);
    const mine = visitor();
    const options = (await send(mine, 'POST', '/api/session/passkey/options', {})).json();
    const response = key.get(options);
    expect((await send(visitor(), 'POST', '/api/session/passkey', { response })).json()).toMatchObject(spent);
    expect((await send(mine, 'POST', '/api/session/passkey', { response })).json()).toMatchObject({ state: 'open' });
    const again: Visitor = { cookies: { [browserCookie]: mine.cookies[browserCookie] ?? '' }, csrf: '' };
    expect((await send(again, 'POST', '/api/session/passkey', { response })).json()).toMatchObject(spent);
    expect((await showKey(visitor(), key, { challenge: 'made-up' })).json()).toMatchObject(spent);
    // Asked to add a passkey is not asked to sign in, and the other way round.
    const adding = (await send(from, 'POST', '/api/account/passkeys/options', {})).json();
    const crossed = key.get({ challenge: adding.challenge, rpId: adding.rp.id });
    expect((await send(visitor(), 'POST', '/api/session/passkey', { response: crossed })).json()).toMatchObject(spent);
    const late = visitor();
    const lateOptions = (await send(late, 'POST', '/api/session/passkey/options', {})).json();
    clock.now = new Date(start.getTime() + 5 * 60_000 + 1);
    expect((await send(late, 'POST', '/api/session/passkey', { response: key.get(lateOptions) })).json()).toMatchObject(
      spent,
    );
    const left = await database.query('SELECT purpose FROM account_challenge WHERE expires_at <= $1', [clock.now]);
    await send(visitor(), 'POST', '/api/session/passkey/options', {});
    expect(left.length).toBeGreaterThan(0);
    expect(await database.query('SELECT purpose FROM account_challenge WHERE expires_at <= $1', [clock.now])).toEqual(
      [],
    );
  });

  it('whose counter goes back exists twice: it is refused, and noted', async () => {
    const key = new SoftwareKey(origin);
    await register(await browserOf(officer), key);
    expect((await showKey(visitor(), key, { counter: 7 })).json()).toMatchObject({ state: 'open' });
    const copied = await events('passkeyCopied');
    for (const counter of [7, 6, 0])
      expect((await showKey(visitor(), key, { counter })).json(), String(counter)).toMatchObject(refused);
    expect(await events('passkeyCopied')).toBe(copied + 3);
    expect((await showKey(visitor(), key, { counter: 8 })).json()).toMatchObject({ state: 'open' });
    const synced = new SoftwareKey(origin);
    await register(await browserOf(districtCoordinator), synced);
    for (const _ of [1, 2])
      expect((await showKey(visitor(), synced, { counter: 0 })).json()).toMatchObject({ state: 'open' });
  });

  it('of a closed account opens nothing, nor does an unknown one', async () => {
    const key = new SoftwareKey(origin);
    await register(await browserOf(schoolStaff), key);
    await setDisabled(service, schoolStaff.id, true);
    const closed = (await showKey(visitor(), key)).json();
    const unknown = (await showKey(visitor(), new SoftwareKey(origin))).json();
    expect(closed).toMatchObject({ code: 'passkeys.unknown' });
    expect({ ...closed, requestId: '' }).toEqual({ ...unknown, requestId: '' });
    await setDisabled(service, schoolStaff.id, false);
  });

  it('is added once, and no more than twenty to one person', async () => {
    const [key, from] = [new SoftwareKey(origin), await browserOf(officer)];
    expect((await register(from, key)).statusCode).toBe(201);
    expect((await register(from, key)).json()).toMatchObject({ code: 'passkeys.known' });
    await database.query(
      `INSERT INTO account_passkey SELECT gen_random_uuid(), person_id, 'c' || n, public_key, 0, '{}', 'x', created_at
       FROM account_passkey, generate_series(1, 19) n`,
    );
    expect((await register(from, new SoftwareKey(origin))).json()).toMatchObject({
      code: 'passkeys.tooMany',
      title: 'You have 20 passkeys.',
    });
  });

  it('cannot be removed when it is the last factor of somebody who needs one, or the only way in', async () => {
    const remove = async (from: Visitor, id: string) =>
      (await send(from, 'DELETE', `/api/account/passkeys/${id}`)).json();
    const from = await browserOf(officer);
    const first = (await register(from, new SoftwareKey(origin))).json().id;
    expect(await remove(from, first)).toMatchObject({ status: 409, code: 'passkeys.lastFactor' });
    const second = (await register(from, new SoftwareKey(origin))).json().id;
    // Two at the same moment: one stays.
    const both = await Promise.all(
      [first, second].map((id) =>
        app.inject({
          method: 'DELETE',
          url: `/api/account/passkeys/${id}`,
          cookies: from.cookies,
          headers: { 'x-csrf-token': from.csrf },
        }),
      ),
    );
    expect(both.map((answer) => answer.statusCode).toSorted()).toEqual([200, 409]);
    const free = await browserOf(districtCoordinator);
    const only = (await register(free, new SoftwareKey(origin))).json().id;
    expect(await remove(visitor(), only)).toMatchObject({ status: 401 });
    expect(await remove(free, only)).toMatchObject({ status: 409, code: 'passkeys.lastWay' });
    await setPassword(service, districtCoordinator.id, password);
    // A password that may not be used opens nothing.
    await database.query(`INSERT INTO sign_in_policy VALUES ($1, '{}', 12, NULL, 30, 5, NULL, false, $2, now())`, [
      program.id,
      officer.id,
    ]);
    expect(await remove(free, only)).toMatchObject({ status: 409, code: 'passkeys.lastWay' });
    await database.query('DELETE FROM sign_in_policy');
    expect(await remove(free, only)).toEqual({ ok: true });
    expect(await remove(free, only)).toMatchObject({ status: 404 });
  });

  it('needs a name of the server; this machine’s own is localhost', () => {
    expect(relyingParty({ publicUrl: 'https://sro.example.gov' })).toEqual({
      id: 'sro.example.gov',
      origins: [origin],
    });
    expect(relyingParty({ publicUrl: 'http://127.0.0.1:8080' })).toEqual({
      id: 'localhost',
      origins: ['http://localhost:8080'],
    });
    expect(relyingParty({ publicUrl: 'http://[::1]:8080' })).toEqual({
      id: 'localhost',
      origins: ['http://localhost:8080'],
    });
    expect(relyingParty({ publicUrl: 'https://192.0.2.7' })).toBeNull();
  });
});
