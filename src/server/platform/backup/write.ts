import { type FileHandle, link, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import pg from 'pg';
import { hasCode, processExists } from '../database/directory-lock.ts';
import type { VersionedKey } from '../key-files.ts';
import { backupContent, type ContentSource, type Tally } from './content.ts';
import type { BackedUpTrail } from './format.ts';
import { walkBackup } from './read.ts';
import type { TableCount } from './row-digest.ts';
import { BackupFileError, sealStream } from './seal-stream.ts';

/** A backup that was written and read back whole. */
export interface BackupReport {
  readonly file: string;
  readonly bytes: number;
  readonly snapshotAt: string;
  readonly rows: number;
  readonly files: number;
  readonly tables: ReadonlyMap<string, TableCount>;
  readonly trails: readonly BackedUpTrail[];
}

export interface BackupOptions extends Omit<ContentSource, 'client'> {
  readonly file: string;
  /** Connection of a role that may become the backup's role. */
  readonly adminUrl: string;
  /** The newest encrypts. */
  readonly backupKeys: readonly VersionedKey[];
  /** Called when everything is written and reading back begins. */
  readonly onVerifying: () => void;
}

const there = (file: string): BackupFileError =>
  new BackupFileError(`${file} is there already. A backup never overwrites a file; choose another name.`);

async function exists(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}

/** Says in plain words what keeps a file from being written. */
function plainly(error: unknown, file: string): unknown {
  const folder = path.dirname(file);
  const words: Readonly<Record<string, string>> = {
    ENOSPC: `The disk of ${folder} is full. Make room, or write the backup to another disk.`,
    EDQUOT: `This user's share of the disk of ${folder} is used up. Make room, or write the backup to another disk.`,
    EFBIG: `The backup is larger than a file may be in ${folder}. Write it to another disk.`,
    EACCES: `This user may not write in ${folder}. Choose another folder.`,
    EROFS: `Nothing can be written in ${folder}. Choose another folder.`,
    ENOENT: `There is no folder ${folder}. Make it, or choose another.`,
    ENOTDIR: `${folder} is no folder. Choose another.`,
    EIO: `The disk of ${folder} does not work. Write the backup to another disk.`,
  };
  for (const [code, sentence] of Object.entries(words))
    if (hasCode(error, code)) return new BackupFileError(`${sentence} Nothing was left behind.`, { cause: error });
  return error;
}

/** Runs what writes a file; what goes wrong with its disk is said in plain words. */
export async function writeSealed<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw plainly(error, file);
  }
}

const scratchName = (file: string): string =>
  path.join(path.dirname(file), `.${path.basename(file)}.${hostname()}.${process.pid}.unfinished`);

/** Removes what killed backups left beside the file. */
async function sweep(folder: string): Promise<void> {
  const mark = `.${hostname()}.`;
  for (const name of await readdir(folder)) {
    const pid = /\.(\d+)\.unfinished$/.exec(name)?.[1];
    if (!name.startsWith('.') || !name.includes(mark) || pid === undefined || processExists(Number(pid))) continue;
    await rm(path.join(folder, name), { force: true });
  }
}

async function writeAll(source: ContentSource, tally: Tally, key: Buffer, handle: FileHandle): Promise<number> {
  const packed = createGzip({ level: 3 });
  const feeding = pipeline(backupContent(source, tally), packed);
  let bytes = 0;
  const writing = async (): Promise<void> => {
    for await (const piece of sealStream(key, packed as AsyncIterable<Buffer>)) {
      await handle.appendFile(piece);
      bytes += piece.length;
    }
    await handle.sync();
  };
  // When either breaks, the other ends too. What reading says comes through to writing; the reverse does not.
  const [fed, written] = await Promise.allSettled([feeding, writing()]);
  if (written.status === 'rejected') throw written.reason;
  if (fed.status === 'rejected') throw fed.reason;
  return bytes;
}

/** Gives the finished file its name: never over another one. */
async function publish(scratch: string, file: string): Promise<void> {
  try {
    await link(scratch, file);
  } catch (error) {
    if (hasCode(error, 'EEXIST')) throw there(file);
    // A disk without hard links (a USB stick).
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].some((code) => hasCode(error, code))) throw error;
    if (await exists(file)) throw there(file);
    await rename(scratch, file);
  }
  await rm(scratch, { force: true });
  const folder = await open(path.dirname(file), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function compare(read: ReadonlyMap<string, TableCount>, wanted: ReadonlyMap<string, TableCount>): void {
  for (const name of new Set([...read.keys(), ...wanted.keys()])) {
    const [a, b] = [read.get(name), wanted.get(name)];
    if (a?.rows !== b?.rows || a?.digest !== b?.digest)
      throw new BackupFileError(`Read back, the backup's table ${name} is not what was written. Is the disk sound?`);
  }
}

/**
 * Backs up the database and the data files while the server works: writes beside the file, reads all of it back, compares
 * with what the database gave, and only then gives it its name. Whatever goes wrong, or when `signal` aborts, nothing is
 * left behind.
 *
 * @throws BackupFileError with what to do
 */
export async function writeBackup(options: BackupOptions): Promise<BackupReport> {
  const file = path.resolve(options.file);
  const key = options.backupKeys.at(-1);
  if (key === undefined) throw new Error('There is no backup key.');
  if (await exists(file)) throw there(file);
  const scratch = scratchName(file);
  const tally: Tally = { snapshotAt: '', rows: 0, tables: new Map() };
  const client = new pg.Client({ connectionString: options.adminUrl, application_name: 'opensro_backup' });
  // A broken connection also fails the statement under way, which is where it is told.
  client.on('error', () => undefined);
  return writeSealed(file, async () => {
    try {
      await sweep(path.dirname(file));
      const handle = await open(scratch, 'wx', 0o600);
      let bytes: number;
      try {
        await client.connect();
        bytes = await writeAll({ ...options, client }, tally, key.key, handle);
      } finally {
        await handle.close();
      }
      options.onVerifying();
      const summary = await walkBackup(scratch, [key], {}, options.onProgress, options.signal);
      compare(summary.tables, tally.tables);
      await publish(scratch, file);
      return {
        file,
        bytes,
        snapshotAt: tally.snapshotAt,
        rows: tally.rows,
        files: summary.end.files,
        tables: tally.tables,
        trails: summary.trails,
      };
    } finally {
      await client.end();
      await rm(scratch, { force: true });
    }
  });
}
