import { parseArgs } from 'node:util';
import { openService, startServer } from '../server/start.ts';

export const help = `Usage: opensro serve [--empty]

Starts the server. With an empty database it loads the demonstration program first.

  --empty   start without the demonstration program

Settings come from the environment: PORT, HOST, OPENSRO_DATA, DATABASE_URL, PUBLIC_URL, SMTP_URL (docs/operators.md).`;

/** Runs until SIGTERM or SIGINT, then lets requests finish and closes the database. */
export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { empty: { type: 'boolean', default: false } } });
  const say = (sentence: string): void => console.error(sentence);
  const open = await openService({ say });
  const demo = await import('./demo.ts');
  if (!values.empty && (await demo.isEmpty(open))) {
    say('The database is empty. Loading the demonstration program (once; --empty starts without it).');
    try {
      await demo.loadInto(open, 1);
    } catch (error) {
      await open.close();
      throw error;
    }
  }
  const server = await startServer(open);
  console.log(`\nOpenSRO is ready.\n  The app:           ${server.url}/app/\n  The public pages:  ${server.url}/`);
  if (await demo.isLoaded(open)) console.log(`\n${demo.castTable()}`);
  else if (await demo.isEmpty(open)) {
    console.log(
      '\nNobody can sign in yet. Stop the server and make the first administrator:\n' +
        '  npm run --silent opensro -- user add --system-admin --email you@example.org --name "Your Name"\n' +
        'It prints a link to set a password. Start the server again and open the link.',
    );
  }
  await new Promise<void>((resolve) => {
    // Not `once`: the signal comes twice when the terminal and the start script both send it, and the second one
    // would end the process before the database is closed.
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve());
  });
  say('Stopping: finishing requests, closing the database.');
  await server.close();
  return 0;
}
