import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { type Entry, entryText, type Ledger, readLedger, type Scope } from '../../disclosure/ledger/entry.ts';
import { fault, type Outcome } from '../../disclosure/problem.ts';
import { UsageError } from '../usage-error.ts';
import { readText, type Written } from './files.ts';

const entryName = /^\d{6}\.json$/;

/** The ledger kept in a folder, one file an entry. Errors: no such folder, an entry that is missing or was changed. */
export async function ledgerIn(folder: string): Promise<Outcome<Ledger>> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return null;
    throw error;
  });
  if (names === null) {
    const remedy = 'Name the folder of the earlier releases, or make an empty one for the first.';
    return fault('ledgerMissing', { file: folder }, 'There is no such folder.', remedy);
  }
  const texts: { file: string; text: string }[] = [];
  for (const name of names.filter((each) => entryName.test(each)).sort()) {
    const file = path.join(folder, name);
    const text = await readText(file);
    if (!text.ok) return text;
    texts.push({ file, text: text.value });
  }
  return readLedger(texts);
}

/** The file of an entry: never written over, and on the disk before anything of the release is. */
export function entryFile(folder: string, entry: Entry): Written {
  const name = `${String(entry.sequence).padStart(6, '0')}.json`;
  return { file: path.join(folder, name), text: entryText(entry), once: true };
}

interface PeriodOptions {
  readonly period: readonly string[];
  readonly ledger?: string | undefined;
}

/** Periods as written on the command line: COLUMN=CODE,CODE, one option a column. Throws UsageError. */
export function periodsFrom({ period: texts, ledger }: PeriodOptions): Scope {
  if (texts.length > 0 && ledger === undefined) throw new UsageError('--period goes with --ledger.');
  const scope: Record<string, readonly string[]> = {};
  for (const text of texts) {
    const [column = '', list = ''] = text.split(/=(.*)/s).map((part) => part.trim());
    const codes = list.split(',').map((code) => code.trim());
    if (column === '' || codes.includes('') || Object.hasOwn(scope, column)) {
      throw new UsageError(`--period ${text}: write each column once with its codes, as in --period quarter=Q1,Q2.`);
    }
    scope[column] = [...new Set(codes)].sort();
  }
  return scope;
}
