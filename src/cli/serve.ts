import { parseArgs } from 'node:util';
import { openService, startServer } from '../server/start.ts';

export const help = `Usage: opensro serve [--empty]

Starts the server. With an empty database it loads the demonstration program first.

  --empty   start without the demonstration program

Settings come from the environment: PORT, HOST, OPENSRO_DATA, DATABASE_URL, PUBLIC_URL, SMTP_URL (docs/operators.md).`;

/** Runs until SIGTERM or SIGINT, then lets requests finish and closes the database. */
export async function run(args: string[]): Promise<number> {
  parseArgs({ args, options: { empty: { type: 'boolean' } } });
  const say = (sentence: string): void => console.error(sentence);
  const server = await startServer(await openService({ say }));
  console.log(`OpenSRO is ready: ${server.url}`);
  const anyone = await server.service.databases.auth
    .selectFrom('account_person')
    .select('id')
    .limit(1)
    .executeTakeFirst();
  if (anyone === undefined) {
    console.log(
      'Nobody can sign in yet. Stop the server and make the first administrator:\n' +
        '  opensro user add --system-admin --email you@example.org --name "Your Name"\n' +
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
