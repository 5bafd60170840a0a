import { randomUUID } from 'node:crypto';
import compress from '@fastify/compress';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import multipart from '@fastify/multipart';
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import Fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import {
  isResponseSerializationError,
  jsonSchemaTransform,
  jsonSchemaTransformObject,
  serializerCompiler,
} from 'fastify-type-provider-zod';
import type { z } from 'zod';
import { mayPass } from '../../../domain/accounts/session-state.ts';
import type { Refusal } from '../../../domain/shared/result.ts';
import { findSession, lock } from '../accounts/sessions.ts';
import type { Config } from '../config.ts';
import { unavailable } from '../database/unavailable.ts';
import type { Meter } from '../metrics/meter.ts';
import type { Service } from '../service.ts';
import { harden, serverBounds, tidyText } from './hardening.ts';
import { refusalOfIssues } from './problems.ts';
import { refuseEntry, sendRefusal, sessionLocked } from './route.ts';

/** The session's cookie. `__Host-` wherever the connection is encrypted: bound to this host, never sent in clear. */
export function cookieName(config: Pick<Config, 'secureCookies'>): string {
  return config.secureCookies ? '__Host-opensro' : 'opensro';
}

/** No inline script or style anywhere, nothing from elsewhere (OWASP ASVS 5, chapter 3). */
const contentSecurityPolicy = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'self'"],
    imgSrc: ["'self'", 'data:'],
    objectSrc: ["'none'"],
    baseUri: ["'none'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
  },
};

/**
 * The headers a browser is guarded by. They are the same for every answer, so they are worked out once: helmet would put
 * the policy together anew for each.
 */
async function guardHeaders(config: Pick<Config, 'secureCookies'>): Promise<Record<string, string>> {
  const bare = Fastify();
  bare.get('/', (_request, reply) => reply.send(''));
  const guarded = Fastify();
  await guarded.register(helmet, {
    contentSecurityPolicy,
    strictTransportSecurity: config.secureCookies ? { maxAge: 31_536_000, includeSubDomains: true } : false,
    referrerPolicy: { policy: 'same-origin' },
    frameguard: { action: 'deny' },
  });
  guarded.get('/', (_request, reply) => reply.send(''));
  const without = new Set(Object.keys((await bare.inject('/')).headers));
  const { headers } = await guarded.inject('/');
  await Promise.all([bare.close(), guarded.close()]);
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (without.has(name) ? [] : [[name, String(value)]])),
  );
}

/** Input that does not fit the route's schema, with what zod found; the library's own error keeps only a part of it. */
class InputError extends Error {
  override readonly name = 'InputError';
  readonly issues: readonly z.core.$ZodIssue[];
  readonly input: unknown;
  /** Set by Fastify: which part of the request it was. */
  validationContext?: string;
  constructor(issues: readonly z.core.$ZodIssue[], input: unknown) {
    super('input does not fit');
    this.issues = issues;
    this.input = input;
  }
}

/** What an unexpected error is to the reader: a database that is away for now, a full disk, or a fault of ours. */
function problemOf(error: unknown): Refusal {
  const why = unavailable(error);
  if (why === null) return { code: 'common.server', status: 500 };
  return { code: why === 'noRoom' ? 'common.noRoom' : 'common.unavailable', status: 503 };
}

/** A text with a character in it that no record can hold, at its dotted path. */
function unreadableText(path: string): z.core.$ZodIssue {
  return { code: 'custom', message: 'common.unreadableCharacter', path: path.split('.'), input: undefined };
}

function hookErrors(app: FastifyInstance, service: Service): void {
  app.setErrorHandler((error: FastifyError | InputError, request: FastifyRequest, reply: FastifyReply) => {
    if (error instanceof InputError) {
      // A path that cannot name a record names none.
      if (error.validationContext === 'params')
        return sendRefusal(request, reply, { code: 'common.notFound', status: 404 });
      return sendRefusal(request, reply, refusalOfIssues(error.issues, error.input));
    }
    const status = error.statusCode ?? 500;
    if (status === 413) return sendRefusal(request, reply, { code: 'common.tooLarge', status: 413 });
    if (status === 415) return sendRefusal(request, reply, { code: 'common.wrongType', status: 415 });
    if (status === 429) return sendRefusal(request, reply, { code: 'common.tooMany', status: 429 });
    if (status >= 400 && status < 500) return sendRefusal(request, reply, { code: 'common.malformed', status: 400 });
    // The statement and its values could hold what a person typed: the log gets the kind of error, never its data.
    const facts = { requestId: request.id, route: request.routeOptions.url, err: error };
    const problem = problemOf(error);
    if (problem.status === 503) service.log.warn(facts, 'the database cannot serve now');
    else if (isResponseSerializationError(error)) service.log.error(facts, 'the answer does not fit its schema');
    else service.log.error(facts, 'unexpected error');
    return sendRefusal(request, reply, problem);
  });
}

