import { describe, expect, it } from 'vitest';
import { accountEvents, codeOf, enrol, newClient, withPassword } from '../../../../tests/support/client.ts';
import { testWorld } from '../../../../tests/support/world.ts';
import type { ProblemBody } from '../http/problems.ts';
import { makeDemonstrationAccount } from './second-factor.ts';

const world = await testWorld();
const { program, database, clock } = world;
const minutes = (count: number) => {
  clock.now = new Date(clock.now.getTime() + count * 60_000);
};

describe('signing in to a role of the agency', () => {
  it('[P7.8] opens nothing but setting up a second factor until that is done', async () => {
    const { supervisor } = program.people;
    const client = newClient(world);
    await withPassword(world, supervisor);
    const begun = await client.signIn(supervisor.email);
    expect(begun.json()).toMatchObject({ state: 'enrol', name: supervisor.name, demonstrationCode: null });
    expect((await client.send('GET', '/api/me')).json()).toMatchObject({ status: 401, code: 'common.signInNeeded' });
    for (const path of [`/api/programs/${program.id}/notices`, '/api/account/sessions', '/api/programs']) {
      expect((await client.send('GET', path)).statusCode, path).toBe(401);
    }
    const earlier = client.cookie();
    const begunTotp = (await client.send('POST', '/api/account/totp', {})).json<Record<string, string>>();
    expect(begunTotp.uri).toMatch(/^otpauth:\/\/totp\/OpenSRO/);
    expect(begunTotp.qrSvg).toMatch(/^<svg/);
    const wrong = await client.send('POST', '/api/account/totp/confirm', { code: '000000' });
    expect(wrong.json()).toMatchObject({ status: 422, errors: [{ field: 'code', code: 'signIn.codeWrong' }] });
    const code = codeOf(world, begunTotp.secret ?? '');
    const confirmed = await client.send('POST', '/api/account/totp/confirm', { code });
    expect(confirmed.json().recoveryCodes).toHaveLength(10);
    expect(await client.standing()).toMatchObject({ state: 'open', factors: ['totp', 'recovery'] });
    expect((await client.send('GET', '/api/me')).statusCode).toBe(200);
    // The token from before the second factor is worth nothing.
    expect(client.cookie()).not.toBe(earlier);
    const old = await world.app.inject({ method: 'GET', url: '/api/me', cookies: { opensro: earlier ?? '' } });
    expect(old.statusCode).toBe(401);
    expect(await accountEvents(world, supervisor.id)).toEqual([
      'signIn',
      'passwordSet',
      'signIn',
      'totpSetUp',
      'secondFactorShown',
    ]);
  });

  it('[P7.8] takes each code once, also when it is sent twice at the same moment', async () => {
    const { agencyLeader } = program.people;
    const { secret } = await enrol(world, newClient(world), agencyLeader);
    const spent = codeOf(world, secret);
    const again = newClient(world);
    await again.signIn(agencyLeader.email);
    expect((await again.send('POST', '/api/session/second-factor', { code: spent })).statusCode).toBe(422);
    minutes(1);
    const [one, two] = [newClient(world), newClient(world)];
    await one.signIn(agencyLeader.email);
    await two.signIn(agencyLeader.email);
    const code = codeOf(world, secret);
    const answers = await Promise.all(
      [one, two].map((client) =>
        client.send('POST', '/api/session/second-factor', { code: ` ${code.slice(0, 3)} ${code.slice(3)} ` }),
      ),
    );
    expect(answers.map((answer) => answer.statusCode).toSorted()).toEqual([200, 422]);
    // One step back or ahead is a clock that goes wrong; two are a code of another time.
    minutes(2);
    const late = newClient(world);
    await late.signIn(agencyLeader.email);
    const send = (off: number) => late.send('POST', '/api/session/second-factor', { code: codeOf(world, secret, off) });
    expect((await send(-90)).statusCode).toBe(422);
    expect((await send(90)).statusCode).toBe(422);
    expect((await send(-30)).statusCode).toBe(200);
  });

  it('[P7.8] takes a recovery code once, and tells the person by mail', async () => {
    const { officer } = program.people;
    const { recoveryCodes } = await enrol(world, newClient(world), officer);
    const [first = '', second = ''] = recoveryCodes;
    const use = async (code: string) => {
      const client = newClient(world);
      await client.signIn(officer.email);
      return (await client.send('POST', '/api/session/second-factor', { code })).statusCode;
    };
    expect(await use(first.toLowerCase().replace('-', ' '))).toBe(200);
    expect(await use(first)).toBe(422);
    expect(await Promise.all([use(second), use(second)]).then((codes) => codes.toSorted())).toEqual([200, 422]);
    const client = newClient(world);
    await client.signIn(officer.email);
    await client.send('POST', '/api/session/second-factor', { code: recoveryCodes[2] ?? '' });
    await client.standing();
    expect((await client.send('GET', '/api/account/security')).json()).toMatchObject({ recoveryCodesLeft: 7 });
    const renewed = (await client.send('POST', '/api/account/recovery-codes', {})).json<{ recoveryCodes: string[] }>();
    expect(renewed.recoveryCodes).toHaveLength(10);
    expect(await use(recoveryCodes[4] ?? '')).toBe(422);
    const mails = await database.query<{ kind: string }>(
      'SELECT kind FROM account_mail WHERE person_id = $1 ORDER BY created_at, id',
      [officer.id],
    );
    expect(mails.map((mail) => mail.kind)).toEqual(['factorAdded', ...Array(3).fill('recoveryCodeUsed')]);
  });

  it('[P7.8] keeps neither keys nor codes as they were given', async () => {
    const { otherOfficer } = program.people;
    const { secret, recoveryCodes } = await enrol(world, newClient(world), otherOfficer);
    const kept = await database.query(
      'SELECT totp::text AS totp, code::text AS code FROM account_totp totp JOIN account_recovery_code code USING (person_id) WHERE person_id = $1',
      [otherOfficer.id],
    );
    const text = JSON.stringify(kept);
    expect(kept).toHaveLength(10);
    const asHex = (value: string) => Buffer.from(value).toString('hex');
    for (const given of [secret, ...recoveryCodes, ...recoveryCodes.map((code) => code.replace('-', ''))]) {
      expect(text).not.toContain(given);
      expect(text).not.toContain(asHex(given));
    }
  });

  it('lets nobody remove the only second factor a role needs; who needs none may', async () => {
    const { otherOfficer, schoolStaff } = program.people;
    const { secret } = await enrol(world, newClient(world), schoolStaff);
    const staff = newClient(world);
    minutes(1);
    expect((await staff.signIn(schoolStaff.email)).json()).toMatchObject({ state: 'secondFactor' });
    await staff.send('POST', '/api/session/second-factor', { code: codeOf(world, secret) });
    await staff.standing();
    expect((await staff.send('DELETE', '/api/account/totp')).statusCode).toBe(200);
    expect((await newClient(world).signIn(schoolStaff.email)).json()).toMatchObject({ state: 'open', factors: [] });
    const needed = await world.request(otherOfficer, 'DELETE', '/api/account/totp');
    expect(needed.json()).toMatchObject({ status: 409, code: 'signIn.factorNeeded' });
  });
});

describe('an account of the demonstration', () => {
  it('shows its code to whoever knows its password, again and again; no other account ever does', async () => {
    const { programAdmin, schoolLeader } = program.people;
    await withPassword(world, programAdmin);
    await makeDemonstrationAccount(world.service, programAdmin.id, Buffer.alloc(20, 9));
    for (let visitor = 0; visitor < 3; visitor += 1) {
      const client = newClient(world);
      const code = (await client.signIn(programAdmin.email)).json<{ demonstrationCode: string }>().demonstrationCode;
      const opened = await client.send('POST', '/api/session/second-factor', { code });
      expect(opened.json()).toMatchObject({ state: 'open' });
    }
    await enrol(world, newClient(world), schoolLeader);
    expect((await newClient(world).signIn(schoolLeader.email)).json()).toMatchObject({
      state: 'secondFactor',
      demonstrationCode: null,
    });
    const wrong = newClient(world);
    const refused = (await wrong.signIn(programAdmin.email, 'not the password')).json<ProblemBody>();
    // The request's own number is drawn anew each time, and may hold six digits in a row.
    expect(JSON.stringify({ ...refused, requestId: '' })).not.toMatch(/\d{6}/);
  });
});
