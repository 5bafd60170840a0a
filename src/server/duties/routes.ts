import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { ok } from '../../domain/shared/result.ts';
import { runQuery } from '../platform/commands.ts';
import { programRoute } from '../platform/http/route.ts';
import { requireFrame } from '../platform/program.ts';
import type { Service } from '../platform/service.ts';
import { type DutyKind, dutyKinds, placeSchema, placeText } from './order.ts';
import { dutiesOf } from './queries.ts';

const dutyAnswer = z.object({
  kind: z.enum(dutyKinds),
  recordId: z.string(),
  /** Null: the whole program. */
  schoolName: z.string().nullable(),
  since: z.string(),
  dueAt: z.string().nullable(),
  overdue: z.boolean(),
  /** Path within the app. */
  link: z.string(),
});

/** Where in the app a duty is done. */
function linkOf(kind: DutyKind, recordId: string): string {
  switch (kind) {
    case 'emergency':
    case 'callWaiting':
    case 'gateAfterwards':
      return `/calls/${recordId}`;
    case 'incidentToWrite':
      return `/incidents/new?call=${recordId}`;
    case 'finding':
      return `/findings/${recordId}`;
    case 'corrective':
      return `/corrective-actions/${recordId}`;
    case 'draft':
    case 'reviewPolice':
    case 'reviewSchool':
      return `/incidents/${recordId}`;
  }
}

/** What waits for the signed-in person. */
export function dutyRoutes(app: FastifyInstance, service: Service): void {
  programRoute(app, 'duty.read', {
    method: 'GET',
    path: '/duties',
    summary: 'What waits for me: emergencies first, then by the day it is due',
    query: z.object({
      before: placeSchema.optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    answer: z.object({
      items: z.array(dutyAnswer),
      /** Hand it back as `before` for the next page; null at the end. */
      next: z.string().nullable(),
    }),
    handle: ({ caller, query }) =>
      runQuery(service, caller, {
        action: 'duty.read',
        read: async ({ tx, now }) => {
          const frame = await requireFrame(tx, caller.actor.programId);
          const moment = { day: frame.dayOf(now), now };
          const page = { after: query.before ?? null, limit: query.limit };
          const { duties, more } = await dutiesOf(tx, caller.actor, moment, page);
          const items = duties.map(({ kind, recordId, schoolName, since, dueAt }) => ({
            kind,
            recordId,
            schoolName,
            since: since.toISOString(),
            dueAt: dueAt?.toISOString() ?? null,
            overdue: dueAt !== null && dueAt < now,
            link: linkOf(kind, recordId),
          }));
          const last = items.at(-1);
          return ok({ items, next: more && last !== undefined ? placeText(last) : null });
        },
      }),
  });
}
