import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Db } from '../database/pools.ts';
import type { Service } from '../service.ts';

/** Mails about an account itself. Texts: catalog `signIn`, keys `mails.<kind>.subject` and `mails.<kind>.body`. */
export const accountMailKinds = [
  'invitation',
  'recovery',
  'accountLocked',
  'accountInactive',
  'passwordChanged',
  'factorAdded',
  'factorRemoved',
  'factorReset',
  'recoveryCodeUsed',
  'loginLinked',
] as const;
type AccountMailKind = (typeof accountMailKinds)[number];

export interface AccountMail {
  readonly personId: string;
  readonly kind: AccountMailKind;
  /** Path in the app. It may hold a token, so it is kept sealed until the mail is sent. */
  readonly link?: string;
  /** Codes, counts and dates for the text. */
  readonly params?: Readonly<Record<string, string | number>>;
}

/** Stands where a person's id would stand for an address without an account. */
export const nobodyId = '00000000-0000-0000-0000-000000000000';

/** What an account's mail is sealed for; accounts belong to no program. */
const sealedFor = 'account-mail';

/**
 * Puts a mail to a person into the outbox, in the transaction of what it tells of. One statement whether or not there
 * is such a person, so that nothing can be measured from outside.
 */
export async function accountMail(service: Service, tx: Db, mail: AccountMail): Promise<void> {
  const now = service.clock();
  const link = mail.link === undefined ? null : service.keys.seal(sealedFor, mail.link);
  await sql`
    INSERT INTO account_mail (id, person_id, to_name, to_email, language, kind, params, sealed_link, created_at, next_try_at)
    SELECT ${uuidv7()}, person.id, person.name, person.email, person.language, ${mail.kind},
      ${JSON.stringify(mail.params ?? {})}::jsonb, ${link}, ${now}::timestamptz, ${now}::timestamptz
    FROM account_person person WHERE person.id = ${mail.personId}`.execute(tx);
}

/** The link of a mail about to be sent. */
export function openLink(service: Service, sealed: Buffer | null): string | null {
  return sealed === null ? null : service.keys.open(sealedFor, sealed);
}
