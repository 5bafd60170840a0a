import { describe, expect, it } from 'vitest';
import { accountEvents, anew, enrol, newClient, testPassword, withPassword } from '../../../../tests/support/client.ts';
import { testWorld } from '../../../../tests/support/world.ts';
import { runUser } from '../../../cli/user.ts';
import { defaultSignInPolicy, type SignInPolicy } from '../../../domain/accounts/policy.ts';
import { startSession } from './sessions.ts';
import { disableInactive, keepAccounts } from './upkeep.ts';

const world = await testWorld();
const { program, other, database, clock, service } = world;
const { programAdmin } = program.people;
const days = (count: number) => {
  clock.now = new Date(clock.now.getTime() + count * 86_400_000);
};
const set = (change: Partial<SignInPolicy>, person = programAdmin) =>
  world.request(person, 'PUT', '/sign-in/policy', { ...defaultSignInPolicy, ...change });
const trail = () =>
  database.query<{ event: string; payload: string }>(
    'SELECT event, payload FROM audit_entry WHERE program_id = $1 ORDER BY at, seq',
    [program.id],
  );

describe('rules of sign-in', () => {
  it('[P7.8] are set by the program’s administrator within what is safe, and each change is in the trail', async () => {
    expect((await world.request(programAdmin, 'GET', '/sign-in/policy')).json()).toEqual(defaultSignInPolicy);
    for (const wrong of [
      { idleMinutes: 31 },
      { lockAfterFailures: 6 },
      { passwordMinLength: 4 },
      { secondFactorRoles: ['king'] },
    ]) {
      expect(
        (await world.request(programAdmin, 'PUT', '/sign-in/policy', { ...defaultSignInPolicy, ...wrong })).statusCode,
      ).toBe(422);
    }
    expect((await set({ idleMinutes: 10, secondFactorRoles: ['schoolLeader'] })).statusCode).toBe(200);
    expect((await set({ idleMinutes: 10, secondFactorRoles: ['schoolLeader'] })).statusCode).toBe(200);
    const entries = await trail();
    expect(entries.map((entry) => entry.event)).toEqual(['signInPolicy.set']);
    expect(JSON.parse(entries[0]?.payload ?? '').detail.after.idleMinutes).toBe(10);
    expect((await set({}, program.people.agencyLeader)).statusCode).toBe(403);
    expect((await world.request(other.people.programAdmin, 'GET', '/sign-in/policy')).statusCode).toBe(404);
  });

  it('hold at once, also for a session that is open, and for nobody of another program', async () => {
    const { schoolLeader } = program.people;
    const start = { origin: null, device: '', method: 'password', strong: false } as const;
    expect((await startSession(service, schoolLeader.id, start)).state).toBe('enrol');
    expect((await startSession(service, other.people.schoolLeader.id, start)).state).toBe('open');
    const client = newClient(world);
    const { email } = await withPassword(world, program.people.schoolStaff);
    await client.signIn(email);
    expect((await client.standing()).idleMinutes).toBe(10);
    clock.now = new Date(clock.now.getTime() + 11 * 60_000);
    expect((await client.send('GET', '/api/me')).json()).toMatchObject({ code: 'common.sessionLocked' });
    await set({ passwordMinLength: 20 }, await anew(world, programAdmin));
    await client.send('POST', '/api/session/unlock', { password: testPassword });
    const short = { current: testPassword, password: 'eighteen is shorty' };
    expect((await client.send('POST', '/api/account/password', short)).json()).toMatchObject({
      code: 'common.passwordLength',
    });
  });

  it('[P7.8] can ask for a new password after a time: nothing else is open until it is set', async () => {
    const { otherSchoolStaff } = program.people;
    await withPassword(world, otherSchoolStaff);
    expect((await set({ passwordMaxAgeDays: 90 }, await anew(world, programAdmin))).statusCode).toBe(200);
    days(91);
    const client = newClient(world);
    expect((await client.signIn(otherSchoolStaff.email)).json()).toMatchObject({ state: 'newPassword' });
    expect((await client.send('GET', '/api/me')).statusCode).toBe(401);
    const change = async (body: object) => (await client.send('POST', '/api/account/password', body)).json();
    const password = 'another sentence of mine';
    expect(await change({ current: 'not it', password })).toMatchObject({
      errors: [{ field: 'current', code: 'signIn.passwordWrong' }],
    });
    expect(await change({ current: testPassword, password: testPassword })).toMatchObject({
      errors: [{ field: 'password', code: 'signIn.passwordSame' }],
    });
    expect(await change({ current: testPassword, password: 'Password2026!' })).toMatchObject({
      code: 'signIn.passwordCommon',
    });
    expect(await change({ current: testPassword, password })).toEqual({ ok: true });
    expect(await client.standing()).toMatchObject({ state: 'open' });
    expect((await newClient(world).signIn(otherSchoolStaff.email)).statusCode).toBe(401);
    const events = await accountEvents(world, otherSchoolStaff.id);
    expect(events).toEqual(expect.arrayContaining(['passwordChangeFailed', 'passwordSet']));
  });

  it('[P7.8] turn passwords off only for who came in without one; then no password opens anything', async () => {
    const refused = await set({ passwordSignIn: false }, await anew(world, programAdmin, 'password'));
    expect(refused.json()).toMatchObject({ status: 409, code: 'signIn.keepOneDoor' });
    expect((await set({ passwordSignIn: false }, await anew(world, programAdmin, 'passkey'))).statusCode).toBe(200);
    const { email } = await withPassword(world, program.people.schoolStaff);
    expect((await newClient(world).signIn(email)).json()).toMatchObject({ code: 'common.signInFailed' });
    expect((await set({}, await anew(world, programAdmin, 'passkey'))).statusCode).toBe(200);
    expect((await newClient(world).signIn(email)).statusCode).toBe(200);
  });
});

