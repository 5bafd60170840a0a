import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import type { Role } from '../../../src/domain/access/roles.ts';
import { startSession } from '../../../src/server/platform/accounts/sessions.ts';
import { readConfig } from '../../../src/server/platform/config.ts';
import { openDatabases } from '../../../src/server/platform/database/pools.ts';
import type { Database } from '../../../src/server/platform/database/tables/index.ts';
import type { KeyRing } from '../../../src/server/platform/keys.ts';
import type { Service } from '../../../src/server/platform/service.ts';

/** Someone who writes, signed in. */
export interface Writer {
  readonly role: 'officer' | 'schoolStaff';
  readonly headers: Readonly<Record<string, string>>;
}

/** The program the faults happen in. */
export interface FaultProgram {
  readonly id: string;
  readonly schoolId: string;
  readonly writers: readonly Writer[];
}

/** The database as its superuser, for making the world and for looking behind the walls. */
export function asAdmin(adminUrl: string): { db: Kysely<Database>; close: () => Promise<void> } {
  const pool = new pg.Pool({ connectionString: adminUrl, max: 2, connectionTimeoutMillis: 5_000 });
  // The database is killed under it on purpose; the next query connects anew.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  return { db, close: () => db.destroy() };
}

/** Makes a program with a school year around today, one school, officers and one person of the school's staff. */
export async function makeProgram(adminUrl: string, keys: KeyRing, officers: number): Promise<FaultProgram> {
  const { db, close } = asAdmin(adminUrl);
  const databases = openDatabases({ adminUrl, passwordOf: keys.databasePassword, log: () => undefined });
  const quiet = () => undefined;
  const service: Service = {
    config: readConfig({}),
    databases,
    keys,
    clock: () => new Date(),
    log: { info: quiet, warn: quiet, error: quiet },
  };
  const [id, schoolId] = [uuidv7(), uuidv7()];
  const slug = `faults-${id.slice(-12)}`;

  async function person(role: Role, name: string): Promise<{ personId: string; writer: Writer }> {
    const personId = uuidv7();
    const email = `${personId}@${slug}.example`;
    await sql`INSERT INTO account_person (id, email, name) VALUES (${personId}, ${email}, ${name})`.execute(db);
    await sql`INSERT INTO member (program_id, person_id, name, email) VALUES (${id}, ${personId}, ${name}, ${email})`.execute(
      db,
    );
    const schools = role === 'officer' ? null : [schoolId];
    await sql`INSERT INTO membership (program_id, id, person_id, role, school_ids, valid_from)
              VALUES (${id}, ${uuidv7()}, ${personId}, ${role}, ${schools}::uuid[], now())`.execute(db);
    const session = await startSession(service, personId, {
      origin: '127.0.0.1',
      device: 'Test',
      method: 'test',
      strong: true,
    });
    const headers = {
      cookie: `opensro=${session.token}`,
      'x-csrf-token': session.csrfToken,
      'content-type': 'application/json',
    };
    return { personId, writer: { role: role === 'officer' ? 'officer' : 'schoolStaff', headers } };
  }

  try {
    await sql`INSERT INTO program (program_id, slug, name, agency_name, agency_kind, ori, district_name, leaid, state,
                                   time_zone, created_at, updated_at)
              VALUES (${id}, ${slug}, 'Faults', 'Police', 'municipalPolice', 'IL0170000', 'District', '1700099', 'IL',
                      'America/Chicago', now(), now())`.execute(db);
    const year = new Date().getUTCFullYear();
    await sql`INSERT INTO school_year (program_id, id, first_day, last_day)
              VALUES (${id}, ${`${year}-${String((year + 1) % 100).padStart(2, '0')}`}, current_date - 100, current_date + 100)`.execute(
      db,
    );
    await sql`INSERT INTO school (program_id, id, nces_id, name) VALUES (${id}, ${schoolId}, '170009900001', 'School')`.execute(
      db,
    );
    const writers = [(await person('schoolStaff', 'Staff')).writer];
    for (let index = 0; index < officers; index += 1) {
      const { personId, writer } = await person('officer', `Officer ${index}`);
      await sql`INSERT INTO officer (program_id, id, person_id, kind, name, employing_agency, sworn_date)
                VALUES (${id}, ${uuidv7()}, ${personId}, 'SRO', ${`Officer ${index}`}, 'Police', '2018-05-01')`.execute(
        db,
      );
      writers.push(writer);
    }
    return { id, schoolId, writers };
  } finally {
    await databases.close();
    await close();
  }
}
