import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { type AuditEvent, auditEventNames } from '../../domain/audit/events.ts';
import { ok } from '../../domain/shared/result.ts';
import { runQuery } from '../platform/commands.ts';
import { programRoute } from '../platform/http/route.ts';
import type { Service } from '../platform/service.ts';
import { readTrail } from './queries.ts';

const event = z.enum(auditEventNames as [AuditEvent, ...AuditEvent[]]);

const entry = z.object({
  id: z.string(),
  cursor: z.string(),
  at: z.string(),
  who: z.string().nullable(),
  personId: z.string().nullable(),
  role: z.string(),
  event,
  recordType: z.string(),
  recordId: z.string().nullable(),
  purpose: z.string().nullable(),
  origin: z.string().nullable(),
});

/** The audit trail of a program, for those allowed (P7.8). */
export function trailRoutes(app: FastifyInstance, service: Service): void {
  programRoute(app, 'audit.read', {
    method: 'GET',
    path: '/trail',
    summary: 'The audit trail, newest first',
    query: z.object({
      event: event.optional(),
      recordId: z.string().max(64).optional(),
      personId: z.uuid().optional(),
      before: z
        .string()
        .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z_\d{1,4}_\d{1,15}$/)
        .refine((cursor) => !Number.isNaN(Date.parse(cursor.split('_')[0] ?? '')))
        .optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    answer: z.array(entry),
    handle: ({ caller, query }) =>
      runQuery(service, caller, {
        action: 'audit.read',
        read: async ({ tx }) => ok(await readTrail(tx, caller.actor, query)),
      }),
  });
}