describe('accounts nobody uses', () => {
  it('[P7.8] are switched off after the days a program allows, and opened again by an administrator’s link', async () => {
    const { districtCoordinator, recordsOfficer } = program.people;
    const asAdmin = await anew(world, programAdmin);
    await set({ disableAfterInactiveDays: 30 }, asAdmin);
    await database.query('UPDATE account_person SET last_active_at = $1', [clock.now]);
    await database.query(`UPDATE account_person SET last_active_at = $1 WHERE id = ANY($2)`, [
      new Date(clock.now.getTime() - 31 * 86_400_000),
      [districtCoordinator.id, other.people.districtCoordinator.id, world.systemAdmin.id],
    ]);
    expect(await disableInactive(service)).toBe(1);
    expect(await disableInactive(service)).toBe(0);
    await keepAccounts(service);
    const off = await database.query<{ id: string }>('SELECT id FROM account_person WHERE disabled_at IS NOT NULL');
    expect(off).toEqual([{ id: districtCoordinator.id }]);
    expect(await accountEvents(world, districtCoordinator.id)).toContain('disabledInactive');
    const link = await world.request(asAdmin, 'POST', `/setup/people/${districtCoordinator.id}/link`);
    const token = new URL(link.json<{ link: string }>().link).hash.slice(1);
    const opened = await world.app.inject({
      method: 'POST',
      url: '/api/invitation',
      payload: { token, password: testPassword },
    });
    expect(opened.statusCode, opened.body).toBe(200);
    expect((await newClient(world).signIn(districtCoordinator.email)).statusCode).toBe(200);
    // One switched off by a person stays off.
    await runUser(service, ['disable', '--email', recordsOfficer.email]);
    expect((await world.request(asAdmin, 'POST', `/setup/people/${recordsOfficer.id}/link`)).statusCode).toBe(409);
  });
});

describe('a lost second factor', () => {
  it('[P7.8] is taken off by the program’s administrator, in both trails; the next sign-in sets up another', async () => {
    const { officer } = program.people;
    const client = newClient(world);
    await enrol(world, client, officer);
    const asAdmin = await anew(world, programAdmin);
    const path = `/people/${officer.id}/second-factor-reset`;
    expect(
      (await world.request(asAdmin, 'POST', `/people/${other.people.officer.id}/second-factor-reset`)).statusCode,
    ).toBe(404);
    expect((await world.request(asAdmin, 'POST', path)).json()).toEqual({ ok: true });
    expect((await client.send('GET', '/api/me')).statusCode).toBe(401);
    expect((await newClient(world).signIn(officer.email)).json()).toMatchObject({ state: 'enrol' });
    expect((await trail()).map((entry) => entry.event)).toContain('person.secondFactorReset');
    expect(await accountEvents(world, officer.id)).toContain('secondFactorReset');
    const mails = await database.query<{ kind: string }>('SELECT kind FROM account_mail WHERE person_id = $1', [
      officer.id,
    ]);
    expect(mails.map((mail) => mail.kind)).toContain('factorReset');
  });

  it('and a lock are taken off at the machine too', async () => {
    const { agencyLeader } = program.people;
    await enrol(world, newClient(world), agencyLeader);
    for (let count = 0; count < 5; count += 1) await newClient(world).signIn(agencyLeader.email, 'not the password');
    expect((await newClient(world).signIn(agencyLeader.email)).statusCode).toBe(401);
    await runUser(service, ['unlock', '--email', agencyLeader.email]);
    expect((await newClient(world).signIn(agencyLeader.email)).json()).toMatchObject({ state: 'secondFactor' });
    await runUser(service, ['reset-second-factor', '--email', agencyLeader.email]);
    expect((await newClient(world).signIn(agencyLeader.email)).json()).toMatchObject({ state: 'enrol' });
    const events = await accountEvents(world, agencyLeader.id);
    expect(events).toEqual(expect.arrayContaining(['unlocked', 'secondFactorReset']));
  });
});

describe('the accounts’ trail', () => {
  it('[P7.8] holds codes, ids and addresses of the network, nothing typed', async () => {
    const rows = await database.query<{ event: string; origin: string | null; id: string | null }>(
      'SELECT event, origin, person_id::text AS id FROM account_event',
    );
    expect(rows.length).toBeGreaterThan(20);
    for (const row of rows) {
      expect(row.event).toMatch(/^[a-zA-Z]+$/);
      expect(row.origin ?? 'command line').toMatch(/^(command line|[\d.:a-f]+)$/);
    }
    const columns = await database.query<{ name: string }>(
      `SELECT column_name AS name FROM information_schema.columns WHERE table_name = 'account_event' ORDER BY 1`,
    );
    expect(columns.map((column) => column.name)).toEqual(['at', 'event', 'id', 'origin', 'person_id']);
  });
});
