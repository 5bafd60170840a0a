import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { type EmbeddedDatabase, startEmbedded } from '../../src/server/platform/database/embedded.ts';
import { migrateDatabase } from '../../src/server/platform/database/migrate.ts';
import { templateDatabase, testKeys } from './test-keys.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Superuser's address of the run's PostgreSQL. */
    clusterUrl: string;
    /** Where that PostgreSQL writes its own log. */
    clusterLog: string;
  }
}

/** One PostgreSQL for the whole run, with a migrated template that each test file copies (tests/support/database.ts). */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDirectory = await mkdtemp(path.join(tmpdir(), 'opensro-test-'));
  // mkdtemp makes it for us alone; as root the database runs as another user, who must be able to pass.
  await chmod(dataDirectory, 0o711);
  let cluster: EmbeddedDatabase | undefined;
  const stop = async () => {
    await cluster?.stop();
    await rm(dataDirectory, { recursive: true, force: true });
  };
  try {
    cluster = await startEmbedded({ dataDirectory, durable: false, log: () => undefined });
    const client = new pg.Client({ connectionString: cluster.adminUrl });
    await client.connect();
    await client.query(`CREATE DATABASE ${templateDatabase}`);
    await client.end();
    const adminUrl = new URL(cluster.adminUrl);
    adminUrl.pathname = `/${templateDatabase}`;
    await migrateDatabase({ adminUrl: adminUrl.href, passwordOf: testKeys.databasePassword });
    project.provide('clusterUrl', cluster.adminUrl);
    project.provide('clusterLog', path.join(dataDirectory, 'postgres.log'));
    return stop;
  } catch (error) {
    await stop();
    throw error;
  }
}
