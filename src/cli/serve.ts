import { parseArgs } from 'node:util';
import { sayAloud } from '../server/platform/log.ts';
import { type OpenService, openService, type RunningServer, startServer } from '../server/start.ts';
import { castTable, isEmpty, isLoaded, loadInto } from './demo.ts';

export const help = `Usage: opensro serve [--empty]

Starts the server. With an empty database it loads the demonstration program first.

  --empty   start without the demonstration program

Settings come from the environment: PORT, HOST, OPENSRO_DATA, DATABASE_URL, PUBLIC_URL, SMTP_URL (docs/operators.md).`;

async function ready(open: OpenService, empty: boolean, say: (sentence: string) => void): Promise<RunningServer> {
  if (!empty && (await isEmpty(open))) {
    say('The database is empty. Loading the demonstration program (once; --empty starts without it).');
    await loadInto(open, 1);
  }
  return startServer(open);
}

async function whoCanSignIn(open: OpenService): Promise<string> {
  if (await isLoaded(open)) return castTable();
  if (!(await isEmpty(open))) return 'Sign in with your address and password.';
  return (
    'Nobody can sign in yet. Make the first administrator, in another terminal:\n' +
    '  npm run --silent opensro -- user add --system-admin --email you@example.org --name "Your Name"\n' +
    'It prints a link to set a password. Open it.'
  );
}

/** Runs until SIGTERM or SIGINT, then lets requests finish and closes the database. */
export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { empty: { type: 'boolean', default: false } } });
  const open = await openService({ say: sayAloud });
  const server = await ready(open, values.empty, sayAloud).catch(async (error: unknown) => {
    await open.close();
    throw error;
  });
  console.log(
    `\nOpenSRO is ready.\n  The app:           ${server.url}/app/\n  The public pages:  ${server.url}/\n\n${await whoCanSignIn(open)}`,
  );
  await new Promise<void>((resolve) => {
    // Not `once`: the signal comes twice when the terminal and the start script both send it, and the second one
    // would end the process before the database is closed.
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve());
  });
  sayAloud('Stopping: finishing requests, closing the database.');
  await server.close();
  return 0;
}
