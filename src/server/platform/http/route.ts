import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { reach } from '../../../domain/access/decide.ts';
import type { Action } from '../../../domain/access/permissions.ts';
import { type Door, doorKinds, mayPass } from '../../../domain/accounts/session-state.ts';
import { notFound, type Refusal, type Result } from '../../../domain/shared/result.ts';
import type { Session, SignedIn } from '../accounts/sessions.ts';
import type { Caller } from '../service.ts';
import { problemBody, problemSchema, refusalOfIssues } from './problems.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the session hook: the session of the request's cookie in whatever state, waiting or locked too. */
    session: Session | null;
    /** Set by the session hook: who is signed in, all asked for having been shown; null when nobody is. */
    signedIn: SignedIn | null;
  }
  interface FastifyContextConfig {
    /** The permission the route asks for, or who else may use it. A route without one is refused at start. */
    access?: Access;
    /** What guards an account is changed only by who has shown a short while ago who they are. */
    fresh?: boolean;
  }
}

/** A permission of a program, or a door for sessions in a certain state (src/domain/accounts/session-state.ts). */
type Access = Action | Door | 'public';

const isDoor = (access: Access): access is Door => (doorKinds as readonly Access[]).includes(access);

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
type Schema = z.ZodType;
type Out<S extends Schema | undefined> = S extends Schema ? z.output<S> : undefined;

interface Shape<
  P extends Schema | undefined,
  Q extends Schema | undefined,
  B extends Schema | undefined,
  A extends Schema,
> {
  readonly method: Method;
  readonly path: string;
  readonly summary: string;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** What is answered; fields not named here never leave the server. */
  readonly answer: A;
  /** 302 sends the browser to the answer's `location`. */
  readonly status?: 200 | 201 | 302;
  /** Requests a minute from one address, where it is fewer than for the rest of the API. */
  readonly perMinute?: number;
  /** Largest body in bytes, where it is not the usual megabyte. */
  readonly bodyLimit?: number;
  /** Asks a person whose last sign-in or unlocking is a while ago to show again who they are. */
  readonly fresh?: boolean;
}

