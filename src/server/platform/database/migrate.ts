import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { type LoginRole, loginRoles } from './pools.ts';

const folder = new URL('../migrations/', import.meta.url);

/** Held while migrating, so that two servers starting at once do it one after the other. */
const migrationLock = 8_612_044;

export interface MigrateOptions {
  /** A role that may create roles and schemas: the embedded superuser, or the DATABASE_URL of a server of one's own. */
  readonly adminUrl: string;
  readonly passwordOf: (role: LoginRole) => string;
  /** Only these migrations, for restoring a backup at the level it was made at. Default: all of this version. */
  readonly level?: ReadonlySet<string>;
}

interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly digest: string;
}

/** The migrations shipped with this version, in order. */
export async function shippedMigrations(): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(new URL(name, folder), 'utf8');
      return { name, sql, digest: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

/**
 * Names of migrations by which the database and this version differ: not yet applied, applied in another wording, or
 * of a newer version. Reads only.
 */
export async function pendingMigrations(adminUrl: string): Promise<string[]> {
  const shipped = new Map((await shippedMigrations()).map(({ name, digest }) => [name, digest]));
  const client = new pg.Client({ connectionString: adminUrl, application_name: 'opensro_migrate' });
  await client.connect();
  try {
    const there = await client.query<{ table: string | null }>(
      "SELECT to_regclass('public.schema_migration') AS table",
    );
    if (there.rows[0]?.table == null) return [...shipped.keys()];
    const { rows } = await client.query<{ name: string; digest: string }>('SELECT name, digest FROM schema_migration');
    const applied = new Map(rows.map((row) => [row.name, row.digest]));
    const names = new Set([...shipped.keys(), ...applied.keys()]);
    return [...names].filter((name) => shipped.get(name) !== applied.get(name)).sort();
  } finally {
    await client.end();
  }
}

async function ensureRoles(client: pg.Client, passwordOf: MigrateOptions['passwordOf']): Promise<void> {
  const existing = new Set(
    (await client.query<{ rolname: string }>('SELECT rolname FROM pg_roles')).rows.map((row) => row.rolname),
  );
  if (!existing.has('opensro_owner')) {
    await client.query('CREATE ROLE opensro_owner NOLOGIN NOSUPERUSER NOBYPASSRLS');
    await client.query('GRANT opensro_owner TO CURRENT_USER');
  }
  if (!existing.has('opensro_backup')) {
    await client.query('CREATE ROLE opensro_backup NOLOGIN NOSUPERUSER NOBYPASSRLS');
    await client.query('GRANT opensro_backup TO CURRENT_USER');
  }
  for (const role of loginRoles) {
    const verb = existing.has(role) ? 'ALTER' : 'CREATE';
    const attributes = existing.has(role) ? '' : 'NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS';
    await setRole(client, `${verb} ROLE ${role} LOGIN ${attributes} PASSWORD ${pg.escapeLiteral(passwordOf(role))}`);
  }
}

/**
 * Roles belong to the whole server, and our lock to one database: another installation may set the same role at this
 * moment. PostgreSQL then refuses one of the two; the other's turn takes no time.
 */
async function setRole(client: pg.Client, statement: string): Promise<void> {
  for (let turn = 1; ; turn += 1) {
    try {
      await client.query(statement);
      return;
    } catch (error) {
      const met = error instanceof Error && error.message.includes('tuple concurrently updated');
      if (!met || turn === 20) throw error;
      await sleep(20 * turn);
    }
  }
}

/**
 * Brings the database to this version: roles with their passwords, then each migration not yet applied, each in its own
 * transaction, as the owner role. Returns the names applied. Fails when an applied migration was altered afterwards or
 * when the database is newer than this program.
 */
export async function migrateDatabase(options: MigrateOptions): Promise<string[]> {
  const shipped = await shippedMigrations();
  const client = new pg.Client({ connectionString: options.adminUrl, application_name: 'opensro_migrate' });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [migrationLock]);
    await ensureRoles(client, options.passwordOf);
    const database = (await client.query<{ name: string }>('SELECT current_database() AS name')).rows[0]?.name ?? '';
    await client.query(`GRANT CREATE ON DATABASE ${pg.escapeIdentifier(database)} TO opensro_owner`);
    await client.query(
      'REVOKE CREATE ON SCHEMA public FROM PUBLIC; GRANT USAGE, CREATE ON SCHEMA public TO opensro_owner',
    );
    await client.query('SET ROLE opensro_owner');
    await client.query(`CREATE TABLE IF NOT EXISTS schema_migration (
      name text PRIMARY KEY, digest text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`);
    const applied = new Map(
      (await client.query<{ name: string; digest: string }>('SELECT name, digest FROM schema_migration')).rows.map(
        (row) => [row.name, row.digest],
      ),
    );
    for (const name of applied.keys()) {
      if (!shipped.some((migration) => migration.name === name)) {
        throw new Error(
          `The database has migration ${name}, which this version does not know. Start the newer version again.`,
        );
      }
    }
    const done: string[] = [];
    for (const migration of shipped) {
      if (options.level !== undefined && !options.level.has(migration.name)) continue;
      const digest = applied.get(migration.name);
      if (digest === migration.digest) continue;
      if (digest !== undefined) {
        throw new Error(
          `Migration ${migration.name} was changed after it had been applied. Restore the file as it was.`,
        );
      }
      await client.query('BEGIN');
      try {
        await client.query(migration.sql);
        await client.query('INSERT INTO schema_migration (name, digest) VALUES ($1, $2)', [
          migration.name,
          migration.digest,
        ]);
        await client.query('COMMIT');
      } catch (error) {
        await client.query('ROLLBACK');
        throw new Error(`Migration ${migration.name} failed and was undone`, { cause: error });
      }
      done.push(migration.name);
    }
    if (done.length > 0) {
      await client.query('CALL raise_walls()');
      await client.query('GRANT SELECT ON schema_migration TO opensro_auth');
    }
    return done;
  } finally {
    await client.end();
  }
}
