import { describe, expect, it } from 'vitest';
import {
  accountEvents,
  anew,
  codeOf,
  enrol,
  newClient,
  testPassword,
  withPassword,
} from '../../../../tests/support/client.ts';
import { testWorld } from '../../../../tests/support/world.ts';
import { setDisabled } from './people.ts';
import { readStanding } from './sessions.ts';

const world = await testWorld();
const { program, database, clock, service } = world;
const later = (minutes: number) => {
  clock.now = new Date(clock.now.getTime() + minutes * 60_000);
};
const me = '/api/me';

describe('a session without a sign of life', () => {
  it('[P7.8] is locked after 30 minutes, not ended, and goes on after the password', async () => {
    const { email, id } = await withPassword(world, program.people.schoolLeader);
    const client = newClient(world);
    await client.signIn(email);
    const notices = `/api/programs/${program.id}/notices`;
    later(29);
    expect((await client.send('GET', notices)).statusCode).toBe(200);
    later(30);
    const refused = await client.send('GET', notices);
    expect(refused.json()).toMatchObject({ status: 401, code: 'common.sessionLocked' });
    expect(await client.standing()).toMatchObject({ state: 'locked', name: program.people.schoolLeader.name });
    const cookie = client.cookie();
    const wrong = await client.send('POST', '/api/session/unlock', { password: 'not the password' });
    expect(wrong.json()).toMatchObject({ status: 422, errors: [{ field: 'password', code: 'signIn.passwordWrong' }] });
    expect((await client.send('GET', me)).statusCode).toBe(401);
    const unlocked = await client.send('POST', '/api/session/unlock', { password: testPassword });
    expect(unlocked.json()).toMatchObject({ state: 'open' });
    expect(client.cookie()).toBe(cookie);
    expect((await client.send('GET', notices)).statusCode).toBe(200);
    expect((await accountEvents(world, id)).slice(-3)).toEqual(['sessionLocked', 'unlockFailed', 'sessionUnlocked']);
  });

  it('[P7.8] is not kept awake by what a page asks for by itself', async () => {
    const { email } = await withPassword(world, program.people.otherSchoolLeader);
    const client = newClient(world);
    await client.signIn(email);
    for (let minute = 0; minute < 30; minute += 5) {
      expect((await client.send('GET', me, undefined, { 'x-background': '1' })).statusCode, `${minute}`).toBe(200);
      later(5);
    }
    expect((await client.send('GET', me, undefined, { 'x-background': '1' })).statusCode).toBe(401);
  });

  it('is locked by hand too, and unlocked by a code; nothing passes meanwhile but unlocking and signing out', async () => {
    const { supervisor } = program.people;
    const client = newClient(world);
    const { secret, recoveryCodes } = await enrol(world, client, supervisor);
    expect((await client.send('POST', '/api/session/lock', {})).json()).toMatchObject({ state: 'locked' });
    for (const [method, path] of [
      ['GET', me],
      ['GET', '/api/account/security'],
      ['DELETE', '/api/account/totp'],
      ['GET', `/api/programs/${program.id}/notices`],
    ] as const) {
      expect((await client.send(method, path)).json(), path).toMatchObject({ code: 'common.sessionLocked' });
    }
    later(2);
    const unlock = async (body: object) => (await client.send('POST', '/api/session/unlock', body)).statusCode;
    expect(await unlock({ code: recoveryCodes[0] ?? '' })).toBe(422);
    expect(await unlock({})).toBe(422);
    expect(await unlock({ code: codeOf(world, secret) })).toBe(200);
    expect((await client.send('GET', me)).statusCode).toBe(200);
    await client.send('POST', '/api/session/lock', {});
    expect((await client.send('DELETE', '/api/session')).statusCode).toBe(200);
    expect(await client.standing()).toMatchObject({ state: 'signedOut', csrfToken: null });
  });

  it('ends after twelve hours, and at once where the second factor was never shown', async () => {
    const { officer, agencyLeader } = program.people;
    await enrol(world, newClient(world), officer);
    const halfway = newClient(world);
    expect((await halfway.signIn(officer.email)).json()).toMatchObject({ state: 'secondFactor' });
    later(31);
    expect(await halfway.standing()).toMatchObject({ state: 'signedOut' });
    const person = await anew(world, agencyLeader);
    const ask = () => world.request(person, 'GET', me);
    for (let hour = 0; hour < 48; hour += 1) {
      later(14.9);
      expect((await ask()).statusCode).toBe(200);
    }
    later(5);
    expect((await ask()).json()).toMatchObject({ code: 'common.signInNeeded' });
  });

  it('writes that somebody is there once a minute at most', async () => {
    const { recordsOfficer } = program.people;
    const seen = async () =>
      (
        await database.query<{ at: Date }>('SELECT max(last_seen_at) AS at FROM account_session WHERE person_id = $1', [
          recordsOfficer.id,
        ])
      )[0]?.at.toISOString();
    const person = await anew(world, recordsOfficer);
    const ask = () => world.request(person, 'GET', me);
    const first = await seen();
    later(0.9);
    await ask();
    expect(await seen()).toBe(first);
    later(0.2);
    await ask();
    expect(await seen()).toBe(clock.now.toISOString());
  });
});

