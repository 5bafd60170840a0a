import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { matterCodeSchema } from '../../domain/calls/record.ts';
import { actionKindSchema } from '../../domain/incidents/actions.ts';
import {
  incidentAmendmentSchema,
  incidentDraftSchema,
  originKindSchema,
  outcomeSchema,
} from '../../domain/incidents/record.ts';
import { dateSchema, instantSchema } from '../../domain/shared/dates.ts';
import { idSchema } from '../../domain/shared/ids.ts';
import { schoolYearIdSchema } from '../../domain/shared/school-year.ts';
import { reachedSteps } from '../../statistics/stages.ts';
import { cursorSchema } from '../platform/http/cursor.ts';
import { programRoute } from '../platform/http/route.ts';
import type { Service } from '../platform/service.ts';
import { discardDraft, saveDraft, startIncident } from './commands.ts';
import { amendIncident, fileIncident } from './filing.ts';
import { incidentForReader, incidentVersions, listIncidents } from './queries.ts';
import { incidentListSchema, incidentVersionsSchema, incidentViewSchema } from './views.ts';

const params = z.object({ programId: z.string(), id: idSchema });
const revision = z.number().int().min(0);
const filed = z.object({ version: z.number().int(), at: z.string() });

/** Incidents: the record of every response of an officer to a student incident (P7.1, P4.1 to P4.6). */
export function incidentRoutes(app: FastifyInstance, service: Service): void {
  programRoute(app, 'incident.read', {
    method: 'GET',
    path: '/incidents',
    summary: 'Incidents in reach, newest first; drafts only one’s own',
    query: z.object({
      state: z.enum(['draft', 'filed']).optional(),
      mine: z.enum(['true', 'false']).optional(),
      schoolId: idSchema.optional(),
      schoolYear: schoolYearIdSchema.optional(),
      from: dateSchema.optional(),
      to: dateSchema.optional(),
      matter: matterCodeSchema.optional(),
      origin: originKindSchema.optional(),
      action: actionKindSchema.optional(),
      outcome: outcomeSchema.optional(),
      officerId: idSchema.optional(),
      reached: z.enum(reachedSteps).optional(),
      limit: z.coerce.number().int().min(1).max(100).default(30),
      before: cursorSchema('_').optional(),
    }),
    answer: incidentListSchema,
    handle: ({ caller, query }) => listIncidents(service, caller, { ...query, mine: query.mine === 'true' }),
  });
  programRoute(app, 'incident.read', {
    method: 'GET',
    path: '/incidents/:id',
    summary: 'One incident as the reader may see it',
    params,
    answer: incidentViewSchema,
    handle: ({ caller, params: { id } }) => incidentForReader(service, caller, id),
  });
  programRoute(app, 'incident.read', {
    method: 'GET',
    path: '/incidents/:id/versions',
    summary: 'Every version of a filed incident, oldest first',
    params,
    answer: incidentVersionsSchema,
    handle: ({ caller, params: { id } }) => incidentVersions(service, caller, id),
  });
  programRoute(app, 'incident.write', {
    method: 'POST',
    path: '/incidents',
    summary: 'Start a draft, from a call or alone',
    body: z.object({
      id: idSchema,
      schoolId: idSchema.optional(),
      callId: idSchema.nullable().optional(),
      originKind: originKindSchema.optional(),
      occurredAt: instantSchema.optional(),
    }),
    answer: z.object({ id: idSchema, revision: z.number().int() }),
    handle: ({ caller, body }) => startIncident(service, caller, body),
  });
  programRoute(app, 'incident.write', {
    method: 'PUT',
    path: '/incidents/:id/draft',
    summary: 'Save steps of a draft',
    params,
    body: z.object({ revision, draft: incidentDraftSchema, schoolId: idSchema.optional() }),
    answer: z.object({ revision: z.number().int(), savedAt: z.string(), missing: z.number().int() }),
    handle: ({ caller, params: { id }, body }) => saveDraft(service, caller, { id, ...body }),
  });
  programRoute(app, 'incident.write', {
    method: 'POST',
    path: '/incidents/:id/file',
    summary: 'File a draft; refused while anything principle 4 asks for is missing',
    params,
    body: z.object({ revision }),
    answer: filed,
    handle: ({ caller, params: { id }, body }) => fileIncident(service, caller, { id, ...body }),
  });
  programRoute(app, 'incident.write', {
    method: 'POST',
    path: '/incidents/:id/amend',
    summary: 'Amend a filed incident with a reason; every version stays',
    params,
    body: incidentAmendmentSchema.omit({ id: true }).extend({ reason: z.string().trim().max(500) }),
    answer: filed,
    handle: ({ caller, params: { id }, body }) => amendIncident(service, caller, { id, ...body }),
  });
  programRoute(app, 'incident.write', {
    method: 'POST',
    path: '/incidents/:id/discard',
    summary: 'Throw a draft away, with a reason',
    params,
    body: z.object({ reason: z.string().trim().max(500) }),
    answer: z.object({ ok: z.literal(true) }),
    handle: ({ caller, params: { id }, body }) => discardDraft(service, caller, { id, ...body }),
  });
}
