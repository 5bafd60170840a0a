import { sql } from 'kysely';
import pg from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import { testKeys } from '../../../../tests/support/test-keys.ts';
import { readWalls, wallFaults } from '../../../../tests/support/walls.ts';
import { testWorld } from '../../../../tests/support/world.ts';
import { appendAudit } from '../audit/writer.ts';
import { loginRoles } from './pools.ts';
import { inProgram } from './tenancy.ts';

const world = await testWorld();
const { database, service, program, other } = world;

const walls = await readWalls(database.query);

/** Tables outside every program: accounts (the sign-in role's) and the list of migrations. */
const outside = [
  'account_challenge',
  'account_event',
  'account_failure',
  'account_invitation',
  'account_link',
  'account_mail',
  'account_passkey',
  'account_person',
  'account_recovery_code',
  'account_session',
  'account_system_admin',
  'account_totp',
  'installation_key',
  'schema_migration',
  'upkeep',
];

describe('the wall around each program', () => {
  it('[P7.8] stands, forced, around every table of a program, and no table is outside but the known ones', () => {
    expect(walls.filter((wall) => !wall.program_scoped).map((wall) => wall.table)).toEqual(outside);
    expect(wallFaults(walls, outside)).toEqual([]);
  });

  it('[D4] has program_id first in every primary key', async () => {
    const keys = await database.query<{ table: string; first: string }>(`
      SELECT c.relname AS table, a.attname AS first FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
      JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
      WHERE i.indisprimary AND n.nspname = 'public'`);
    const wrong = keys.filter((key) => key.first !== 'program_id' && !outside.includes(key.table));
    expect(wrong).toEqual([]);
  });

  it('gives no sign-in role ownership, superuser rights or a way past row security', async () => {
    const roles = await database.query<{
      rolname: string;
      rolsuper: boolean;
      rolbypassrls: boolean;
      rolcreaterole: boolean;
    }>('SELECT rolname, rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = ANY($1)', [
      [...loginRoles],
    ]);
    expect(roles).toHaveLength(loginRoles.length);
    for (const role of roles)
      expect(role).toMatchObject({ rolsuper: false, rolbypassrls: false, rolcreaterole: false });
    const owned = await database.query('SELECT relname FROM pg_class WHERE pg_get_userbyid(relowner) = ANY($1)', [
      [...loginRoles],
    ]);
    expect(owned).toEqual([]);
  });
});

describe('[P7.8] a connection of the app role with one program set', () => {
  // Rows of the other program in every table, put there behind the wall.
  beforeAll(async () => {
    for (const wall of walls.filter((each) => each.program_scoped)) {
      const count = await database.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM ${wall.table} WHERE program_id = $1`,
        [other.id],
      );
      if ((count[0]?.n ?? 0) > 0) continue;
      await plant(wall.table, other.id);
    }
  });

  it.each(walls.filter((wall) => wall.program_scoped).map((wall) => wall.table))(
    'finds nothing of another program in %s',
    async (table) => {
      const planted = await database.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM ${table} WHERE program_id = $1`,
        [other.id],
      );
      expect(planted[0]?.n, 'the other program has rows to find').toBeGreaterThan(0);
      await inProgram(service, { programId: program.id, vault: true }, async (tx) => {
        const seen = await sql<{
          n: number;
        }>`SELECT count(*)::int AS n FROM ${sql.table(table)} WHERE program_id <> ${program.id}`.execute(tx);
        expect(seen.rows[0]?.n).toBe(0);
      });
    },
  );

  it('finds nothing at all when no program is set', async () => {
    for (const wall of walls.filter((each) => each.program_scoped)) {
      const seen = await sql<{ n: number }>`SELECT count(*)::int AS n FROM ${sql.table(wall.table)}`.execute(
        service.databases.app,
      );
      expect(seen.rows[0]?.n, wall.table).toBe(0);
    }
  });

  it('cannot write a row of another program', async () => {
    const attempt = inProgram(service, { programId: program.id }, (tx) =>
      tx
        .insertInto('school')
        .values({ program_id: other.id, id: crypto.randomUUID(), nces_id: '170000299999', name: 'x' })
        .execute(),
    );
    await expect(attempt).rejects.toThrow(/row-level security/);
  });

  it('sees no student identity while the vault is closed, and its own when it is open', async () => {
    await plant('roster_student', program.id);
    const count = (vault: boolean): Promise<number> =>
      inProgram(
        service,
        { programId: program.id, vault },
        async (tx) => (await tx.selectFrom('roster_student').selectAll().execute()).length,
      );
    expect(await count(false)).toBe(0);
    expect(await count(true)).toBe(1);
  });

  it('cannot read accounts or sessions', async () => {
    for (const table of ['account_person', 'account_session', 'account_invitation'] as const) {
      await expect(service.databases.app.selectFrom(table).selectAll().execute()).rejects.toThrow(/permission denied/);
    }
  });
});

