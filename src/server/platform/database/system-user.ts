import { spawnSync } from 'node:child_process';
import { stat } from 'node:fs/promises';
import path from 'node:path';

/** The operating system user the database runs as; undefined = the user that runs this process. */
export type SystemUser = { readonly uid: number; readonly gid: number };

const name = 'postgres';

/**
 * PostgreSQL refuses to run as root. As root, the owner of an existing cluster is taken, else the OS user `postgres`,
 * which is created when the machine has none.
 *
 * @param cluster directory of the cluster, which need not exist yet
 * @throws Error with the remedy when root cannot create the user, or when the cluster belongs to somebody else
 */
export async function databaseUser(cluster: string): Promise<SystemUser | undefined> {
  const own = process.getuid?.();
  if (own === undefined) return undefined;
  const owner = await ownerOf(cluster);
  if (own !== 0) {
    if (owner && owner.uid !== own) {
      throw new Error(
        `The database in ${cluster} belongs to another user of this machine (uid ${owner.uid}). ` +
          'Start OpenSRO as that user or as root, or choose another directory with OPENSRO_DATA.',
      );
    }
    return undefined;
  }
  if (owner && owner.uid !== 0) return owner;
  return lookUp() ?? createUser();
}

async function ownerOf(directory: string): Promise<SystemUser | undefined> {
  const found = await stat(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return found && { uid: found.uid, gid: found.gid };
}

function lookUp(): SystemUser | undefined {
  const [uid, gid] = ['-u', '-g'].map((flag) => {
    const answer = spawnSync('id', [flag, name], { encoding: 'utf8' });
    return answer.status === 0 ? Number.parseInt(answer.stdout, 10) : Number.NaN;
  });
  if (uid === undefined || gid === undefined || Number.isNaN(uid) || Number.isNaN(gid)) return undefined;
  return { uid, gid };
}

function createUser(): SystemUser {
  // The first pair is Debian, Fedora and their kin, the second Alpine.
  const ways = [
    [
      ['groupadd', '--system', '--force', name],
      [
        'useradd',
        '--system',
        '--gid',
        name,
        '--no-create-home',
        '--home-dir',
        '/nonexistent',
        '--shell',
        '/bin/false',
        name,
      ],
    ],
    [
      ['addgroup', '-S', name],
      ['adduser', '-S', '-D', '-H', '-G', name, '-s', '/bin/false', name],
    ],
  ];
  for (const way of ways) {
    for (const [program, ...args] of way) if (program) spawnSync(program, args);
    const user = lookUp();
    if (user) return user;
  }
  throw new Error(
    'PostgreSQL does not run as root, and the operating system user "postgres" could not be created. ' +
      'Create it yourself (useradd --system postgres), start OpenSRO as an ordinary user, ' +
      'or set DATABASE_URL to a PostgreSQL server of your own.',
  );
}

/** True when the user can enter the directory, whatever stands above it. */
export function canEnter(user: SystemUser | undefined, directory: string): boolean {
  if (!user) return true;
  const answer = spawnSync('/bin/sh', ['-c', 'cd -- "$1"', 'sh', path.resolve(directory)], {
    uid: user.uid,
    gid: user.gid,
    cwd: '/',
    stdio: 'ignore',
  });
  return answer.status === 0;
}
