import { parseArgs } from 'node:util';
import { restoreBackup } from '../server/platform/backup/restore.ts';
import { findKeys, type KeySet } from '../server/platform/key-files.ts';
import { loadConfig } from '../server/platform/settings.ts';
import { interruption } from './interrupt.ts';
import { readKeyCopy } from './key-copy.ts';
import { progress } from './progress.ts';
import { UsageError } from './usage-error.ts';

export const help = `Usage: opensro restore FILE [--keys KEYS] [--without-master-key] [--json]

Restores a backup into an empty place: an empty or missing data directory (OPENSRO_DATA), or an empty database
(DATABASE_URL). The whole file is proven first; every table and audit trail is read back and compared before anything can
be used. Sessions and open links are not restored: people sign in again.

  --keys KEYS            the copy of the keys made with: opensro keys copy (else secrets/ in the data directory is used)
  --without-master-key   the master key is lost: give up what it sealed and make a new one
  --json                 print one JSON object`;

const what = { checking: 'Rows checked', loading: 'Rows loaded', comparing: 'Rows compared' } as const;

/** The keys of the copy, or those somebody has put into the data directory. */
async function keysFor(dataDirectory: string, copy: string | undefined): Promise<KeySet> {
  const held = findKeys(dataDirectory);
  return copy === undefined ? held : readKeyCopy(copy);
}

/** Restores and says what is there now. */
export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      keys: { type: 'string' },
      'without-master-key': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const [file] = positionals;
  if (file === undefined || positionals.length > 1) throw new UsageError(`say which file.\n\n${help}`);
  const say = (sentence: string): void => console.error(sentence);
  const config = loadConfig(process.env, say);
  const began = Date.now();
  const interrupt = interruption();
  let shown: { readonly of: keyof typeof what; readonly bar: ReturnType<typeof progress> } | null = null;
  try {
    const report = await restoreBackup({
      file,
      config,
      keys: await keysFor(config.dataDirectory, values.keys),
      withoutMaster: values['without-master-key'],
      now: new Date(),
      say,
      signal: interrupt.signal,
      onProgress: (step, rows, of) => {
        if (shown?.of !== step) {
          shown?.bar.done();
          shown = { of: step, bar: progress(what[step]) };
        }
        shown.bar.at(rows, of);
      },
    });
    if (values.json) console.log(JSON.stringify({ ...report, tables: Object.fromEntries(report.tables) }));
    else {
      const entries = report.trails.reduce((sum, trail) => sum + trail.entries, 0);
      console.log(
        [
          `Restored ${report.rows} rows of ${report.tables.size} tables and ${report.files} files, as of ${report.snapshotAt} ` +
            `(${((Date.now() - began) / 1000).toFixed(1)} s).`,
          `Every table agrees with the backup in count and digest; ${entries} audit entries of ${report.trails.length} programs agree.`,
          ...(report.migrated.length > 0 ? [`Brought to this version: ${report.migrated.join(', ')}.`] : []),
          ...report.lost.map((sentence) => `Lost with the master key: ${sentence}.`),
          'People sign in again; links that were open no longer work.',
        ].join('\n'),
      );
    }
    return 0;
  } finally {
    interrupt.done();
  }
}
