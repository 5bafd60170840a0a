import { v7 as uuidv7 } from 'uuid';
import { err, ok, type Result } from '../../../domain/shared/result.ts';
import type { Service } from '../service.ts';
import { accountMail } from './account-mail.ts';
import { addAccountEvent } from './events.ts';
import { forgetFailures } from './lockout.ts';
import { hashPassword, refusePassword } from './passwords.ts';
import { hashToken, newToken } from './sessions.ts';

/** An invitation can be used for a week. */
const invitationMs = 7 * 86_400_000;

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

/** A link's token that still works, with whose it is. */
async function openInvitation(service: Service, token: string) {
  return service.databases.auth
    .selectFrom('account_invitation')
    .select('person_id')
    .where('token_hash', '=', hashToken(token))
    .where('used_at', 'is', null)
    .where('expires_at', '>', service.clock())
    .executeTakeFirst();
}

const spent: Result<never> = err({ code: 'common.invitationSpent', status: 404 });

/**
 * Uses the link of an invitation or of a recovery once, even when it is sent twice at the same moment: sets the
 * password, ends the person's sessions, other links and a lock, and tells the person by mail. A second factor stays as
 * it is. An administrator's link opens an account again that nobody had used for long. Returns whose it was.
 */
export async function acceptInvitation(
  service: Service,
  token: string,
  password: string,
): Promise<Result<{ personId: string; kind: 'invitation' | 'recovery' }>> {
  const open = await openInvitation(service, token);
  if (open === undefined) return spent;
  const allowed = await refusePassword(service, open.person_id, password);
  if (!allowed.ok) return allowed;
  const secret = await hashPassword(password);
  const now = service.clock();
  return service.databases.auth.transaction().execute(async (tx) => {
    const used = await tx
      .updateTable('account_invitation')
      .set({ used_at: now })
      .where('token_hash', '=', hashToken(token))
      .where('used_at', 'is', null)
      .where('expires_at', '>', now)
      .returning(['person_id', 'kind'])
      .executeTakeFirst();
    if (used === undefined) return spent;
    const personId = used.person_id;
    const kind = used.kind === 'recovery' ? 'recovery' : 'invitation';
    const { email } = await tx
      .updateTable('account_person')
      .set({ password_hash: secret, password_changed_at: now, last_active_at: now })
      .where('id', '=', personId)
      .returning('email')
      .executeTakeFirstOrThrow();
    if (kind === 'invitation') {
      await tx
        .updateTable('account_person')
        .set({ disabled_at: null, disabled_for: null })
        .where('id', '=', personId)
        .where('disabled_for', '=', 'inactivity')
        .execute();
    }
    await tx
      .updateTable('account_invitation')
      .set({ used_at: now })
      .where('person_id', '=', personId)
      .where('used_at', 'is', null)
      .execute();
    await tx.deleteFrom('account_session').where('person_id', '=', personId).execute();
    await forgetFailures(service, tx, email);
    if (kind === 'recovery') await accountMail(service, tx, { personId, kind: 'passwordChanged' });
    return ok({ personId, kind } as const);
  });
}

/** Disables or enables an account; disabling ends its sessions at once. */
export async function setDisabled(service: Service, personId: string, disabled: boolean): Promise<void> {
  await service.databases.auth.transaction().execute(async (tx) => {
    await tx
      .updateTable('account_person')
      .set({
        disabled_at: disabled ? service.clock() : null,
        disabled_for: null,
        ...(disabled ? {} : { last_active_at: service.clock() }),
      })
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
