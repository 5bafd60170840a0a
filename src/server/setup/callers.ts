import type { Grant } from '../../domain/access/roles.ts';
import type { SignedIn } from '../platform/accounts/sessions.ts';
import type { Tx } from '../platform/database/tenancy.ts';
import type { Caller } from '../platform/service.ts';

/** Stands for whoever works at the machine itself: the command line asks for no sign-in, the trail says so. */
const operatorId = '00000000-0000-0000-0000-000000000000';

/** The caller of the command line in one program. `systemAdmin` creates programs, `programAdmin` sets them up. */
export function operatorCaller(
  programId: string,
  role: Extract<Grant['role'], 'systemAdmin' | 'programAdmin' | 'recordsOfficer'>,
): Caller {
  return {
    actor: { personId: operatorId, programId, name: 'Command line', grants: [{ role, schoolIds: null }] },
    sessionId: null,
    origin: 'command line',
    language: 'en',
  };
}

/** A system administrator about to create the program of this id. Gives no right on any program that exists. */
export function creatorCaller(signedIn: SignedIn, programId: string, origin: string, language: string): Caller {
  return {
    actor: {
      personId: signedIn.personId,
      programId,
      name: signedIn.name,
      grants: signedIn.systemAdmin ? [{ role: 'systemAdmin', schoolIds: null }] : [],
    },
    sessionId: signedIn.sessionId,
    origin,
    language,
  };
}

/**
 * Locks the program's row, so that two people who set it up at once do so one after the other. Records that refer to
 * the program are not held up by it. Null where there is no such program.
 */
export async function lockProgram(tx: Tx, programId: string): Promise<Record<string, never> | null> {
  const row = await tx
    .selectFrom('program')
    .select('program_id')
    .where('program_id', '=', programId)
    .forNoKeyUpdate()
    .executeTakeFirst();
  return row === undefined ? null : {};
}
