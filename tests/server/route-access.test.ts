import type { OpenAPIV3_1 } from 'openapi-types';
import { describe, expect, it } from 'vitest';
import { reach } from '../../src/domain/access/decide.ts';
import { type Action, actions } from '../../src/domain/access/permissions.ts';
import { personKeys, type TestPerson, testWorld } from '../support/world.ts';

const world = await testWorld();
const { program, other, systemAdmin } = world;

interface Operation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly access: string;
  readonly statuses: readonly string[];
}

const document = world.app.swagger() as OpenAPIV3_1.Document;

const operations: Operation[] = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
  (['get', 'post', 'put', 'patch', 'delete'] as const).flatMap((method) => {
    const operation = item?.[method] as (OpenAPIV3_1.OperationObject & { 'x-access'?: string }) | undefined;
    if (operation === undefined) return [];
    return [
      {
        method: method.toUpperCase() as Operation['method'],
        path,
        access: operation['x-access'] ?? '',
        statuses: Object.keys(operation.responses ?? {}),
      },
    ];
  }),
);

/** The path with the program and made-up records filled in. */
function concrete(operation: Operation, programId: string): string {
  return operation.path.replace('{programId}', programId).replace(/\{\w+\}/g, '01922b8e-0000-7000-8000-000000000000');
}

function ask(person: TestPerson | null, operation: Operation, programId: string) {
  const body = operation.method === 'GET' || operation.method === 'DELETE' ? undefined : {};
  return world.request(person, operation.method, concrete(operation, programId), body);
}

describe('every route of the API', () => {
  it('stands in the OpenAPI document with its rule and its errors', () => {
    expect(operations.length).toBeGreaterThan(10);
    for (const operation of operations) {
      const known =
        operation.access === 'public' ||
        operation.access === 'signedIn' ||
        actions.includes(operation.access as Action);
      expect(known, `${operation.method} ${operation.path} has the rule "${operation.access}"`).toBe(true);
      expect(operation.statuses).toEqual(expect.arrayContaining(['401', '403', '404', '422', '500']));
    }
  });

  it('cannot be added without a rule', async () => {
    const { buildServer } = await import('../../src/server/platform/http/server.ts');
    const bare = await buildServer(world.service, false);
    expect(() => bare.get('/api/forgotten', async () => 'open to all')).toThrow(/has no access rule/);
    await bare.close();
  });

  const closed = operations.filter((operation) => operation.access !== 'public');
  const ofPrograms = closed.filter((operation) => operation.path.includes('{programId}'));

  it.each(closed.map((operation) => [`${operation.method} ${operation.path}`, operation] as const))(
    '%s asks who is not signed in to sign in',
    async (_, operation) => {
      const answer = await ask(null, operation, program.id);
      expect(answer.statusCode).toBe(401);
      expect(answer.headers['content-type']).toContain('application/problem+json');
    },
  );

  it.each(ofPrograms.map((operation) => [`${operation.method} ${operation.path}`, operation] as const))(
    '%s lets in exactly the roles of the permission table, and nobody of another program',
    async (_, operation) => {
      const action = operation.access as Action;
      for (const key of personKeys) {
        const person = program.people[key];
        const answer = await ask(person, operation, program.id);
        const allowed = reach(person.caller.actor, action).kind !== 'none';
        if (allowed) expect([401, 403, 500, 503], `${key}: ${answer.body}`).not.toContain(answer.statusCode);
        else
          expect({ status: answer.statusCode, code: answer.json().code }, key).toEqual({
            status: 403,
            code: 'common.forbidden',
          });
        const stranger = await ask(other.people[key], operation, program.id);
        expect({ status: stranger.statusCode, code: stranger.json().code }, `${key} of another program`).toEqual({
          status: 404,
          code: 'common.notFound',
        });
      }
      const admin = await ask(systemAdmin, operation, program.id);
      expect(admin.statusCode, 'system administrator').toBe(404);
    },
  );

  it.each(
    ofPrograms
      .filter((operation) => operation.method !== 'GET')
      .map((operation) => [`${operation.method} ${operation.path}`, operation] as const),
  )('%s refuses a change without the session’s token', async (_, operation) => {
    const forged: TestPerson = { ...program.people.programAdmin, csrfToken: 'guessed' };
    const answer = await ask(forged, operation, program.id);
    expect({ status: answer.statusCode, code: answer.json().code }).toEqual({ status: 403, code: 'common.staleForm' });
  });
});
