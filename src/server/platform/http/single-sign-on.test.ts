import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { type OidcProvider, startOidcProvider } from '../../../../tests/support/oidc-provider.ts';
import { type TestPerson, type TestProgram, testWorld } from '../../../../tests/support/world.ts';
import { setDisabled } from '../accounts/people.ts';

const world = await testWorld({ SSO_ADDRESSES: 'loopback' });
const { app, database, program, other, clock } = world;
// The provider's tokens carry the time of this machine.
clock.now = new Date();
const callback = 'http://127.0.0.1:8080/api/sign-in/callback';
const district = await startOidcProvider(callback);
afterAll(() => district.stop());

const settings = (of: OidcProvider) => ({
  name: 'District login',
  kind: 'other',
  issuer: of.issuer,
  clientId: of.clientId,
  clientSecret: of.clientSecret,
});

/** Adds a provider as the administrator of a program does; its id. */
async function addProvider(of: OidcProvider, more: object = {}, within: TestProgram = program): Promise<string> {
  const id = uuidv7();
  const body = { id, ...settings(of), ...more };
  const answer = await world.request(within.people.programAdmin, 'POST', '/sign-in/providers', body, within);
  expect(answer.statusCode, answer.body).toBe(201);
  return id;
}

const change = (id: string, body: object, within: TestProgram = program) =>
  world.request(within.people.programAdmin, 'PATCH', `/sign-in/providers/${id}`, body, within);

interface Begun {
  readonly location: string;
  readonly browser: string;
}

async function begin(id: string): Promise<Begun> {
  const answer = await app.inject({ method: 'GET', url: `/api/sign-in/${id}/start` });
  expect(answer.statusCode, answer.body).toBe(302);
  const cookie = answer.cookies.find((each) => each.name === 'opensro-browser');
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax' });
  return { location: answer.headers.location ?? '', browser: cookie?.value ?? '' };
}

/** Comes back to our server; the problem the sign-in page is told, or the session's cookie. */
async function comeBack(url: string, browser: string): Promise<{ problem: string | null; cookie: string }> {
  const answer = await app.inject({
    method: 'GET',
    url: url.slice(url.indexOf('/api/')),
    cookies: { 'opensro-browser': browser },
  });
  expect(answer.statusCode, answer.body).toBe(302);
  const where = new URL(answer.headers.location ?? '', 'http://here');
  const problem = where.searchParams.get('problem');
  expect(where.pathname).toBe(problem === null ? '/app/' : '/app/sign-in');
  const cookie = answer.cookies.find((each) => each.name === 'opensro')?.value ?? '';
  expect(cookie === '').toBe(problem !== null);
  return { problem, cookie };
}

async function signIn(id: string, name: string | null, at: OidcProvider = district) {
  const begun = await begin(id);
  return comeBack(await at.signIn(begun.location, name), begun.browser);
}

const session = async (cookie: string) =>
  (await app.inject({ method: 'GET', url: '/api/session', cookies: { opensro: cookie } })).json();

const events = async (event: string): Promise<number> =>
  (await database.query<{ n: number }>('SELECT count(*)::int AS n FROM account_event WHERE event = $1', [event]))[0]
    ?.n ?? 0;

const { schoolLeader, schoolStaff, officer, districtCoordinator } = program.people;
const invited = (person: TestPerson) => ({ email: person.email.toUpperCase(), email_verified: true });

beforeEach(async () => {
  clock.now = new Date();
  // The world's people signed in on a day of its own calendar.
  await database.query(
    "UPDATE account_session SET locked_at = NULL, last_seen_at = now(), proven_at = now(), expires_at = now() + interval '1 hour'",
  );
  await database.query('DELETE FROM account_link');
  await database.query('DELETE FROM sign_in_provider');
  district.logins.clear();
});

