import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { matterClassSchema, matterOverrideSchema, matterSchema } from '../../domain/calls/record.ts';
import { ok } from '../../domain/shared/result.ts';
import { runQuery } from '../platform/commands.ts';
import { programRoute } from '../platform/http/route.ts';
import type { Service } from '../platform/service.ts';
import { readMatters, setMatter } from './matters.ts';

const change = matterOverrideSchema.extend({ setBy: z.string().nullable(), setAt: z.string() });

/** The program's matter list and its history (P3.2). */
export function matterRoutes(app: FastifyInstance, service: Service): void {
  programRoute(app, 'matter.read', {
    method: 'GET',
    path: '/setup/matters',
    summary: 'The matter list today, with every change',
    answer: z.object({
      today: z.string(),
      matters: z.array(
        matterSchema.extend({
          listed: z.boolean(),
          shippedClass: matterClassSchema.nullable(),
          changes: z.array(change),
        }),
      ),
    }),
    handle: ({ caller }) =>
      runQuery(service, caller, {
        action: 'matter.read',
        read: async ({ tx, now }) => {
          const { today, matters } = await readMatters(tx, caller.actor.programId, now);
          return ok({ today, matters: matters.map((matter) => ({ ...matter, changes: [...matter.changes] })) });
        },
      }),
  });
  programRoute(app, 'matter.edit', {
    method: 'POST',
    path: '/setup/matters',
    summary: 'Change or add a behaviour from a day on',
    body: matterOverrideSchema,
    answer: matterOverrideSchema,
    handle: ({ caller, body }) => setMatter(service, caller, body),
  });
}
