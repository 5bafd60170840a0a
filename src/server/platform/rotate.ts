import pg from 'pg';
import { becomeReader, dropSealed } from './backup/tables.ts';
import type { Config } from './config.ts';
import { migrateDatabase } from './database/migrate.ts';
import { loginRoles } from './database/pools.ts';
import { checkKeys, noteInstallationEvent, recordedKeys, recordKeys } from './installation-keys.ts';
import { addKeyVersions, ensureKeys, findKeys, KeyFileError, newMaster, replaceMaster } from './key-files.ts';
import { type KeyRing, keyRing } from './keys.ts';
import { type SealedColumn, sealedColumns, writtenBeside } from './sealed-columns.ts';

/** An open database and the settings it was opened with. */
interface Installation {
  readonly config: Pick<Config, 'dataDirectory'>;
  readonly adminUrl: string;
}

/** Sealed values of a column: how many by version of the master key, and how many no key opens. */
export interface SealedCount {
  readonly column: string;
  readonly byVersion: Readonly<Record<number, number>>;
  readonly unreadable: number;
}

interface SealedRow {
  readonly id: string;
  readonly program: string | null;
  readonly value: Buffer;
}

async function inTransaction<T>(
  { adminUrl }: Installation,
  mode: '' | 'ISOLATION LEVEL REPEATABLE READ READ ONLY',
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ connectionString: adminUrl, application_name: 'opensro_keys' });
  await client.connect();
  try {
    await client.query(`BEGIN ${mode}`);
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } finally {
    // A transaction that did not come to its COMMIT ends with the connection, undone.
    await client.end();
  }
}

async function sealedRows(client: pg.ClientBase, { table, column, scope }: SealedColumn): Promise<SealedRow[]> {
  const program = scope === 'program_id' ? 'program_id::text' : 'NULL';
  const { rows } = await client.query<SealedRow>(
    `SELECT ctid::text AS id, ${program} AS program, ${column} AS value FROM ${table}
     WHERE ${column} IS NOT NULL AND octet_length(${column}) > 0`,
  );
  return rows;
}

function openRow(keys: KeyRing, { scope }: SealedColumn, row: SealedRow): string | null {
  try {
    return keys.open(scope === 'program_id' ? (row.program ?? '') : scope.fixed, row.value);
  } catch {
    // All that opening says is that no key at hand fits; the caller counts it.
    return null;
  }
}

/** Counts what is sealed, by column and version of the key. Works while the server runs. */
export async function countSealed(installation: Installation, keys: KeyRing): Promise<SealedCount[]> {
  return inTransaction(installation, 'ISOLATION LEVEL REPEATABLE READ READ ONLY', async (client) => {
    await becomeReader(client);
    const counts: SealedCount[] = [];
    for (const column of sealedColumns) {
      const byVersion: Record<number, number> = {};
      let unreadable = 0;
      for (const row of await sealedRows(client, column)) {
        const version = keys.sealedVersion(row.value);
        if (openRow(keys, column, row) === null) unreadable += 1;
        else byVersion[version] = (byVersion[version] ?? 0) + 1;
      }
      counts.push({ column: `${column.table}.${column.column}`, byVersion, unreadable });
    }
    return counts;
  });
}