describe('[P7.8] single sign-on', () => {
  it('lets in an invited person whose address the provider has verified, and later knows them by subject', async () => {
    const id = await addProvider(district);
    district.logins.set('leader', invited(schoolLeader));
    const first = await signIn(id, 'leader');
    expect(first.problem).toBeNull();
    expect(await session(first.cookie)).toMatchObject({ state: 'open', name: schoolLeader.name });
    // The address there is another one now, and not even verified: the subject is who it was.
    district.logins.set('leader', { email: 'new@elsewhere.example', email_verified: false });
    expect((await signIn(id, 'leader')).problem).toBeNull();
    const links = await database.query('SELECT person_id, subject FROM account_link');
    expect(links).toEqual([{ person_id: schoolLeader.id, subject: 'leader' }]);
    const mails = await database.query<{ kind: string }>('SELECT kind FROM account_mail WHERE person_id = $1', [
      schoolLeader.id,
    ]);
    expect(mails.map((mail) => mail.kind)).toEqual(['loginLinked']);
  });

  it('makes nothing for strangers, closed accounts and people of another program, and answers them alike', async () => {
    const id = await addProvider(district);
    const before = await database.query('SELECT count(*)::int AS n FROM account_person');
    district.logins.set('stranger', { email: 'stranger@elsewhere.example', email_verified: true });
    district.logins.set('neighbour', invited(other.people.schoolLeader));
    district.logins.set('gone', invited(schoolStaff));
    await setDisabled(world.service, schoolStaff.id, true);
    const refused = await events('providerRefused');
    for (const name of ['stranger', 'neighbour', 'gone'])
      expect((await signIn(id, name)).problem, name).toBe('singleSignOn.stranger');
    await setDisabled(world.service, schoolStaff.id, false);
    expect(await events('providerRefused')).toBe(refused + 3);
    expect(await database.query('SELECT count(*)::int AS n FROM account_person')).toEqual(before);
    expect(await database.query('SELECT id FROM account_link')).toEqual([]);
  });

  it('believes no address the provider has not verified, or of a domain nobody named', async () => {
    const id = await addProvider(district);
    district.logins.set('doubtful', { email: schoolLeader.email, email_verified: false });
    district.logins.set('silent', { email: schoolLeader.email });
    district.logins.set('nameless', {});
    expect((await signIn(id, 'doubtful')).problem).toBe('singleSignOn.addressUnverified');
    expect((await signIn(id, 'silent')).problem).toBe('singleSignOn.addressUnverified');
    expect((await signIn(id, 'nameless')).problem).toBe('singleSignOn.addressMissing');
    await change(id, { emailDomains: ['elsewhere.example'] });
    district.logins.set('leader', invited(schoolLeader));
    expect((await signIn(id, 'leader')).problem).toBe('singleSignOn.addressElsewhere');
    await change(id, { kind: 'entra', emailDomains: ['first.example'] });
    expect((await signIn(id, 'silent')).problem).toBeNull();
  });

  it('gives an account to nobody who was given the person’s old address', async () => {
    const id = await addProvider(district);
    district.logins.set('leader', invited(schoolLeader));
    district.logins.set('successor', invited(schoolLeader));
    expect((await signIn(id, 'leader')).problem).toBeNull();
    expect((await signIn(id, 'successor')).problem).toBe('singleSignOn.linkedOtherwise');
    expect((await signIn(id, 'leader')).problem).toBeNull();
  });

  it('counts as two factors only where the program trusts it and the provider says so or always asks for them', async () => {
    const id = await addProvider(district);
    const stateOf = async (name: string) => (await session((await signIn(id, name)).cookie)).state;
    district.logins.set('password only', { ...invited(officer), amr: ['pwd'] });
    district.logins.set('two factors', { ...invited(districtCoordinator), amr: ['pwd', 'mfa'] });
    expect(await stateOf('password only')).toBe('enrol');
    await change(id, { trustsMfa: true });
    expect(await stateOf('password only')).toBe('enrol');
    district.logins.set('password only', { ...invited(officer), amr: ['pwd', 'mfa'] });
    expect(await stateOf('password only')).toBe('open');
    district.logins.set('password only', { ...invited(officer), amr: ['pwd'] });
    await change(id, { trustsMfa: true, enforcesMfa: true });
    expect(await stateOf('password only')).toBe('open');
    expect(await stateOf('two factors')).toBe('open');
  });

  it('lets somebody of two programs in only where both have the provider, and a system administrator never', async () => {
    const id = await addProvider(district);
    const { schoolStaff: both } = other.people;
    const grant =
      'INSERT INTO membership (program_id, id, person_id, role, school_ids, valid_from) VALUES ($1, $2, $3, $4, $5, $6)';
    await database.query('INSERT INTO member (program_id, person_id, name, email) VALUES ($1, $2, $3, $4)', [
      program.id,
      both.id,
      both.name,
      both.email,
    ]);
    await database.query(grant, [program.id, uuidv7(), both.id, 'schoolStaff', [program.schools[0]], '2026-01-01']);
    district.logins.set('both', invited(both));
    expect((await signIn(id, 'both')).problem).toBe('singleSignOn.accountShared');
    const there = await addProvider(district, { name: 'The same' }, other);
    expect((await signIn(id, 'both')).problem).toBeNull();
    await change(there, { active: false }, other);
    expect((await signIn(id, 'both')).problem).toBe('singleSignOn.accountShared');
    await database.query('INSERT INTO account_system_admin VALUES ($1)', [both.id]);
    await change(there, { active: true }, other);
    expect((await signIn(id, 'both')).problem).toBe('singleSignOn.accountShared');
  });

  it('ends with the last role: a link opens nothing once the person has left the program', async () => {
    const id = await addProvider(district);
    const { otherSchoolStaff } = program.people;
    district.logins.set('leaving', invited(otherSchoolStaff));
    expect((await signIn(id, 'leaving')).problem).toBeNull();
    await database.query('UPDATE membership SET ended_at = $2 WHERE person_id = $1', [otherSchoolStaff.id, clock.now]);
    expect((await signIn(id, 'leaving')).problem).toBe('singleSignOn.stranger');
  });

  it('two providers of two programs open each its own', async () => {
    const agency = await startOidcProvider(callback);
    try {
      const [here, there] = [await addProvider(district), await addProvider(agency, { name: 'Agency' }, other)];
      district.logins.set('x', invited(schoolLeader));
      agency.logins.set('x', invited(other.people.schoolLeader));
      agency.logins.set('y', invited(schoolLeader));
      const listed = (await app.inject({ method: 'GET', url: '/api/sign-in/providers' })).json();
      expect(listed).toEqual([
        { id: there, name: 'Agency', kind: 'other' },
        { id: here, name: 'District login', kind: 'other' },
      ]);
      expect(await session((await signIn(here, 'x')).cookie)).toMatchObject({ name: schoolLeader.name });
      expect(await session((await signIn(there, 'x', agency)).cookie)).toMatchObject({
        name: other.people.schoolLeader.name,
      });
      expect((await signIn(there, 'y', agency)).problem).toBe('singleSignOn.stranger');
    } finally {
      await agency.stop();
    }
  });
});

