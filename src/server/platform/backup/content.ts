import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import path from 'node:path';
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { KeyRing } from '../keys.ts';
import { listDataFiles } from './data-files.ts';
import { type BackupStart, writeBytes, writeNote } from './format.ts';
import { RowDigest, RowSplitter, type TableCount } from './row-digest.ts';
import {
  becomeReader,
  copyOut,
  leftOut,
  listTables,
  plainText,
  quotedName,
  readSequences,
  type Table,
  tableName,
} from './tables.ts';
import { TrailProof } from './trail-proof.ts';

export interface ContentSource {
  /** Connection that may become the backup's role; used by this alone while it lasts. */
  readonly client: pg.ClientBase;
  readonly dataDirectory: string;
  readonly keys: Pick<KeyRing, 'versions'>;
  readonly signal: AbortSignal;
  readonly onProgress: (rows: number, of: number) => void;
}

/** What was read from the database, filled while it is: the measure for reading the file back. */
export interface Tally {
  snapshotAt: string;
  rows: number;
  readonly tables: Map<string, TableCount>;
}

/** Counts a table's rows within the transaction, and makes their digest. */
export async function countTable(
  client: pg.ClientBase,
  table: Table,
  onRow: (row: Buffer) => void,
): Promise<TableCount> {
  const digest = new RowDigest();
  const pieces = readTable(client, table, digest, onRow);
  while ((await pieces.next()).done !== true);
  return digest.result();
}

/** Reads a table's rows within the transaction, in pieces; counts them and checks the count against the database's. */
async function* readTable(
  client: pg.ClientBase,
  table: Table,
  digest: RowDigest,
  onRow: (row: Buffer) => void,
): AsyncGenerator<Buffer> {
  const splitter = new RowSplitter();
  const rows = client.query(copyTo(copyOut(table)));
  for await (const piece of rows as AsyncIterable<Buffer>) {
    for (const row of splitter.push(piece)) {
      digest.add(row);
      onRow(row);
    }
    yield piece;
  }
  const { rows: read } = digest.result();
  // How many there were comes behind the rows, maybe later than their end: whatever is asked next is answered after it.
  if (read !== rows.rowCount) await client.query('');
  if (!splitter.whole || read !== rows.rowCount)
    throw new Error(`Of ${tableName(table)} ${read} rows were read where the database sent ${rows.rowCount}.`);
}

async function readStart(source: ContentSource): Promise<BackupStart> {
  const { client, keys } = source;
  const at = await client.query<{ at: Date }>('SELECT now() AS at');
  const { rows: migrations } = await client.query<{ name: string; digest: string }>(
    'SELECT name, digest FROM schema_migration ORDER BY name',
  );
  const guess = await client.query<{ rows: number }>(`SELECT coalesce(sum(greatest(reltuples, 0)), 0)::float8 AS rows
    FROM pg_class WHERE relkind = 'r' AND pg_get_userbyid(relowner) = 'opensro_owner'`);
  return {
    kind: 'start',
    snapshotAt: (at.rows[0]?.at ?? new Date()).toISOString(),
    migrations,
    masters: keys.versions.map(({ version, fingerprint }) => ({ version, fingerprint })),
    expectedRows: Math.round(guess.rows[0]?.rows ?? 0),
  };
}

async function* dataFiles(source: ContentSource): AsyncGenerator<Buffer, number> {
  const files = await listDataFiles(source.dataDirectory);
  for (const file of files) {
    source.signal.throwIfAborted();
    yield writeNote({ kind: 'file', ...file });
    const handle = await open(path.join(source.dataDirectory, file.path), 'r');
    const hash = createHash('sha256');
    let bytes = 0;
    try {
      for await (const piece of handle.createReadStream({ autoClose: false }) as AsyncIterable<Buffer>) {
        hash.update(piece);
        bytes += piece.length;
        yield* writeBytes(piece);
      }
    } finally {
      await handle.close();
    }
    yield writeNote({ kind: 'fileEnd', bytes, sha256: hash.digest('hex') });
  }
  return files.length;
}

/**
 * Yields the frames of a backup: every table as it is in one snapshot, whatever is written meanwhile, then the files of
 * the data directory. Writers are not held up; only a migration would have to wait.
 */
export async function* backupContent(source: ContentSource, tally: Tally): AsyncGenerator<Buffer> {
  const { client, signal, onProgress } = source;
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  await client.query(plainText);
  await becomeReader(client);
  const tables = (await listTables(client)).filter((table) => !(tableName(table) in leftOut));
  await client.query(`LOCK TABLE ${tables.map(quotedName).join(', ')} IN ACCESS SHARE MODE`);
  const start = await readStart(source);
  tally.snapshotAt = start.snapshotAt;
  yield writeNote(start);
  const trails = new TrailProof();
  for (const table of tables) {
    yield writeNote({ kind: 'table', table });
    const digest = new RowDigest();
    const onRow = (row: Buffer): void => {
      trails.add(table, row);
      tally.rows += 1;
      if (tally.rows % 1_000 === 0) onProgress(tally.rows, Math.max(start.expectedRows, tally.rows));
    };
    for await (const piece of readTable(client, table, digest, onRow)) {
      signal.throwIfAborted();
      yield* writeBytes(piece);
    }
    tally.tables.set(tableName(table), digest.result());
    yield writeNote({ kind: 'tableEnd', count: digest.result() });
  }
  const sequences = await readSequences(client);
  await client.query('COMMIT');
  const files = yield* dataFiles(source);
  yield writeNote({
    kind: 'end',
    tables: tables.length,
    files,
    rows: tally.rows,
    sequences,
    trails: trails.result(),
  });
}