interface Input<P extends Schema | undefined, Q extends Schema | undefined, B extends Schema | undefined> {
  readonly params: Out<P>;
  readonly query: Out<Q>;
  readonly body: Out<B>;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

const mutating = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

const errorStatuses = [400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503] as const;

/** The reader's language: what the request asks for. */
export function languageOf(request: FastifyRequest): string {
  const wanted = request.headers['accept-language'] ?? '';
  return /^\s*es\b/i.test(wanted) ? 'es' : 'en';
}

/** Seconds after which a request that could not be served is worth another try: a restart of the database takes about as long. */
export const retryAfterSeconds = '5';

/** Sends a refusal as problem+json in the reader's language. */
export function sendRefusal(request: FastifyRequest, reply: FastifyReply, refusal: Refusal): FastifyReply {
  if (refusal.status === 503) reply.header('retry-after', retryAfterSeconds);
  return reply
    .code(refusal.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .serializer((body: unknown) => JSON.stringify(body))
    .send(problemBody(refusal, languageOf(request), request.id));
}

function register<
  P extends Schema | undefined,
  Q extends Schema | undefined,
  B extends Schema | undefined,
  A extends Schema,
>(
  app: FastifyInstance,
  url: string,
  access: Access,
  shape: Shape<P, Q, B, A>,
  handle: (input: Input<P, Q, B>) => Promise<Result<z.input<A>>>,
): void {
  const responses = Object.fromEntries(errorStatuses.map((status) => [status, problemSchema]));
  app.route({
    method: shape.method,
    url,
    config: {
      access,
      fresh: shape.fresh === true,
      ...(shape.perMinute === undefined ? {} : { rateLimit: { max: shape.perMinute, timeWindow: 60_000 } }),
    },
    ...(shape.bodyLimit === undefined ? {} : { bodyLimit: shape.bodyLimit }),
    schema: {
      summary: shape.summary,
      tags: [url.split('/')[4] ?? url.split('/')[2] ?? 'api'],
      ...(shape.params === undefined ? {} : { params: shape.params }),
      ...(shape.query === undefined ? {} : { querystring: shape.query }),
      ...(shape.body === undefined ? {} : { body: shape.body }),
      response: { [shape.status ?? 200]: shape.answer, ...responses },
    },
    handler: async (request, reply) => {
      const result = await handle({
        params: request.params as Out<P>,
        query: request.query as Out<Q>,
        body: request.body as Out<B>,
        request,
        reply,
      });
      if (!result.ok) return sendRefusal(request, reply, result.error);
      if (shape.status === 302) return reply.redirect((result.value as { location: string }).location);
      return reply.code(shape.status ?? 200).send(result.value);
    },
  });
}

/** A route outside any program: health, sign-in, one's own account. */
export function openRoute<
  P extends Schema | undefined,
  Q extends Schema | undefined,
  B extends Schema | undefined,
  A extends Schema,
>(
  app: FastifyInstance,
  access: Door | 'public',
  shape: Shape<P, Q, B, A> & { readonly handle: (input: Input<P, Q, B>) => Promise<Result<z.input<A>>> },
): void {
  register(app, shape.path, access, shape, shape.handle);
}

const signInNeeded: Refusal = { code: 'common.signInNeeded', status: 401 };
export const sessionLocked: Refusal = { code: 'common.sessionLocked', status: 401 };

/**
 * The rule of a route, asked before its input is read: who is not signed in gets 401, also while a second factor is
 * due or the session is locked; a change without the session's token 403, someone who is no member of the program 404,
 * a member whose roles never allow the action 403. Everything finer the command decides on the record itself. Returns
 * null where the request may go on.
 */
export function refuseEntry(request: FastifyRequest): Refusal | null {
  const { access, fresh } = request.routeOptions.config;
  if (access === undefined || access === 'public') return null;
  const { session } = request;
  if (session === null) return signInNeeded;
  const door = isDoor(access) ? access : 'signedIn';
  if (!mayPass(session.state, session.locked, door)) return session.locked ? sessionLocked : signInNeeded;
  if (mutating.has(request.method) && request.headers['x-csrf-token'] !== session.csrfToken) {
    return { code: 'common.staleForm', status: 403 };
  }
  // Who has only begun to sign in has just shown the password; for the others a while ago is too long ago.
  if (fresh && session.state === 'open' && !session.fresh) return sessionLocked;
  if (isDoor(access)) return null;
  const programId = (request.params as { programId?: string }).programId;
  if (programId === undefined) return session.systemAdmin ? null : { code: 'common.forbidden', status: 403 };
  const actor = session.actors.find((candidate) => candidate.programId === programId);
  if (actor === undefined) return notFound;
  return reach(actor, access).kind === 'none' ? { code: 'common.forbidden', status: 403 } : null;
}

/** What the route's rule has made sure of. */
export function required<T>(value: T | null | undefined): T {
  // Cannot happen: refuseEntry has answered such a request already.
  if (value === null || value === undefined) throw new Error('A route was entered past its rule');
  return value;
}

/** A right over the whole installation (system administrator): there is no program yet, so no program's wall. */
export function systemRoute<
  P extends Schema | undefined,
  Q extends Schema | undefined,
  B extends Schema | undefined,
  A extends Schema,
>(
  app: FastifyInstance,
  action: Action,
  shape: Shape<P, Q, B, A> & {
    readonly handle: (input: Input<P, Q, B> & { readonly signedIn: SignedIn }) => Promise<Result<z.input<A>>>;
  },
): void {
  register(app, shape.path, action, shape, (input) =>
    shape.handle({ ...input, signedIn: required(input.request.signedIn) }),
  );
}

/** A route of one program, at /api/programs/:programId + path, for members whose roles allow the action somewhere. */
export function programRoute<
  P extends Schema | undefined,
  Q extends Schema | undefined,
  B extends Schema | undefined,
  A extends Schema,
>(
  app: FastifyInstance,
  action: Action,
  shape: Shape<P, Q, B, A> & {
    readonly handle: (input: Input<P, Q, B> & { readonly caller: Caller }) => Promise<Result<z.input<A>>>;
  },
): void {
  register(app, `/api/programs/:programId${shape.path}`, action, shape, (input) => {
    const { request } = input;
    const signedIn = required(request.signedIn);
    const programId = (request.params as { programId?: string }).programId;
    const actor = required(signedIn.actors.find((candidate) => candidate.programId === programId));
    const caller = { actor, sessionId: signedIn.sessionId, origin: request.ip, language: languageOf(request) };
    return shape.handle({ ...input, caller });
  });
}

/** Parses a value that did not come as the request's JSON (a part of a form, a file's text), with the same problems. */
export function parseInput<S extends Schema>(schema: S, value: unknown): Result<z.output<S>> {
  const parsed = schema.safeParse(value);
  return parsed.success
    ? { ok: true, value: parsed.data }
    : { ok: false, error: refusalOfIssues(parsed.error.issues, value) };
}