describe('[P7.8] a sign-in under way', () => {
  it('is answered once, by the browser it began in, in time', async () => {
    const id = await addProvider(district);
    district.logins.set('leader', invited(schoolLeader));
    const begun = await begin(id);
    const back = await district.signIn(begun.location, 'leader');
    const someoneElse = await begin(id);
    expect((await comeBack(back, someoneElse.browser)).problem).toBe('singleSignOn.startAgain');
    expect((await comeBack(back, '')).problem).toBe('singleSignOn.startAgain');
    expect((await comeBack(back, begun.browser)).problem).toBeNull();
    expect((await comeBack(back, begun.browser)).problem).toBe('singleSignOn.startAgain');
    const late = await begin(id);
    const lateBack = await district.signIn(late.location, 'leader');
    clock.now = new Date(Date.now() + 11 * 60_000);
    expect((await comeBack(lateBack, late.browser)).problem).toBe('singleSignOn.startAgain');
  });

  it('cannot be mixed with another: not its state, nonce, code or issuer', async () => {
    const id = await addProvider(district);
    district.logins.set('leader', invited(schoolLeader));
    const swapped = async (alter: (url: URL) => void, before: (url: URL) => void = () => undefined) => {
      const begun = await begin(id);
      const there = new URL(begun.location);
      before(there);
      const back = new URL(await district.signIn(there.href, 'leader'));
      alter(back);
      return (await comeBack(back.href, begun.browser)).problem;
    };
    expect(await swapped((url) => url.searchParams.set('state', 'guessed'))).toBe('singleSignOn.startAgain');
    expect(await swapped((url) => url.searchParams.append('state', 'guessed'))).toBe('singleSignOn.notTrusted');
    expect(await swapped((url) => url.searchParams.set('iss', 'https://evil.example'))).toBe('singleSignOn.notTrusted');
    expect(await swapped((url) => url.searchParams.delete('iss'))).toBe('singleSignOn.notTrusted');
    expect(await swapped((url) => url.searchParams.set('code', 'x'.repeat(43)))).toBe('singleSignOn.startAgain');
    expect(
      await swapped(
        () => undefined,
        (url) => url.searchParams.set('nonce', 'of somebody else'),
      ),
    ).toBe('singleSignOn.notTrusted');
    // A code that was stolen is worth nothing without the verifier, which never left our server.
    const [mine, theirs] = [await begin(id), await begin(id)];
    const stolen = new URL(await district.signIn(theirs.location, 'leader')).searchParams.get('code') ?? '';
    const back = new URL(await district.signIn(mine.location, 'leader'));
    back.searchParams.set('code', stolen);
    expect((await comeBack(back.href, mine.browser)).problem).toBe('singleSignOn.startAgain');
  });

  it('asks with PKCE, state and nonce, and for nothing but the address', async () => {
    const id = await addProvider(district);
    const sent = new URL((await begin(id)).location).searchParams;
    expect(Object.fromEntries(sent)).toMatchObject({
      response_type: 'code',
      scope: 'openid email',
      code_challenge_method: 'S256',
      redirect_uri: callback,
    });
    for (const name of ['state', 'nonce', 'code_challenge'])
      expect(sent.get(name)?.length, name).toBeGreaterThanOrEqual(43);
  });

  it('asks which login to use where that can be asked, and past a locked screen for the password', async () => {
    const id = await addProvider(district, { kind: 'entra', emailDomains: ['first.example'] });
    const promptOf = async (cookie?: string) => {
      const cookies = cookie === undefined ? {} : { opensro: cookie };
      const answer = await app.inject({ method: 'GET', url: `/api/sign-in/${id}/start`, cookies });
      return new URL(answer.headers.location ?? '').searchParams.get('prompt');
    };
    expect(await promptOf()).toBe('select_account');
    expect(await promptOf(officer.cookie)).toBe('select_account');
    await world.request(officer, 'POST', '/api/session/lock', {});
    expect(await promptOf(officer.cookie)).toBe('login');
    await change(id, { kind: 'other' });
    expect(await promptOf()).toBeNull();
  });

  it('can be stopped at the provider', async () => {
    expect((await signIn(await addProvider(district), null)).problem).toBe('singleSignOn.cancelled');
  });
});

