import type { FastifyInstance } from 'fastify';
import { accountRoutes } from './platform/http/account-routes.ts';
import { healthRoutes } from './platform/http/health-routes.ts';
import { noticeRoutes } from './platform/http/notice-routes.ts';
import { buildServer } from './platform/http/server.ts';
import type { Service } from './platform/service.ts';
import { trailRoutes } from './trail/routes.ts';
import { webPages } from './web-pages.ts';

/** The whole server: the platform's routes and every area's. The one place that knows all areas. */
export async function buildApp(service: Service, logger: boolean | object): Promise<FastifyInstance> {
  const app = await buildServer(service, logger);
  await healthRoutes(app, service);
  await accountRoutes(app, service);
  trailRoutes(app, service);
  noticeRoutes(app, service);
  await webPages(app);
  await app.ready();
  return app;
}
