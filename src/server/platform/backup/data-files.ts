import { chmod, mkdir, open, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { keyCopyMark } from '../key-files.ts';

/** A file of the data directory that is data. */
export interface DataFile {
  /** Path within the data directory, with forward slashes. */
  readonly path: string;
  readonly mode: number;
}

/**
 * What in a data directory is no data: keys, the database (its rows are in the backup), its log, locks, and whatever
 * begins with a dot. Everything else goes into the backup, so that a new kind of file is not forgotten.
 */
const notData = /^(secrets$|postgres|server\.lock|lost\+found$|restore-unfinished$|\.)/;

/** Backups must not grow into one another, and a key must never be in one. */
async function staysBehind(file: string): Promise<boolean> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(64), 0, 64, 0);
    const begin = buffer.subarray(0, bytesRead).toString('latin1');
    return begin.startsWith('OPENSRO-BACKUP ') || begin.startsWith(keyCopyMark);
  } finally {
    await handle.close();
  }
}

/** The files of a data directory that go into a backup. Backups and copies of the keys kept in it do not. */
export async function listDataFiles(dataDirectory: string): Promise<DataFile[]> {
  const found: DataFile[] = [];
  const walk = async (folder: string): Promise<void> => {
    const entries = await readdir(path.join(dataDirectory, folder), { withFileTypes: true });
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      if (folder === '' && notData.test(entry.name)) continue;
      const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) await walk(name);
      const file = path.join(dataDirectory, name);
      if (!entry.isFile() || entry.name.endsWith('.unfinished') || (await staysBehind(file))) continue;
      found.push({ path: name, mode: (await stat(file)).mode & 0o777 });
    }
  };
  await walk('');
  return found;
}

/** Opens a file of a backup for writing below a folder. Throws where its path would lead out of it. */
export async function createDataFile(folder: string, file: DataFile) {
  const target = path.resolve(folder, file.path);
  if (!target.startsWith(path.resolve(folder) + path.sep) || notData.test(file.path))
    throw new Error(`The backup names a file that does not belong into a data directory: ${file.path}`);
  await mkdir(path.dirname(target), { recursive: true });
  const handle = await open(target, 'wx', file.mode);
  await chmod(target, file.mode);
  return handle;
}
