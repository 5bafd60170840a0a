import pg from 'pg';
import { z } from 'zod';
import { sealedColumns } from '../sealed-columns.ts';
import { BackupFileError } from './seal-stream.ts';

/** Tables whose rows stay behind, each with the reason. Their structure is restored, empty. */
export const leftOut: Readonly<Record<string, string>> = {
  'public.schema_migration': 'the migrations that a restore applies write it',
  'public.account_session': 'a session ended since must not come back: people sign in again',
  'public.account_invitation': 'a link used since must not work again: administrators make new ones',
  'public.account_challenge': 'good for minutes only',
  'public.account_mail': 'holds the links that stay behind too',
};

export const tableSchema = z.object({
  schema: z.string(),
  name: z.string(),
  columns: z.array(z.string()).min(1),
});
/** A table with the columns that hold data (generated ones make themselves). */
export type Table = z.infer<typeof tableSchema>;

export const tableName = (table: Pick<Table, 'schema' | 'name'>): string => `${table.schema}.${table.name}`;

export const quotedName = (table: Pick<Table, 'schema' | 'name'>): string =>
  `${pg.escapeIdentifier(table.schema)}.${pg.escapeIdentifier(table.name)}`;

const columnList = (table: Table): string => table.columns.map((column) => pg.escapeIdentifier(column)).join(', ');

/** All tables of OpenSRO in a database, whatever schema they are in, by name. */
export async function listTables(client: pg.ClientBase): Promise<Table[]> {
  const { rows } = await client.query<{ schema: string; name: string; columns: string[] }>(`
    SELECT n.nspname AS schema, c.relname AS name,
      array_agg(a.attname::text ORDER BY a.attnum) AS columns
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relkind = 'r' AND pg_get_userbyid(c.relowner) = 'opensro_owner' AND n.nspname !~ '^pg_'
      AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    GROUP BY 1, 2 ORDER BY 1, 2`);
  return rows;
}

/** The audit trail is written in the order of its chains, so that reading a backup proves them. */
const ordered: Readonly<Record<string, string>> = { 'public.audit_entry': 'program_id, lane, seq' };

/** COPY of a table's rows out of the database. */
export function copyOut(table: Table): string {
  const order = ordered[tableName(table)];
  const what =
    order === undefined
      ? `${quotedName(table)} (${columnList(table)})`
      : `(SELECT ${columnList(table)} FROM ${quotedName(table)} ORDER BY ${order})`;
  return `COPY ${what} TO STDOUT`;
}

/** COPY of rows into a table. */
export function copyIn(table: Table): string {
  return `COPY ${quotedName(table)} (${columnList(table)}) FROM STDIN`;
}

/** Values as text that mean the same in every database, whatever its settings. */
export const plainText = `SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL IntervalStyle = 'iso_8601'; SET LOCAL TimeZone = 'UTC';
  SET LOCAL bytea_output = 'hex'; SET LOCAL extra_float_digits = 1; SET LOCAL client_encoding = 'UTF8';
  SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0`;

/**
 * Makes the transaction one of the backup's role, which sees every row and can write none. Throws where some table
 * would hide rows from it: a backup must be whole.
 */
export async function becomeReader(client: pg.ClientBase): Promise<void> {
  await client.query("SET LOCAL ROLE opensro_backup; SELECT set_config('opensro.vault', 'open', true)");
  const { rows } = await client.query<{ table: string }>(`
    SELECT c.oid::regclass::text AS table FROM pg_class c
    WHERE c.relkind = 'r' AND pg_get_userbyid(c.relowner) = 'opensro_owner' AND (
      NOT has_table_privilege(c.oid, 'SELECT')
      OR c.relrowsecurity AND NOT EXISTS (
        SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polpermissive AND p.polcmd IN ('r', '*')
          AND 'opensro_backup'::regrole = ANY (p.polroles) AND pg_get_expr(p.polqual, p.polrelid) = 'true')
      OR EXISTS (
        SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND NOT p.polpermissive AND p.polcmd IN ('r', '*')
          AND pg_get_expr(p.polqual, p.polrelid) <> 'vault_open()'))`);
  if (rows.length > 0) {
    throw new Error(
      `The backup's role cannot see all of ${rows.map((row) => row.table).join(', ')}. Nothing was written.`,
    );
  }
}

export const sequenceSchema = z.object({
  schema: z.string(),
  name: z.string(),
  last: z.string().regex(/^-?\d+$/),
  called: z.boolean(),
});
type Sequence = z.infer<typeof sequenceSchema>;

