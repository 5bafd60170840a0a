import { lstat, mkdir, open, readdir, readFile, realpath, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import type { Config } from '../config.ts';
import { hasCode, lockDirectory } from '../database/directory-lock.ts';
import { startEmbedded } from '../database/embedded.ts';
import { loginRoles } from '../database/pools.ts';
import { stopOrphan } from '../database/postmaster.ts';
import { BackupFileError } from './seal-stream.ts';

/**
 * Where a restore works until all of it is proven: a folder in the data directory. While it is there no server starts,
 * and the next restore clears away what the interrupted one made.
 */
const unfinished = 'restore-unfinished';

/** An empty place that a restore has claimed. */
export interface Place {
  readonly adminUrl: string;
  /** Folder for data files; they move up with `keep`. */
  readonly stage: string;
  /** Makes it a data directory to start from. `ready` is called when the database is whole and stopped. */
  keep(ready: () => void): Promise<void>;
  /** Leaves it as empty as it was. */
  discard(): Promise<void>;
}

async function isThere(file: string): Promise<boolean> {
  try {
    await lstat(file);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}

/** Refuses to start on a place where a restore was interrupted. */
export async function refuseUnfinishedRestore(dataDirectory: string): Promise<void> {
  if (await isThere(path.join(dataDirectory, unfinished)))
    throw new Error(
      `A restore into ${dataDirectory} did not finish, so what is there is not whole. ` +
        'Run opensro restore again; it clears away what the first one left.',
    );
}

/** Which database a restore works on: no password in it. */
function targetOf(config: Pick<Config, 'databaseUrl'>): string {
  if (config.databaseUrl === null) return 'embedded';
  const url = new URL(config.databaseUrl);
  return `${url.host}${url.pathname}`;
}

/** Names of what is in a data directory besides keys somebody has put there for the restore. */
async function contents(dataDirectory: string): Promise<string[]> {
  if (!(await isThere(dataDirectory))) return [];
  const found: string[] = [];
  for (const name of await readdir(dataDirectory)) {
    if (name === unfinished || name === 'lost+found' || name.startsWith('server.lock')) continue;
    if (name !== 'secrets') found.push(name);
    else
      for (const secret of await readdir(path.join(dataDirectory, name)))
        if (secret !== 'master.key' && secret !== 'backup.key') found.push(path.join(name, secret));
  }
  return found;
}

/**
 * Removes a cluster, also where it is a link to a folder that the database's own user can enter. A PostgreSQL that
 * outlived its killed restore is stopped first.
 */
async function removeCluster(cluster: string): Promise<void> {
  if (!(await isThere(cluster))) return;
  await stopOrphan(cluster, () => undefined);
  if ((await lstat(cluster)).isSymbolicLink())
    await rm(path.dirname(await realpath(cluster)), { recursive: true, force: true });
  await rm(cluster, { recursive: true, force: true });
}

async function clear(dataDirectory: string): Promise<void> {
  for (const name of await contents(dataDirectory)) {
    if (name === 'postgres') await removeCluster(path.join(dataDirectory, name));
    await rm(path.join(dataDirectory, name), { recursive: true, force: true });
  }
  await removeCluster(path.join(dataDirectory, unfinished, 'postgres'));
  await rm(path.join(dataDirectory, unfinished), { recursive: true, force: true });
}

/** What an interrupted restore of this very target left is cleared away; anything else in the place is respected. */
async function claimDirectory(config: Config): Promise<{ stage: string; left: boolean }> {
  const { dataDirectory } = config;
  const stage = path.join(dataDirectory, unfinished);
  const target = targetOf(config);
  const left = await isThere(stage);
  if (left) {
    const note = path.join(stage, 'target');
    const before = (await isThere(note)) ? (await readFile(note, 'utf8')).trim() : target;
    if (before !== target)
      throw new BackupFileError(
        `A restore into another database (${before}) did not finish here. Restore into that one, or remove ${stage}.`,
      );
    if (config.databaseUrl === null) await clear(dataDirectory);
    else await rm(stage, { recursive: true, force: true });
  }
  const found = config.databaseUrl === null ? await contents(dataDirectory) : [];
  if (found.length > 0)
    throw new BackupFileError(
      `The data directory ${dataDirectory} is not empty (${found.slice(0, 3).join(', ')}). ` +
        'A restore never overwrites: name an empty one with OPENSRO_DATA.',
    );
  await mkdir(stage, { recursive: true });
  const handle = await open(path.join(stage, 'target'), 'w', 0o600);
  try {
    await handle.writeFile(`${target}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { stage, left };
}

/** Moves everything the restore made up into the data directory; the folder that stops servers from starting goes last. */
async function moveUp(dataDirectory: string, stage: string): Promise<void> {
  await rm(path.join(stage, 'target'), { force: true });
  for (const name of await readdir(stage)) {
    if (name.startsWith('server.lock')) continue;
    if (name !== 'secrets') await rename(path.join(stage, name), path.join(dataDirectory, name));
    else
      for (const secret of await readdir(path.join(stage, name)))
        await rename(path.join(stage, name, secret), path.join(dataDirectory, name, secret));
  }
  await rm(stage, { recursive: true, force: true });
}

async function embeddedPlace(config: Config, say: (sentence: string) => void): Promise<Place> {
  const { dataDirectory } = config;
  await mkdir(dataDirectory, { recursive: true });
  const unlock = await lockDirectory(dataDirectory);
  try {
    const { stage } = await claimDirectory(config);
    const database = await startEmbedded({ dataDirectory: stage, log: say });
    return {
      adminUrl: database.adminUrl,
      stage,
      keep: async (ready) => {
        await database.stop();
        ready();
        await moveUp(dataDirectory, stage);
        await unlock();
      },
      discard: async () => {
        await database.stop();
        await clear(dataDirectory);
        await unlock();
      },
    };
  } catch (error) {
    await unlock();
    throw error;
  }
}

async function asAdmin<T>(adminUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: adminUrl, application_name: 'opensro_restore' });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Takes everything of OpenSRO out of the database. Only for what a restore itself has made. */
async function wipe(client: pg.ClientBase): Promise<void> {
  const owner = await client.query("SELECT FROM pg_roles WHERE rolname = 'opensro_owner'");
  if (owner.rowCount !== 0) await client.query('DROP OWNED BY opensro_owner CASCADE');
}

async function refuseFullDatabase(client: pg.ClientBase): Promise<void> {
  const used = await client.query<{ name: string }>(`
    SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e') ORDER BY 1 LIMIT 3`);
  if (used.rows.length > 0)
    throw new BackupFileError(
      `The database is not empty (${used.rows.map((row) => row.name).join(', ')}). ` +
        'A restore never overwrites: make an empty database and name it in DATABASE_URL.',
    );
  const others = await client.query<{ usename: string }>(
    'SELECT DISTINCT usename FROM pg_stat_activity WHERE datname = current_database() AND usename = ANY ($1)',
    [[...loginRoles]],
  );
  if (others.rows.length > 0)
    throw new BackupFileError('A server of OpenSRO is using this database. Stop it, then restore.');
}

async function ownPlace(config: Config, adminUrl: string): Promise<Place> {
  const { dataDirectory } = config;
  await mkdir(path.join(dataDirectory, 'secrets'), { recursive: true, mode: 0o700 });
  const unlock = await lockDirectory(dataDirectory);
  try {
    const { stage, left } = await claimDirectory(config);
    const remove = () => rm(stage, { recursive: true, force: true });
    try {
      await asAdmin(adminUrl, async (client) => {
        if (left) await wipe(client);
        await refuseFullDatabase(client);
      });
    } catch (error) {
      await remove();
      throw error;
    }
    return {
      adminUrl,
      stage,
      keep: async (ready) => {
        ready();
        await moveUp(dataDirectory, stage);
        await unlock();
      },
      discard: async () => {
        await asAdmin(adminUrl, wipe);
        await remove();
        await unlock();
      },
    };
  } catch (error) {
    await unlock();
    throw error;
  }
}

/**
 * Claims an empty place: the data directory with a new built-in database in it, or the database of DATABASE_URL.
 *
 * @throws BackupFileError when it is not empty
 * @throws DirectoryInUse when a server uses the data directory
 */
export function claimPlace(config: Config, say: (sentence: string) => void): Promise<Place> {
  return config.databaseUrl === null ? embeddedPlace(config, say) : ownPlace(config, config.databaseUrl);
}
