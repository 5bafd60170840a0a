import { describe, expect, it } from 'vitest';
import { testWorld } from '../../../../tests/support/world.ts';
import { buildApp } from '../../app.ts';
import { setPassword } from '../accounts/passwords.ts';
import { ensurePerson, invite, setDisabled } from '../accounts/people.ts';

const world = await testWorld();
const { service, app, program, database, clock } = world;

async function signIn(email: string, password: string) {
  return app.inject({ method: 'POST', url: '/api/session', payload: { email, password } });
}

describe('signing in', () => {
  it('works with address and password, whatever the case of the address, and tells who one is', async () => {
    const { id } = await ensurePerson(service, { email: 'Pat@Example.org', name: 'Pat' });
    expect((await setPassword(service, id, 'a sentence only I know')).ok).toBe(true);
    const answer = await signIn('pat@EXAMPLE.org', 'a sentence only I know');
    expect(answer.statusCode).toBe(200);
    const cookie = answer.cookies.find((each) => each.name === 'opensro');
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' });
    const me = await app.inject({ method: 'GET', url: '/api/me', cookies: { opensro: cookie?.value ?? '' } });
    expect(me.json()).toMatchObject({
      person: { name: 'Pat', email: 'pat@example.org' },
      memberships: [],
      actions: [],
    });
  });

  it('gives one answer for a wrong password, no such account and a disabled one', async () => {
    const { id } = await ensurePerson(service, { email: 'gone@example.org', name: 'Gone' });
    await setPassword(service, id, 'a sentence only I know');
    await setDisabled(service, id, true);
    const answers = await Promise.all([
      signIn('pat@example.org', 'not my sentence'),
      signIn('nobody@example.org', 'not my sentence'),
      signIn('gone@example.org', 'a sentence only I know'),
    ]);
    const bodies = answers.map((answer) => ({ status: answer.statusCode, ...answer.json(), requestId: '' }));
    expect(bodies[0]).toMatchObject({ status: 401, code: 'common.signInFailed' });
    expect(bodies[1]).toEqual(bodies[0]);
    expect(bodies[2]).toEqual(bodies[0]);
  });

  it('names the fields that are missing, in the language asked for', async () => {
    const answer = await app.inject({
      method: 'POST',
      url: '/api/session',
      payload: { email: '' },
      headers: { 'accept-language': 'es-MX,es;q=0.9' },
    });
    expect(answer.statusCode).toBe(422);
    expect(answer.json().errors.map((error: { field: string }) => error.field)).toEqual(['email', 'password']);
    expect(answer.json().title).toMatch(/respuestas/);
  });

  it('keeps no password and no token in the database as it was given', async () => {
    const [person] = await database.query<{ password_hash: string }>(
      "SELECT password_hash FROM account_person WHERE email = 'pat@example.org'",
    );
    expect(person?.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    const [session] = await database.query<{ token: string }>(
      "SELECT encode(token_hash, 'escape') AS token FROM account_session LIMIT 1",
    );
    expect(session?.token).not.toContain(program.people.officer.cookie);
  });
});

describe('a session', () => {
  it('ends after half an hour without use, after twelve hours at most, and at sign-out', async () => {
    const start = clock.now;
    const { agencyLeader } = program.people;
    const status = async () => (await world.request(agencyLeader, 'GET', '/api/me')).statusCode;
    clock.now = new Date(start.getTime() + 29 * 60_000);
    expect(await status()).toBe(200);
    clock.now = new Date(start.getTime() + 58 * 60_000);
    expect(await status()).toBe(200);
    clock.now = new Date(start.getTime() + 89 * 60_000);
    expect(await status()).toBe(401);
    clock.now = start;
    const { recordsOfficer } = program.people;
    expect((await world.request(recordsOfficer, 'DELETE', '/api/session')).statusCode).toBe(200);
    expect((await world.request(recordsOfficer, 'GET', '/api/me')).statusCode).toBe(401);
  });

  it('loses a role the moment the role ends', async () => {
    const { supervisor } = program.people;
    expect((await world.request(supervisor, 'GET', '/notices')).statusCode).toBe(200);
    await database.query('UPDATE membership SET ended_at = $2 WHERE person_id = $1', [supervisor.id, clock.now]);
    expect((await world.request(supervisor, 'GET', '/notices')).statusCode).toBe(404);
  });
});

describe('an invitation', () => {
  it('sets a password once, even when it is used twice at the same moment', async () => {
    const { id } = await ensurePerson(service, { email: 'new@example.org', name: 'New' });
    const token = await invite(service, id);
    const use = () =>
      app.inject({ method: 'POST', url: '/api/invitation', payload: { token, password: 'my very own sentence' } });
    const answers = await Promise.all([use(), use()]);
    expect(answers.map((answer) => answer.statusCode).toSorted()).toEqual([200, 404]);
    expect((await signIn('new@example.org', 'my very own sentence')).statusCode).toBe(200);
  });

  it('says what a password needs and stays usable after a bad one', async () => {
    const { id } = await ensurePerson(service, { email: 'short@example.org', name: 'Short' });
    const token = await invite(service, id);
    const bad = await app.inject({ method: 'POST', url: '/api/invitation', payload: { token, password: 'short' } });
    expect(bad.statusCode).toBe(422);
    expect(bad.json().errors).toMatchObject([{ field: 'password', code: 'common.passwordLength' }]);
    const good = await app.inject({
      method: 'POST',
      url: '/api/invitation',
      payload: { token, password: 'long enough now' },
    });
    expect(good.statusCode).toBe(200);
  });
});

describe('my language', () => {
  it('[P7.8] changes once and is in the trail of the accounts', async () => {
    const { supervisor } = program.people;
    const choose = () => world.request(supervisor, 'PATCH', '/api/me', { language: 'es' });
    expect((await choose()).json()).toEqual({ language: 'es' });
    expect((await choose()).json()).toEqual({ language: 'es' });
    const events = await world.database.query<{ event: string }>(
      "SELECT event FROM account_event WHERE person_id = $1 AND event = 'languageChanged'",
      [supervisor.id],
    );
    expect(events).toHaveLength(1);
  });
});

describe('the limits on how often one address may ask', () => {
  it('hold for sign-in and the API, and not for the app’s own files', async () => {
    const service = {
      ...world.service,
      config: { ...world.service.config, rateLimitPerMinute: 10, signInLimitPerMinute: 3 },
    };
    const limited = await buildApp(service, false);
    const ask = (url: string) => limited.inject({ method: 'GET', url });
    for (let count = 0; count < 30; count += 1) await ask('/app/assets/some-file.js');
    const tries = [];
    for (let count = 0; count < 4; count += 1) {
      const payload = { email: 'pat@example.org', password: 'not it' };
      tries.push((await limited.inject({ method: 'POST', url: '/api/session', payload })).statusCode);
    }
    expect(tries).toEqual([401, 401, 401, 429]);
    const asks = [];
    for (let count = 0; count < 11; count += 1) asks.push((await ask('/api/me')).statusCode);
    expect(asks.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 401));
    expect(asks[10]).toBe(429);
    await limited.close();
  });
});

describe('every answer', () => {
  it('carries the security headers and is kept by no cache', async () => {
    const answer = await world.request(program.people.officer, 'GET', '/api/me');
    expect(answer.headers['content-security-policy']).toContain("default-src 'self'");
    expect(answer.headers['content-security-policy']).not.toContain('unsafe');
    expect(answer.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'cache-control': 'no-store',
    });
  });

  it('says in plain words when the body is no JSON, too large or of the wrong kind', async () => {
    const send = (payload: string, type: string) =>
      app.inject({ method: 'POST', url: '/api/session', payload, headers: { 'content-type': type } });
    expect((await send('{"email":', 'application/json')).json()).toMatchObject({
      status: 400,
      code: 'common.malformed',
    });
    expect((await send(JSON.stringify({ email: 'x'.repeat(2_000_000) }), 'application/json')).json()).toMatchObject({
      status: 413,
    });
    expect((await send('<a/>', 'application/xml')).json()).toMatchObject({ status: 415, code: 'common.wrongType' });
  });
});
