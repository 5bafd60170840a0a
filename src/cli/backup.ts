import { parseArgs } from 'node:util';
import { lastBackupAt, makeBackup } from '../server/platform/backup/make.ts';
import { type BackupSummary, walkBackup } from '../server/platform/backup/read.ts';
import { findKeys, type KeySet } from '../server/platform/key-files.ts';
import { loadConfig } from '../server/platform/settings.ts';
import { openDatabase } from '../server/start.ts';
import { interruption } from './interrupt.ts';
import { readKeyCopy } from './key-copy.ts';
import { progress } from './progress.ts';
import { UsageError } from './usage-error.ts';

export const help = `Usage: opensro backup FILE [--json]
       opensro backup verify FILE [--keys KEYS] [--json]
       opensro backup last [--json]

Writes everything into one encrypted file while the server runs, then reads all of it back and compares. The server may
be stopped too. Keys are never in it: keep a copy of them elsewhere (opensro keys copy).
verify   proves a file: every byte, the count and digest of every table, every link of the audit trails.
last     when the last backup was made; exit status 1 when there is none or it is older than two days.

  --keys KEYS   a copy of the keys, where the data directory does not hold them
  --json        print one JSON object`;

const say = (sentence: string): void => console.error(sentence);
const seconds = (since: number): string => `${((Date.now() - since) / 1000).toFixed(1)} s`;

function faultLines(trails: BackupSummary['trails']): string[] {
  return trails
    .filter((trail) => trail.faults.length > 0)
    .map((trail) => `The audit trail of program ${trail.programId} is not whole: run opensro audit verify.`);
}

async function write(file: string, json: boolean): Promise<number> {
  const began = Date.now();
  const interrupt = interruption();
  const bar = progress('Rows written');
  let reading: ReturnType<typeof progress> | null = null;
  const open = await openDatabase({ say, shareRunning: true });
  try {
    const report = await makeBackup(open, {
      file,
      signal: interrupt.signal,
      onProgress: (rows, of) => (reading ?? bar).at(rows, of),
      onVerifying: () => {
        bar.done();
        reading = progress('Rows read back');
      },
    });
    bar.done();
    const faults = faultLines(report.trails);
    if (json)
      console.log(
        JSON.stringify({ ...report, tables: Object.fromEntries(report.tables), auditIntact: faults.length === 0 }),
      );
    else
      console.log(
        [
          `${report.file}: ${report.rows} rows of ${report.tables.size} tables, ${report.files} files, ` +
            `${(report.bytes / 1e6).toFixed(1)} MB, as of ${report.snapshotAt} (${seconds(began)}).`,
          'Written, read back and compared.',
          ...faults,
        ].join('\n'),
      );
    return faults.length === 0 ? 0 : 1;
  } finally {
    bar.done();
    await open.close();
    interrupt.done();
  }
}

async function keysAt(copy: string | undefined): Promise<KeySet> {
  return copy === undefined ? findKeys(loadConfig(process.env, say).dataDirectory) : readKeyCopy(copy);
}

async function verify(file: string, copy: string | undefined, json: boolean): Promise<number> {
  const keys = await keysAt(copy);
  const bar = progress('Rows read');
  const summary = await walkBackup(file, keys.backups, {}, bar.at).finally(bar.done);
  const faults = faultLines(summary.trails);
  const entries = summary.trails.reduce((sum, trail) => sum + trail.entries, 0);
  if (json)
    console.log(
      JSON.stringify({
        ok: true,
        snapshotAt: summary.start.snapshotAt,
        rows: summary.end.rows,
        files: summary.end.files,
        tables: Object.fromEntries(summary.tables),
        masters: summary.start.masters,
        auditIntact: faults.length === 0,
      }),
    );
  else
    console.log(
      [
        `${file} is whole: ${summary.end.rows} rows of ${summary.end.tables} tables, ${summary.end.files} files, ` +
          `as of ${summary.start.snapshotAt}; ${entries} audit entries of ${summary.trails.length} programs.`,
        ...faults,
      ].join('\n'),
    );
  return faults.length === 0 ? 0 : 1;
}

const twoDays = 2 * 24 * 3_600_000;

async function last(json: boolean): Promise<number> {
  const open = await openDatabase({ say, shareRunning: true });
  try {
    const at = await lastBackupAt(open.adminUrl);
    const fresh = at !== null && Date.now() - at.getTime() < twoDays;
    if (json) console.log(JSON.stringify({ at: at?.toISOString() ?? null, fresh }));
    else console.log(at === null ? 'No backup was made yet.' : `The last backup was made at ${at.toISOString()}.`);
    return fresh ? 0 : 1;
  } finally {
    await open.close();
  }
}

/** Writes a backup, proves one, or tells when the last one was made. */
export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { keys: { type: 'string' }, json: { type: 'boolean', default: false } },
  });
  const [first, second] = positionals;
  if (first === 'verify' && second !== undefined && positionals.length === 2)
    return verify(second, values.keys, values.json);
  if (values.keys !== undefined) throw new UsageError(`--keys goes with verify.\n\n${help}`);
  if (first === 'last' && positionals.length === 1) return last(values.json);
  if (first === undefined || first === 'verify' || positionals.length > 1)
    throw new UsageError(`say which file.\n\n${help}`);
  return write(first, values.json);
}
