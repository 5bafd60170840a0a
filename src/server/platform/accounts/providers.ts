import type { Target } from '../../../domain/access/roles.ts';
import {
  checkProvider,
  type NewProvider,
  type ProviderChange,
  type ProviderKind,
  type ProviderSettings,
} from '../../../domain/accounts/provider.ts';
import { err, notFound, ok, type Refusal, type Result } from '../../../domain/shared/result.ts';
import { runCommand, runQuery, type Unit } from '../commands.ts';
import type { Tx } from '../database/tenancy.ts';
import type { Caller, Service } from '../service.ts';

/** An active provider as the sign-in sees it, across programs. */
export interface Provider {
  readonly id: string;
  readonly programId: string;
  readonly name: string;
  readonly kind: ProviderKind;
  readonly issuer: string;
  readonly clientId: string;
  readonly sealedSecret: Buffer;
  readonly emailDomains: readonly string[];
  readonly tenant: string | null;
  readonly trustsMfa: boolean;
  readonly enforcesMfa: boolean;
}

/** Where every provider sends people back to. Administrators register it there, word for word. */
export function callbackAddress(service: Pick<Service, 'config'>): string {
  return `${service.config.publicUrl}/api/sign-in/callback`;
}

/** Active providers of all programs: of one id, or of one issuer, or all of them by name. */
export async function activeProviders(
  service: Service,
  which: { readonly id: string } | { readonly issuer: string } | null = null,
): Promise<Provider[]> {
  const rows = await service.databases.auth
    .selectFrom('sign_in_provider')
    .selectAll()
    .where('active', '=', true)
    .$if(which !== null && 'id' in which, (query) =>
      query.where('id', '=', which !== null && 'id' in which ? which.id : ''),
    )
    .$if(which !== null && 'issuer' in which, (query) =>
      query.where('issuer', '=', which !== null && 'issuer' in which ? which.issuer : ''),
    )
    .orderBy('name')
    .orderBy('id')
    .limit(500)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    programId: row.program_id,
    name: row.name,
    kind: row.kind as ProviderKind,
    issuer: row.issuer,
    clientId: row.client_id,
    sealedSecret: row.client_secret,
    emailDomains: row.email_domains,
    tenant: row.tenant,
    trustsMfa: row.trusts_mfa,
    enforcesMfa: row.enforces_mfa,
  }));
}

/** A program's provider as its administrator sees it: everything but the secret. */
export interface ProviderView extends ProviderSettings {
  readonly id: string;
  /** The address to register at the provider. */
  readonly redirectUri: string;
}

type Row = NonNullable<Awaited<ReturnType<typeof rowOf>>>;

/** One provider of the transaction's program, locked for a change. */
function rowOf(tx: Tx, id: string) {
  return tx.selectFrom('sign_in_provider').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
}

/** The same as what a command is about; a provider belongs to nobody but the program. */
async function lockedRow(tx: Tx, id: string): Promise<(Target & { readonly row: Row }) | null> {
  const row = await rowOf(tx, id);
  return row === undefined ? null : { ownerId: null, row };
}

const settingsOf = (row: Row): ProviderSettings => ({
  name: row.name,
  kind: row.kind as ProviderKind,
  issuer: row.issuer,
  clientId: row.client_id,
  emailDomains: row.email_domains,
  tenant: row.tenant,
  trustsMfa: row.trusts_mfa,
  enforcesMfa: row.enforces_mfa,
  active: row.active,
});

const columnsOf = (settings: ProviderSettings) => ({
  name: settings.name,
  kind: settings.kind,
  issuer: settings.issuer,
  client_id: settings.clientId,
  email_domains: [...settings.emailDomains],
  tenant: settings.tenant,
  trusts_mfa: settings.trustsMfa,
  enforces_mfa: settings.enforcesMfa,
  active: settings.active,
});

const shown = (service: Service, id: string, settings: ProviderSettings): ProviderView => ({
  id,
  ...settings,
  redirectUri: callbackAddress(service),
});

const same = (one: ProviderSettings, other: ProviderSettings): boolean =>
  JSON.stringify(columnsOf(one)) === JSON.stringify(columnsOf(other));

/** The program's providers by name, those switched off too. */
export function listProviders(service: Service, caller: Caller): Promise<Result<ProviderView[]>> {
  return runQuery(service, caller, {
    action: 'signIn.configure',
    read: async ({ tx }) => {
      const rows = await tx.selectFrom('sign_in_provider').selectAll().orderBy('name').orderBy('id').execute();
      return ok(rows.map((row) => shown(service, row.id, settingsOf(row))));
    },
  });
}

const taken: Refusal = { code: 'common.conflict', status: 409 };

/** A program's people choose among a few; more is a mistake or worse. */
const mostProviders = 20;

