import type { FastifyInstance } from 'fastify';
import type { OpenAPIV3_1 } from 'openapi-types';
import type { Action } from '../../src/domain/access/permissions.ts';
import type { Door } from '../../src/domain/accounts/session-state.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** One operation of the API, as its OpenAPI document has it. */
export interface Operation {
  readonly method: Method;
  readonly path: string;
  /** The rule (`x-access`): a permission, a door for sessions in a certain state, or `public`. Empty: none. */
  readonly access: string;
  readonly statuses: readonly string[];
}

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** Reads the operations out of an OpenAPI document. */
export function operationsOf(document: OpenAPIV3_1.Document): Operation[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item?.[method] as (OpenAPIV3_1.OperationObject & { 'x-access'?: string }) | undefined;
      if (operation === undefined) return [];
      const access = operation['x-access'] ?? '';
      return [
        { method: method.toUpperCase() as Method, path, access, statuses: Object.keys(operation.responses ?? {}) },
      ];
    }),
  );
}

const doors: readonly string[] = ['own', 'enrol', 'password', 'signedIn'] satisfies Door[];

/** Operations whose rule is no rule, and permissions no operation asks for: `what: why`. */
export function ruleFaults(operations: readonly Operation[], actions: readonly string[]): string[] {
  const known = new Set([...actions, ...doors, 'public']);
  const asked = new Set(operations.map((operation) => operation.access));
  return [
    ...operations
      .filter((operation) => !known.has(operation.access))
      .map((operation) => `${operation.method} ${operation.path}: no rule "${operation.access}"`),
    ...actions.filter((action) => !asked.has(action)).map((action) => `${action}: no operation asks for it`),
  ];
}

/** Closed operations that take a record's id, as the tables of questions name them. */
export function takingAnId(operations: readonly Operation[]): string[] {
  return operations
    .filter(({ path, access }) => access !== 'public' && /\{(?!programId\})/.test(path))
    .map(({ method, path }) => `${method} ${path.replace('/api/programs/{programId}', '')}`);
}

/** Every route the server answers under /api, whether the document shows it or not, as `GET /api/x/:id`. */
export function routesOf(app: FastifyInstance): string[] {
  const found: string[] = [];
  const above: string[] = [];
  for (const line of app.printRoutes({ commonPrefix: false }).split('\n')) {
    const [, indent = '', part = ''] = /^([│ ]*)[├└]── (.*)$/.exec(line) ?? [];
    if (part === '') continue;
    const depth = indent.length / 4;
    const [, text = '', listed] = /^(.*?)(?: \(([A-Z, ]+)\))?$/.exec(part) ?? [];
    above.length = depth;
    above.push(text);
    const url = above.join('').replace(/ \([A-Z, ]+\)/g, '');
    if (listed === undefined || !url.startsWith('/api')) continue;
    for (const method of listed.split(', ')) if (method !== 'HEAD') found.push(`${method} ${url}`);
  }
  return found;
}

/** The rule as a permission. Only for operations of programs. */
export const actionOf = (operation: Operation): Action => operation.access as Action;
