import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

const built = fileURLToPath(new URL('../../dist/web/', import.meta.url));

/**
 * Serves the built app at /app/. Files with a hash in their name are kept by browsers for a year; every other path
 * under /app/ gets the app's one page, which finds its way by itself.
 */
export async function webPages(
  app: FastifyInstance,
  folder: string = process.env.OPENSRO_WEB_DIR ?? built,
): Promise<void> {
  if (!existsSync(folder)) {
    app.get('/app/*', { config: { access: 'public' }, schema: { hide: true } }, async (_request, reply) =>
      reply.code(503).type('text/plain; charset=utf-8').send('The app is not built yet. Run: npm run build'),
    );
    return;
  }
  const page = await readFile(`${folder}/index.html`, 'utf8');
  await app.register(fastifyStatic, {
    root: folder,
    prefix: '/app/',
    index: false,
    wildcard: false,
    // The build has compressed them, better than there is time for at every request.
    preCompressed: true,
    globIgnore: ['**/*.br', '**/*.gz'],
    setHeaders: (response, path) => {
      response.header(
        'cache-control',
        /-[A-Za-z0-9_-]{8}\.\w+(?:\.br|\.gz)?$/.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
      );
    },
  });
  for (const path of ['/app', '/app/', '/app/*']) {
    app.get(path, { config: { access: 'public' }, schema: { hide: true } }, async (_request, reply) =>
      reply.header('cache-control', 'no-cache').type('text/html; charset=utf-8').send(page),
    );
  }
}
