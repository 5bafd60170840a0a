import { randomBytes } from 'node:crypto';
import { access, chmod, constants, mkdir, readFile, realpath, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createCluster, superuser } from './cluster.ts';
import { hasCode, lockDirectory, processExists } from './directory-lock.ts';
import { findBinaries } from './postgres-binaries.ts';
import { isThere, type Launch, launch, postmaster, stopOrphan } from './postmaster.ts';
import { supervise } from './supervisor.ts';
import { databaseUser } from './system-user.ts';

export type EmbeddedOptions = {
  /** Directory of this server's data; created when missing. */
  readonly dataDirectory: string;
  /** Takes one plain sentence about what happens. */
  readonly log: (sentence: string) => void;
  /** false only for tests: faster, but a power cut may destroy the data. Default true. */
  readonly durable?: boolean;
};

export type EmbeddedDatabase = {
  /** Connection of the superuser, for migrations and creating roles only. */
  readonly adminUrl: string;
  /** Ends every connection, writes everything to disk, stops the server and frees the directory. Safe to call twice. */
  stop(): Promise<void>;
};

/**
 * Starts the PostgreSQL that npm brought, on a cluster inside the data directory, reachable from this machine only
 * and with a password only. Whatever an earlier, killed server left behind (its lock, a PostgreSQL still running,
 * half a cluster) is put in order first. From then on it is watched: a PostgreSQL that ends by itself is started again on
 * the same port, so that what was connected finds it again.
 *
 * @throws DirectoryInUse when another living server uses the directory
 * @throws Error with the remedy when PostgreSQL cannot run here
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const dataDirectory = path.resolve(options.dataDirectory);
  await prepareDirectory(dataDirectory);
  const unlock = await lockDirectory(dataDirectory);
  try {
    const cluster = path.join(dataDirectory, 'postgres');
    const user = await databaseUser(cluster);
    const binaries = await findBinaries(user);
    const created = await isThere(path.join(cluster, 'PG_VERSION'));
    const password = await ensurePassword(dataDirectory, created);
    if (!created) {
      options.log('Creating the database (once).');
      await createCluster({ cluster, user, binaries, password, durable: options.durable ?? true, log: options.log });
    }
    await stopOrphan(cluster, options.log);
    const giveUp = new AbortController();
    // Where the cluster is a link, its own user may be able to reach only what it points to.
    const what: Launch = {
      cluster: await realpath(cluster),
      user,
      binaries,
      durable: options.durable ?? true,
      logFile: path.join(dataDirectory, 'postgres.log'),
      log: options.log,
      signal: giveUp.signal,
    };
    const { server, port } = await launch(what);
    const supervised = supervise(server, {
      giveUp,
      log: options.log,
      relaunch: async () => {
        await stopOrphan(cluster, options.log);
        return (await launch(what, port)).server;
      },
    });
    let stopping: Promise<void> | undefined;
    return {
      adminUrl: connection(password, port),
      stop() {
        stopping ??= supervised.stop().finally(unlock);
        return stopping;
      },
    };
  } catch (error) {
    await unlock();
    throw error;
  }
}

/** How long a command waits for the database of a server that is just starting. */
const sharingSeconds = 10;

/**
 * The database of the server that is running on a data directory, for a command that works beside it. Its server keeps
 * it: nothing here is started, stopped or locked.
 *
 * @returns connection of the superuser, or null when no PostgreSQL of this directory takes connections
 */
export async function runningDatabase(dataDirectory: string): Promise<string | null> {
  const directory = path.resolve(dataDirectory);
  const file = passwordFile(directory);
  for (const deadline = Date.now() + sharingSeconds * 1000; Date.now() < deadline; await sleep(100)) {
    const state = await postmaster(path.join(directory, 'postgres'));
    if (state?.status !== 'ready' || !processExists(state.pid) || !(await isThere(file))) continue;
    const password = (await readFile(file, 'utf8')).trim();
    return connection(password, state.port);
  }
  return null;
}

function connection(password: string, port: number): string {
  return `postgresql://${superuser}:${password}@127.0.0.1:${port}/postgres`;
}

function passwordFile(dataDirectory: string): string {
  return path.join(dataDirectory, 'secrets', 'database-password');
}

/**
 * Creates the directory, and lets the database's own user pass through it (not read it) whatever umask it was made with:
 * everything in it has a mode of its own.
 */
async function prepareDirectory(dataDirectory: string): Promise<void> {
  try {
    await mkdir(dataDirectory, { recursive: true });
    await access(dataDirectory, constants.W_OK | constants.X_OK);
  } catch (error) {
    if (!hasCode(error, 'EACCES') && !hasCode(error, 'EROFS')) throw error;
    throw new Error(
      `This user may not write to the data directory ${dataDirectory}. ` +
        'Give it that right, start OpenSRO as the user it belongs to, or choose another directory with OPENSRO_DATA.',
      { cause: error },
    );
  }
  if (process.getuid?.() !== 0) return;
  const { mode } = await stat(dataDirectory);
  if ((mode & 0o001) === 0) await chmod(dataDirectory, (mode & 0o777) | 0o001);
}

async function ensurePassword(dataDirectory: string, clusterExists: boolean): Promise<string> {
  const file = passwordFile(dataDirectory);
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  if (await isThere(file)) return (await readFile(file, 'utf8')).trim();
  if (clusterExists) {
    throw new Error(`The database's password ${file} is missing. Put it back from your backup of the data directory.`);
  }
  const password = randomBytes(32).toString('hex');
  // Written beside and renamed: a stop in between leaves no empty password.
  await writeFile(`${file}.new`, `${password}\n`, { mode: 0o600, flush: true });
  await rename(`${file}.new`, file);
  return password;
}
