import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { ok } from '../../domain/shared/result.ts';
import { runQuery } from '../platform/commands.ts';
import { programRoute } from '../platform/http/route.ts';
import { requireFrame } from '../platform/program.ts';
import type { Service } from '../platform/service.ts';
import { dutiesOf, dutyKinds } from './queries.ts';

const dutyAnswer = z.object({
  kind: z.enum(dutyKinds),
  recordId: z.string(),
  schoolName: z.string(),
  since: z.string(),
  dueAt: z.string().nullable(),
  overdue: z.boolean(),
  /** Path within the app. */
  link: z.string(),
});

/** What waits for the signed-in person. */
export function dutyRoutes(app: FastifyInstance, service: Service): void {
  programRoute(app, 'duty.read', {
    method: 'GET',
    path: '/duties',
    summary: 'What waits for me: emergencies first, then by the day it is due',
    answer: z.array(dutyAnswer),
    handle: ({ caller }) =>
      runQuery(service, caller, {
        action: 'duty.read',
        read: async ({ tx, now }) => {
          const frame = await requireFrame(tx, caller.actor.programId);
          const duties = await dutiesOf(tx, caller.actor, frame.dayOf(now), now);
          const schools = new Map(
            (await tx.selectFrom('school').select(['id', 'name']).execute()).map((row) => [row.id, row.name]),
          );
          return ok(
            duties.map((duty) => ({
              kind: duty.kind,
              recordId: duty.recordId,
              schoolName: schools.get(duty.schoolId) ?? '',
              since: duty.since.toISOString(),
              dueAt: duty.dueAt?.toISOString() ?? null,
              overdue: duty.dueAt !== null && duty.dueAt < now,
              link: duty.link,
            })),
          );
        },
      }),
  });
}
