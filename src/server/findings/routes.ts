import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { involvementStateSchema, resolutionSchema } from '../../domain/calls/record.ts';
import { err, notFound, ok } from '../../domain/shared/result.ts';
import { runQuery } from '../platform/commands.ts';
import { cursorSchema } from '../platform/http/cursor.ts';
import { programRoute } from '../platform/http/route.ts';
import { requireFrame } from '../platform/program.ts';
import type { Service } from '../platform/service.ts';
import { findingAnswer, findingListAnswer, repeatCallersAnswer } from './answers.ts';
import { leanedOnSchema, raiseLeanedOn, reopenFinding, resolveFinding, takeBackFinding } from './commands.ts';
import { listFindings, listRepeatCallers, readFinding } from './queries.ts';

const params = z.object({ programId: z.string(), findingId: z.uuid() });

/** Improper involvement of police in school discipline: raised, settled, and who asks again and again (P3.2, P3.3). */
export function findingRoutes(app: FastifyInstance, service: Service): void {
  programRoute(app, 'finding.raise', {
    method: 'POST',
    path: '/findings',
    summary: 'The school leaned on me: one tap',
    body: leanedOnSchema,
    answer: findingAnswer,
    handle: ({ caller, body }) => raiseLeanedOn(service, caller, body),
  });
  programRoute(app, 'finding.read', {
    method: 'GET',
    path: '/findings',
    summary: 'Findings of improper involvement within reach',
    query: z.object({
      state: involvementStateSchema.default('open'),
      before: cursorSchema('~').optional(),
      limit: z.coerce.number().int().min(1).max(100).default(50),
    }),
    answer: findingListAnswer,
    handle: ({ caller, query }) =>
      runQuery(service, caller, {
        action: 'finding.read',
        read: async ({ tx, reach, now }) => ok(await listFindings(tx, caller.actor, reach, query, now)),
      }),
  });
  programRoute(app, 'finding.resolve', {
    method: 'GET',
    path: '/findings/repeat-callers',
    summary: 'Callers who asked for an officer for school matters again and again',
    answer: repeatCallersAnswer,
    handle: ({ caller }) =>
      runQuery(service, caller, {
        action: 'finding.resolve',
        read: async ({ tx, now }) => {
          const frame = await requireFrame(tx, caller.actor.programId);
          return ok(await listRepeatCallers(tx, frame, frame.dayOf(now)));
        },
      }),
  });
  programRoute(app, 'finding.read', {
    method: 'GET',
    path: '/findings/:findingId',
    summary: 'One finding',
    params,
    answer: findingAnswer,
    handle: ({ caller, params: { findingId } }) =>
      runQuery(service, caller, {
        action: 'finding.read',
        read: async ({ tx, reach, now }) => {
          const found = await readFinding(tx, caller.actor, reach, findingId, now);
          return found === null ? err(notFound) : ok(found);
        },
      }),
  });
  programRoute(app, 'finding.resolve', {
    method: 'POST',
    path: '/findings/:findingId/resolve',
    summary: 'Settle a finding with an outcome and a note',
    params,
    body: resolutionSchema,
    answer: findingAnswer,
    handle: ({ caller, params: { findingId }, body }) => resolveFinding(service, caller, findingId, body),
  });
  programRoute(app, 'finding.resolve', {
    method: 'POST',
    path: '/findings/:findingId/reopen',
    summary: 'Open a settled finding again, with a reason',
    params,
    body: z.object({ reason: z.string().trim().max(500) }),
    answer: findingAnswer,
    handle: ({ caller, params: { findingId }, body }) => reopenFinding(service, caller, findingId, body.reason),
  });
  programRoute(app, 'finding.raise', {
    method: 'POST',
    path: '/findings/:findingId/take-back',
    summary: 'Undo of the one tap, by the officer who made it',
    params,
    answer: findingAnswer,
    handle: ({ caller, params: { findingId } }) => takeBackFinding(service, caller, findingId),
  });
}
