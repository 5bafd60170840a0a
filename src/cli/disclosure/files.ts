import { constants } from 'node:fs';
import { access, link, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fault, fine, type Outcome } from '../../disclosure/problem.ts';
import { UsageError } from '../usage-error.ts';

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** Reads a whole file as text. Errors: it is not there, cannot be read, or is not UTF-8. */
export async function readText(file: string): Promise<Outcome<string>> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT')
      return fault('fileMissing', { file }, 'There is no such file.', 'Check its name and folder.');
    if (code === 'EISDIR') return fault('fileIsFolder', { file }, 'This is a folder.', 'Name a file.');
    return fault('fileUnreadable', { file }, `The file cannot be read (${code}).`, 'Check who may read it.');
  }
  try {
    return fine(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    // The decoder says so by throwing; a Windows or UTF-16 file would come out with wrong letters, or none.
    if (!(error instanceof TypeError)) throw error;
    return fault('notUtf8', { file }, 'The file is not written in UTF-8.', 'Save it as "CSV UTF-8".');
  }
}

/** One file to be written. */
export interface Written {
  readonly file: string;
  readonly text: string;
  /** Never written over, and safe on the disk before the others take their names. */
  readonly once?: true;
}

/** Refuses, before any work is done, names that cannot be written or would overwrite what is read. */
export async function checkTargets(targets: readonly string[], sources: readonly string[]): Promise<void> {
  const taken = new Set(sources.map((source) => path.resolve(source)));
  for (const target of targets) {
    const full = path.resolve(target);
    if (taken.has(full)) throw new UsageError(`${target} is named twice. Give every file a name of its own.`);
    taken.add(full);
    const folder = path.dirname(full);
    const there = await stat(full).catch(() => null);
    if (there?.isDirectory()) throw new UsageError(`${target} is a folder. Name a file.`);
    try {
      await access(folder, constants.W_OK);
    } catch (error) {
      if (codeOf(error) === '') throw error;
      throw new UsageError(`nothing can be written in ${folder}. Make the folder, or name another one.`);
    }
  }
}

/**
 * Writes all files or none: first under scratch names beside them, then each takes its name. `signal`: stop, and leave
 * nothing behind.
 */
export async function writeAll(files: readonly Written[], signal: AbortSignal): Promise<void> {
  const scratch = files.map((one) => ({ ...one, scratch: `${one.file}.${process.pid}.new` }));
  try {
    for (const one of scratch) {
      signal.throwIfAborted();
      await writeFile(one.scratch, one.text, { signal, flush: true });
    }
    signal.throwIfAborted();
    for (const one of scratch.filter(({ once }) => once === true)) await placeOnce(one.scratch, one.file);
    for (const one of scratch.filter(({ once }) => once !== true)) await rename(one.scratch, one.file);
  } finally {
    await Promise.all(scratch.map((one) => rm(one.scratch, { force: true })));
  }
}

/** Gives a file its name where nobody has taken it, and has the folder on the disk. */
async function placeOnce(scratch: string, file: string): Promise<void> {
  try {
    await link(scratch, file);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    throw new UsageError(`${file} is there already: somebody released something meanwhile. Run the command again.`);
  }
  const folder = await open(path.dirname(file));
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
