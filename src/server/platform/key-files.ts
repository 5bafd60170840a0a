import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { foreignRights } from './file-rights.ts';

/** One key of 32 bytes. Versions count from 1; a key never changes, a newer version takes over. */
export interface VersionedKey {
  readonly version: number;
  /** ISO instant; the epoch for a first key, whose file does not say. */
  readonly madeAt: string;
  readonly key: Buffer;
}

/** All keys of an installation, oldest first. Master keys seal what stands in the database, backup keys backups. */
export interface KeySet {
  readonly masters: readonly VersionedKey[];
  readonly backups: readonly VersionedKey[];
}

/** What tells a key from another without telling the key: 16 hex digits. */
export function fingerprint(key: Buffer): string {
  return createHash('sha256').update('opensro:fingerprint').update(key).digest('hex').slice(0, 16);
}

/** A key file cannot be used; `message` says which, why and what to do. */
export class KeyFileError extends Error {
  override readonly name = 'KeyFileError';
}

const epoch = new Date(0).toISOString();
const secretsOf = (dataDirectory: string): string => join(dataDirectory, 'secrets');
const masterFile = (dataDirectory: string): string => join(secretsOf(dataDirectory), 'master.key');
const backupFile = (dataDirectory: string): string => join(secretsOf(dataDirectory), 'backup.key');

/** A version fits into one byte of a sealed value. */
const lastVersion = 255;

function newKey(version: number, at: Date | null): VersionedKey {
  if (version > lastVersion)
    throw new KeyFileError(`There are ${lastVersion} versions of the key already, the most there can be.`);
  return { version, madeAt: at?.toISOString() ?? epoch, key: randomBytes(32) };
}

/** A first key is a line of hex and nothing else; later ones say their version and when they were made. */
function keyLine({ version, madeAt, key }: VersionedKey): string {
  const hex = key.toString('hex');
  return madeAt === epoch && version === 1 ? hex : `${version} ${madeAt} ${hex}`;
}

function parseKeys(file: string, text: string): VersionedKey[] {
  const keys = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line): VersionedKey | null => {
      const parts = /^(?:(\d{1,3}) (\S+) )?([0-9a-f]{64})$/.exec(line);
      const version = Number(parts?.[1] ?? 1);
      const madeAt = parts?.[2] ?? epoch;
      if (parts === null || version < 1 || version > lastVersion || Number.isNaN(Date.parse(madeAt))) return null;
      return { version, madeAt, key: Buffer.from(parts[3] ?? '', 'hex') };
    });
  const whole = keys.filter((key) => key !== null);
  const rising = whole.every((key, index) => index === 0 || key.version > (whole[index - 1]?.version ?? 0));
  if (whole.length === 0 || whole.length < keys.length || !rising)
    throw new KeyFileError(`${file} is not a key of OpenSRO. Put the saved key back.`);
  return whole;
}

/** The folder's and its files' modes: nobody but the owner. Throws with the command that mends it. */
function ownerOnly(path: string, mode: string): void {
  const rights = foreignRights(path);
  if (rights.none) return;
  throw new KeyFileError(
    `${path} is open to other users of this machine (mode ${rights.mode}). Run: chmod ${mode} ${path}. ` +
      'If they are people who must not see student records, change the keys too (docs/operators.md).',
  );
}

/**
 * Writes a file for this user alone so that it is there as a whole or not at all, also after a power cut.
 * `replace: false` leaves a file that is there already and returns false.
 */
