import { hash, verify } from '@node-rs/argon2';
import { sql } from 'kysely';
import { checkNewPassword } from '../../../domain/accounts/password.ts';
import { defaultSignInPolicy } from '../../../domain/accounts/policy.ts';
import { mayPass, stateOf } from '../../../domain/accounts/session-state.ts';
import { err, ok, type Result } from '../../../domain/shared/result.ts';
import type { Service } from '../service.ts';
import { accountMail } from './account-mail.ts';
import { addAccountEvent } from './events.ts';
import { judge } from './lockout.ts';
import { type NewSession, readStanding, type SignedIn, startSession } from './sessions.ts';
import { type StandingRow, standingColumns, standingOf } from './standing.ts';

/** Argon2id with OWASP's first recommended cost: 19 MiB, 2 passes, 1 lane. */
export const argon2Cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Compared with when there is no such account, so that both answers take the same time. */
const nobody = await hash('no account has this password', argon2Cost);

/** A password as the database keeps it. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, argon2Cost);
}

/** Refuses a password that is too short for the person's programs, or easily guessed. */
export async function refusePassword(service: Service, personId: string, password: string): Promise<Result<null>> {
  const standing = await readStanding(service, service.databases.auth, personId);
  return standing === null
    ? err({ code: 'common.notFound', status: 404 })
    : checkNewPassword(password, standing, standing.policy.passwordMinLength);
}

/** Sets a password, without asking for the old one: for an administrator at the machine, and the demonstration. */
export async function setPassword(service: Service, personId: string, password: string): Promise<Result<null>> {
  const allowed = await refusePassword(service, personId, password);
  if (!allowed.ok) return allowed;
  const secret = await hashPassword(password);
  await service.databases.auth.transaction().execute(async (tx) => {
    await tx
      .updateTable('account_person')
      .set({ password_hash: secret, password_changed_at: service.clock() })
      .where('id', '=', personId)
      .execute();
    await addAccountEvent(tx, 'passwordSet', personId, null);
  });
  return ok(null);
}

interface AccountRow extends StandingRow {
  readonly password_hash: string | null;
  readonly disabled_at: Date | null;
}

/**
 * Signs in by address and password. One answer, after the same work, for a wrong password, no such account, a locked
 * or disabled one, and one whose program takes no passwords.
 */
export async function signInByPassword(
  service: Service,
  typed: { readonly email: string; readonly password: string },
  from: Pick<NewSession, 'origin' | 'device'>,
): Promise<Result<string>> {
  const now = service.clock();
  const { rows } = await sql<AccountRow>`
    SELECT person.password_hash, person.disabled_at, ${standingColumns(now)}
    FROM account_person person WHERE person.email = ${typed.email.trim().toLowerCase()}`.execute(
    service.databases.auth,
  );
  const [row] = rows;
  const standing = row === undefined ? null : standingOf(row, now);
  const policy = standing?.policy ?? defaultSignInPolicy;
  const mayEnter = row !== undefined && row.password_hash !== null && row.disabled_at === null && policy.passwordSignIn;
  const opens =
    standing !== null &&
    mayPass(stateOf({ ...standing, strong: false, factor: standing.hasFactor }), false, 'password');
  const attempt = {
    email: typed.email,
    personId: row?.person_id ?? null,
    lockAfter: policy.lockAfterFailures,
    origin: from.origin,
    failed: 'signInFailed',
    clears: opens,
  } as const;
  const proven = await judge(service, attempt, async () => {
    const matches = await verify(row?.password_hash ?? nobody, typed.password);
    return mayEnter && matches ? row.person_id : null;
  });
  if (proven === null) return err({ code: 'common.signInFailed', status: 401 });
  return ok((await startSession(service, proven, { ...from, method: 'password', strong: false })).token);
}

/** Whether this is the person's password, and one that may still be used. */
export async function isPassword(service: Service, person: SignedIn, password: string): Promise<boolean> {
  const row = await service.databases.auth
    .selectFrom('account_person')
    .select('password_hash')
    .where('id', '=', person.personId)
    .executeTakeFirst();
  const matches = await verify(row?.password_hash ?? nobody, password);
  return matches && row?.password_hash != null && person.policy.passwordSignIn;
}

/**
 * Changes one's own password. Refused when the current one is wrong (which counts as a failed try), and when the new one
 * is too short, easily guessed or the same. Ends the person's other sessions and tells the person by mail.
 */
export async function changePassword(
  service: Service,
  session: SignedIn,
  change: { readonly current: string; readonly password: string },
  origin: string | null,
): Promise<Result<null>> {
  const allowed = checkNewPassword(change.password, session, session.policy.passwordMinLength);
  if (!allowed.ok) return allowed;
  const { personId, sessionId, email } = session;
  const lockAfter = session.policy.lockAfterFailures;
  const attempt = { email, personId, lockAfter, origin, failed: 'passwordChangeFailed', clears: false } as const;
  const right = await judge(service, attempt, async () =>
    (await isPassword(service, session, change.current)) ? true : null,
  );
  const refuse = (path: string, code: string) => err({ code, status: 422 as const, fields: [{ path, code }] });
  if (right === null) return refuse('current', 'signIn.passwordWrong');
  if (change.current === change.password) return refuse('password', 'signIn.passwordSame');
  const secret = await hashPassword(change.password);
  await service.databases.auth.transaction().execute(async (tx) => {
    await tx
      .updateTable('account_person')
      .set({ password_hash: secret, password_changed_at: service.clock() })
      .where('id', '=', personId)
      .execute();
    await tx.deleteFrom('account_session').where('person_id', '=', personId).where('id', '!=', sessionId).execute();
    await addAccountEvent(tx, 'passwordSet', personId, origin);
    await accountMail(service, tx, { personId, kind: 'passwordChanged' });
  });
  return ok(null);
}
