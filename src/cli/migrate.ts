import { openService } from '../server/start.ts';

export const help = `Usage: opensro migrate

Brings the database to this version and ends. \`serve\` does the same at every start.`;

/** Opens the service, which migrates, and closes it again. */
export async function run(): Promise<number> {
  const open = await openService({ say: (sentence) => console.error(sentence) });
  await open.close();
  console.log('The database is up to date.');
  return 0;
}