function writeSecret(file: string, text: string, replace: boolean): boolean {
  const scratch = `${file}.${process.pid}.new`;
  rmSync(scratch, { force: true });
  const handle = openSync(scratch, 'wx', 0o600);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  try {
    if (replace) renameSync(scratch, file);
    else linkSync(scratch, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(scratch, { force: true });
  }
  const folder = openSync(dirname(file), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
  return true;
}

function save(file: string, keys: readonly VersionedKey[], replace: boolean): boolean {
  return writeSecret(file, `${keys.map(keyLine).join('\n')}\n`, replace);
}

/** The keys a data directory holds; an empty list for a file that is not there. Makes nothing. */
export function findKeys(dataDirectory: string): KeySet {
  const folder = secretsOf(dataDirectory);
  if (!existsSync(folder)) return { masters: [], backups: [] };
  ownerOnly(folder, '700');
  for (const name of readdirSync(folder)) ownerOnly(join(folder, name), '600');
  const read = (file: string): VersionedKey[] => (existsSync(file) ? parseKeys(file, readFileSync(file, 'utf8')) : []);
  return { masters: read(masterFile(dataDirectory)), backups: read(backupFile(dataDirectory)) };
}

/**
 * The keys of a data directory, making those that are missing on the first start. Throws KeyFileError where others may
 * enter the folder of secrets or read a file in it, where a file is no key, and where the master key of a database that
 * is there has gone: a new one could open nothing in it.
 */
export function ensureKeys(dataDirectory: string): KeySet {
  mkdirSync(secretsOf(dataDirectory), { recursive: true, mode: 0o700 });
  const found = findKeys(dataDirectory);
  if (found.masters.length === 0) {
    if (existsSync(join(dataDirectory, 'postgres'))) {
      throw new KeyFileError(
        `The key ${masterFile(dataDirectory)} is missing. Put it back from your copy of the keys. ` +
          'Only if no copy is left: opensro keys lost (docs/operators.md tells what is lost with it).',
      );
    }
    save(masterFile(dataDirectory), [newKey(1, null)], false);
  }
  if (found.backups.length === 0) save(backupFile(dataDirectory), [newKey(1, null)], false);
  return findKeys(dataDirectory);
}

/** Puts keys into a data directory that has none, or the same. Throws where it has others. */
export function installKeys(dataDirectory: string, keys: KeySet): void {
  mkdirSync(secretsOf(dataDirectory), { recursive: true, mode: 0o700 });
  const there = findKeys(dataDirectory);
  for (const [file, held, wanted] of [
    [masterFile(dataDirectory), there.masters, keys.masters],
    [backupFile(dataDirectory), there.backups, keys.backups],
  ] as const) {
    if (wanted.length === 0) continue;
    const agree = held.every((key) =>
      wanted.some((other) => other.version === key.version && other.key.equals(key.key)),
    );
    if (!agree) throw new KeyFileError(`${file} holds another key already. Move that file away, or leave it as it is.`);
    save(file, wanted, true);
  }
}

/** Adds a newer version of the master key and of the backup key. Returns all keys. */
export function addKeyVersions(dataDirectory: string, at: Date): KeySet {
  const { masters, backups } = findKeys(dataDirectory);
  const next = (keys: readonly VersionedKey[]): VersionedKey[] => [
    ...keys,
    newKey((keys.at(-1)?.version ?? 0) + 1, at),
  ];
  save(masterFile(dataDirectory), next(masters), true);
  save(backupFile(dataDirectory), next(backups), true);
  return findKeys(dataDirectory);
}

/** A master key to go on with after the last one, of version `last`, was lost. Writes nothing. */
export function newMaster(last: number, at: Date): VersionedKey {
  return newKey(last + 1, at);
}

/** Puts a new master key in the place of a lost one. */
export function replaceMaster(dataDirectory: string, master: VersionedKey): KeySet {
  mkdirSync(secretsOf(dataDirectory), { recursive: true, mode: 0o700 });
  save(masterFile(dataDirectory), [master], true);
  return ensureKeys(dataDirectory);
}

/** How a copy of the keys begins. */
export const keyCopyMark = '# Keys of an OpenSRO installation.';

/** The text of a copy of all keys, to keep elsewhere: a line a key with a check, so that it can be typed in from paper. */
export function keyCopy(keys: KeySet): string {
  const line = (kind: string, key: VersionedKey): string =>
    `${kind} ${key.version} ${key.madeAt} ${key.key.toString('hex')} ${fingerprint(key.key)}`;
  return [
    `${keyCopyMark} Keep this apart from the backups: whoever has both can read everything.`,
    '# A restore asks for it: opensro restore FILE --keys THIS_FILE',
    ...keys.masters.map((key) => line('master', key)),
    ...keys.backups.map((key) => line('backup', key)),
    '',
  ].join('\n');
}

/** Reads what `keyCopy` wrote. Throws KeyFileError naming the line that is wrong. */
export function parseKeyCopy(file: string, text: string): KeySet {
  const keys = { master: [] as VersionedKey[], backup: [] as VersionedKey[] };
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const parts = /^(master|backup) (\d{1,3}) (\S+) ([0-9a-f]{64}) ([0-9a-f]{16})$/.exec(line);
    const key = Buffer.from(parts?.[4] ?? '', 'hex');
    if (parts === null || fingerprint(key) !== parts[5])
      throw new KeyFileError(`${file}, line ${index + 1} is not a key of OpenSRO, or was mistyped.`);
    keys[parts[1] === 'master' ? 'master' : 'backup'].push({
      version: Number(parts[2]),
      madeAt: parts[3] ?? epoch,
      key,
    });
  }
  if (keys.master.length + keys.backup.length === 0) throw new KeyFileError(`${file} holds no key of OpenSRO.`);
  return { masters: keys.master, backups: keys.backup };
}
