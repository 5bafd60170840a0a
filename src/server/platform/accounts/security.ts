import { longestPassword } from '../../../domain/accounts/password.ts';
import type { Service } from '../service.ts';
import type { SignedIn } from './sessions.ts';

/** What guards a person's account, for that person. Nothing here can be used to sign in. */
export async function readSecurity(service: Service, person: SignedIn) {
  const { auth } = service.databases;
  const { personId, policy } = person;
  const row = await auth
    .selectFrom('account_person')
    .leftJoin('account_totp', 'account_totp.person_id', 'account_person.id')
    .select((select) => [
      'account_person.password_hash',
      'account_person.password_changed_at',
      'account_totp.confirmed_at',
      select
        .selectFrom('account_recovery_code')
        .select(({ fn }) => fn.countAll<number>().as('left'))
        .whereRef('account_recovery_code.person_id', '=', 'account_person.id')
        .where('account_recovery_code.used_at', 'is', null)
        .as('codes_left'),
    ])
    .where('account_person.id', '=', personId)
    .executeTakeFirstOrThrow();
  const passkeys = await auth
    .selectFrom('account_passkey')
    .select(['id', 'name', 'created_at', 'last_used_at'])
    .where('person_id', '=', personId)
    .orderBy('created_at')
    .execute();
  const links = await auth
    .selectFrom('account_link')
    .select(['id', 'provider_name', 'linked_at'])
    .where('person_id', '=', personId)
    .orderBy('linked_at')
    .execute();
  return {
    required: person.required,
    password: { set: row.password_hash !== null, changedAt: row.password_changed_at?.toISOString() ?? null },
    totp: { confirmedAt: row.confirmed_at?.toISOString() ?? null },
    recoveryCodesLeft: row.codes_left ?? 0,
    passkeys: passkeys.map((each) => ({
      id: each.id,
      name: each.name,
      createdAt: each.created_at.toISOString(),
      lastUsedAt: each.last_used_at?.toISOString() ?? null,
    })),
    links: links.map((each) => ({
      id: each.id,
      providerName: each.provider_name,
      linkedAt: each.linked_at.toISOString(),
    })),
    rules: {
      passwordMinLength: policy.passwordMinLength,
      passwordMaxLength: longestPassword,
      passwordMaxAgeDays: policy.passwordMaxAgeDays,
      passwordSignIn: policy.passwordSignIn,
      idleMinutes: policy.idleMinutes,
    },
  };
}
