import { parseArgs } from 'node:util';
import { demoPassword, people, systemAdmin } from '../../demo/cast.ts';
import { openDatabases } from '../server/platform/database/pools.ts';
import { type OpenService, openService } from '../server/start.ts';
import { progress } from './progress.ts';
import { UsageError } from './usage-error.ts';

export const help = `Usage: opensro demo load [--seed N]

Loads the demonstration: a fictional district of 12 schools and 7,000 students with one school year of activity.
Only into an empty database: invented records never stand beside real ones.

  --seed N   another story, the same for the same number and day (default 1)`;

/** Whether nobody and nothing is in the database yet. */
export async function isEmpty({ service }: OpenService): Promise<boolean> {
  const person = await service.databases.auth.selectFrom('account_person').select('id').limit(1).executeTakeFirst();
  const program = await service.databases.auth.selectFrom('program').select('slug').limit(1).executeTakeFirst();
  return person === undefined && program === undefined;
}

/** Whether the database holds the demonstration, so that its people can sign in. */
export async function isLoaded({ service }: OpenService): Promise<boolean> {
  const found = await service.databases.auth
    .selectFrom('account_person')
    .select('id')
    .where('email', '=', systemAdmin.email)
    .executeTakeFirst();
  return found !== undefined;
}

/** Loads the demonstration into an open, empty database. */
export async function loadInto(open: OpenService, seed: number): Promise<void> {
  // Loaded here, so that a start that needs no demonstration does not read it.
  const { loadDemo } = await import('../../demo/load.ts');
  const { service, adminUrl } = open;
  // Loading it again is quicker than waiting for the disk at each of its many thousand changes.
  const databases = openDatabases({
    adminUrl,
    passwordOf: service.keys.databasePassword,
    log: (message) => service.log.warn(message),
    durable: false,
    patient: true,
  });
  const bar = progress('School days');
  const began = Date.now();
  try {
    await loadDemo({ ...service, databases }, { seed, onStage: (stage) => console.error(stage), onProgress: bar.at });
  } finally {
    bar.done();
    await databases.close();
  }
  console.error(`The demonstration is loaded (${Math.round((Date.now() - began) / 1000)} s).`);
}

const roleNames: Readonly<Record<string, string>> = {
  officer: 'School resource officer',
  supervisor: 'Supervisor',
  agencyLeader: 'Agency leader',
  schoolLeader: 'School leader',
  schoolStaff: 'School staff',
  districtCoordinator: 'District coordinator',
  recordsOfficer: 'District records officer',
  programAdmin: 'Program administrator',
};

/** A table of demonstration people, one per role, with how to sign in. */
export function castTable(): string {
  const firsts = Object.entries(roleNames).flatMap(([role, label]) => {
    const person = people.find((each) => each.role === role);
    return person === undefined ? [] : [{ label, name: person.name, email: person.email }];
  });
  const rows = [...firsts, { label: 'System administrator', ...systemAdmin }];
  const width = (of: (row: (typeof rows)[number]) => string): number => Math.max(...rows.map((row) => of(row).length));
  const [labels, names] = [width((row) => row.label), width((row) => row.name)];
  return [
    `People of the demonstration (all invented). Password of each: ${demoPassword}`,
    'Where a second step is asked for, the page offers its code.',
    ...rows.map((row) => `  ${row.label.padEnd(labels)}  ${row.name.padEnd(names)}  ${row.email}`),
  ].join('\n');
}

/** Loads the demonstration and prints who can sign in. */
export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { seed: { type: 'string', default: '1' } },
  });
  if (positionals[0] !== 'load' || positionals.length > 1) throw new UsageError(`say what to do.\n\n${help}`);
  const seed = Number(values.seed);
  if (!Number.isInteger(seed) || seed < 0)
    throw new UsageError(`--seed is "${values.seed}"; it should be a whole number.`);
  const open = await openService({ say: (sentence) => console.error(sentence), shareRunning: true });
  try {
    if (!(await isEmpty(open))) {
      throw new UsageError(
        'the database is not empty. Choose another OPENSRO_DATA (or database) for the demonstration.',
      );
    }
    await loadInto(open, seed);
    console.log(castTable());
    return 0;
  } finally {
    await open.close();
  }
}
