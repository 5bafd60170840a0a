import { spawn } from 'node:child_process';
import { chmod, chown, mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type PostgresBinaries, sharedHome } from './postgres-binaries.ts';
import { canEnter, type SystemUser } from './system-user.ts';

/** Role for migrations and creating roles; the app never signs in with it. */
export const superuser = 'opensro_admin';

type Creation = {
  readonly cluster: string;
  readonly user: SystemUser | undefined;
  readonly binaries: PostgresBinaries;
  readonly password: string;
  readonly durable: boolean;
  readonly log: (sentence: string) => void;
};

/**
 * Creates an empty cluster. It is made beside and renamed into place, so that one interrupted half way is never taken for whole.
 * Where its user cannot enter the data directory, it is made in /var/lib/opensro and linked.
 *
 * @throws Error with initdb's own words when it fails
 */
export async function createCluster({ cluster, user, binaries, password, durable, log }: Creation): Promise<void> {
  const reachable = canEnter(user, path.dirname(cluster));
  const home = reachable ? path.dirname(cluster) : await homeElsewhere();
  const scratch = path.join(home, 'postgres.new');
  const passwordFile = path.join(home, 'postgres.initdb');
  await rm(scratch, { recursive: true, force: true });
  await rm(passwordFile, { force: true });
  await mkdir(scratch, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  try {
    if (user) {
      await chown(scratch, user.uid, user.gid);
      await chown(passwordFile, user.uid, user.gid);
    }
    await initialise(binaries.initdb, user, [
      `--pgdata=${scratch}`,
      `--username=${superuser}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // Sorting and letter case the same on every machine, whatever locales it has.
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      ...(durable ? [] : ['--no-sync']),
    ]);
  } finally {
    await rm(passwordFile, { force: true });
  }
  if (reachable) {
    await rename(scratch, cluster);
    return;
  }
  const elsewhere = path.join(home, 'postgres');
  await rename(scratch, elsewhere);
  await rm(cluster, { force: true });
  await symlink(elsewhere, cluster);
  log(`The database's own user cannot enter ${path.dirname(cluster)}; its files are in ${elsewhere}. Back up both.`);
}

/** A new directory that the database's own user can enter. */
async function homeElsewhere(): Promise<string> {
  await mkdir(sharedHome, { recursive: true, mode: 0o755 });
  const home = await mkdtemp(path.join(sharedHome, 'data-'));
  await chmod(home, 0o711);
  return home;
}

/** Only what PostgreSQL needs: PG* variables of the caller would change what it does. */
export const environment = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

function initialise(initdb: string, user: SystemUser | undefined, args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(initdb, args, { ...user, cwd: '/', env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const collect = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`The database could not be created (initdb ended with ${code}):\n${output.trim()}`));
    });
  });
}
