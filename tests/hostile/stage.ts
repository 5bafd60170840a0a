import type { TestDatabase } from '../support/database.ts';

/** What an attack may rightly change and would end it: sessions, roles, schools, the school year. */
const tables = [
  'account_person',
  'account_session',
  'program',
  'school_year',
  'school',
  'member',
  'membership',
  'officer',
];

/**
 * Keeps the stage of the attack: remembers who is who and who is signed in, and puts it back, since some requests
 * succeed (sign out, end a role, close a school) and the ones after them are to reach as deep.
 */
export async function keepStage(database: TestDatabase): Promise<{ restore(now: Date): Promise<void> }> {
  const kept = await Promise.all(
    tables.map(async (table) => {
      const columns = await database.query<{ name: string; key: boolean }>(
        `SELECT a.attname AS name, coalesce(a.attnum = ANY (i.indkey), false) AS key
           FROM pg_attribute a LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary
          WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''`,
        [table],
      );
      const [rows] = await database.query<{ rows: string }>(`SELECT json_agg(t)::text AS rows FROM ${table} t`);
      const keys = columns.filter((column) => column.key).map((column) => column.name);
      const names = columns.map((column) => column.name);
      const others = names.filter((name) => !keys.includes(name));
      const sql = `INSERT INTO ${table} (${names.join(', ')})
        SELECT ${names.join(', ')} FROM jsonb_populate_recordset(NULL::${table}, $1::jsonb)
        ON CONFLICT (${keys.join(', ')}) DO UPDATE SET ${others.map((name) => `${name} = excluded.${name}`).join(', ')}`;
      return { sql, rows: rows?.rows ?? '[]' };
    }),
  );
  return {
    restore: async (now) => {
      // A rotated token leaves its session's row behind under another key.
      await database.query('DELETE FROM account_session');
      for (const { sql, rows } of kept) await database.query(sql, [rows]);
      await database.query('UPDATE account_session SET created_at = $1, last_seen_at = $1, expires_at = $2', [
        now,
        new Date(now.getTime() + 11 * 3_600_000),
      ]);
    },
  };
}