describe('[P7.8] a provider that fails', () => {
  const problemAtStart = async (id: string): Promise<string | null> => {
    const answer = await app.inject({ method: 'GET', url: `/api/sign-in/${id}/start` });
    return new URL(answer.headers.location ?? '', 'http://here').searchParams.get('problem');
  };

  it('is named plainly and noted: down, wrong secret, wrong clock, not what it says', async () => {
    district.logins.set('leader', invited(schoolLeader));
    const failures = await events('providerFailed');
    const gone = await startOidcProvider(callback);
    await gone.stop();
    expect(await problemAtStart(await addProvider(gone))).toBe('singleSignOn.unreachable');
    const wrongSecret = await addProvider(district, { clientSecret: 'not this one' });
    expect((await signIn(wrongSecret, 'leader')).problem).toBe('singleSignOn.misconfigured');
    expect(await problemAtStart(await addProvider(district, { issuer: `${district.issuer}/tenant` }))).toBe(
      'singleSignOn.misconfigured',
    );
    expect(
      await problemAtStart(await addProvider(district, { issuer: district.issuer.replace('127.0.0.1', 'localhost') })),
    ).toBe('singleSignOn.misconfigured');
    const id = await addProvider(district);
    const begun = await begin(id);
    const back = await district.signIn(begun.location, 'leader');
    clock.now = new Date(Date.now() + 5 * 60_000);
    expect((await comeBack(back, begun.browser)).problem).toBe('singleSignOn.clock');
    expect(await events('providerFailed')).toBe(failures + 5);
  });

  it('is unknown when switched off or never there', async () => {
    const id = await addProvider(district);
    const begun = await begin(id);
    district.logins.set('leader', invited(schoolLeader));
    const back = await district.signIn(begun.location, 'leader');
    await change(id, { active: false });
    expect((await comeBack(back, begun.browser)).problem).toBe('singleSignOn.notActive');
    expect(await problemAtStart(id)).toBe('singleSignOn.notActive');
    expect(await problemAtStart(uuidv7())).toBe('singleSignOn.notActive');
    expect((await app.inject({ method: 'GET', url: '/api/sign-in/providers' })).json()).toEqual([]);
  });
});

