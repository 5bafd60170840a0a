import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeRecords } from '../../../../tests/support/records.ts';
import { readWalls, type Wall, wallFaults } from '../../../../tests/support/walls.ts';
import { testWorld } from '../../../../tests/support/world.ts';
import { inProgram } from './tenancy.ts';

const world = await testWorld();
const { database, service, program, other } = world;

type Right = 'r' | 'a' | 'w' | 'd' | 'D' | 'x' | 't';

/** Rights of a role on tables, in PostgreSQL's letters: r(ead), a(dd), w(rite), d(elete). */
const granted = await database.query<{ role: string; table: string; rights: string; columns: string[] }>(`
  SELECT r.rolname AS role, n.nspname || '.' || c.relname AS table,
    (SELECT string_agg(letter, '' ORDER BY place) FROM unnest(
       ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER'], ARRAY['r', 'a', 'w', 'd', 'D', 'x', 't'])
       WITH ORDINALITY AS of(privilege, letter, place) WHERE has_table_privilege(r.oid, c.oid, privilege)) AS rights,
    ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
       AND has_column_privilege(r.oid, c.oid, a.attnum, 'UPDATE') AND NOT has_table_privilege(r.oid, c.oid, 'UPDATE')) AS columns
  FROM pg_roles r, pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE r.rolname LIKE 'opensro\\_%' AND r.rolname NOT IN ('opensro_owner', 'opensro_admin')
    AND n.nspname IN ('public', 'publication') AND c.relkind IN ('r', 'p')`);

const rightsOf = (role: string): Record<string, string> =>
  Object.fromEntries(
    granted
      .filter((row) => row.role === role && (row.rights !== null || row.columns.length > 0))
      .map((row) => [
        row.table.replace('public.', ''),
        `${row.rights ?? ''}${row.columns.map((column) => ` w:${column}`)}`,
      ])
      .toSorted(),
  );

/** What a role may do beside what every role of its kind may. */
const expected: Record<string, Record<string, string>> = {
  opensro_worker: { account_mail: 'rw', mail_outbox: 'rw', program: 'r', upkeep: 'raw' },
  opensro_publisher: {
    'publication.ledger_entry': 'ra',
    'publication.period_release': 'ra',
    'publication.program_page': 'ra',
    'publication.release': 'ra',
    'publication.release_file': 'ra',
  },
  opensro_public: {
    'publication.period_release': 'r',
    'publication.program_page': 'r',
    'publication.release': 'r',
    'publication.release_file': 'r',
  },
};
/** Beside the accounts, the sign-in reads who is in which program and by which rules people sign in. */
const signInReads: Record<string, string> = {
  member: 'r w:language',
  membership: 'r',
  program: 'r',
  schema_migration: 'r',
  school: 'r',
  sign_in_policy: 'r',
  sign_in_provider: 'r',
};
/** What the app may take away: attachments that were taken back, projections written anew, a provider. */
const deletable = [
  ...['crdc_changed', 'crdc_kept', 'enforcement_action', 'explorer_view', 'incident_student', 'sign_in_provider'],
  'student_identity',
];
/** What the app may only add to. */
const growing = [
  'activity_version',
  'call_event',
  'corrective_event',
  'hand_off',
  'incident_version',
  'mail_outbox',
  'program_signing_key',
  'release_counted',
  'release_decision',
  'release_proposal',
  'release_reminder',
  'review_answer',
];

describe('[P7.8] what each database role may do', () => {
  it.each(Object.entries(expected))('%s: exactly this', (role, rights) => {
    expect(rightsOf(role)).toEqual(rights);
  });

  it('the sign-in: the accounts, and reading who is where', () => {
    const rights = Object.entries(rightsOf('opensro_auth'));
    expect(Object.fromEntries(rights.filter(([table]) => !table.startsWith('account_')))).toEqual(signInReads);
    expect(rightsOf('opensro_auth').account_event).toBe('ra');
  });

  it('the app: tables of programs only, the trail only to read, versions only to add to, little to delete', () => {
    const rights = rightsOf('opensro_app');
    expect(
      Object.keys(rights).filter((table) => /^account_|^publication|^upkeep|^schema_|^installation/.test(table)),
    ).toEqual([]);
    const may = (right: Right) => Object.keys(rights).filter((table) => rights[table]?.includes(right));
    expect(rights).toMatchObject({ audit_entry: 'r', audit_head: 'r' });
    expect(may('d')).toEqual(deletable);
    for (const table of growing) expect(rights[table], table).toBe('ra');
    expect([...may('D'), ...may('x'), ...may('t')]).toEqual([]);
  });

  it('the backup: everything to read and nothing to write', () => {
    const rights = rightsOf('opensro_backup');
    expect(new Set(Object.values(rights))).toEqual(new Set(['r']));
    expect(Object.keys(rights)).toHaveLength(new Set(granted.map((row) => row.table)).size);
  });

  it('functions with their owner’s rights: the one that chains the trail, and the one that asks for both sides, with a fixed search path', async () => {
    const functions = await database.query<{ name: string; config: string[] | null; everybody: boolean }>(`
      SELECT p.proname AS name, p.proconfig AS config, has_function_privilege('public', p.oid, 'EXECUTE') AS everybody
      FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname IN ('public', 'publication') AND p.prosecdef`);
    const config = ['search_path=public, pg_temp'];
    expect(functions.toSorted((a, b) => a.name.localeCompare(b.name))).toEqual([
      { name: 'append_audit', config, everybody: false },
      { name: 'needs_both_sides', config, everybody: false },
    ]);
  });
});

