import { reach } from '../../domain/access/decide.ts';
import type { Target } from '../../domain/access/roles.ts';
import { type LookPurpose, lookPurposeSchema } from '../../domain/roster/record.ts';
import { err, ok, type Refusal, type Result } from '../../domain/shared/result.ts';
import { runCommand, runQuery, type Unit } from '../platform/commands.ts';
import type { Tx } from '../platform/database/tenancy.ts';
import type { Caller, Service } from '../platform/service.ts';

/** What every look at identity answers until a purpose was given in this session (P7.8). */
const purposeNeeded: Refusal = { code: 'roster.purposeNeeded', status: 409 };

/** A target within the caller's own reach, for what concerns the person and no single school. */
function ownReach(caller: Caller): Target {
  const extent = reach(caller.actor, 'identity.read');
  return { schoolId: extent.kind === 'some' ? (extent.schoolIds[0] ?? null) : null, ownerId: caller.actor.personId };
}

async function storedPurpose(tx: Tx, caller: Caller, lock: boolean): Promise<LookPurpose | null> {
  if (caller.sessionId === null) return null;
  let query = tx
    .selectFrom('identity_purpose')
    .select('purpose')
    .where('session_id', '=', caller.sessionId)
    .where('person_id', '=', caller.actor.personId);
  if (lock) query = query.forUpdate();
  const row = await query.executeTakeFirst();
  return row === undefined ? null : lookPurposeSchema.parse(row.purpose);
}

/**
 * The purpose of the caller's session, or the refusal of a look without one. Locks it, so that the looks of one
 * session follow one another and none slips past the limit.
 */
export async function requirePurpose(unit: Pick<Unit<Target>, 'tx' | 'caller'>): Promise<Result<LookPurpose>> {
  const purpose = await storedPurpose(unit.tx, unit.caller, true);
  return purpose === null ? err(purposeNeeded) : ok(purpose);
}

/** Says for what the session looks at identities; asked once, may be changed. Writes it to the trail (P7.8). */
export function givePurpose(
  service: Service,
  caller: Caller,
  input: { readonly purpose: LookPurpose },
): Promise<Result<{ purpose: LookPurpose }>> {
  return runCommand(service, caller, {
    action: 'identity.read',
    target: () => Promise.resolve(ownReach(caller)),
    work: async (unit) => {
      const { tx, now } = unit;
      const { sessionId, actor } = caller;
      if (sessionId === null) return err(purposeNeeded);
      if ((await storedPurpose(tx, caller, true)) === input.purpose) {
        unit.unchanged();
        return ok({ purpose: input.purpose });
      }
      await tx
        .insertInto('identity_purpose')
        .values({
          program_id: actor.programId,
          session_id: sessionId,
          person_id: actor.personId,
          purpose: input.purpose,
          at: now,
        })
        .onConflict((conflict) =>
          conflict.columns(['program_id', 'session_id']).doUpdateSet({ purpose: input.purpose, at: now }),
        )
        .execute();
      await unit.audit({
        event: 'identity.purposeGiven',
        recordType: 'person',
        recordId: actor.personId,
        purpose: input.purpose,
      });
      return ok({ purpose: input.purpose });
    },
  });
}

/** The purpose the session works under, or null where it has not been asked yet. */
export function currentPurpose(service: Service, caller: Caller): Promise<Result<{ purpose: LookPurpose | null }>> {
  return runQuery(service, caller, {
    action: 'identity.read',
    read: async ({ tx }) => ok({ purpose: await storedPurpose(tx, caller, false) }),
  });
}
