import { sql } from 'kysely';
import { lockMinutes } from '../../../domain/accounts/lockout.ts';
import type { Db } from '../database/pools.ts';
import type { Service } from '../service.ts';
import { accountMail, nobodyId } from './account-mail.ts';
import { type AccountEvent, addAccountEvent } from './events.ts';

/** Failures this old are forgotten. */
const forgottenMs = 86_400_000;

/** Who tries to show who they are. */
export interface Attempt {
  /** The address typed, with or without an account behind it. */
  readonly email: string;
  readonly personId: string | null;
  /** After how many failures in a row the person's programs lock. */
  readonly lockAfter: number;
  readonly origin: string | null;
  /** The event of a failure. */
  readonly failed: AccountEvent;
  /** Whether success ends the count: only what opens a session does, or a password would buy new tries at a code. */
  readonly clears: boolean;
}

const digestOf = (service: Service, email: string): Buffer =>
  service.keys.digest('accounts', 'address', email.trim().toLowerCase());

/** Counts a try before it is judged, so that many at the same moment are not judged as one. */
async function claim(
  service: Service,
  attempt: Attempt,
): Promise<{ locked: boolean; failures: number; locks: boolean }> {
  const now = service.clock();
  const address_digest = digestOf(service, attempt.email);
  return service.databases.auth.transaction().execute(async (tx) => {
    await tx
      .insertInto('account_failure')
      .values({ address_digest, failures: 0, last_failed_at: now })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const row = await tx
      .selectFrom('account_failure')
      .selectAll()
      .where('address_digest', '=', address_digest)
      .forUpdate()
      .executeTakeFirstOrThrow();
    if (row.locked_until !== null && row.locked_until > now)
      return { locked: true, failures: row.failures, locks: false };
    const before = now.getTime() - row.last_failed_at.getTime() > forgottenMs ? 0 : row.failures;
    const minutes = lockMinutes(before + 1, attempt.lockAfter);
    await tx
      .updateTable('account_failure')
      .set({
        failures: before + 1,
        last_failed_at: now,
        locked_until: minutes === 0 ? null : new Date(now.getTime() + minutes * 60_000),
      })
      .where('address_digest', '=', address_digest)
      .execute();
    return { locked: false, failures: before + 1, locks: minutes > 0 };
  });
}

/** Forgets the failures of an address, and a lock with them. */
export async function forgetFailures(service: Service, db: Db, email: string): Promise<void> {
  await db.deleteFrom('account_failure').where('address_digest', '=', digestOf(service, email)).execute();
}

/** Takes a try back that was none. A lock goes with it only where this try set it: no other may have failed since. */
async function giveBack(service: Service, email: string, failures: number): Promise<void> {
  await service.databases.auth
    .updateTable('account_failure')
    .set({
      failures: sql`failures - 1`,
      locked_until: sql`CASE WHEN failures = ${failures} THEN NULL ELSE locked_until END`,
    })
    .where('address_digest', '=', digestOf(service, email))
    .where('failures', '>', 0)
    .execute();
}

/**
 * Judges one try to show who one is. `check` says what was proven, null for nothing; it is told when the account is
 * locked, and what it says then counts for nothing. An address without an account goes the same way, with the same
 * work, so that neither the answer nor its time tells the two apart. Returns what was proven, or null.
 */
export async function judge<T>(
  service: Service,
  attempt: Attempt,
  check: (locked: boolean) => Promise<T | null>,
): Promise<T | null> {
  const { locked, failures, locks } = await claim(service, attempt);
  const proven = await check(locked);
  if (proven !== null && !locked) {
    await (attempt.clears
      ? forgetFailures(service, service.databases.auth, attempt.email)
      : giveBack(service, attempt.email, failures));
    return proven;
  }
  await service.databases.auth.transaction().execute(async (tx) => {
    await addAccountEvent(tx, attempt.failed, attempt.personId, attempt.origin);
    if (!locks) return;
    await addAccountEvent(tx, 'signInLocked', attempt.personId, attempt.origin);
    await accountMail(service, tx, { personId: attempt.personId ?? nobodyId, kind: 'accountLocked' });
  });
  return null;
}

/** Forgets failures of long ago, of addresses nobody has too. For the clockwork. */
export async function forgetOldFailures(service: Service): Promise<void> {
  await service.databases.auth
    .deleteFrom('account_failure')
    .where('last_failed_at', '<', new Date(service.clock().getTime() - forgottenMs))
    .execute();
}
