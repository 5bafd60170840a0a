import path from 'node:path';
import { startEmbedded } from '../../src/server/platform/database/embedded.ts';
import { type Server, scratch, startServer } from './servers.ts';

/**
 * Runs a measurement on a server and an empty database of its own, and ends both, also where the server did not start.
 * `adminUrl`: the database as its superuser.
 */
export async function withServer(measure: (server: Server, adminUrl: string) => Promise<void>): Promise<void> {
  const { folder, remove } = await scratch();
  try {
    // Apart from the keys: a data directory with a database and no key is one that has lost it.
    const database = await startEmbedded({ dataDirectory: path.join(folder, 'database'), log: () => undefined });
    try {
      const settings = { OPENSRO_DATA: path.join(folder, 'data'), DATABASE_URL: database.adminUrl };
      const server = await startServer(settings, path.join(folder, 'server.log'));
      try {
        await measure(server, database.adminUrl);
      } finally {
        await server.stop();
      }
    } finally {
      await database.stop();
    }
  } finally {
    await remove();
  }
}
