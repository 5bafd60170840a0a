import { readFile } from 'node:fs/promises';
import { type KeySet, parseKeyCopy } from '../server/platform/key-files.ts';
import { UsageError } from './usage-error.ts';

/** Reads a copy of the keys that `opensro keys copy` wrote. */
export async function readKeyCopy(file: string): Promise<KeySet> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`the copy of the keys ${file} cannot be read (${error.code ?? error.message}).`);
  });
  return parseKeyCopy(file, text);
}
