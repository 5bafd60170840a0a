import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { errorAnswer, type PortalAnswer, renderPortal } from '../../portal/render.ts';
import { unavailable } from '../platform/database/unavailable.ts';
import { retryAfterSeconds } from '../platform/http/route.ts';
import type { Service } from '../platform/service.ts';
import { releaseReader } from './reader.ts';

const built = fileURLToPath(new URL('../../../dist/portal/', import.meta.url));

/** Paths that are not the public pages': an unknown one below them is answered by their own kind of error. */
const others = /^\/(api|app|healthz|readyz|portal)(\/|$)/;

const open = { config: { access: 'public' }, schema: { hide: true } } as const;

/**
 * The public pages at `/`, in each language, complete without a script. A page may be kept for a minute and is then
 * asked for again by its ETag. `folder` holds the style sheet, its font and the icon.
 */
export async function portalRoutes(app: FastifyInstance, service: Service, folder: string = built): Promise<void> {
  const releases = releaseReader(service);
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
    const acceptLanguage = request.headers['accept-language'];
    try {
      const answer = await renderPortal({ path: url.pathname, query: url.searchParams, acceptLanguage, releases });
      return send(request, reply, answer);
    } catch (error) {
      service.log.error({ err: error }, 'public page failed');
      const passing = unavailable(error) !== null;
      if (passing) reply.header('retry-after', retryAfterSeconds);
      return send(request, reply, errorAnswer({ path: url.pathname, acceptLanguage }, passing ? 503 : 500));
    }
  });
}

function send(request: FastifyRequest, reply: FastifyReply, answer: PortalAnswer): FastifyReply {
  reply.code(answer.status).headers(answer.headers);
  if (answer.status !== 200) return reply.header('cache-control', 'no-store').send(answer.body);
  const etag = `W/"${createHash('sha256').update(answer.body).digest('base64url').slice(0, 27)}"`;
  reply.header('cache-control', 'public, max-age=60').header('etag', etag);
  if (request.headers['if-none-match'] === etag) return reply.code(304).send();
  return reply.send(answer.body);
}