/** Where every sequence stands (they count on outside of snapshots, so never behind the rows). */
export async function readSequences(client: pg.ClientBase): Promise<Sequence[]> {
  const names = await client.query<{ schema: string; name: string }>(`
    SELECT n.nspname AS schema, c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'S' AND pg_get_userbyid(c.relowner) = 'opensro_owner' ORDER BY 1, 2`);
  const found: Sequence[] = [];
  for (const { schema, name } of names.rows) {
    const at = await client.query<{ last: string; called: boolean }>(
      `SELECT last_value::text AS last, is_called AS called FROM ${quotedName({ schema, name })}`,
    );
    const row = at.rows[0];
    if (row !== undefined) found.push({ schema, name, ...row });
  }
  return found;
}

export async function setSequence(client: pg.ClientBase, sequence: Sequence): Promise<void> {
  await client.query('SELECT setval($1::regclass, $2::bigint, $3)', [
    quotedName(sequence),
    sequence.last,
    sequence.called,
  ]);
}

/** What stands in the way of loading rows in any order; taken away before and put back after, within one transaction. */
export interface Fences {
  putBack(): Promise<void>;
}

/**
 * Takes away, as the tables' owner, what would refuse or change rows while they are loaded: foreign keys, the force of
 * row-level security, triggers on insert. `putBack` makes each again as it was; a foreign key that does not hold throws.
 */
export async function lowerFences(client: pg.ClientBase, tables: readonly Table[]): Promise<Fences> {
  const names = tables.map((table) => quotedName(table));
  const keys = await client.query<{ table: string; name: string; definition: string }>(
    `SELECT conrelid::regclass::text AS table, conname AS name, pg_get_constraintdef(oid) AS definition
     FROM pg_constraint WHERE contype = 'f' AND conparentid = 0 AND conrelid = ANY ($1::text[]::regclass[]) ORDER BY 1, 2`,
    [names],
  );
  const forced = await client.query<{ table: string }>(
    'SELECT oid::regclass::text AS table FROM pg_class WHERE relforcerowsecurity AND oid = ANY ($1::text[]::regclass[])',
    [names],
  );
  // Bit 2 of tgtype: fires on INSERT. The triggers that keep trails from changing do not, and stay in force.
  const triggers = await client.query<{ table: string; name: string; mode: string }>(
    `SELECT tgrelid::regclass::text AS table, tgname AS name, tgenabled AS mode FROM pg_trigger
     WHERE NOT tgisinternal AND tgtype & 4 = 4 AND tgenabled <> 'D' AND tgrelid = ANY ($1::text[]::regclass[])`,
    [names],
  );
  const modes: Readonly<Record<string, string>> = { O: 'ENABLE', R: 'ENABLE REPLICA', A: 'ENABLE ALWAYS' };
  const alter = (table: string, what: string) => client.query(`ALTER TABLE ${table} ${what}`);
  for (const key of keys.rows) await alter(key.table, `DROP CONSTRAINT ${pg.escapeIdentifier(key.name)}`);
  for (const { table } of forced.rows) await alter(table, 'NO FORCE ROW LEVEL SECURITY');
  for (const { table, name } of triggers.rows) await alter(table, `DISABLE TRIGGER ${pg.escapeIdentifier(name)}`);
  return {
    putBack: async () => {
      for (const key of keys.rows) {
        await alter(key.table, `ADD CONSTRAINT ${pg.escapeIdentifier(key.name)} ${key.definition}`).catch(
          (error: unknown) => {
            throw new BackupFileError(
              `A record of ${key.table} points to one that is not in the backup (${key.name}). Nothing was restored; use an older backup.`,
              { cause: error },
            );
          },
        );
      }
      for (const { table, name, mode } of triggers.rows)
        await alter(table, `${modes[mode] ?? 'ENABLE'} TRIGGER ${pg.escapeIdentifier(name)}`);
      for (const { table } of forced.rows) await alter(table, 'FORCE ROW LEVEL SECURITY');
    },
  };
}

/** Removes what can no longer be opened after the master key was lost. Runs as the tables' owner, fences lowered. */
export async function dropSealed(client: pg.ClientBase): Promise<void> {
  for (const { table, whenLost } of sealedColumns) {
    const there = await client.query<{ there: boolean }>('SELECT to_regclass($1) IS NOT NULL AS there', [table]);
    if (there.rows[0]?.there === true) await client.query(whenLost);
  }
}
