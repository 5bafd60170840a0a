import { z } from 'zod';
import { err, ok, type Result } from '../../../domain/shared/result.ts';
import { layoutOf } from '../../../statistics/crdc/layout.ts';
import { runCommand } from '../../platform/commands.ts';
import type { Caller, Service } from '../../platform/service.ts';
import { lockProgram } from '../../setup/callers.ts';
import type { SheetAnswer } from './answers.ts';
import { answerOf, lastSignOff, requireYear } from './queries.ts';
import { readSheet } from './sheet.ts';

export const signOffSchema = z.object({
  /** Of the sheet that was looked at: what is signed is what was seen. */
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  /** Why it is signed although something is missing; needed only then. */
  note: z.string().trim().max(500),
});
export type SignOff = z.infer<typeof signOffSchema>;

/**
 * Signs a collection's counts: who, when, what they were (P1.5). Refuses with 409 where the records have changed since
 * the sheet was read, with 422 where something is missing and no reason is given. The same sheet twice changes nothing.
 */
export function signOff(
  service: Service,
  caller: Caller,
  collection: string,
  input: SignOff,
): Promise<Result<SheetAnswer>> {
  const { actor } = caller;
  return runCommand(service, caller, {
    action: 'crdc.signOff',
    vault: true,
    // Two who sign at once do so one after the other.
    target: (tx) => lockProgram(tx, actor.programId),
    work: async (unit) => {
      const { tx, now } = unit;
      const year = await requireYear(tx, actor.programId, collection);
      if (!year.ok) return year;
      const { programId } = actor;
      const sheet = await readSheet(tx, { programId, layout: layoutOf(collection), year: year.value });
      const missing = sheet.missing.length;
      if (sheet.digest !== input.digest) return err({ code: 'crdc.changed', status: 409 });
      if (missing > 0 && input.note.length < 3) {
        const field = { path: 'note', code: 'crdc.missingUnexplained', params: { count: missing } };
        return err({ code: 'crdc.missingUnexplained', status: 422, params: { count: missing }, fields: [field] });
      }
      const last = await lastSignOff(tx, collection, sheet.digest);
      if (last !== null && !last.stale && last.note === input.note) {
        unit.unchanged();
        return ok(await answerOf(tx, collection, sheet, true));
      }
      const version = (last?.version ?? 0) + 1;
      await tx
        .insertInto('crdc_sign_off')
        .values({
          program_id: actor.programId,
          school_year: sheet.year.id,
          signed_by: actor.personId,
          signed_at: now,
          digest: sheet.digest,
          note: missing > 0 ? input.note : '',
          ...{ collection, version, missing },
        })
        .execute();
      await unit.audit({
        event: 'crdc.signedOff',
        recordType: 'program',
        recordId: actor.programId,
        detail: { collection, version, missing, digest: sheet.digest },
      });
      return ok(await answerOf(tx, collection, sheet, true));
    },
  });
}
