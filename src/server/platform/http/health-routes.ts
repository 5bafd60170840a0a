import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { shippedMigrations } from '../database/migrate.ts';
import type { Service } from '../service.ts';
import { retryAfterSeconds } from './route.ts';

/** /healthz: the process answers. /readyz: the database answers and has all migrations of this version. */
export async function healthRoutes(app: FastifyInstance, service: Service): Promise<void> {
  const shipped = (await shippedMigrations()).map((migration) => migration.name);
  app.get('/healthz', { config: { access: 'public' }, schema: { hide: true } }, async () => ({ status: 'ok' }));
  app.get('/readyz', { config: { access: 'public' }, schema: { hide: true } }, async (_request, reply) => {
    try {
      const { rows } = await sql<{ name: string }>`SELECT name FROM schema_migration`.execute(service.databases.auth);
      const applied = new Set(rows.map((row) => row.name));
      const missing = shipped.filter((name) => !applied.has(name));
      return missing.length === 0
        ? { status: 'ready' }
        : reply.code(503).send({ status: 'migrationsMissing', missing });
    } catch (error) {
      service.log.warn({ err: error }, 'not ready');
      return reply.code(503).header('retry-after', retryAfterSeconds).send({ status: 'databaseUnreachable' });
    }
  });
  app.get('/api/openapi.json', { config: { access: 'public' }, schema: { hide: true } }, async () => app.swagger());
}