describe('what guards the account', () => {
  it('[P7.8] is changed only by who has shown a short while ago who they are', async () => {
    const { otherOfficer } = program.people;
    const client = newClient(world);
    await enrol(world, client, otherOfficer);
    later(10);
    expect((await client.send('POST', '/api/account/recovery-codes', {})).statusCode).toBe(200);
    later(6);
    for (const [method, path] of [
      ['POST', '/api/account/recovery-codes'],
      ['POST', '/api/account/totp'],
      ['DELETE', '/api/account/totp'],
    ] as const) {
      const refused = await client.send(method, path, method === 'POST' ? {} : undefined);
      expect(refused.json(), path).toMatchObject({ code: 'common.sessionLocked' });
      expect((await client.send('POST', '/api/session/unlock', { password: testPassword })).statusCode).toBe(200);
      later(16);
    }
  });
});

describe('devices', () => {
  it('[P7.8] are listed with what and where they are, and signed out from afar', async () => {
    const person = await withPassword(world, program.people.schoolStaff);
    await database.query('DELETE FROM account_session WHERE person_id = $1', [person.id]);
    const phone = newClient(
      world,
      'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile Safari/604.1',
    );
    const desk = newClient(world);
    await phone.signIn(person.email);
    later(1);
    await desk.signIn(person.email);
    type Row = { id: string; device: string; origin: string; current: boolean };
    const list = async () => (await desk.send('GET', '/api/account/sessions')).json<Row[]>();
    const rows = await list();
    expect(rows.map(({ device, origin, current }) => [device, origin, current])).toEqual([
      ['Firefox / Windows', '127.0.0.1', true],
      ['Safari / iPhone', '127.0.0.1', false],
    ]);
    expect((await desk.send('DELETE', `/api/account/sessions/${rows[1]?.id}`)).statusCode).toBe(200);
    expect((await phone.send('GET', me)).statusCode).toBe(401);
    expect((await desk.send('DELETE', `/api/account/sessions/${rows[1]?.id}`)).statusCode).toBe(404);
    // Somebody else's is not there.
    const [theirs] = await database.query<{ id: string }>('SELECT id FROM account_session WHERE person_id = $1', [
      program.people.districtCoordinator.id,
    ]);
    expect((await desk.send('DELETE', `/api/account/sessions/${theirs?.id}`)).statusCode).toBe(404);
    await phone.signIn(person.email);
    expect(await list()).toHaveLength(2);
    expect((await desk.send('DELETE', '/api/account/sessions')).statusCode).toBe(200);
    expect(await list()).toHaveLength(1);
    expect((await accountEvents(world, person.id)).filter((event) => event === 'sessionRevoked')).toHaveLength(2);
    await desk.signIn(person.email);
    // Signing in again in the same browser leaves no session behind.
    expect(await list()).toHaveLength(1);
  });
});

describe('an open session', () => {
  it('[P7.8] ends with the account, and loses a program with the last role in it, at the next request', async () => {
    const { otherSchoolStaff, programAdmin } = program.people;
    const client = newClient(world);
    await withPassword(world, otherSchoolStaff);
    await client.signIn(otherSchoolStaff.email);
    const overview = `/api/programs/${program.id}/setup/overview`;
    expect((await client.send('GET', overview)).statusCode).toBe(200);
    const left = { name: otherSchoolStaff.name, title: null, language: 'en', grants: [] };
    const ended = await world.request(
      await anew(world, programAdmin),
      'PUT',
      `/setup/people/${otherSchoolStaff.id}`,
      left,
    );
    expect(ended.statusCode, ended.body).toBe(200);
    expect((await client.send('GET', overview)).statusCode).toBe(404);
    expect((await client.send('GET', me)).json()).toMatchObject({ memberships: [] });
    await setDisabled(service, otherSchoolStaff.id, true);
    expect((await client.send('GET', me)).statusCode).toBe(401);
    expect((await client.signIn(otherSchoolStaff.email)).statusCode).toBe(401);
  });

  it('[P7.8] asks for a second factor the moment a new role or rule needs one', async () => {
    const { schoolLeader } = program.people;
    const client = newClient(world);
    await client.signIn(schoolLeader.email);
    expect((await client.send('GET', me)).statusCode).toBe(200);
    await database.query(
      `INSERT INTO membership (program_id, id, person_id, role, valid_from) VALUES ($1, gen_random_uuid(), $2, 'supervisor', '2026-01-01')`,
      [program.id, schoolLeader.id],
    );
    expect((await client.send('GET', me)).json()).toMatchObject({ code: 'common.signInNeeded' });
    expect(await client.standing()).toMatchObject({ state: 'enrol' });
    expect((await readStanding(service, service.databases.auth, schoolLeader.id))?.required).toBe(true);
  });
});