/** As the tables' owner, past the walls; only while no server works, and undone with the transaction if it fails. */
async function behindTheWalls(client: pg.ClientBase, work: () => Promise<void>): Promise<void> {
  await client.query('SET LOCAL ROLE opensro_owner');
  const forced = await client.query<{ table: string }>(
    `SELECT oid::regclass::text AS table FROM pg_class WHERE relforcerowsecurity AND oid = ANY ($1::text[]::regclass[])`,
    [[...new Set(sealedColumns.map(({ table }) => table)), ...writtenBeside]],
  );
  for (const { table } of forced.rows) await client.query(`ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`);
  await client.query("SELECT set_config('opensro.vault', 'open', true)");
  await work();
  for (const { table } of forced.rows) await client.query(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
}

async function resealColumn(client: pg.ClientBase, keys: KeyRing, column: SealedColumn): Promise<number> {
  const newest = keys.versions.at(-1)?.version;
  const old = (await sealedRows(client, column)).filter((row) => keys.sealedVersion(row.value) !== newest);
  const fresh = old.flatMap((row) => {
    const text = openRow(keys, column, row);
    const scope = column.scope === 'program_id' ? (row.program ?? '') : column.scope.fixed;
    return text === null ? [] : [{ id: row.id, value: keys.seal(scope, text) }];
  });
  for (let at = 0; at < fresh.length; at += 5_000) {
    const batch = fresh.slice(at, at + 5_000);
    await client.query(
      `UPDATE ${column.table} SET ${column.column} = fresh.value
       FROM unnest($1::tid[], $2::bytea[]) AS fresh (id, value) WHERE ${column.table}.ctid = fresh.id`,
      [batch.map((row) => row.id), batch.map((row) => row.value)],
    );
  }
  return fresh.length;
}

async function refuseOthers(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query(
    'SELECT FROM pg_stat_activity WHERE datname = current_database() AND usename = ANY ($1)',
    [[...loginRoles]],
  );
  if (rows.length > 0) throw new Error('A server of OpenSRO is using this database. Stop it, then change the keys.');
}

/** Notes the keys as those of the database, and sets the passwords of its roles, which come from them. */
async function takeUp({ adminUrl }: Installation, keys: KeyRing): Promise<void> {
  await recordKeys(adminUrl, keys);
  await migrateDatabase({ adminUrl, passwordOf: keys.databasePassword });
}

/** What a rotation did. */
export interface Rotation {
  /** Version of the master key from now on. */
  readonly version: number;
  readonly resealed: number;
  /** True where an interrupted rotation was finished instead of another one begun. */
  readonly finished: boolean;
}

/**
 * Makes a new master key and backup key and seals everything anew. The older versions stay: for older backups, for the
 * pseudonyms of the years they began and for recognising students at the next import. No server may be running.
 * Interrupted after the new key was made, the next call seals with it what is still sealed by an older one.
 */
export async function rotateKeys(installation: Installation, now: Date): Promise<Rotation> {
  const { dataDirectory } = installation.config;
  const before = keyRing(ensureKeys(dataDirectory).masters);
  await checkKeys(installation.adminUrl, before);
  await inTransaction(installation, '', refuseOthers);
  const newest = before.versions.at(-1)?.version ?? 1;
  const counts = await countSealed(installation, before);
  const finished = counts.some(({ byVersion }) => Object.keys(byVersion).some((version) => Number(version) !== newest));
  const keys = finished ? before : keyRing(addKeyVersions(dataDirectory, now).masters);
  let resealed = 0;
  await inTransaction(installation, '', async (client) => {
    await behindTheWalls(client, async () => {
      for (const column of sealedColumns) resealed += await resealColumn(client, keys, column);
    });
    await noteInstallationEvent(client, 'keysChanged');
  });
  await takeUp(installation, keys);
  return { version: keys.versions.at(-1)?.version ?? 1, resealed, finished };
}

/**
 * Goes on without a master key that is lost: gives up what it sealed and makes a new one. No server may be running.
 *
 * @throws KeyFileError where the key is not lost
 */
export async function giveUpMaster(installation: Installation, now: Date): Promise<void> {
  const { dataDirectory } = installation.config;
  const recorded = await inTransaction(installation, '', recordedKeys);
  const { masters } = findKeys(dataDirectory);
  const lost =
    masters.length === 0 ||
    (await checkKeys(installation.adminUrl, keyRing(masters)).then(
      () => false,
      (error: unknown) => {
        if (error instanceof KeyFileError) return true;
        throw error;
      },
    ));
  if (!lost)
    throw new KeyFileError('The master key in the data directory is the one of this database; it is not lost.');
  await inTransaction(installation, '', refuseOthers);
  const last = Math.max(0, ...recorded.map(({ version }) => version));
  const keys = keyRing(replaceMaster(dataDirectory, newMaster(last, now)).masters);
  await inTransaction(installation, '', async (client) => {
    await behindTheWalls(client, () => dropSealed(client));
    await client.query('DELETE FROM installation_key');
    await noteInstallationEvent(client, 'masterKeyGivenUp');
  });
  await takeUp(installation, keys);
}
