import { open } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureKeys, fingerprint, installKeys, keyCopy } from '../server/platform/key-files.ts';
import { keyRing } from '../server/platform/keys.ts';
import { countSealed, giveUpMaster, rotateKeys } from '../server/platform/rotate.ts';
import { sealedColumns } from '../server/platform/sealed-columns.ts';
import { loadConfig } from '../server/platform/settings.ts';
import { openDatabase } from '../server/start.ts';
import { readKeyCopy } from './key-copy.ts';
import { UsageError } from './usage-error.ts';

export const help = `Usage: opensro keys copy FILE
       opensro keys put COPY
       opensro keys status [--json]
       opensro keys rotate [--json]
       opensro keys lost --give-up

The keys seal who a student is, second factors and secrets, and encrypt backups. They are in secrets/ of the data
directory and never in a backup.
copy     writes a copy of all keys to keep elsewhere, apart from the backups: on paper or a medium in a safe.
put      puts the keys of such a copy into the data directory where they are missing.
status   tells the versions of the keys, and how many values each has sealed.
rotate   makes new keys and seals everything anew. Stop the server first. Make a new copy afterwards.
lost     goes on without a master key of which no copy is left: gives up what it sealed. Stop the server first.

  --json   print one JSON object`;

const say = (sentence: string): void => console.error(sentence);

async function copy(file: string): Promise<number> {
  const { dataDirectory } = loadConfig(process.env, say);
  const target = path.resolve(file);
  if (target.startsWith(path.resolve(dataDirectory) + path.sep))
    throw new UsageError(`${file} is in the data directory. The copy is for the day that directory is gone.`);
  const handle = await open(target, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(
      error.code === 'EEXIST'
        ? `${file} is there already; choose another name.`
        : `${file} cannot be written (${error.code ?? error.message}).`,
    );
  });
  try {
    await handle.writeFile(keyCopy(ensureKeys(dataDirectory)));
    await handle.sync();
  } finally {
    await handle.close();
  }
  console.log(`${file} holds all keys. Keep it where neither this machine nor the backups are, then remove it here.`);
  return 0;
}

async function put(file: string): Promise<number> {
  const { dataDirectory } = loadConfig(process.env, say);
  installKeys(dataDirectory, await readKeyCopy(file));
  console.log(`The keys of ${file} are in the data directory now.`);
  return 0;
}

async function status(json: boolean): Promise<number> {
  const database = await openDatabase({ say, shareRunning: true });
  try {
    const keys = ensureKeys(database.config.dataDirectory);
    const counts = await countSealed(database, keyRing(keys.masters));
    const newest = keys.masters.at(-1)?.version ?? 1;
    const unreadable = counts.reduce((sum, count) => sum + count.unreadable, 0);
    const list = (of: typeof keys.masters) =>
      of.map(({ version, madeAt, key }) => ({ version, madeAt, fingerprint: fingerprint(key) }));
    const [masters, backups] = [list(keys.masters), list(keys.backups)];
    const older = counts.some(({ byVersion }) => Object.keys(byVersion).some((version) => Number(version) < newest));
    if (json) console.log(JSON.stringify({ masters, backups, sealed: counts, allNewest: !older, unreadable }));
    else {
      for (const key of masters) console.log(`Master key ${key.version}: ${key.fingerprint}`);
      for (const key of backups) console.log(`Backup key ${key.version}: ${key.fingerprint}`);
      for (const { column, byVersion, unreadable: closed } of counts) {
        const parts = Object.entries(byVersion).map(([version, many]) => `${many} sealed by version ${version}`);
        if (closed > 0) parts.push(`${closed} THAT NO KEY OPENS`);
        console.log(`${column}: ${parts.join(', ') || 'none'}`);
      }
      if (older) console.log('Some values are sealed by an older version: opensro keys rotate seals them anew.');
    }
    return unreadable === 0 ? 0 : 1;
  } finally {
    await database.close();
  }
}

async function rotate(json: boolean): Promise<number> {
  const database = await openDatabase({ say });
  try {
    const done = await rotateKeys(database, new Date());
    if (json) console.log(JSON.stringify(done));
    else
      console.log(
        [
          done.finished
            ? `An interrupted rotation to version ${done.version} was finished: ${done.resealed} values sealed anew.`
            : `New keys of version ${done.version}: ${done.resealed} values sealed anew.`,
          'The copy of the keys you keep is out of date now: opensro keys copy FILE. Keep the older one as long as the older backups.',
        ].join('\n'),
      );
    return 0;
  } finally {
    await database.close();
  }
}

async function lost(giveUp: boolean): Promise<number> {
  const losses = sealedColumns.map(({ loss }) => `  ${loss}`);
  if (!giveUp)
    throw new UsageError(
      ['this gives up for ever what the lost key sealed:', ...losses, 'Say --give-up if no copy is left.'].join('\n'),
    );
  const database = await openDatabase({ say });
  try {
    await giveUpMaster(database, new Date());
    console.log(['A new master key was made. Given up with the old one:', ...losses].join('\n'));
    return 0;
  } finally {
    await database.close();
  }
}

/** Copies, counts, changes or replaces the keys. */
export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false }, 'give-up': { type: 'boolean', default: false } },
  });
  const [verb, file] = positionals;
  if (verb === 'copy' && file !== undefined && positionals.length === 2) return copy(file);
  if (verb === 'put' && file !== undefined && positionals.length === 2) return put(file);
  if (positionals.length === 1) {
    if (verb === 'status') return status(values.json);
    if (verb === 'rotate') return rotate(values.json);
    if (verb === 'lost') return lost(values['give-up']);
  }
  throw new UsageError(`say what to do.\n\n${help}`);
}
