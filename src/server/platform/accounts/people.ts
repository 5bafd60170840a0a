import { hash, verify } from '@node-rs/argon2';
import { v7 as uuidv7 } from 'uuid';
import { err, ok, type Refusal, type Result } from '../../../domain/shared/result.ts';
import type { Service } from '../service.ts';
import { hashToken, newToken } from './sessions.ts';

/** Argon2id with OWASP's first recommended cost: 19 MiB, 2 passes, 1 lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const passwordLength = { min: 12, max: 128 } as const;

/** An invitation can be used for a week. */
const invitationMs = 7 * 86_400_000;

/** Compared with when there is no such account, so that both answers take the same time. */
const nobody = await hash('no account has this password', cost);

export interface NewPerson {
  readonly id?: string;
  readonly email: string;
  readonly name: string;
  readonly language?: string;
}

/** Finds or makes the account of an address. Returns its id and whether it was made now. */
export async function ensurePerson(service: Service, person: NewPerson): Promise<{ id: string; created: boolean }> {
  const id = person.id ?? uuidv7();
  const email = person.email.trim().toLowerCase();
  const made = await service.databases.auth
    .insertInto('account_person')
    .values({ id, email, name: person.name, language: person.language ?? 'en' })
    .onConflict((conflict) => conflict.column('email').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (made !== undefined) return { id: made.id, created: true };
  const existing = await service.databases.auth
    .selectFrom('account_person')
    .select('id')
    .where('email', '=', email)
    .executeTakeFirstOrThrow();
  return { id: existing.id, created: false };
}

function passwordRefusal(password: string): Refusal | null {
  if (password.length >= passwordLength.min && password.length <= passwordLength.max) return null;
  const fields = [{ path: 'password', code: 'common.passwordLength', params: { ...passwordLength } }];
  return { code: 'common.passwordLength', status: 422, params: { ...passwordLength }, fields };
}

/** Sets a password. Refused when it is too short or too long. */
export async function setPassword(service: Service, personId: string, password: string): Promise<Result<null>> {
  const refusal = passwordRefusal(password);
  if (refusal !== null) return err(refusal);
  await service.databases.auth
    .updateTable('account_person')
    .set({ password_hash: await hash(password, cost) })
    .where('id', '=', personId)
    .execute();
  return ok(null);
}

/** Checks address and password. One answer, after the same time, for a wrong password and for no such account. */
export async function checkPassword(service: Service, email: string, password: string): Promise<Result<string>> {
  const person = await service.databases.auth
    .selectFrom('account_person')
    .select(['id', 'password_hash', 'disabled_at'])
    .where('email', '=', email.trim().toLowerCase())
    .executeTakeFirst();
  const matches = await verify(person?.password_hash ?? nobody, password);
  if (person === undefined || !matches || person.password_hash === null || person.disabled_at !== null) {
    return err({ code: 'common.signInFailed', status: 401 });
  }
  return ok(person.id);
}

/** Makes a one-time link's token with which a person sets the first (or a new) password. */
export async function invite(service: Service, personId: string): Promise<string> {
  const token = newToken();
  await service.databases.auth
    .insertInto('account_invitation')
    .values({
      token_hash: hashToken(token),
      person_id: personId,
      expires_at: new Date(service.clock().getTime() + invitationMs),
    })
    .execute();
  return token;
}

/**
 * Uses an invitation once, even when it is sent twice at the same moment: sets the password and ends other sessions.
 * Returns the person's id.
 */
export async function acceptInvitation(service: Service, token: string, password: string): Promise<Result<string>> {
  const tooWeak = passwordRefusal(password);
  if (tooWeak !== null) return err(tooWeak);
  const secret = await hash(password, cost);
  const now = service.clock();
  return service.databases.auth.transaction().execute(async (tx) => {
    const invitation = await tx
      .updateTable('account_invitation')
      .set({ used_at: now })
      .where('token_hash', '=', hashToken(token))
      .where('used_at', 'is', null)
      .where('expires_at', '>', now)
      .returning('person_id')
      .executeTakeFirst();
    if (invitation === undefined) return err({ code: 'common.invitationSpent', status: 404 });
    await tx
      .updateTable('account_person')
      .set({ password_hash: secret })
      .where('id', '=', invitation.person_id)
      .execute();
    await tx.deleteFrom('account_session').where('person_id', '=', invitation.person_id).execute();
    return ok(invitation.person_id);
  });
}

/** Disables or enables an account; disabling ends its sessions at once. */
export async function setDisabled(service: Service, personId: string, disabled: boolean): Promise<void> {
  await service.databases.auth
    .updateTable('account_person')
    .set({ disabled_at: disabled ? service.clock() : null })
    .where('id', '=', personId)
    .execute();
  if (disabled) await service.databases.auth.deleteFrom('account_session').where('person_id', '=', personId).execute();
}

/** Writes an event of the accounts' own trail (sign-in, sign-out, failure). */
export async function noteAccountEvent(
  service: Service,
  event: string,
  personId: string | null,
  origin: string | null,
): Promise<void> {
  await service.databases.auth.insertInto('account_event').values({ event, person_id: personId, origin }).execute();
}
