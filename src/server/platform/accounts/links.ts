import { sql } from 'kysely';
import type { IDToken } from 'openid-client';
import { v7 as uuidv7 } from 'uuid';
import { countsAsStrong, verifiedAddress } from '../../../domain/accounts/provider.ts';
import { err, notFound, ok, type Refusal, type Result } from '../../../domain/shared/result.ts';
import type { Service } from '../service.ts';
import { accountMail } from './account-mail.ts';
import { addAccountEvent } from './events.ts';
import { activeProviders, type Provider } from './providers.ts';
import type { SignedIn } from './sessions.ts';
import { waysIn } from './ways.ts';

const refusal = (name: string): Refusal => ({ code: `singleSignOn.${name}`, status: 403 });

/** Who came, through which providers of their programs, and whether that counts as two factors. */
export interface CameIn {
  readonly personId: string;
  readonly strong: boolean;
}

interface Account {
  readonly id: string;
  readonly disabled: boolean;
  readonly systemAdmin: boolean;
  /** Programs in which the person holds a role now. */
  readonly programIds: readonly string[];
}

async function findAccount(
  service: Service,
  who: { readonly personId: string } | { readonly email: string },
): Promise<Account | null> {
  const now = service.clock();
  const match = 'personId' in who ? sql`person.id = ${who.personId}` : sql`person.email = ${who.email}`;
  const { rows } = await sql<{ id: string; disabled: boolean; system_admin: boolean; program_ids: string[] }>`
    SELECT person.id, person.disabled_at IS NOT NULL AS disabled,
      EXISTS (SELECT FROM account_system_admin admin WHERE admin.person_id = person.id) AS system_admin,
      ARRAY(SELECT DISTINCT held.program_id::text FROM membership held WHERE held.person_id = person.id
        AND held.valid_from <= ${now} AND (held.ended_at IS NULL OR held.ended_at > ${now})) AS program_ids
    FROM account_person person WHERE ${match}`.execute(service.databases.auth);
  const [row] = rows;
  if (row === undefined) return null;
  return { id: row.id, disabled: row.disabled, systemAdmin: row.system_admin, programIds: row.program_ids };
}

/**
 * Finds the account of an id_token that holds, by the link of its subject, else by an address an administrator invited
 * and the provider vouches for. A stranger, a closed account and one of another program get the same answer. An account
 * that is used in other programs too opens only where each of them has this provider: what the administrator of one
 * program sets up must not open another.
 */
export async function recognise(
  service: Service,
  provider: Provider,
  claims: IDToken,
  origin: string | null,
): Promise<Result<CameIn>> {
  const { auth } = service.databases;
  const link = await auth
    .selectFrom('account_link')
    .select(['id', 'person_id'])
    .where('issuer', '=', provider.issuer)
    .where('subject', '=', claims.sub)
    .executeTakeFirst();
  const address = link === undefined ? verifiedAddress(provider, claims) : null;
  if (address !== null && !address.ok) return address;
  const account = await findAccount(
    service,
    address === null ? { personId: link?.person_id ?? '' } : { email: address.value },
  );
  if (account === null || account.disabled || !account.programIds.includes(provider.programId))
    return err(refusal('stranger'));
  if (account.systemAdmin) return err(refusal('accountShared'));
  const same = (await activeProviders(service, { issuer: provider.issuer })).filter(
    (each) => each.tenant === provider.tenant && (link !== undefined || verifiedAddress(each, claims).ok),
  );
  const serving = account.programIds.map((programId) => same.filter((each) => each.programId === programId));
  if (serving.some((of) => of.length === 0)) return err(refusal('accountShared'));
  const kept = await keepLink(service, provider, claims.sub, account.id, origin);
  if (!kept.ok) return kept;
  return ok({ personId: account.id, strong: serving.every((of) => of.some((each) => countsAsStrong(each, claims))) });
}

/**
 * Notes who a subject is here, or that the link was used. Refused where the account already goes with another subject
 * of this client: an address given to somebody new must not bring that person the account.
 */
function keepLink(
  service: Service,
  provider: Provider,
  subject: string,
  personId: string,
  origin: string | null,
): Promise<Result<null>> {
  const now = service.clock();
  const { issuer, clientId, name } = provider;
  return service.databases.auth.transaction().execute(async (tx) => {
    const used = await tx
      .updateTable('account_link')
      .set({ last_used_at: now })
      .where('issuer', '=', issuer)
      .where('subject', '=', subject)
      .where('person_id', '=', personId)
      .returning('id')
      .executeTakeFirst();
    if (used !== undefined) return ok(null);
    const made = await tx
      .insertInto('account_link')
      .values({
        id: uuidv7(),
        person_id: personId,
        issuer,
        client_id: clientId,
        subject,
        provider_name: name,
        linked_at: now,
        last_used_at: now,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst();
    if (made === undefined) return err(refusal('linkedOtherwise'));
    await addAccountEvent(tx, 'loginLinked', personId, origin);
    await accountMail(service, tx, { personId, kind: 'loginLinked', params: { provider: name } });
    return ok(null);
  });
}

/** Removes a link. Refused where it is the person's only way to sign in. */
export function removeLink(
  service: Service,
  person: Pick<SignedIn, 'personId' | 'policy'>,
  linkId: string,
  origin: string | null,
): Promise<Result<null>> {
  const { personId, policy } = person;
  return service.databases.auth.transaction().execute(async (tx) => {
    const ways = await waysIn(tx, personId, policy);
    const link = await tx
      .selectFrom('account_link')
      .select('id')
      .where('id', '=', linkId)
      .where('person_id', '=', personId)
      .executeTakeFirst();
    if (link === undefined) return err(notFound);
    if (!ways.password && ways.passkeys === 0 && ways.links === 1)
      return err({ code: 'singleSignOn.lastWay', status: 409 });
    await tx.deleteFrom('account_link').where('id', '=', link.id).execute();
    await addAccountEvent(tx, 'loginUnlinked', personId, origin);
    return ok(null);
  });
}
