import { afterAll, describe, expect, it, vi } from 'vitest';
import {
  accountEvents,
  codeOf,
  enrol,
  newClient,
  testPassword,
  withPassword,
} from '../../../../tests/support/client.ts';
import { testWorld } from '../../../../tests/support/world.ts';
import { judge } from './lockout.ts';

/** What argon2 was asked to do: the one work of a sign-in that takes time. */
const argon2 = vi.hoisted(() => {
  // Files of a worker share their modules; what this one replaces must be loaded anew, here and after it.
  vi.resetModules();
  return { verified: 0 };
});
afterAll(() => {
  vi.resetModules();
});
vi.mock('@node-rs/argon2', async (original) => {
  const real = await original<typeof import('@node-rs/argon2')>();
  return {
    ...real,
    verify: (...given: Parameters<typeof real.verify>) => {
      argon2.verified += 1;
      return real.verify(...given);
    },
  };
});

const world = await testWorld();
const { program, database, clock } = world;
const later = (minutes: number) => {
  clock.now = new Date(clock.now.getTime() + minutes * 60_000);
};

async function tryWith(email: string, password: string) {
  const before = argon2.verified;
  const answer = await world.app.inject({ method: 'POST', url: '/api/session', payload: { email, password } });
  const { requestId: _own, ...said } = answer.json<Record<string, unknown>>();
  return { status: answer.statusCode, said, hashes: argon2.verified - before };
}

const rowsWritten = async () =>
  (
    await database.query<{ events: number; failures: number }>(
      `SELECT (SELECT count(*)::int FROM account_event WHERE event LIKE 'signIn%') AS events,
        (SELECT coalesce(sum(failures), 0)::int FROM account_failure) AS failures`,
    )
  )[0];

describe('failed sign-ins', () => {
  it('[P7.8] lock after five, the right password answered like a wrong one, and longer each time', async () => {
    const { email, id } = await withPassword(world, program.people.schoolStaff);
    const wrong = await tryWith(email, 'not the password');
    for (let count = 2; count <= 5; count += 1) await tryWith(email, 'not the password');
    const locked = await tryWith(email, testPassword);
    expect(locked).toEqual(wrong);
    expect(locked).toMatchObject({ status: 401, said: { code: 'common.signInFailed' } });
    later(1.1);
    // The minute is over: one more wrong one, and two minutes begin.
    await tryWith(email, 'not the password');
    later(1.1);
    expect((await tryWith(email, testPassword)).status).toBe(401);
    later(1);
    expect((await tryWith(email, testPassword)).status).toBe(200);
    // All is forgiven.
    for (let count = 1; count <= 4; count += 1) await tryWith(email, 'not the password');
    expect((await tryWith(email, testPassword)).status).toBe(200);
    expect((await accountEvents(world, id)).filter((event) => event === 'signInLocked')).toHaveLength(2);
    const mails = await database.query<{ kind: string }>('SELECT kind FROM account_mail WHERE person_id = $1', [id]);
    expect(mails.map((mail) => mail.kind)).toEqual(['accountLocked', 'accountLocked']);
  });

  it('[P7.8] of an address nobody has are answered with the same words, the same work and the same rows', async () => {
    const { email } = await withPassword(world, program.people.otherSchoolStaff);
    for (let count = 1; count <= 7; count += 1) {
      const before = await rowsWritten();
      const known = await tryWith(email, 'not the password');
      const between = await rowsWritten();
      const unknown = await tryWith('nobody.at.all@first.example', 'not the password');
      const after = await rowsWritten();
      expect(unknown, `try ${count}`).toEqual(known);
      expect(known.hashes).toBe(1);
      const grown = (from: typeof before, to: typeof before) => [
        (to?.events ?? 0) - (from?.events ?? 0),
        (to?.failures ?? 0) - (from?.failures ?? 0),
      ];
      expect(grown(between, after), `try ${count}`).toEqual(grown(before, between));
    }
    const kept = JSON.stringify(await database.query('SELECT address_digest::text FROM account_failure'));
    expect(kept).not.toContain(Buffer.from('nobody').toString('hex'));
  });

  it('[P7.8] many at the same moment are not judged as one', async () => {
    const { email } = await withPassword(world, program.people.otherSchoolLeader);
    const tries = Array.from({ length: 12 }, (_, index) => tryWith(email, `wrong ${index} of many`));
    const statuses = (await Promise.all(tries)).map((answer) => answer.status);
    expect(new Set(statuses)).toEqual(new Set([401]));
    const [row] = await database.query<{ failures: number }>('SELECT max(failures) AS failures FROM account_failure');
    expect(row?.failures).toBeLessThanOrEqual(7);
    expect((await tryWith(email, testPassword)).status).toBe(401);
  });

  it('[P7.8] a known password buys no more tries at the code, and a code no more tries at the password', async () => {
    const { officer } = program.people;
    const { secret } = await enrol(world, newClient(world), officer);
    later(2);
    const client = newClient(world);
    for (let count = 1; count <= 5; count += 1) {
      expect((await client.signIn(officer.email)).statusCode, `try ${count}`).toBe(200);
      expect((await client.send('POST', '/api/session/second-factor', { code: '000000' })).statusCode).toBe(422);
    }
    const right = { code: codeOf(world, secret) };
    expect((await client.send('POST', '/api/session/second-factor', right)).statusCode).toBe(422);
    expect((await tryWith(officer.email, testPassword)).status).toBe(401);
    later(1.1);
    expect((await client.signIn(officer.email)).json()).toMatchObject({ state: 'secondFactor' });
    const fresh = { code: codeOf(world, secret) };
    expect((await client.send('POST', '/api/session/second-factor', fresh)).statusCode).toBe(200);
    expect(await accountEvents(world, officer.id)).toContain('secondFactorFailed');
  });

  it('[P7.8] a right password under way takes no lock away that a wrong code has set meanwhile', async () => {
    const { supervisor } = program.people;
    const { secret } = await enrol(world, newClient(world), supervisor);
    later(2);
    const client = newClient(world);
    await client.signIn(supervisor.email);
    const send = (code: string) => client.send('POST', '/api/session/second-factor', { code });
    for (let count = 1; count <= 3; count += 1) await send('000000');
    // The fourth try is a right password; while its hash is worked out, the fifth fails and locks.
    const attempt = { email: supervisor.email, personId: supervisor.id, lockAfter: 5, origin: null } as const;
    await judge(world.service, { ...attempt, failed: 'signInFailed', clears: false }, async () => {
      await send('000000');
      return 'the password was right';
    });
    expect((await send(codeOf(world, secret))).statusCode).toBe(422);
  });

  it('lock sooner where a program says so, and are forgotten after a day', async () => {
    const { email } = await withPassword(world, program.people.districtCoordinator);
    const policy = {
      ...{ secondFactorRoles: [], passwordMinLength: 12, passwordMaxAgeDays: null, idleMinutes: 30 },
      lockAfterFailures: 3,
      disableAfterInactiveDays: null,
      passwordSignIn: true,
    };
    const set = await world.request(program.people.programAdmin, 'PUT', '/sign-in/policy', policy);
    expect(set.statusCode, set.body).toBe(200);
    for (let count = 1; count <= 3; count += 1) await tryWith(email, 'not the password');
    expect((await tryWith(email, testPassword)).status).toBe(401);
    later(2);
    await tryWith(email, 'not the password');
    later(25 * 60);
    for (let count = 1; count <= 2; count += 1) await tryWith(email, 'not the password');
    expect((await tryWith(email, testPassword)).status).toBe(200);
  });
});
