import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, inject } from 'vitest';
import { type Databases, openDatabases } from '../../src/server/platform/database/pools.ts';
import type { KeyRing } from '../../src/server/platform/keys.ts';
import { templateDatabase, testKeys } from './test-keys.ts';

export interface TestDatabase {
  /** Superuser's address of this database: for looking behind the walls in assertions, never for the code under test. */
  readonly adminUrl: string;
  /** Pools of the app's own roles, as the server opens them. */
  readonly databases: Databases;
  readonly keys: KeyRing;
  /** Runs SQL as superuser. */
  query<Row extends pg.QueryResultRow>(sql: string, values?: unknown[]): Promise<Row[]>;
}

/**
 * A fresh, migrated database for one test file; dropped when the file is done. Call it at the top of the file:
 * `const database = await testDatabase();`
 */
export async function testDatabase(): Promise<TestDatabase> {
  const cluster = inject('clusterUrl');
  const name = `test_${randomBytes(8).toString('hex')}`;
  await asAdmin(cluster, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${templateDatabase}`));
  const url = new URL(cluster);
  url.pathname = `/${name}`;
  const adminUrl = url.href;
  const lost: string[] = [];
  const databases = openDatabases({
    adminUrl,
    passwordOf: testKeys.databasePassword,
    log: (message) => lost.push(message),
    appConnections: 6,
  });
  afterAll(async () => {
    await databases.close();
    await asAdmin(cluster, (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
    if (lost.length > 0) throw new Error(`Connections broke during the tests:\n${lost.join('\n')}`);
  });
  return {
    adminUrl,
    databases,
    keys: testKeys,
    query: async <Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []) =>
      (await asAdmin(adminUrl, (client) => client.query<Row>(sql, values))).rows,
  };
}

async function asAdmin<T>(connectionString: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
