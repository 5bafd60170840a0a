import { ConfigError } from '../server/platform/config.ts';
import { UsageError } from './usage-error.ts';

/** One command of `opensro`. Loaded only when it is asked for, so that every start stays quick. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<{ help: string; run(args: string[]): Promise<number> }>;
}

export const commandNames: readonly Command[] = [
  { name: 'serve', summary: 'start the server', load: () => import('./serve.ts') },
  { name: 'migrate', summary: 'bring the database to this version', load: () => import('./migrate.ts') },
  { name: 'import', summary: 'import schools or a roster from files', load: () => import('./import.ts') },
  { name: 'crdc', summary: 'add up, check or write files of the federal CRDC', load: () => import('./crdc.ts') },
  { name: 'user', summary: 'add people, give roles, make links to set a password', load: () => import('./user.ts') },
  { name: 'demo', summary: 'load the demonstration program', load: () => import('./demo.ts') },
  { name: 'audit', summary: 'prove the audit trail', load: () => import('./audit.ts') },
  {
    name: 'backup',
    summary: 'write everything into one encrypted file, or prove such a file',
    load: () => import('./backup.ts'),
  },
  { name: 'restore', summary: 'restore a backup into an empty place', load: () => import('./restore.ts') },
  {
    name: 'disclosure',
    summary: 'make a table of counts safe to publish, audit one, check its proof',
    load: () => import('./disclosure/command.ts'),
  },
  { name: 'keys', summary: 'copy the keys, change them, tell what they open', load: () => import('./keys.ts') },
];

function overview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map((command) => command.name.length));
  return [
    'Usage: opensro <command> [options]',
    '',
    ...commands.map((command) => `  ${command.name.padEnd(width)}  ${command.summary}`),
    '',
    'opensro <command> --help tells more.',
  ].join('\n');
}

/** Runs one command line; returns the exit status. Results go to stdout, everything else to stderr. */
export async function runCommandLine(args: readonly string[], commands: readonly Command[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    console.log(overview(commands));
    return name === undefined ? 2 : 0;
  }
  const command = commands.find((candidate) => candidate.name === name);
  if (command === undefined) {
    console.error(`opensro: there is no command "${name}".\n\n${overview(commands)}`);
    return 2;
  }
  const module = await command.load();
  if (rest.includes('--help') || rest.includes('-h')) {
    console.log(module.help);
    return 0;
  }
  try {
    return await module.run(rest);
  } catch (error) {
    if (error instanceof UsageError || error instanceof ConfigError) {
      console.error(`opensro ${name}: ${error.message}`);
      return 2;
    }
    if (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')) {
      console.error(`opensro ${name}: ${error.message}\n\n${module.help}`);
      return 2;
    }
    console.error(`opensro ${name}: ${error instanceof Error ? error.message : String(error)}`);
    if (process.env.OPENSRO_DEBUG && error instanceof Error) console.error(error.stack);
    return 1;
  }
}
