import { isUtf8 } from 'node:buffer';
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import type { Refusal } from '../../../domain/shared/result.ts';
import { problemBody } from './problems.ts';
import { sendRefusal } from './route.ts';

// What holds for every connection, whoever is behind it: bounds on time, size and depth, and a readable answer where a
// bound is met (OWASP ASVS 5, chapters 2.4, 4 and 13.2). The long form of the proof is `npm run hostile`.

/** Time a body that is no upload may take to arrive. */
const usualBodyMs = 20_000;
/** Levels of arrays and objects in a body. Our deepest has seven. */
const deepest = 32;
/** Connections at once; past it new ones are dropped, so that memory stays bounded. */
const connections = 5_000;

/** How Fastify and Node are told the bounds. */
export const serverBounds = {
  bodyLimit: 1_048_576,
  // All of a request with its body. Uploads over a slow line need minutes; other bodies have their own, shorter time.
  requestTimeout: 10 * 60_000,
  // A request without a host is refused here, in words, not by Node without any.
  http: {
    headersTimeout: 15_000,
    connectionsCheckingInterval: 5_000,
    maxHeaderSize: 16_384,
    requireHostHeader: false,
  },
  keepAliveTimeout: 72_000,
  clientErrorHandler: refuseConnection,
  rewriteUrl: ownAddress,
  frameworkErrors: refuseAddress,
} as const;

/** A whole URL where a path belongs is allowed (RFC 9112, section 3.2.2); all that looks at the path must see only it. */
function ownAddress({ url = '/' }: IncomingMessage): string {
  if (url.startsWith('/')) return url;
  const whole = URL.parse(url);
  return whole === null ? '/' : `${whole.pathname}${whole.search}`;
}

/** An address the router cannot even read: bad percent signs, a parameter without end. */
function refuseAddress(_error: Error, request: FastifyRequest, reply: FastifyReply): void {
  reply.header('x-request-id', request.id).header('cache-control', 'no-store');
  sendRefusal(request, reply, malformed);
}

const malformed: Refusal = { code: 'common.malformed', status: 400 };

const codes: Readonly<Record<string, Refusal>> = {
  ERR_HTTP_REQUEST_TIMEOUT: { code: 'common.tooSlow', status: 408 },
  HPE_HEADER_OVERFLOW: { code: 'common.headersTooLarge', status: 431 },
};

/** Answers what is no HTTP at all, then hangs up. Only the connection is known: the words are English. */
function refuseConnection(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const refusal = codes[error.code ?? ''] ?? malformed;
  const id = uuidv7();
  const body = JSON.stringify(problemBody(refusal, 'en', id));
  socket.end(
    [
      `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}`,
      'content-type: application/problem+json; charset=utf-8',
      `content-length: ${Buffer.byteLength(body)}`,
      `x-request-id: ${id}`,
      'cache-control: no-store',
      'connection: close',
      '',
      body,
    ].join('\r\n'),
    // Who does not read the answer keeps no connection either.
    () => socket.destroySoon(),
  );
}

function refuseExpectation(_request: IncomingMessage, response: ServerResponse): void {
  const id = uuidv7();
  const body = JSON.stringify(problemBody({ code: 'common.malformed', status: 417 }, 'en', id));
  response
    .writeHead(417, {
      'content-type': 'application/problem+json; charset=utf-8',
      'x-request-id': id,
      'cache-control': 'no-store',
      connection: 'close',
    })
    .end(body);
}

/** Levels of nesting in JSON text, strings left out; stops counting past `most`. */
export function depthOf(json: string, most: number): number {
  let depth = 0;
  let worst = 0;
  for (let at = 0; at < json.length && worst <= most; at += 1) {
    const sign = json.charCodeAt(at);
    if (sign === 0x22) {
      for (at += 1; at < json.length && json.charCodeAt(at) !== 0x22; at += 1) {
        if (json.charCodeAt(at) === 0x5c) at += 1;
      }
    } else if (sign === 0x5b || sign === 0x7b) {
      depth += 1;
      if (depth > worst) worst = depth;
    } else if (sign === 0x5d || sign === 0x7d) depth -= 1;
  }
  return worst;
}

