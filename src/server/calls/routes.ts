import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { askGate } from '../../domain/calls/gate.ts';
import {
  callRequestSchema,
  gateAnswersSchema,
  gateDecisionSchema,
  matterCodeSchema,
  matterSchema,
} from '../../domain/calls/record.ts';
import { dateSchema } from '../../domain/shared/dates.ts';
import { err, notFound, ok } from '../../domain/shared/result.ts';
import { callResults } from '../../statistics/stages.ts';
import { runQuery } from '../platform/commands.ts';
import { cursorSchema } from '../platform/http/cursor.ts';
import { programRoute } from '../platform/http/route.ts';
import { requireFrame } from '../platform/program.ts';
import type { Service } from '../platform/service.ts';
import { callAnswer, callListAnswer } from './answers.ts';
import { requestCall } from './commands.ts';
import { matterListOn } from './matters.ts';
import { listCalls, readCall } from './queries.ts';
import { insistSchema, officerStepSchema, takeStep, withdrawSchema } from './steps.ts';

const callParams = z.object({ programId: z.string(), callId: z.uuid() });

/** Calls for an officer and the gate (P3.1). */
export function callRoutes(app: FastifyInstance, service: Service): void {
  programRoute(app, 'matter.read', {
    method: 'GET',
    path: '/calls/matters',
    summary: 'The matter list in force today',
    answer: z.array(matterSchema),
    handle: ({ caller }) =>
      runQuery(service, caller, {
        action: 'matter.read',
        read: async ({ tx, now }) => {
          const frame = await requireFrame(tx, caller.actor.programId);
          return ok(await matterListOn(tx, frame.dayOf(now)));
        },
      }),
  });
  programRoute(app, 'call.request', {
    method: 'POST',
    path: '/calls/preview',
    summary: 'What the gate would say; keeps nothing',
    body: z.object({ matterCode: matterCodeSchema, answers: gateAnswersSchema }),
    answer: gateDecisionSchema,
    handle: ({ caller, body }) =>
      runQuery(service, caller, {
        action: 'call.request',
        read: async ({ tx, now }) => {
          const frame = await requireFrame(tx, caller.actor.programId);
          return ok(askGate({ ...body, matterList: await matterListOn(tx, frame.dayOf(now)) }));
        },
      }),
  });
  programRoute(app, 'call.request', {
    method: 'POST',
    path: '/calls',
    summary: 'Ask for an officer; the gate answers at once',
    body: callRequestSchema,
    answer: callAnswer,
    handle: ({ caller, body }) => requestCall(service, caller, body),
  });
  programRoute(app, 'call.read', {
    method: 'GET',
    path: '/calls',
    summary: 'Calls within reach, newest first',
    query: z.object({
      which: z.enum(['open', 'closed', 'all']).default('all'),
      schoolId: z.uuid().optional(),
      officerId: z.uuid().optional(),
      result: z.enum(callResults).optional(),
      from: dateSchema.optional(),
      to: dateSchema.optional(),
      before: cursorSchema('~').optional(),
      limit: z.coerce.number().int().min(1).max(100).default(25),
    }),
    answer: callListAnswer,
    handle: ({ caller, query }) =>
      runQuery(service, caller, {
        action: 'call.read',
        read: async ({ tx, reach, now }) => {
          const frame = await requireFrame(tx, caller.actor.programId);
          return ok(await listCalls(tx, caller.actor, reach, query, await matterListOn(tx, frame.dayOf(now))));
        },
      }),
  });
  programRoute(app, 'call.read', {
    method: 'GET',
    path: '/calls/:callId',
    summary: 'One call with everything that happened to it',
    params: callParams,
    answer: callAnswer,
    handle: ({ caller, params }) =>
      runQuery(service, caller, {
        action: 'call.read',
        read: async ({ tx, reach, now }) => {
          const row = await tx
            .selectFrom('call')
            .select(['school_id', 'owner_id'])
            .where('id', '=', params.callId)
            .executeTakeFirst();
          const seen =
            row !== undefined &&
            (reach.kind === 'all' || reach.schoolIds.includes(row.school_id) || reach.ownerId === row.owner_id);
          if (!seen) return err(notFound);
          const frame = await requireFrame(tx, caller.actor.programId);
          const found = await readCall(tx, caller.actor, params.callId, await matterListOn(tx, frame.dayOf(now)));
          return found === null ? err(notFound) : ok(found);
        },
      }),
  });
  programRoute(app, 'call.answer', {
    method: 'POST',
    path: '/calls/:callId/steps',
    summary: 'An officer accepts, hands back, goes anyway, answers the gate afterwards, finishes',
    params: callParams,
    body: officerStepSchema,
    answer: callAnswer,
    handle: ({ caller, params, body }) => takeStep(service, caller, params.callId, body),
  });
  programRoute(app, 'call.insist', {
    method: 'POST',
    path: '/calls/:callId/insist',
    summary: 'The school still asks for an officer, with a reason',
    params: callParams,
    body: insistSchema,
    answer: callAnswer,
    handle: ({ caller, params, body }) => takeStep(service, caller, params.callId, { ...body, action: 'insist' }),
  });
  programRoute(app, 'call.withdraw', {
    method: 'POST',
    path: '/calls/:callId/withdraw',
    summary: 'The caller no longer needs an officer',
    params: callParams,
    body: withdrawSchema,
    answer: callAnswer,
    handle: ({ caller, params, body }) => takeStep(service, caller, params.callId, { ...body, action: 'withdraw' }),
  });
}
