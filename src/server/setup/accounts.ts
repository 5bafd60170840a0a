import { err, ok, type Result } from '../../domain/shared/result.ts';
import { accountMail } from '../platform/accounts/account-mail.ts';
import { ensurePerson, invite, type NewPerson } from '../platform/accounts/people.ts';
import type { Service } from '../platform/service.ts';

/** An account as administrators of a program need to know it: nothing of what it does elsewhere but that it does. */
export interface Account {
  readonly personId: string;
  readonly hasPassword: boolean;
  readonly disabled: boolean;
  /** Switched off because nobody used it for long, not by a person. */
  readonly inactive: boolean;
  /** Holds a role in another program, or runs the installation. */
  readonly usedElsewhere: boolean;
}

/** Finds the account of an address or of a person. Null where there is none. */
export async function findAccount(
  service: Service,
  who: { readonly email: string } | { readonly personId: string },
  programId: string | null,
): Promise<Account | null> {
  const { auth } = service.databases;
  const person = await auth
    .selectFrom('account_person')
    .leftJoin('account_system_admin', 'account_system_admin.person_id', 'account_person.id')
    .select(['id', 'password_hash', 'disabled_at', 'disabled_for', 'account_system_admin.person_id as system_admin'])
    .$if('email' in who, (query) => query.where('email', '=', 'email' in who ? who.email.trim().toLowerCase() : ''))
    .$if('personId' in who, (query) => query.where('id', '=', 'personId' in who ? who.personId : ''))
    .executeTakeFirst();
  if (person === undefined) return null;
  const elsewhere = await auth
    .selectFrom('membership')
    .select('id')
    .where('person_id', '=', person.id)
    .where('ended_at', 'is', null)
    .$if(programId !== null, (query) => query.where('program_id', '!=', programId ?? ''))
    .limit(1)
    .executeTakeFirst();
  return {
    personId: person.id,
    hasPassword: person.password_hash !== null,
    disabled: person.disabled_at !== null,
    inactive: person.disabled_for === 'inactivity',
    usedElsewhere: elsewhere !== undefined || person.system_admin !== null,
  };
}

/**
 * The account for someone who is to join a program. An account that another program made and nobody has opened yet is
 * refused: whoever of the two held its link would act in both programs.
 */
export async function accountToJoin(service: Service, programId: string, person: NewPerson): Promise<Result<Account>> {
  const found = await findAccount(service, { email: person.email }, programId);
  if (found === null) {
    const made = await ensurePerson(service, person);
    return ok({ personId: made.id, hasPassword: false, disabled: false, inactive: false, usedElsewhere: false });
  }
  const refuse = (code: string) => err({ code, status: 409 as const, fields: [{ path: 'email', code }] });
  if (found.disabled) return refuse('setup.accountDisabled');
  if (found.usedElsewhere && !found.hasPassword) return refuse('setup.accountNotOpened');
  return ok(found);
}

/** The address where the owner of a token sets a password. The token is in the fragment, which no server ever sees. */
function welcomeLink(service: Service, token: string): string {
  return `${service.config.publicUrl}/app/welcome#${token}`;
}

/** Makes a link for setting a password; links made earlier for the same person stop working. */
export async function makeLink(service: Service, personId: string): Promise<string> {
  await service.databases.auth
    .updateTable('account_invitation')
    .set({ used_at: service.clock() })
    .where('person_id', '=', personId)
    .where('used_at', 'is', null)
    .execute();
  return welcomeLink(service, await invite(service, personId));
}

/** How a link reached its person: by mail, or by the hand of whoever is shown it this once. */
export interface GivenLink {
  readonly link: string | null;
  readonly mailed: boolean;
}

/** Mails a new link to its person where there is a mail server; else returns it, to be handed over. */
export async function giveLink(service: Service, personId: string): Promise<GivenLink> {
  const link = await makeLink(service, personId);
  if (service.config.smtpUrl === null) return { link, mailed: false };
  const path = link.slice(service.config.publicUrl.length);
  await accountMail(service, service.databases.auth, { personId, kind: 'invitation', link: path });
  return { link: null, mailed: true };
}

/** The first link of somebody new; none for one who has a password already and signs in as always. */
export async function firstLink(service: Service, account: Account): Promise<GivenLink> {
  const known = account.hasPassword || account.usedElsewhere;
  return known ? { link: null, mailed: false } : giveLink(service, account.personId);
}
