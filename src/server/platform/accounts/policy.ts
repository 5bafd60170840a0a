import type { SignInPolicy } from '../../../domain/accounts/policy.ts';
import { canonicalJson } from '../../../domain/audit/chain.ts';
import { err, ok, type Result } from '../../../domain/shared/result.ts';
import { runCommand } from '../commands.ts';
import type { Tx } from '../database/tenancy.ts';
import type { Caller, Service } from '../service.ts';
import { policyOf } from './standing.ts';

/** The program's rules of sign-in; where it has set none, the defaults. */
export async function readSignInPolicy(tx: Tx): Promise<SignInPolicy> {
  return policyOf(await tx.selectFrom('sign_in_policy').selectAll().executeTakeFirst());
}

/** Methods of sign-in that need no password. */
const withoutPassword: readonly string[] = ['passkey', 'oidc'];

/**
 * Sets the program's rules of sign-in; they hold from each person's next request on. `methods` are those of the
 * caller's session: passwords can be turned off only by somebody who came in without one, so that a door that works is
 * left open.
 */
export function setSignInPolicy(
  service: Service,
  caller: Caller,
  policy: SignInPolicy,
  methods: readonly string[],
): Promise<Result<SignInPolicy>> {
  const { programId, personId } = caller.actor;
  return runCommand(service, caller, {
    action: 'signIn.configure',
    target: async (tx) => {
      const program = await tx.selectFrom('program').select('program_id').forNoKeyUpdate().executeTakeFirst();
      return program === undefined ? null : {};
    },
    work: async ({ tx, now, audit, unchanged }) => {
      const before = await readSignInPolicy(tx);
      if (canonicalJson(before) === canonicalJson(policy)) {
        unchanged();
        return ok(policy);
      }
      const closes = before.passwordSignIn && !policy.passwordSignIn;
      if (closes && !methods.some((method) => withoutPassword.includes(method))) {
        const code = 'signIn.keepOneDoor';
        return err({ code, status: 409, fields: [{ path: 'passwordSignIn', code }] });
      }
      const row = {
        second_factor_roles: [...policy.secondFactorRoles],
        password_min_length: policy.passwordMinLength,
        password_max_age_days: policy.passwordMaxAgeDays,
        idle_minutes: policy.idleMinutes,
        lock_after_failures: policy.lockAfterFailures,
        disable_after_inactive_days: policy.disableAfterInactiveDays,
        password_sign_in: policy.passwordSignIn,
        set_by: personId,
        set_at: now,
      };
      await tx
        .insertInto('sign_in_policy')
        .values({ program_id: programId, ...row })
        .onConflict((conflict) => conflict.column('program_id').doUpdateSet(row))
        .execute();
      const detail = { before: { ...before }, after: { ...policy } };
      await audit({ event: 'signInPolicy.set', recordType: 'signInPolicy', recordId: programId, detail });
      return ok(policy);
    },
  });
}
