import { z } from 'zod';
import { idSchema } from '../../domain/shared/ids.ts';
import { err, notFound, ok, type Result } from '../../domain/shared/result.ts';
import { runCommand, runQuery } from '../platform/commands.ts';
import type { Caller, Service } from '../platform/service.ts';
import type { ViewAnswer } from './answers.ts';

/** A question to ask again. Its name is the person's own words; the question is the query of the page's address. */
export const viewSchema = z.object({
  id: idSchema,
  name: z.string().trim().min(2).max(80),
  question: z
    .string()
    .max(8000)
    .regex(/^[\w.~:,=&%-]*$/, 'explorer.question'),
});
type View = z.output<typeof viewSchema>;

const mostViews = 100;

/** The caller's own saved questions, by name. */
export function readViews(service: Service, caller: Caller): Promise<Result<{ views: ViewAnswer[] }>> {
  return runQuery(service, caller, {
    action: 'explorer.ask',
    read: async ({ tx }) => {
      const rows = await tx
        .selectFrom('explorer_view')
        .selectAll()
        .where('person_id', '=', caller.actor.personId)
        .orderBy('name')
        .limit(mostViews)
        .execute();
      return ok({
        views: rows.map(({ id, name, question, saved_at }) => ({
          id,
          name,
          question,
          savedAt: saved_at.toISOString(),
        })),
      });
    },
  });
}

/** What `decide` needs of a person's own view: somewhere the person may ask. */
const own = (caller: Caller) => ({
  ownerId: caller.actor.personId,
  schoolId: caller.actor.grants.flatMap(({ schoolIds }) => schoolIds ?? [])[0] ?? null,
});

/** Saves a question, once: sent again it changes nothing; 409 where the id stands for another, or there are a hundred. */
export function saveView(service: Service, caller: Caller, view: View): Promise<Result<ViewAnswer>> {
  const { actor } = caller;
  return runCommand(service, caller, {
    action: 'explorer.ask',
    clash: { code: 'common.conflict', status: 409 },
    target: () => Promise.resolve(own(caller)),
    work: async (unit) => {
      const { tx, now } = unit;
      const sent = await tx.selectFrom('explorer_view').selectAll().where('id', '=', view.id).executeTakeFirst();
      if (sent !== undefined) {
        const same = sent.person_id === actor.personId && sent.name === view.name && sent.question === view.question;
        if (!same) return err({ code: 'common.conflict', status: 409 });
        unit.unchanged();
        return ok({ ...view, savedAt: sent.saved_at.toISOString() });
      }
      const { there } = await tx
        .selectFrom('explorer_view')
        .select((select) => select.fn.countAll<number>().as('there'))
        .where('person_id', '=', actor.personId)
        .executeTakeFirstOrThrow();
      if (Number(there) >= mostViews) return err({ code: 'explorer.tooManyViews', status: 409 });
      await tx
        .insertInto('explorer_view')
        .values({ program_id: actor.programId, person_id: actor.personId, ...view, saved_at: now })
        .execute();
      await unit.audit({ event: 'explorer.viewSaved', recordType: 'view', recordId: view.id });
      return ok({ ...view, savedAt: now.toISOString() });
    },
  });
}

/** Removes one of the caller's own; 404 for anybody else's. */
export function removeView(service: Service, caller: Caller, id: string): Promise<Result<{ id: string }>> {
  return runCommand(service, caller, {
    action: 'explorer.ask',
    target: async (tx) => {
      const row = await tx
        .selectFrom('explorer_view')
        .select('id')
        .where('id', '=', id)
        .where('person_id', '=', caller.actor.personId)
        .forUpdate()
        .executeTakeFirst();
      return row === undefined ? null : own(caller);
    },
    work: async (unit) => {
      const { numDeletedRows } = await unit.tx.deleteFrom('explorer_view').where('id', '=', id).executeTakeFirst();
      if (numDeletedRows === 0n) return err(notFound);
      await unit.audit({ event: 'explorer.viewRemoved', recordType: 'view', recordId: id });
      return ok({ id });
    },
  });
}
