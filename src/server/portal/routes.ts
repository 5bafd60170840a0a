import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { PortalAnswer } from '../../portal/door.ts';
import { errorAnswer, renderPortal } from '../../portal/render.ts';
import { unavailable } from '../platform/database/unavailable.ts';
import { retryAfterSeconds } from '../platform/http/route.ts';
import type { Service } from '../platform/service.ts';
import { publishedSoFar } from '../publishing/changes.ts';
import { AnswerCache, type Ready, ready } from './cache.ts';
import { publicationStamp, releaseReader } from './reader.ts';

const built = fileURLToPath(new URL('../../../dist/portal/', import.meta.url));

/** Paths that are not the public pages': an unknown one below them is answered by their own kind of error. */
const others = /^\/(api|app|healthz|readyz|portal)(\/|$)/;

const open = { config: { access: 'public' }, schema: { hide: true } } as const;

/** Pages of some hundred schools in two languages and three forms; what is asked for least leaves. */
const cachedBytes = 48_000_000;
/** Another server's publication is seen after this time at most. */
const freshMs = 250;

/**
 * The public pages at `/`, in each language, complete without a script. A page may be kept for a minute and is then
 * asked for again by its ETag. Each is made and compressed once, until something new is published. `folder` holds the
 * style sheet, its font and the icon.
 */
export async function portalRoutes(app: FastifyInstance, service: Service, folder: string = built): Promise<void> {
  const releases = releaseReader(service);
  const cache = new AnswerCache(cachedBytes);
  const stay = freshness(service, cache);
  if (existsSync(folder)) {
    await app.register(fastifyStatic, {
      root: folder,
      prefix: '/portal/',
      index: false,
      decorateReply: false,
      preCompressed: true,
      setHeaders: (response) => {
        response.header('cache-control', 'public, max-age=3600');
      },
    });
  }
  app.get('/favicon.ico', open, async (_request, reply) => reply.redirect('/portal/icon.svg', 302));
  app.get('/*', open, async (request, reply) => {
    const url = URL.parse(request.url, 'http://localhost');
    if (url === null || others.test(url.pathname)) return reply.callNotFound();
    const { pathname: path, searchParams: query } = url;
    const acceptLanguage = request.headers['accept-language'];
    try {
      const stamp = await stay();
      const key = keyOf(path, query);
      const kept = key === null ? undefined : cache.get(key);
      if (kept !== undefined) return sendReady(request, reply, kept);
      const origin = service.config.publicUrl;
      const answer = await renderPortal({ path, query, acceptLanguage, releases, origin });
      if (answer.status !== 200) return send(reply, answer);
      const made = ready(answer);
      if (key !== null) cache.keep(key, stamp, made);
      return sendReady(request, reply, made);
    } catch (error) {
      service.log.error({ err: error }, 'public page failed');
      const passing = unavailable(error) !== null;
      if (passing) reply.header('retry-after', retryAfterSeconds);
      return send(reply, errorAnswer({ path, acceptLanguage }, passing ? 503 : 500));
    }
  });
}

/** Asks now and then what is published, so that the cache is of that; one question at a time. Answers with the stamp. */
function freshness(service: Service, cache: AnswerCache): () => Promise<string> {
  let asked = Number.NEGATIVE_INFINITY;
  let own = -1;
  let asking: Promise<void> | null = null;
  const ask = async (): Promise<void> => {
    const before = publishedSoFar();
    cache.published(`${before} ${await publicationStamp(service)}`);
    own = before;
    asked = performance.now();
  };
  return async () => {
    if (own !== publishedSoFar() || performance.now() - asked > freshMs) {
      asking ??= ask().finally(() => {
        asking = null;
      });
      await asking;
    }
    return cache.stamp;
  };
}

/** What an answer depends on; null where it is not kept: what people type is not. */
function keyOf(path: string, query: URLSearchParams): string | null {
  if (query.has('find')) return null;
  const year = query.get('year');
  return year !== null && /^\d{4}(-\d{2})?$/.test(year) ? `${path}?year=${year}` : path;
}

function sendReady(request: FastifyRequest, reply: FastifyReply, answer: Ready): FastifyReply {
  reply.headers({
    ...answer.headers,
    'cache-control': 'public, max-age=60',
    etag: answer.etag,
    vary: 'Accept-Encoding',
  });
  // The figures alone are made to stand in a frame on the two parties' own sites; nothing else may.
  if (answer.headers['x-framed'] !== undefined) allowFrames(reply);
  if (isHeld(request.headers['if-none-match'], answer.etag)) return reply.code(304).send();
  const accepted = request.headers['accept-encoding'] ?? '';
  if (answer.brotli !== null && /\bbr\b/.test(accepted))
    return reply.header('content-encoding', 'br').send(answer.brotli);
  if (answer.gzip !== null && /\bgzip\b/.test(accepted))
    return reply.header('content-encoding', 'gzip').send(answer.gzip);
  return reply.send(answer.plain);
}

/** Whether a reader, or a cache between, has this answer already: it may name several (RFC 9110, 13.1.2; tags hold no comma). */
function isHeld(named: string | undefined, etag: string): boolean {
  const strong = (tag: string): string => tag.trim().replace(/^W\//, '');
  return named?.split(',').some((tag) => tag.trim() === '*' || strong(tag) === strong(etag)) ?? false;
}

function allowFrames(reply: FastifyReply): void {
  reply.removeHeader('x-framed').removeHeader('x-frame-options').removeHeader('cross-origin-resource-policy');
  const policy = String(reply.getHeader('content-security-policy') ?? '');
  reply.header('content-security-policy', policy.replace(/frame-ancestors [^;]*/, 'frame-ancestors *'));
}

function send(reply: FastifyReply, answer: PortalAnswer): FastifyReply {
  return reply.code(answer.status).headers(answer.headers).header('cache-control', 'no-store').send(answer.body);
}