/** By the route that answers, not by the address as it was written: `/%61pi/me` finds the same route as `/api/me`. */
function isApi(request: FastifyRequest): boolean {
  return request.routeOptions.url?.startsWith('/api/') === true || request.url.startsWith('/api/');
}

function hookSessions(app: FastifyInstance, service: Service): void {
  app.decorateRequest('session', null);
  app.decorateRequest('signedIn', null);
  app.addHook('preValidation', async (request, reply) => {
    if (!isApi(request)) return undefined;
    const token = request.cookies[cookieName(service.config)];
    if (token !== undefined && token.length < 128) {
      // What a page asks for by itself, again and again, is no sign that somebody sits before it.
      const session = await findSession(service, token, request.headers['x-background'] !== '1');
      request.session = session;
      request.signedIn = session !== null && mayPass(session.state, session.locked, 'signedIn') ? session : null;
    }
    const refusal = refuseEntry(request);
    if (refusal === null) return undefined;
    if (refusal === sessionLocked && request.session?.locked === false) await lock(service, request.session.sessionId);
    return sendRefusal(request, reply, refusal);
  });
}

/**
 * Builds the HTTP server with everything that holds for all routes; the areas add theirs (src/server/app.ts). With a
 * meter it counts what it answers.
 */
export async function buildServer(service: Service, logger: boolean | object, meter?: Meter): Promise<FastifyInstance> {
  const app = Fastify({
    logger: logger as boolean,
    genReqId: () => randomUUID(),
    trustProxy: service.config.trustProxy,
    ...serverBounds,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 200 },
    // The usual request log holds the URL; ours holds the route's pattern, so that no search text gets into a log.
    logController: new LogController({ disableRequestLogging: true }),
  });
  harden(app);
  app.setValidatorCompiler<z.ZodType>(({ schema }) => (input: unknown) => {
    const unreadable = tidyText(input);
    if (unreadable !== null) return { error: new InputError([unreadableText(unreadable)], input) };
    const parsed = schema.safeParse(input);
    return parsed.success ? { value: parsed.data } : { error: new InputError(parsed.error.issues, input) };
  });
  app.setSerializerCompiler(serializerCompiler);
  await app.register(cookie);
  await app.register(compress, { threshold: 1024 });
  const guards = await guardHeaders(service.config);
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(guards);
    done();
  });
  await app.register(rateLimit, {
    max: service.config.rateLimitPerMinute,
    timeWindow: 60_000,
    // A whole school may sit behind one address: the app's own files, the same for everybody, do not count.
    allowList: (request) => /^\/(app|portal)\//.test(request.url),
  });
  await app.register(multipart, { limits: { fileSize: 200_000_000, files: 12, fields: 20, parts: 32 } });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'OpenSRO',
        version: '0.1.0',
        description: 'Errors are problem+json (RFC 9457). `x-access` names the permission a route asks for.',
      },
      components: { securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: cookieName(service.config) } } },
    },
    transform: (route) => {
      const transformed = jsonSchemaTransform(route);
      const access = route.route.config?.access ?? 'public';
      return {
        ...transformed,
        schema: {
          ...transformed.schema,
          'x-access': access,
          ...(access === 'public' ? {} : { security: [{ session: [] }] }),
        },
      };
    },
    transformObject: jsonSchemaTransformObject,
  });
  app.addHook('onRoute', (route) => {
    if (route.url.startsWith('/api/') && route.config?.access === undefined)
      throw new Error(`Route ${route.url} has no access rule`);
  });
  app.addHook('onSend', async (request, reply) => {
    // Answers about people are never kept by a cache on the way.
    if (isApi(request) && !reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown';
    meter?.request({ method: request.method, route, status: reply.statusCode, seconds: reply.elapsedTime / 1000 });
    if (!isApi(request)) return;
    request.log.info({
      requestId: request.id,
      method: request.method,
      route,
      status: reply.statusCode,
      // Leads to the person through the database, for those who may look there, and to nobody else.
      session: request.signedIn?.sessionId,
      ms: Math.round(reply.elapsedTime),
    });
  });
  hookErrors(app, service);
  hookSessions(app, service);
  return app;
}
