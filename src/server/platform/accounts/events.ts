import type { Db } from '../database/pools.ts';
import type { Service } from '../service.ts';

/** Events of the accounts' own trail: an account belongs to no program, so no program's trail can hold them. */
export type AccountEvent =
  | 'signIn'
  | 'signInFailed'
  | 'signInLocked'
  | 'signOut'
  | 'secondFactorShown'
  | 'secondFactorFailed'
  | 'recoveryCodeUsed'
  | 'sessionLocked'
  | 'sessionUnlocked'
  | 'unlockFailed'
  | 'sessionRevoked'
  | 'totpSetUp'
  | 'totpRemoved'
  | 'recoveryCodesMade'
  | 'secondFactorReset'
  | 'passkeyAdded'
  | 'passkeyRemoved'
  | 'passkeyFailed'
  | 'passkeyCopied'
  | 'loginLinked'
  | 'loginUnlinked'
  | 'providerFailed'
  | 'providerRefused'
  | 'recoveryAsked'
  | 'recoveryUsed'
  | 'invitationUsed'
  | 'invitationFailed'
  | 'linkMade'
  | 'passwordSet'
  | 'passwordChangeFailed'
  | 'disabled'
  | 'disabledInactive'
  | 'enabled'
  | 'unlocked'
  | 'systemAdminMade'
  | 'languageChanged'
  // Of the installation itself, by whoever has a shell on its machine.
  | 'backupMade'
  | 'restored'
  | 'keysChanged'
  | 'masterKeyGivenUp';

/** Writes an event of the accounts' trail: a code, whom it concerns, the address it came from; nothing else. */
export async function addAccountEvent(
  db: Db,
  event: AccountEvent,
  personId: string | null,
  origin: string | null,
): Promise<void> {
  await db.insertInto('account_event').values({ event, person_id: personId, origin }).execute();
}

/** Writes an event that changes nothing else. */
export function noteAccountEvent(
  service: Service,
  event: AccountEvent,
  personId: string | null,
  origin: string | null,
): Promise<void> {
  return addAccountEvent(service.databases.auth, event, personId, origin);
}
