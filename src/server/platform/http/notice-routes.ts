import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { ok } from '../../../domain/shared/result.ts';
import { runQuery } from '../commands.ts';
import type { Service } from '../service.ts';
import { textsIn } from '../texts.ts';
import { programRoute } from './route.ts';

const notice = z.object({
  id: z.string(),
  kind: z.string(),
  title: z.string(),
  body: z.string(),
  recordType: z.string(),
  recordId: z.string(),
  createdAt: z.string(),
  read: z.boolean(),
});

/** What the signed-in person should know, newest first, and marking it as read. One's own only. */
export function noticeRoutes(app: FastifyInstance, service: Service): void {
  programRoute(app, 'duty.read', {
    method: 'GET',
    path: '/notices',
    summary: 'My notices, newest first',
    answer: z.array(notice),
    handle: ({ caller }) =>
      runQuery(service, caller, {
        action: 'duty.read',
        read: async ({ tx }) => {
          const t = textsIn(caller.language);
          const rows = await tx
            .selectFrom('notification')
            .selectAll()
            .where('person_id', '=', caller.actor.personId)
            .orderBy('created_at', 'desc')
            .limit(100)
            .execute();
          return ok(
            rows.map((row) => ({
              id: row.id,
              kind: row.kind,
              title: t(`notices:${row.kind}.title`, row.params),
              body: t(`notices:${row.kind}.body`, row.params),
              recordType: row.record_type,
              recordId: row.record_id,
              createdAt: row.created_at.toISOString(),
              read: row.read_at !== null,
            })),
          );
        },
      }),
  });
  programRoute(app, 'duty.read', {
    method: 'POST',
    path: '/notices/read',
    summary: 'Mark my notices as read',
    body: z.object({ ids: z.array(z.uuid()).min(1).max(200) }),
    answer: z.object({ ok: z.literal(true) }),
    handle: ({ caller, body }) =>
      runQuery(service, caller, {
        action: 'duty.read',
        // Having read one's own notice changes no record of the program, so it writes no audit entry.
        read: async ({ tx, now }) => {
          await tx
            .updateTable('notification')
            .set({ read_at: now })
            .where('person_id', '=', caller.actor.personId)
            .where('id', 'in', body.ids)
            .where('read_at', 'is', null)
            .execute();
          return ok({ ok: true as const });
        },
      }),
  });
}
