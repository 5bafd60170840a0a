import pg from 'pg';
import type { AccountEvent } from './accounts/events.ts';
import { KeyFileError } from './key-files.ts';
import type { KeyRing } from './keys.ts';

async function asAdmin<T>(adminUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: adminUrl, application_name: 'opensro_keys' });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Versions of the master key a database was written with; empty for a new one, and one from before keys had versions. */
export async function recordedKeys(client: pg.ClientBase): Promise<{ version: number; fingerprint: string }[]> {
  const table = await client.query<{ there: boolean }>(
    "SELECT to_regclass('public.installation_key') IS NOT NULL AS there",
  );
  if (table.rows[0]?.there !== true) return [];
  const { rows } = await client.query<{ version: number; fingerprint: string }>(
    'SELECT version, fingerprint FROM installation_key ORDER BY version',
  );
  return rows;
}

/** Versions that the database was written with and that the key ring lacks or has another key for. */
export function missingKeys(
  wanted: readonly { readonly version: number; readonly fingerprint: string }[],
  keys: Pick<KeyRing, 'versions'>,
): { readonly version: number; readonly fingerprint: string }[] {
  return wanted.filter(
    ({ version, fingerprint }) =>
      !keys.versions.some((key) => key.version === version && key.fingerprint === fingerprint),
  );
}

/**
 * Refuses keys that are not those of the database, before anything is changed with them: a wrong key would set the
 * passwords of the roles, seal what the right one cannot open, and count each student a second time.
 *
 * @throws KeyFileError with the remedy
 */
export async function checkKeys(adminUrl: string, keys: Pick<KeyRing, 'versions'>): Promise<void> {
  const missing = missingKeys(await asAdmin(adminUrl, recordedKeys), keys);
  if (missing.length === 0) return;
  const names = missing.map(({ version, fingerprint }) => `version ${version} (${fingerprint})`).join(', ');
  throw new KeyFileError(
    `The master key in the data directory is not the one of this database: ${names} is missing. ` +
      'Put secrets/master.key back from your copy of the keys. Only if no copy is left: opensro keys lost.',
  );
}

/** Notes with which versions of the master key the database is written. */
export async function recordKeys(adminUrl: string, keys: Pick<KeyRing, 'versions'>): Promise<void> {
  await asAdmin(adminUrl, async (client) => {
    const known = new Set((await recordedKeys(client)).map(({ version }) => version));
    for (const { version, fingerprint, madeAt } of keys.versions.filter((each) => !known.has(each.version)))
      await client.query('INSERT INTO installation_key VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
        version,
        fingerprint,
        madeAt,
      ]);
  });
}

/** Writes an event of the accounts' trail in a transaction that is not the sign-in role's. */
export async function noteInstallationEvent(client: pg.ClientBase, event: AccountEvent): Promise<void> {
  await client.query('INSERT INTO account_event (event) VALUES ($1)', [event]);
}
