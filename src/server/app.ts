import type { FastifyInstance } from 'fastify';
import { activityRoutes } from './activities/routes.ts';
import { callRoutes } from './calls/routes.ts';
import { dutyRoutes } from './duties/routes.ts';
import { findingRoutes } from './findings/routes.ts';
import { importRoutes } from './imports/routes.ts';
import { incidentRoutes } from './incidents/routes.ts';
import { numbersRoutes } from './numbers/routes.ts';
import { accountRoutes } from './platform/http/account-routes.ts';
import { healthRoutes } from './platform/http/health-routes.ts';
import { noticeRoutes } from './platform/http/notice-routes.ts';
import { securityRoutes } from './platform/http/security-routes.ts';
import { buildServer } from './platform/http/server.ts';
import { sessionRoutes } from './platform/http/session-routes.ts';
import type { Meter } from './platform/metrics/meter.ts';
import type { Service } from './platform/service.ts';
import { portalRoutes } from './portal/routes.ts';
import { publishingRoutes } from './publishing/routes.ts';
import { reviewRoutes } from './reviews/routes.ts';
import { rosterRoutes } from './roster/routes.ts';
import { setupRoutes } from './setup/routes.ts';
import { trailRoutes } from './trail/routes.ts';
import { webPages } from './web-pages.ts';

/** The whole server: the platform's routes and every area's. The one place that knows all areas. */
export async function buildApp(service: Service, logger: boolean | object, meter?: Meter): Promise<FastifyInstance> {
  const app = await buildServer(service, logger, meter);
  await healthRoutes(app, service);
  sessionRoutes(app, service);
  accountRoutes(app, service);
  securityRoutes(app, service);
  setupRoutes(app, service);
  trailRoutes(app, service);
  noticeRoutes(app, service);
  activityRoutes(app, service);
  callRoutes(app, service);
  findingRoutes(app, service);
  dutyRoutes(app, service);
  importRoutes(app, service);
  incidentRoutes(app, service);
  rosterRoutes(app, service);
  reviewRoutes(app, service);
  numbersRoutes(app, service);
  publishingRoutes(app, service);
  await webPages(app);
  await portalRoutes(app, service);
  await app.ready();
  return app;
}