function parseJson(app: FastifyInstance): void {
  // Bodies with __proto__ or constructor.prototype are refused, not cleaned: no program of ours sends them.
  const parse = app.getDefaultJsonParser('error', 'error');
  const unreadable = Object.assign(new Error('unreadable JSON'), { statusCode: 400 });
  app.removeContentTypeParser(['application/json', 'text/plain']);
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    if (!isUtf8(body)) return done(unreadable);
    const text = body.toString('utf8');
    if (depthOf(text, deepest) > deepest) return done(unreadable);
    return parse(request, text, done);
  });
}

/**
 * Makes text storable, in place: a half of a surrogate pair (an emoji cut in two) becomes the sign every UTF-8 encoder
 * writes for it. Returns the dotted path of the first text with a NUL in it, which no database column takes; else null.
 */
export function tidyText(input: unknown, path = ''): string | null {
  if (typeof input === 'string') return input.includes('\0') ? path : null;
  if (typeof input !== 'object' || input === null) return null;
  const box = input as Record<string, unknown>;
  for (const key of Object.keys(box)) {
    const value = box[key];
    if (typeof value === 'string' && !value.isWellFormed()) box[key] = value.toWellFormed();
    const bad = tidyText(value, path === '' ? key : `${path}.${key}`);
    if (bad !== null) return bad;
  }
  return null;
}

/** Hangs up on who sends a body too slowly; not on uploads, which have the whole request's time. */
function boundBodies(app: FastifyInstance, bodyMs: number): void {
  app.addHook('onRequest', async (request, reply) => {
    const { headers } = request;
    const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
    // Only routes that take files read a form; the others refuse it before it is read.
    const form = /^multipart\/form-data/i.test(headers['content-type'] ?? '');
    if (!hasBody || request.raw.complete || form) return;
    const timer = setTimeout(() => tooSlow(request, reply), bodyMs);
    const stop = (): void => clearTimeout(timer);
    request.raw.once('end', stop).once('close', stop);
  });
}

function tooSlow(request: FastifyRequest, reply: FastifyReply): void {
  if (request.raw.complete || reply.sent) return;
  reply.hijack();
  refuseConnection(Object.assign(new Error('slow'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' }), request.raw.socket);
}

type Known = { readonly pattern: RegExp; readonly methods: Set<string> };

/** Answers a known address with an unknown method by naming the known ones (RFC 9110, section 15.5.6). */
function nameMethods(app: FastifyInstance): (url: string) => Set<string> {
  const known = new Map<string, Known>();
  app.addHook('onRoute', ({ url, method }) => {
    if (!url.startsWith('/api/')) return;
    const pattern = new RegExp(`^${url.replace(/[.]/g, '\\.').replace(/:\w+/g, '[^/]+')}$`);
    const entry = known.get(url) ?? { pattern, methods: new Set<string>() };
    for (const one of [method].flat()) entry.methods.add(one);
    known.set(url, entry);
  });
  return (url) => {
    const path = url.split('?')[0] ?? '';
    const fitting = [...known.values()].filter(({ pattern }) => pattern.test(path));
    return new Set(fitting.flatMap(({ methods }) => [...methods]));
  };
}

/** Sets the bounds and their answers on a server that has no routes yet. */
export function harden(app: FastifyInstance, bodyMs = usualBodyMs): void {
  app.server.maxConnections = connections;
  app.server.on('checkExpectation', refuseExpectation);
  parseJson(app);
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
    const { httpVersion, headers } = request.raw;
    if (httpVersion === '1.1' && headers.host === undefined) return sendRefusal(request, reply, malformed);
    return undefined;
  });
  boundBodies(app, bodyMs);
  const methodsOf = nameMethods(app);
  app.setNotFoundHandler((request, reply) => {
    const methods = methodsOf(request.url);
    if (methods.size === 0 || methods.has(request.method))
      return sendRefusal(request, reply, { code: 'common.notFound', status: 404 });
    reply.header('allow', [...methods].toSorted().join(', '));
    return sendRefusal(request, reply, { code: 'common.wrongMethod', status: 405 });
  });
}