describe('[P7.8] the app’s role straight on the database', () => {
  const vault = ['crdc_kept', 'roster_count', 'roster_student', 'student_identity'] as const;
  let tables: string[] = [];

  beforeAll(async () => {
    tables = (await readWalls(database.query)).filter((wall) => wall.program_scoped).map((wall) => wall.table);
    for (const [within, leader] of [
      [program, program.people.schoolLeader],
      [other, other.people.schoolLeader],
    ] as const) {
      const made = await makeRecords(world, within, 0);
      await world.request(leader, 'POST', '/identity/purpose', { purpose: 'attachToIncident' }, within);
      const path = `/incidents/${made.filed}/students/${made.studentKey}/identity`;
      const attached = await world.request(leader, 'PUT', path, { rosterStudentId: made.rosterStudent }, within);
      expect(attached.statusCode, attached.body).toBe(200);
      const counted = await world.request(within.people.districtCoordinator, 'GET', '/crdc/2026-27', undefined, within);
      expect(counted.statusCode, counted.body).toBe(200);
    }
  });

  const rows = (tenancy: { programId: string; vault?: boolean } | null, table: string) => {
    const count = sql<{ mine: number; others: number }>`
      SELECT count(*) FILTER (WHERE program_id = ${program.id})::int AS mine,
             count(*) FILTER (WHERE program_id <> ${program.id})::int AS others FROM ${sql.table(table)}`;
    return tenancy === null
      ? count.execute(service.databases.app).then((found) => found.rows[0])
      : inProgram(service, tenancy, async (tx) => (await count.execute(tx)).rows[0]);
  };

  it('sees its own program’s rows, none of another’s, none without a program; identity only with the vault open', async () => {
    const inOwn = { programId: program.id };
    for (const table of tables) {
      const [there] = await database.query<{ mine: number; others: number }>(
        `SELECT count(*) FILTER (WHERE program_id = $1)::int AS mine, count(*) FILTER (WHERE program_id <> $1)::int AS others FROM ${table}`,
        [program.id],
      );
      const hidden = (vault as readonly string[]).includes(table);
      expect(await rows({ ...inOwn, vault: true }, table), `${table}, vault open`).toEqual({
        mine: there?.mine,
        others: 0,
      });
      expect(await rows(inOwn, table), `${table}, vault closed`).toEqual({ mine: hidden ? 0 : there?.mine, others: 0 });
      expect(await rows(null, table), `${table}, no program`).toEqual({ mine: 0, others: 0 });
    }
    for (const table of vault) expect((await rows({ ...inOwn, vault: true }, table))?.mine).toBeGreaterThan(0);
  });

  it('changes and deletes nothing of another program, and nothing in the closed vault', async () => {
    for (const table of tables) {
      const touched = async (tenancy: { programId: string; vault?: boolean }, target: string): Promise<number> => {
        const undone = new Error('undone');
        let many = -1;
        await inProgram(service, tenancy, async (tx) => {
          const done =
            await sql`UPDATE ${sql.table(table)} SET program_id = program_id WHERE program_id = ${target}`.execute(tx);
          many = Number(done.numAffectedRows ?? 0n);
          throw undone;
        }).catch((error: unknown) => {
          // A table the role may not update at all is as closed as it gets.
          if (error !== undone && !/permission denied/.test(String(error))) throw error;
        });
        return Math.max(many, 0);
      };
      expect(await touched({ programId: program.id, vault: true }, other.id), table).toBe(0);
      if ((vault as readonly string[]).includes(table))
        expect(await touched({ programId: program.id }, program.id), `${table}, vault closed`).toBe(0);
    }
  });

  it('forgets the program and the vault with the transaction', async () => {
    await inProgram(service, { programId: program.id, vault: true }, async () => undefined);
    for (let round = 0; round < 8; round += 1)
      expect(await rows(null, 'roster_student')).toEqual({ mine: 0, others: 0 });
  });
});

describe('a planted fault in the walls', () => {
  const client = new pg.Client({ connectionString: database.adminUrl });
  beforeAll(() => client.connect());
  afterAll(() => client.end());

  /** The faults after some SQL of whoever writes the next migration; everything is undone. */
  async function faultsAfter(statements: string): Promise<string[]> {
    await client.query('BEGIN; SET LOCAL ROLE opensro_owner');
    try {
      await client.query(statements);
      const walls: Wall[] = await readWalls(async (text) => (await client.query(text)).rows);
      const known = walls.filter((wall) => !wall.program_scoped && wall.table !== 'diary').map((wall) => wall.table);
      return wallFaults(walls, known);
    } finally {
      await client.query('ROLLBACK');
    }
  }

  it.each([
    ['', []],
    ['CREATE TABLE diary (program_id uuid, id uuid, PRIMARY KEY (program_id, id)); CALL raise_walls()', []],
    [
      'CREATE TABLE diary (program_id uuid, id uuid, PRIMARY KEY (program_id, id))',
      ['diary: row-level security is not forced', 'diary: no wall'],
    ],
    ['CREATE TABLE diary (id uuid PRIMARY KEY)', ['diary: outside every program']],
    ['ALTER TABLE incident NO FORCE ROW LEVEL SECURITY', ['incident: row-level security is not forced']],
    ['DROP POLICY program_wall ON call', ['call: no wall']],
    ['DROP POLICY program_wall ON call; CREATE POLICY program_wall ON call USING (true)', ['call: no wall']],
    [
      'CREATE POLICY shortcut ON incident FOR SELECT USING (true)',
      ['incident: a door beside the wall, shortcut to everybody'],
    ],
    [
      'CREATE POLICY shortcut ON incident TO opensro_app USING (true)',
      ['incident: a door beside the wall, shortcut to opensro_app'],
    ],
  ])('%s', async (statements, faults) => {
    expect(await faultsAfter(statements)).toEqual(faults);
  });
});
