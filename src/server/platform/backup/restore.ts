import type { FileHandle } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { Kysely, PostgresDialect, type PostgresPoolClient } from 'kysely';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { verifyTrail } from '../audit/verify.ts';
import type { Config } from '../config.ts';
import { migrateDatabase, shippedMigrations } from '../database/migrate.ts';
import type { Database } from '../database/tables/index.ts';
import { missingKeys, noteInstallationEvent, recordKeys } from '../installation-keys.ts';
import { installKeys, type KeySet, newMaster } from '../key-files.ts';
import { type KeyRing, keyRing } from '../keys.ts';
import { sealedColumns } from '../sealed-columns.ts';
import { countTable } from './content.ts';
import { createDataFile } from './data-files.ts';
import type { BackedUpTrail, BackupStart } from './format.ts';
import { claimPlace } from './place.ts';
import { type BackupReader, type BackupSummary, walkBackup } from './read.ts';
import type { TableCount } from './row-digest.ts';
import { BackupFileError } from './seal-stream.ts';
import {
  becomeReader,
  copyIn,
  dropSealed,
  leftOut,
  listTables,
  lowerFences,
  plainText,
  setSequence,
  type Table,
  tableName,
} from './tables.ts';

export interface RestoreOptions {
  readonly file: string;
  readonly config: Config;
  readonly keys: KeySet;
  /** The master key is lost: what it sealed is given up, and a new one is made. */
  readonly withoutMaster: boolean;
  readonly now: Date;
  readonly say: (sentence: string) => void;
  readonly onProgress: (what: 'checking' | 'loading' | 'comparing', rows: number, of: number) => void;
  readonly signal: AbortSignal;
}

/** A restore that was compared with the backup, table by table. */
export interface RestoreReport {
  readonly snapshotAt: string;
  readonly rows: number;
  readonly files: number;
  readonly tables: ReadonlyMap<string, TableCount>;
  readonly trails: readonly BackedUpTrail[];
  /** Migrations of this version that were newer than the backup. */
  readonly migrated: readonly string[];
  /** What could not be restored without the master key, in sentences. */
  readonly lost: readonly string[];
}

async function refuseUnknownLevel(start: BackupStart): Promise<void> {
  const shipped = new Map((await shippedMigrations()).map(({ name, digest }) => [name, digest]));
  const unknown = start.migrations.filter(({ name, digest }) => shipped.get(name) !== digest);
  if (unknown.length > 0)
    throw new BackupFileError(
      `The backup is of another version of OpenSRO (${unknown.map(({ name }) => name).join(', ')}). ` +
        'Restore it with the version that made it, or a newer one.',
    );
}

/** The master keys to go on with: those at hand, where they open what the backup holds, or a new one if they are lost. */
function mastersFor(start: BackupStart, options: RestoreOptions): KeySet {
  const { keys, withoutMaster, now } = options;
  const missing = keys.masters.length === 0 ? start.masters : missingKeys(start.masters, keyRing(keys.masters));
  if (missing.length === 0) {
    if (withoutMaster) throw new BackupFileError('The master key is at hand. Leave out --without-master-key.');
    return keys;
  }
  if (withoutMaster) {
    const last = Math.max(...start.masters.map(({ version }) => version));
    return { masters: [newMaster(last, now)], backups: keys.backups };
  }
  const names = missing.map(({ version, fingerprint }) => `version ${version} (${fingerprint})`).join(', ');
  throw new BackupFileError(
    `The master key that seals what is in the backup is not at hand: ${names}. Give the copy of the keys: --keys FILE. ` +
      `Only if it is lost: --without-master-key, which gives up ${sealedColumns.map(({ loss }) => loss).join('; ')}.`,
  );
}

function sameTables(there: readonly Table[], wanted: readonly Table[]): void {
  const text = (tables: readonly Table[]): string =>
    JSON.stringify(tables.map((table) => [tableName(table), table.columns]).toSorted());
  if (text(there) !== text(wanted))
    throw new BackupFileError(
      'The tables of the backup are not those of its version. Restore with the version that made it.',
    );
}

/** Loads tables and files as they come out of the backup. */
function loader(client: pg.ClientBase, stage: string): BackupReader & { readonly tables: Table[] } {
  const tables: Table[] = [];
  let rows: ReturnType<typeof copyFrom> | null = null;
  let file: FileHandle | null = null;
  return {
    tables,
    table: async (table) => {
      tables.push(table);
      rows = client.query(copyFrom(copyIn(table)));
      // What the database refuses is told by the write or the end that meets it.
      rows.on('error', () => undefined);
    },
    rows: async (bytes) => {
      const into = rows;
      if (into === null) return;
      await new Promise<void>((resolve, reject) => {
        into.write(bytes, (error) => (error ? reject(error) : resolve()));
      });
    },
    tableEnd: async (table, count) => {
      if (rows === null) return;
      const done = finished(rows);
      rows.end();
      await done;
      if (rows.rowCount !== count.rows)
        throw new BackupFileError(`Of ${tableName(table)} ${rows.rowCount} rows went in instead of ${count.rows}.`);
      rows = null;
    },
    file: async (named) => {
      file = await createDataFile(stage, named);
    },
    fileBytes: async (bytes) => file?.appendFile(bytes),
    fileEnd: async () => {
      await file?.sync();
      await file?.close();
      file = null;
    },
  };
}

