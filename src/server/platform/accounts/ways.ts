import { sql } from 'kysely';
import type { SignInPolicy } from '../../../domain/accounts/policy.ts';
import type { Db } from '../database/pools.ts';

/** The ways by which a person can sign in now, and the second factors among them. */
export interface Ways {
  readonly password: boolean;
  readonly totp: boolean;
  readonly passkeys: number;
  readonly links: number;
}

/**
 * Counts a person's ways to sign in and locks the account's row until the transaction ends, so that of two removals at
 * once the second one sees what the first left. A password counts where the rules for the person allow passwords.
 */
export async function waysIn(tx: Db, personId: string, policy: Pick<SignInPolicy, 'passwordSignIn'>): Promise<Ways> {
  await tx.selectFrom('account_person').select('id').where('id', '=', personId).forUpdate().executeTakeFirstOrThrow();
  const { rows } = await sql<Ways>`
    SELECT person.password_hash IS NOT NULL AS password,
      EXISTS (SELECT FROM account_totp totp WHERE totp.person_id = person.id AND totp.confirmed_at IS NOT NULL) AS totp,
      (SELECT count(*) FROM account_passkey passkey WHERE passkey.person_id = person.id) AS passkeys,
      (SELECT count(*) FROM account_link link WHERE link.person_id = person.id) AS links
    FROM account_person person WHERE person.id = ${personId}`.execute(tx);
  const [ways] = rows;
  if (ways === undefined) throw new Error('An account vanished under its lock');
  return { ...ways, password: ways.password && policy.passwordSignIn };
}
