import Fastify from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import { beforeAll, describe, expect, it } from 'vitest';
import { reach } from '../../src/domain/access/decide.ts';
import { actions, scopeOf } from '../../src/domain/access/permissions.ts';
import { type Role, roles, schoolRoles, sideOf } from '../../src/domain/access/roles.ts';
import { setDisabled } from '../../src/server/platform/accounts/people.ts';
import { lock, startSession } from '../../src/server/platform/accounts/sessions.ts';
import { actionOf, type Operation, operationsOf, routesOf, ruleFaults } from '../support/operations.ts';
import { personKeys, type TestPerson, testWorld } from '../support/world.ts';

const world = await testWorld();
const { program, other, systemAdmin, service, database } = world;
const operations = operationsOf(world.app.swagger() as Parameters<typeof operationsOf>[0]);

/** The path with the program and made-up records filled in. */
function concrete(operation: Operation, programId: string): string {
  return operation.path.replace('{programId}', programId).replace(/\{\w+\}/g, '01922b8e-0000-7000-8000-000000000000');
}

type Asking = Pick<TestPerson, 'cookie' | 'csrfToken'>;

/** Asks, and returns what matters of the answer: who is refused must not even learn which words we choose. */
async function ask(person: Asking | null, operation: Operation, programId: string) {
  const body = operation.method === 'GET' || operation.method === 'DELETE' ? undefined : {};
  const path = concrete(operation, programId);
  const answer = await world.request(person as TestPerson | null, operation.method, path, body);
  return { status: answer.statusCode, text: answer.body.replace(/"requestId":"[^"]*"/, ''), answer };
}

const codeOf = (answer: { json(): { code?: string } }): string | undefined => answer.json().code;

/** Somebody with one role of the first program, in force between two moments, signed in with two factors or with one. */
async function someone(role: Role, held: { from?: string; until?: string; strong?: boolean } = {}) {
  const id = uuidv7();
  const email = `${role}-${id}@example.org`.toLowerCase();
  await service.databases.auth.insertInto('account_person').values({ id, email, name: 'Somebody' }).execute();
  await database.query('INSERT INTO member (program_id, person_id, name, email) VALUES ($1, $2, $3, $4)', [
    ...[program.id, id, 'Somebody', email],
  ]);
  await database.query(
    `INSERT INTO membership (program_id, id, person_id, role, school_ids, valid_from, ended_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [
      ...[program.id, uuidv7(), id, role, schoolRoles.includes(role) ? [program.schools[0]] : null],
      ...[held.from ?? '2026-01-01', held.until ?? null],
    ],
  );
  const started = await startSession(service, id, {
    ...{ origin: '127.0.0.1', device: 'Test', method: 'test', strong: held.strong ?? true },
  });
  return { id, cookie: started.token, csrfToken: started.csrfToken, sessionId: started.sessionId };
}

const ofPrograms = operations.filter((operation) => operation.path.includes('{programId}'));
const named = (list: readonly Operation[]) =>
  list.map((operation) => [`${operation.method} ${operation.path}`, operation] as const);

describe('every route of the API', () => {
  it('stands in the OpenAPI document with its rule and its errors, and every permission is asked for', () => {
    expect(operations.length).toBeGreaterThan(70);
    expect(ruleFaults(operations, actions)).toEqual([]);
    for (const operation of operations)
      expect(operation.statuses).toEqual(expect.arrayContaining(['401', '403', '404', '422', '500']));
  });

  it('is in the document, but for the document itself', () => {
    const documented = operations.map(({ method, path }) => `${method} ${path.replace(/\{(\w+)\}/g, ':$1')}`);
    expect(routesOf(world.app).toSorted()).toEqual([...documented, 'GET /api/openapi.json'].toSorted());
  });

  it('cannot be added without a rule', async () => {
    const { buildServer } = await import('../../src/server/platform/http/server.ts');
    const bare = await buildServer(world.service, false);
    expect(() => bare.get('/api/forgotten', async () => 'open to all')).toThrow(/has no access rule/);
    await bare.close();
  });

  it('is found by its pattern, however its address is written', async () => {
    for (const url of ['/%61pi/me', '/api/%6de', '/%61%70%69/programs']) {
      const answer = await world.app.inject({ method: 'GET', url });
      expect({ status: answer.statusCode, cache: answer.headers['cache-control'] }, url).toEqual({
        status: 401,
        cache: 'no-store',
      });
    }
  });
});

describe('a planted fault', () => {
  it('a route without a rule in the document is found', () => {
    const planted: Operation = { method: 'GET', path: '/api/programs/{programId}/diary', access: '', statuses: [] };
    expect(ruleFaults([...operations, planted], actions)).toContain('GET /api/programs/{programId}/diary: no rule ""');
  });

  it('a permission nothing asks for is found', () => {
    expect(ruleFaults(operations, [...actions, 'diary.read'])).toContain('diary.read: no operation asks for it');
  });

  it('a route that hides from the document is found', async () => {
    const app = Fastify();
    app.get('/api/hidden/:id', { schema: { hide: true } as object }, async () => 'open to all');
    await app.ready();
    expect(routesOf(app)).toEqual(['GET /api/hidden/:id']);
    await app.close();
  });
});

describe('every route that is not public', () => {
  const closed = operations.filter((operation) => operation.access !== 'public');

  it.each(named(closed))('%s asks who is not signed in to sign in', async (_, operation) => {
    const { answer } = await ask(null, operation, program.id);
    expect({ status: answer.statusCode, code: codeOf(answer) }).toEqual({ status: 401, code: 'common.signInNeeded' });
    expect(answer.headers['content-type']).toContain('application/problem+json');
  });

  it.each(named(closed.filter((operation) => operation.method !== 'GET')))(
    '%s refuses a change without the session’s token',
    async (_, operation) => {
      const forged = { ...program.people.programAdmin, csrfToken: 'guessed' };
      const { answer } = await ask(forged, operation, program.id);
      expect({ status: answer.statusCode, code: codeOf(answer) }).toEqual({ status: 403, code: 'common.staleForm' });
    },
  );
});

describe('[D4] the permission table over HTTP: action x role x program', () => {
  it.each(named(ofPrograms))('%s lets in exactly its roles, and nobody of another program', async (_, operation) => {
    for (const key of personKeys) {
      const { answer } = await ask(program.people[key], operation, program.id);
      if (reach(program.people[key].caller.actor, actionOf(operation)).kind !== 'none')
        expect([401, 403, 500, 503], `${key}: ${answer.body}`).not.toContain(answer.statusCode);
      else
        expect({ status: answer.statusCode, code: codeOf(answer) }, key).toEqual({
          status: 403,
          code: 'common.forbidden',
        });
      const stranger = await ask(other.people[key], operation, program.id);
      expect({ status: stranger.status, code: codeOf(stranger.answer) }, `${key} of another program`).toEqual({
        status: 404,
        code: 'common.notFound',
      });
      // A program that exists nowhere looks the same as one that is not mine.
      const nowhere = await ask(other.people[key], operation, uuidv7());
      expect({ status: nowhere.status, text: nowhere.text }).toEqual({ status: 404, text: stranger.text });
    }
    expect((await ask(systemAdmin, operation, program.id)).status, 'system administrator').toBe(404);
  });
});

describe('[P7.8] rights that are not in force', () => {
  const memberRoles = roles.filter((role) => role !== 'systemAdmin');
  type Cast = Record<'ended' | 'notYet' | 'suspended' | 'locked' | 'oneFactor', Asking>;
  const casts = new Map<Role, Cast>();

  beforeAll(async () => {
    for (const role of memberRoles) {
      const suspended = await someone(role);
      const locked = await someone(role);
      casts.set(role, {
        ended: await someone(role, { until: '2026-10-14T15:00:00Z' }),
        notYet: await someone(role, { from: '2026-10-14T15:00:01Z' }),
        suspended,
        locked,
        oneFactor: await someone(role, { strong: false }),
      });
      await setDisabled(service, suspended.id, true);
      await lock(service, locked.sessionId);
    }
  });

  it.each(named(ofPrograms))('%s: ended, not begun, suspended, locked, half signed in', async (_, operation) => {
    for (const role of memberRoles) {
      const cast = casts.get(role);
      if (cast === undefined) throw new Error(`nobody plays ${role}`);
      const outsider = await ask(other.people.officer, operation, program.id);
      for (const state of ['ended', 'notYet'] as const) {
        const { status, text } = await ask(cast[state], operation, program.id);
        expect({ status, text }, `${role}, ${state}`).toEqual({ status: 404, text: outsider.text });
      }
      const suspended = await ask(cast.suspended, operation, program.id);
      expect({ status: suspended.status, code: codeOf(suspended.answer) }, `${role}, suspended`).toEqual({
        status: 401,
        code: 'common.signInNeeded',
      });
      const locked = await ask(cast.locked, operation, program.id);
      expect({ status: locked.status, code: codeOf(locked.answer) }, `${role}, locked`).toEqual({
        status: 401,
        code: 'common.sessionLocked',
      });
      const half = await ask(cast.oneFactor, operation, program.id);
      if (sideOf(role) === 'police' || role === 'programAdmin')
        expect({ status: half.status, code: codeOf(half.answer) }, `${role}, one factor`).toEqual({
          status: 401,
          code: 'common.signInNeeded',
        });
      else if (scopeOf(actionOf(operation), role) !== null) expect(half.status).not.toBe(401);
    }
  });
});