/** The queries of the audit trail's proof, on the connection whose transaction has loaded everything. */
function onConnection(client: pg.Client): Kysely<Database> {
  const connection: PostgresPoolClient = {
    query: (...statement: unknown[]) => Reflect.apply(client.query, client, statement),
    release: () => undefined,
  };
  const pool = { options: {}, connect: async () => connection, end: async () => undefined };
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
}

/** Reads everything back, as a backup would, and compares it with the backup. */
async function compareAll(
  client: pg.Client,
  summary: BackupSummary,
  tables: readonly Table[],
  options: RestoreOptions,
) {
  options.onProgress('comparing', 0, summary.end.rows);
  await becomeReader(client);
  let seen = 0;
  const onRow = (): void => {
    seen += 1;
    if (seen % 1_000 === 0) options.onProgress('comparing', seen, summary.end.rows);
  };
  for (const table of tables) {
    options.signal.throwIfAborted();
    const [found, wanted] = [await countTable(client, table, onRow), summary.tables.get(tableName(table))];
    if (found.rows !== wanted?.rows || found.digest !== wanted.digest)
      throw new BackupFileError(
        `After loading, ${tableName(table)} is not what the backup holds. Nothing was restored.`,
      );
  }
  const queries = onConnection(client);
  for (const trail of summary.trails) {
    const found = await verifyTrail(queries, trail.programId, () => undefined);
    const chains = found.faults.filter((fault) => fault.fault !== 'columnsDiffer');
    if (found.entries !== trail.entries || JSON.stringify(chains) !== JSON.stringify(trail.faults))
      throw new BackupFileError(
        `After loading, the audit trail of program ${trail.programId} is not that of the backup. Nothing was restored.`,
      );
  }
}

/** Loads the backup in one transaction, which ends well only if every table and trail agrees with the backup. */
async function load(adminUrl: string, stage: string, summary: BackupSummary, options: RestoreOptions, drop: boolean) {
  const client = new pg.Client({ connectionString: adminUrl, application_name: 'opensro_restore' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('BEGIN');
    await client.query(plainText);
    await client.query('SET LOCAL ROLE opensro_owner; SET LOCAL synchronize_seqscans = off');
    const there = await listTables(client);
    const fences = await lowerFences(client, there);
    const work = loader(client, stage);
    const again = await walkBackup(
      options.file,
      options.keys.backups,
      work,
      (rows, of) => options.onProgress('loading', rows, of),
      options.signal,
    );
    sameTables(
      there.filter((table) => !(tableName(table) in leftOut) || again.tables.has(tableName(table))),
      work.tables,
    );
    for (const sequence of again.end.sequences) await setSequence(client, sequence);
    await compareAll(client, summary, work.tables, options);
    await client.query('SET LOCAL ROLE opensro_owner');
    if (drop) {
      await dropSealed(client);
      await client.query('DELETE FROM installation_key');
      await noteInstallationEvent(client, 'masterKeyGivenUp');
    }
    await noteInstallationEvent(client, 'restored');
    await fences.putBack();
    options.signal.throwIfAborted();
    await client.query('COMMIT');
    await client.query('RESET ROLE; ANALYZE');
  } finally {
    await client.end();
  }
}

async function fill(adminUrl: string, stage: string, keys: KeyRing, summary: BackupSummary, options: RestoreOptions) {
  const passwordOf = (role: string): string => keys.databasePassword(role);
  const level = new Set(summary.start.migrations.map(({ name }) => name));
  await migrateDatabase({ adminUrl, passwordOf, level });
  await load(adminUrl, stage, summary, options, options.withoutMaster);
  const migrated = await migrateDatabase({ adminUrl, passwordOf });
  await recordKeys(adminUrl, keys);
  return migrated;
}

/**
 * Restores a backup into an empty place: reads all of it before touching anything, makes the tables of the backup's own
 * version, loads them, reads every table and audit trail back and compares, then brings the database to this version.
 * Whatever goes wrong, the place is left as empty as it was.
 *
 * @throws BackupFileError with what to do
 */
export async function restoreBackup(options: RestoreOptions): Promise<RestoreReport> {
  const summary = await walkBackup(
    options.file,
    options.keys.backups,
    {},
    (rows, of) => options.onProgress('checking', rows, of),
    options.signal,
  );
  await refuseUnknownLevel(summary.start);
  const keys = mastersFor(summary.start, options);
  const place = await claimPlace(options.config, options.say);
  let migrated: readonly string[];
  try {
    migrated = await fill(place.adminUrl, place.stage, keyRing(keys.masters), summary, options);
  } catch (error) {
    await place.discard();
    throw error;
  }
  await place.keep(() => installKeys(options.config.dataDirectory, keys));
  return {
    snapshotAt: summary.start.snapshotAt,
    rows: summary.end.rows,
    files: summary.end.files,
    tables: summary.tables,
    trails: summary.trails,
    migrated,
    lost: options.withoutMaster ? sealedColumns.map(({ loss }) => loss) : [],
  };
}