function note(unit: Unit<object>, id: string, settings: ProviderSettings): Promise<void> {
  const { kind, issuer, active, trustsMfa, enforcesMfa, emailDomains } = settings;
  return unit.audit({
    event: 'signInProvider.saved',
    recordType: 'signInProvider',
    recordId: id,
    detail: { kind, issuer, active, trustsMfa, enforcesMfa, emailDomains },
  });
}

/**
 * Adds a provider to the caller's program. The same again returns what is stored; other content under the same id is
 * refused (409), and so are settings that do not belong together (checkProvider).
 */
export function addProvider(service: Service, caller: Caller, input: NewProvider): Promise<Result<ProviderView>> {
  const { programId } = caller.actor;
  const { id, clientSecret, ...settings } = input;
  return runCommand(service, caller, {
    action: 'signIn.configure',
    target: async () => ({}),
    work: async (unit) => {
      const { tx, now } = unit;
      const checked = checkProvider(settings, service.config.ssoAddresses);
      if (!checked.ok) return checked;
      const { count } = await tx
        .selectFrom('sign_in_provider')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      const made =
        count >= mostProviders
          ? undefined
          : await tx
              .insertInto('sign_in_provider')
              .values({
                program_id: programId,
                id,
                ...columnsOf(settings),
                client_secret: service.keys.seal(programId, clientSecret),
                created_at: now,
                updated_at: now,
              })
              .onConflict((conflict) => conflict.doNothing())
              .returning('id')
              .executeTakeFirst();
      if (made !== undefined) {
        await note(unit, id, settings);
        return ok(shown(service, id, settings));
      }
      const there = await rowOf(tx, id);
      if (there === undefined && count >= mostProviders)
        return err({ code: 'singleSignOn.tooMany', status: 409, params: { max: mostProviders } });
      if (there === undefined || !same(settingsOf(there), settings)) return err(taken);
      if (service.keys.open(programId, there.client_secret) !== clientSecret) return err(taken);
      unit.unchanged();
      return ok(shown(service, id, settings));
    },
  });
}

/**
 * Changes a provider of the caller's program. A new issuer or client needs the secret entered again: the stored one
 * goes to nobody it was not made for.
 */
export function changeProvider(
  service: Service,
  caller: Caller,
  id: string,
  change: ProviderChange,
): Promise<Result<ProviderView>> {
  const { programId } = caller.actor;
  return runCommand(service, caller, {
    action: 'signIn.configure',
    target: (tx) => lockedRow(tx, id),
    work: async (unit) => {
      const before = settingsOf(unit.target.row);
      const { clientSecret, ...changes } = change;
      const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
      const after: ProviderSettings = { ...before, ...given };
      const checked = checkProvider(after, service.config.ssoAddresses);
      if (!checked.ok) return checked;
      if (clientSecret === undefined && (after.issuer !== before.issuer || after.clientId !== before.clientId)) {
        const code = 'singleSignOn.secretNeeded';
        return err({ code, status: 422, fields: [{ path: 'clientSecret', code }] });
      }
      if (clientSecret === undefined && same(before, after)) {
        unit.unchanged();
        return ok(shown(service, id, before));
      }
      await unit.tx
        .updateTable('sign_in_provider')
        .set({
          ...columnsOf(after),
          ...(clientSecret === undefined ? {} : { client_secret: service.keys.seal(programId, clientSecret) }),
          updated_at: unit.now,
        })
        .where('id', '=', id)
        .execute();
      await note(unit, id, after);
      return ok(shown(service, id, after));
    },
  });
}

/** Removes a provider of the caller's program. Nobody comes in through it from then on; open sessions stay. */
export function removeProvider(service: Service, caller: Caller, id: string): Promise<Result<{ ok: true }>> {
  return runCommand(service, caller, {
    action: 'signIn.configure',
    target: (tx) => lockedRow(tx, id),
    work: async ({ tx, audit }) => {
      await tx.deleteFrom('sign_in_provider').where('id', '=', id).execute();
      await audit({ event: 'signInProvider.removed', recordType: 'signInProvider', recordId: id });
      return ok({ ok: true as const });
    },
  });
}

/** The client of one provider of the caller's program, its secret opened, for trying out whether it answers. */
export function providerClient(
  service: Service,
  caller: Caller,
  id: string,
): Promise<Result<{ issuer: string; clientId: string; clientSecret: string }>> {
  const { programId } = caller.actor;
  return runQuery(service, caller, {
    action: 'signIn.configure',
    read: async ({ tx }) => {
      const row = await tx.selectFrom('sign_in_provider').selectAll().where('id', '=', id).executeTakeFirst();
      if (row === undefined) return err(notFound);
      const clientSecret = service.keys.open(programId, row.client_secret);
      return ok({ issuer: row.issuer, clientId: row.client_id, clientSecret });
    },
  });
}