describe('the public pages’ role', () => {
  it('[P7.9] reads the public tables and nothing else, and writes nowhere', async () => {
    const client = new pg.Client({ connectionString: roleUrl('opensro_public') });
    await client.connect();
    try {
      await expect(client.query('SELECT * FROM publication.program_page')).resolves.toBeDefined();
      for (const wall of walls)
        await expect(client.query(`SELECT * FROM public.${wall.table}`), wall.table).rejects.toThrow(
          /permission denied/,
        );
      await expect(
        client.query("INSERT INTO publication.program_page VALUES ('x', 1, gen_random_uuid(), now(), '{}')"),
      ).rejects.toThrow(/permission denied/);
    } finally {
      await client.end();
    }
  });
});

describe('what only grows', () => {
  it.each(['UPDATE audit_entry SET event = event', 'DELETE FROM audit_entry', 'TRUNCATE audit_entry'])(
    '[P7.8] the database refuses %s, even to the owner of the table',
    async (statement) => {
      await inProgram(service, { programId: program.id }, (tx) =>
        appendAudit(tx, program.id, {
          at: '2026-10-14T15:00:00.000Z',
          personId: null,
          role: 'system',
          event: 'reminder.sent',
          recordType: 'review',
          recordId: 'x',
          purpose: null,
          detail: {},
          origin: null,
        }),
      );
      await expect(database.query(statement)).rejects.toThrow(/the table only grows/);
      await expect(
        inProgram(service, { programId: program.id }, (tx) => sql.raw(statement).execute(tx)),
      ).rejects.toThrow(/permission denied/);
    },
  );

  it.each(['UPDATE account_event SET event = event', 'DELETE FROM account_event', 'TRUNCATE account_event'])(
    '[P7.8] the accounts’ own trail refuses %s',
    async (statement) => {
      await database.query("INSERT INTO account_event (event) VALUES ('signIn')");
      await expect(database.query(statement)).rejects.toThrow(/the table only grows/);
    },
  );

  it('lets the app add to the trail only through the chaining function', async () => {
    const attempt = inProgram(service, { programId: program.id }, (tx) =>
      sql`INSERT INTO audit_entry SELECT program_id, lane, seq + 1000, at, person_id, role, event, record_type, record_id, payload, hash FROM audit_entry LIMIT 1`.execute(
        tx,
      ),
    );
    await expect(attempt).rejects.toThrow(/permission denied/);
  });
});

function roleUrl(role: string): string {
  const url = new URL(database.adminUrl);
  url.username = role;
  url.password = testKeys.databasePassword(role);
  return url.href;
}

/** One row of made-up values in a table, constraints satisfied from what the column says of itself. */
async function plant(table: string, programId: string): Promise<void> {
  const columns = await database.query<{ name: string; type: string; kind: string | null }>(
    `SELECT column_name AS name, data_type AS type, NULL AS kind FROM information_schema.columns
     WHERE table_schema = 'public' AND table_name = $1 AND is_nullable = 'NO' ORDER BY ordinal_position`,
    [table],
  );
  const known = await database.query<Record<string, string>>(
    `SELECT (SELECT id FROM school WHERE program_id = $1 LIMIT 1) AS school_id, (SELECT id FROM officer WHERE program_id = $1 LIMIT 1) AS officer_id,
       (SELECT person_id FROM member WHERE program_id = $1 LIMIT 1) AS person_id`,
    [programId],
  );
  const special: Record<string, unknown> = {
    ...known[0],
    program_id: programId,
    kind: table === 'sign_in_provider' ? 'other' : table === 'release_proposal' ? 'year' : 'SRO',
    decision: 'approved',
    ...(table === 'release_proposal' ? { digest: '0'.repeat(64) } : {}),
    side: 'police',
    minutes: 10,
    students: 1,
    first_day: '2026-08-17',
    last_day: '2027-06-04',
    nces_id: '170000999999',
    leaid: '1700009',
    idle_minutes: 30,
    lock_after_failures: 5,
    password_min_length: 12,
  };
  const byType: Record<string, unknown> = {
    uuid: crypto.randomUUID(),
    text: 'x',
    integer: 1,
    bigint: 1,
    smallint: 1,
    boolean: false,
    jsonb: '{}',
    bytea: Buffer.from('00', 'hex'),
    date: '2026-10-14',
    'timestamp with time zone': '2026-10-14T15:00:00Z',
    ARRAY: '{}',
    numeric: 1,
  };
  const values = columns.map((column) => special[column.name] ?? byType[column.type]);
  const names = columns.map((column) => column.name).join(', ');
  const places = columns.map((_, index) => `$${index + 1}`).join(', ');
  // Foreign keys are not what this is about: the row only has to be there.
  const client = new pg.Client({ connectionString: database.adminUrl });
  await client.connect();
  try {
    await client.query('SET session_replication_role = replica');
    await client.query(`INSERT INTO ${table} (${names}) VALUES (${places})`, values);
  } finally {
    await client.end();
  }
}
