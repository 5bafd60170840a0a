import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { VersionedKey } from '../key-files.ts';
import { type BackedUpTrail, type BackupEnd, type BackupStart, type Frame, readFrames } from './format.ts';
import { RowDigest, RowSplitter, type TableCount } from './row-digest.ts';
import { BackupFileError, openStream } from './seal-stream.ts';
import { type Table, tableName } from './tables.ts';
import { TrailProof } from './trail-proof.ts';

/** Decrypts and unpacks a backup file. Throws BackupFileError for a file that is missing, damaged or of another key. */
async function* readBackup(file: string, keys: readonly VersionedKey[]): AsyncGenerator<Frame> {
  const handle = await open(file, 'r').catch((error: NodeJS.ErrnoException) => {
    throw new BackupFileError(
      error.code === 'ENOENT' ? `There is no file ${file}.` : `The file ${file} cannot be read (${error.code}).`,
      { cause: error },
    );
  });
  try {
    const unpacked = createGunzip();
    const pieces = handle.createReadStream({ autoClose: false, highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>;
    const feeding = pipeline(openStream(keys, pieces), unpacked);
    // Heard below, after what was read last; until then it must not end the process.
    feeding.catch(() => undefined);
    yield* readFrames(unpacked as AsyncIterable<Buffer>);
    await feeding;
  } finally {
    await handle.close();
  }
}

/** What a backup holds, once it was read to its end and everything in it agreed. */
export interface BackupSummary {
  readonly start: BackupStart;
  readonly end: BackupEnd;
  readonly tables: ReadonlyMap<string, TableCount>;
  readonly trails: readonly BackedUpTrail[];
}

const disagrees = (what: string): BackupFileError =>
  new BackupFileError(`In the backup ${what} is not what it says it should be. Use an older backup.`);

/** Takes what a backup holds, in its order. */
export interface BackupReader {
  start?(start: BackupStart): Promise<void>;
  table?(table: Table): Promise<void>;
  rows?(bytes: Buffer): Promise<void>;
  tableEnd?(table: Table, count: TableCount): Promise<void>;
  file?(file: { path: string; mode: number }): Promise<void>;
  fileBytes?(bytes: Buffer): Promise<void>;
  fileEnd?(): Promise<void>;
}

/**
 * Reads a backup to its end, hands on what it holds, and checks all of it: every byte authentic, every table's count and
 * digest, every file's, every link of the audit trails. Throws BackupFileError at the first disagreement.
 */
export async function walkBackup(
  file: string,
  keys: readonly VersionedKey[],
  reader: BackupReader,
  onProgress: (rows: number, of: number) => void,
  signal?: AbortSignal,
): Promise<BackupSummary> {
  const tables = new Map<string, TableCount>();
  const trails = new TrailProof();
  let start: BackupStart | null = null;
  let end: BackupEnd | null = null;
  let [rows, files] = [0, 0];
  let table: { readonly table: Table; readonly splitter: RowSplitter; readonly digest: RowDigest } | null = null;
  let data: { readonly path: string; readonly hash: ReturnType<typeof createHash>; bytes: number } | null = null;
  for await (const frame of readBackup(file, keys)) {
    signal?.throwIfAborted();
    if ((start === null) !== (frame.kind === 'start') || end !== null) throw disagrees('the order');
    switch (frame.kind) {
      case 'start':
        start = frame;
        await reader.start?.(frame);
        break;
      case 'table':
        table = { table: frame.table, splitter: new RowSplitter(), digest: new RowDigest() };
        await reader.table?.(frame.table);
        break;
      case 'file':
        data = { path: frame.path, hash: createHash('sha256'), bytes: 0 };
        await reader.file?.(frame);
        break;
      case 'bytes':
        if (table !== null) {
          for (const row of table.splitter.push(frame.bytes)) {
            table.digest.add(row);
            trails.add(table.table, row);
            rows += 1;
            if (rows % 1_000 === 0) onProgress(rows, Math.max(rows, start?.expectedRows ?? 0));
          }
          await reader.rows?.(frame.bytes);
        } else if (data !== null) {
          data.hash.update(frame.bytes);
          data.bytes += frame.bytes.length;
          await reader.fileBytes?.(frame.bytes);
        } else throw disagrees('the order');
        break;
      case 'tableEnd': {
        const count = table?.digest.result();
        if (table === null || count === undefined || !table.splitter.whole) throw disagrees('the order');
        if (count.rows !== frame.count.rows || count.digest !== frame.count.digest)
          throw disagrees(`the table ${tableName(table.table)}`);
        tables.set(tableName(table.table), count);
        await reader.tableEnd?.(table.table, count);
        table = null;
        break;
      }
      case 'fileEnd':
        if (data?.bytes !== frame.bytes || data.hash.digest('hex') !== frame.sha256)
          throw disagrees(`the file ${data?.path ?? ''}`);
        files += 1;
        await reader.fileEnd?.();
        data = null;
        break;
      default:
        end = frame;
    }
  }
  if (start === null || end === null || end.tables !== tables.size || end.rows !== rows || end.files !== files)
    throw disagrees('the whole');
  const proven = trails.result();
  if (JSON.stringify(proven) !== JSON.stringify(end.trails)) throw disagrees('the audit trail');
  return { start, end, tables, trails: proven };
}
