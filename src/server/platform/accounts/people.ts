import { hash, verify } from '@node-rs/argon2';
import { v7 as uuidv7 } from 'uuid';
import { err, ok, type Refusal, type Result } from '../../../domain/shared/result.ts';
import type { Db } from '../database/pools.ts';
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
  const secret = await hash(password, cost);
  await service.databases.auth.transaction().execute(async (tx) => {
    await tx.updateTable('account_person').set({ password_hash: secret }).where('id', '=', personId).execute();
    await addAccountEvent(tx, 'passwordSet', personId, null);
  });
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
  await service.databases.auth.transaction().execute(async (tx) => {
    await tx
      .insertInto('account_invitation')
      .values({
        token_hash: hashToken(token),
        person_id: personId,
        expires_at: new Date(service.clock().getTime() + invitationMs),
      })
      .execute();
    await addAccountEvent(tx, 'linkMade', personId, null);
  });
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
  await service.databases.auth.transaction().execute(async (tx) => {
    await tx
      .updateTable('account_person')
      .set({ disabled_at: disabled ? service.clock() : null })
      .where('id', '=', personId)
      .execute();
    if (disabled) await tx.deleteFrom('account_session').where('person_id', '=', personId).execute();
    await addAccountEvent(tx, disabled ? 'disabled' : 'enabled', personId, null);
  });
}

/** Makes a person a system administrator. Again for the same person: nothing changes. */
export async function makeSystemAdmin(service: Service, personId: string): Promise<void> {
  await service.databases.auth.transaction().execute(async (tx) => {
    const made = await tx
      .insertInto('account_system_admin')
      .values({ person_id: personId })
      .onConflict((conflict) => conflict.doNothing())
      .returning('person_id')
      .executeTakeFirst();
    if (made !== undefined) await addAccountEvent(tx, 'systemAdminMade', personId, null);
  });
}

/** Sets the language in which the person is spoken and written to. The same again: nothing changes. */
export async function setLanguage(
  service: Service,
  personId: string,
  language: string,
  origin: string | null,
): Promise<void> {
  await service.databases.auth.transaction().execute(async (tx) => {
    const changed = await tx
      .updateTable('account_person')
      .set({ language })
      .where('id', '=', personId)
      .where('language', '!=', language)
      .returning('id')
      .executeTakeFirst();
    await tx
      .updateTable('member')
      .set({ language })
      .where('person_id', '=', personId)
      .where('language', '!=', language)
      .execute();
    if (changed !== undefined) await addAccountEvent(tx, 'languageChanged', personId, origin);
  });
}

/** Events of the accounts' own trail: an account belongs to no program, so no program's trail can hold them. */
export type AccountEvent =
  | 'signIn'
  | 'signInFailed'
  | 'signOut'
  | 'invitationUsed'
  | 'invitationFailed'
  | 'linkMade'
  | 'passwordSet'
  | 'disabled'
  | 'enabled'
  | 'systemAdminMade'
  | 'languageChanged';

async function addAccountEvent(
  db: Db,
  event: AccountEvent,
  personId: string | null,
  origin: string | null,
): Promise<void> {
  await db.insertInto('account_event').values({ event, person_id: personId, origin }).execute();
}

/** Writes an event of the accounts' trail that changes nothing else (sign-in, sign-out, failure). */
export function noteAccountEvent(
  service: Service,
  event: AccountEvent,
  personId: string | null,
  origin: string | null,
): Promise<void> {
  return addAccountEvent(service.databases.auth, event, personId, origin);
}