describe('[P7.8] the providers of a program', () => {
  const { programAdmin } = program.people;

  it('are kept with their secret sealed, never answered, and in the trail', async () => {
    const id = await addProvider(district, { clientSecret: 'a very secret secret' });
    const listed = await world.request(programAdmin, 'GET', '/sign-in/providers');
    expect(listed.json()).toMatchObject([{ id, redirectUri: callback, active: true, trustsMfa: false }]);
    expect(listed.body).not.toContain('a very secret secret');
    const [row] = await database.query<{ client_secret: Buffer }>('SELECT client_secret FROM sign_in_provider');
    expect(row?.client_secret.includes('a very secret secret')).toBe(false);
    const trail = await database.query<{ payload: string }>(
      "SELECT payload FROM audit_entry WHERE record_type = 'signInProvider' AND record_id = $1",
      [id],
    );
    expect(trail).toHaveLength(1);
    expect(trail[0]?.payload).not.toContain('a very secret secret');
  });

  it('take the same twice, refuse another under the same id, and one of another program under it', async () => {
    const id = await addProvider(district);
    const again = await world.request(programAdmin, 'POST', '/sign-in/providers', { id, ...settings(district) });
    expect(again.statusCode).toBe(201);
    for (const [within, more] of [
      [program, { name: 'Another' }],
      [program, { clientSecret: 'another' }],
      [other, {}],
    ] as const) {
      const body = { id, ...settings(district), ...more };
      const answer = await world.request(within.people.programAdmin, 'POST', '/sign-in/providers', body, within);
      expect(answer.statusCode, JSON.stringify(more)).toBe(409);
    }
  });

  it('never send a stored secret to a new address', async () => {
    const id = await addProvider(district);
    const refused = await change(id, { issuer: 'http://127.0.0.1:9' });
    expect(refused.json()).toMatchObject({ code: 'singleSignOn.secretNeeded', errors: [{ field: 'clientSecret' }] });
    expect((await change(id, { clientId: 'another' })).statusCode).toBe(422);
    expect((await change(id, { clientId: 'another', clientSecret: 'its own' })).statusCode).toBe(200);
  });

  it('can be tried out and removed', async () => {
    const id = await addProvider(district);
    const tried = () => world.request(programAdmin, 'POST', `/sign-in/providers/${id}/check`, {});
    expect((await tried()).json()).toEqual({ problem: null });
    await change(id, { issuer: 'http://127.0.0.1:9', clientSecret: 'x' });
    expect((await tried()).json()).toEqual({ problem: 'singleSignOn.unreachable' });
    expect((await world.request(programAdmin, 'DELETE', `/sign-in/providers/${id}`)).statusCode).toBe(200);
    expect((await world.request(programAdmin, 'DELETE', `/sign-in/providers/${id}`)).statusCode).toBe(404);
    expect((await tried()).statusCode).toBe(404);
  });

  it('say which field is wrong, in words', async () => {
    const body = { id: uuidv7(), ...settings(district), kind: 'clever', issuer: 'http://clever.example' };
    const answer = await world.request(programAdmin, 'POST', '/sign-in/providers', body);
    expect(answer.statusCode).toBe(422);
    expect(answer.json().errors).toMatchObject([{ field: 'issuer', reason: 'The issuer must begin with https.' }]);
  });
});

describe('[P7.8] a linked login', () => {
  it('can be removed by its person alone, unless it is the only way in', async () => {
    const id = await addProvider(district);
    district.logins.set('leader', invited(schoolLeader));
    const { cookie } = await signIn(id, 'leader');
    const { csrfToken } = await session(cookie);
    const me = { ...schoolLeader, cookie, csrfToken };
    const { links } = (await world.request(me, 'GET', '/api/account/security')).json();
    expect(links).toMatchObject([{ providerName: 'District login' }]);
    const path = `/api/account/links/${links[0].id}`;
    expect((await world.request(officer, 'DELETE', path)).statusCode).toBe(404);
    expect((await world.request(me, 'DELETE', path)).json()).toMatchObject({ code: 'singleSignOn.lastWay' });
    await database.query("UPDATE account_person SET password_hash = 'x' WHERE id = $1", [schoolLeader.id]);
    expect((await world.request(me, 'DELETE', path)).statusCode).toBe(200);
    expect(await database.query('SELECT id FROM account_link')).toEqual([]);
    // The next sign-in links anew: the address is still invited and vouched for.
    expect((await signIn(id, 'leader')).problem).toBeNull();
  });
});
