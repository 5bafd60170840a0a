import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { testDatabase } from '../../../../tests/support/database.ts';

const database = await testDatabase();

/** Reads `table: { column: Type; ... }` from the interfaces in tables/*.ts. */
function declaredTables(): Map<string, string[]> {
  const folder = new URL('./tables/', import.meta.url);
  const tables = new Map<string, string[]>();
  for (const file of readdirSync(folder)) {
    const source = readFileSync(new URL(file, folder), 'utf8');
    for (const match of source.matchAll(/^ {2}'?([a-z_.]+)'?: \{([^}]*)\}/gm)) {
      const columns = [...(match[2] ?? '').matchAll(/([a-z_0-9]+)\??:/g)].map((column) => column[1] ?? '');
      tables.set(match[1] ?? '', columns.toSorted());
    }
  }
  return tables;
}

describe('the types of the tables', () => {
  it('name exactly the columns the migrated database has', async () => {
    const rows = await database.query<{ table: string; column: string }>(
      `SELECT CASE table_schema WHEN 'public' THEN table_name ELSE table_schema || '.' || table_name END AS table, column_name AS column
       FROM information_schema.columns WHERE table_schema IN ('public', 'publication') AND table_name NOT IN ('schema_migration')`,
    );
    const actual = new Map<string, string[]>();
    for (const { table, column } of rows) actual.set(table, [...(actual.get(table) ?? []), column].toSorted());
    const declared = declaredTables();
    expect([...declared.keys()].toSorted()).toEqual([...actual.keys()].toSorted());
    for (const [table, columns] of declared) {
      // account_event has an identity column nobody writes or reads.
      const wanted = (actual.get(table) ?? []).filter((column) => !(table === 'account_event' && column === 'id'));
      expect(columns, table).toEqual(wanted);
    }
  });
});
