import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { testDatabase } from '../support/database.ts';

const database = await testDatabase();

test('a test file has a migrated database of its own, and the app signs in as an ordinary role', async () => {
  const { rows } = await sql<{ me: string; super: boolean }>`
    SELECT current_user AS me, rolsuper AS super FROM pg_roles WHERE rolname = current_user`.execute(
    database.databases.app,
  );
  expect(rows).toEqual([{ me: 'opensro_app', super: false }]);
  const applied = await database.query<{ n: number }>('SELECT count(*)::int AS n FROM schema_migration');
  expect(applied[0]?.n).toBeGreaterThan(0);
});
