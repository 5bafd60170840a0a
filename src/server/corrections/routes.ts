import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { correctiveOpeningSchema } from '../../domain/disparities/record.ts';
import { correctiveStepsTaken } from '../../domain/disparities/transitions.ts';
import { idSchema } from '../../domain/shared/ids.ts';
import { err, notFound, ok } from '../../domain/shared/result.ts';
import { runQuery } from '../platform/commands.ts';
import { programRoute } from '../platform/http/route.ts';
import { holdersOf } from '../platform/notices.ts';
import { requireFrame } from '../platform/program.ts';
import type { Service } from '../platform/service.ts';
import { correctiveAnswer, correctiveListAnswer, ownersAnswer } from './answers.ts';
import { openCorrectiveAction, ownerRoles, stepCorrectiveAction } from './commands.ts';
import { listCorrective, readCorrective } from './queries.ts';

/** What stays in its history, and whether the writer said that no word of it is a student's name. */
const said = { words: z.string().trim().max(1000), wordsChecked: z.boolean().default(false) } as const;
const params = z.object({ programId: z.string(), actionId: z.uuid() });

/** Corrective actions for flagged disparities: opened, read, ended (P1.4). */
export function correctionRoutes(app: FastifyInstance, service: Service): void {
  programRoute(app, 'corrective.open', {
    method: 'POST',
    path: '/corrective-actions',
    summary: 'Open the corrective action of a flagged disparity',
    body: correctiveOpeningSchema,
    answer: correctiveAnswer,
    handle: ({ caller, body }) => openCorrectiveAction(service, caller, body),
  });
  programRoute(app, 'corrective.read', {
    method: 'GET',
    path: '/corrective-actions',
    summary: 'Corrective actions within reach',
    query: z.object({
      ended: z.enum(['yes', 'no']).default('no'),
      limit: z.coerce.number().int().min(1).max(100).default(50),
    }),
    answer: correctiveListAnswer,
    handle: ({ caller, query }) =>
      runQuery(service, caller, {
        action: 'corrective.read',
        read: async ({ tx, reach, now }) => {
          const today = (await requireFrame(tx, caller.actor.programId)).dayOf(now);
          const wanted = { ended: query.ended === 'yes', limit: query.limit };
          return ok(await listCorrective(tx, { actor: caller.actor, reach, today }, wanted));
        },
      }),
  });
  programRoute(app, 'corrective.open', {
    method: 'GET',
    path: '/corrective-actions/owners',
    summary: 'Who can be made to answer for a corrective action of a school, or of the whole program',
    query: z.object({ schoolId: idSchema.optional() }),
    answer: ownersAnswer,
    handle: ({ caller, query }) =>
      runQuery(service, caller, {
        action: 'corrective.open',
        read: async ({ tx, now }) => {
          const ids = await holdersOf(tx, ownerRoles, query.schoolId ?? null, now);
          if (ids.length === 0) return ok({ owners: [] });
          const owners = await tx
            .selectFrom('member')
            .select(['person_id as id', 'name'])
            .where('person_id', 'in', ids)
            .orderBy('name')
            .execute();
          return ok({ owners });
        },
      }),
  });
  programRoute(app, 'corrective.read', {
    method: 'GET',
    path: '/corrective-actions/:actionId',
    summary: 'One corrective action',
    params,
    answer: correctiveAnswer,
    handle: ({ caller, params: { actionId } }) =>
      runQuery(service, caller, {
        action: 'corrective.read',
        read: async ({ tx, reach, now }) => {
          const today = (await requireFrame(tx, caller.actor.programId)).dayOf(now);
          const found = await readCorrective(tx, { actor: caller.actor, reach, today }, actionId);
          return found === null ? err(notFound) : ok(found);
        },
      }),
  });
  programRoute(app, 'corrective.finish', {
    method: 'POST',
    path: '/corrective-actions/:actionId/end',
    summary: 'End a corrective action with what came of it',
    params,
    body: z.object({ step: z.enum(correctiveStepsTaken).exclude(['reopen']), ...said }),
    answer: correctiveAnswer,
    handle: ({ caller, params: { actionId }, body }) => stepCorrectiveAction(service, caller, actionId, body),
  });
  programRoute(app, 'corrective.open', {
    method: 'POST',
    path: '/corrective-actions/:actionId/reopen',
    summary: 'Open an ended corrective action again, with a reason',
    params,
    body: z.object(said),
    answer: correctiveAnswer,
    handle: ({ caller, params: { actionId }, body }) =>
      stepCorrectiveAction(service, caller, actionId, { step: 'reopen', ...body }),
  });
}
