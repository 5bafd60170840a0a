import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import { afterAll } from 'vitest';
import type { Actor, Grant, Role } from '../../src/domain/access/roles.ts';
import { buildApp } from '../../src/server/app.ts';
import { startSession } from '../../src/server/platform/accounts/sessions.ts';
import { readConfig } from '../../src/server/platform/config.ts';
import type { Caller, Service } from '../../src/server/platform/service.ts';
import { type TestDatabase, testDatabase } from './database.ts';

/** A person of the test world, signed in. */
export interface TestPerson {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly cookie: string;
  readonly csrfToken: string;
  /** For calling command functions directly. */
  readonly caller: Caller;
}

export interface TestProgram {
  readonly id: string;
  readonly slug: string;
  /** Two schools, each with its own leader and staff. */
  readonly schools: readonly [string, string];
  /** Officer records of `officer` and `otherOfficer`; the first is assigned to the first school, the other to the second. */
  readonly officerIds: readonly [string, string];
  readonly people: Readonly<Record<PersonKey, TestPerson>>;
}

const cast = {
  officer: ['officer', null],
  otherOfficer: ['officer', null],
  supervisor: ['supervisor', null],
  agencyLeader: ['agencyLeader', null],
  schoolLeader: ['schoolLeader', 0],
  otherSchoolLeader: ['schoolLeader', 1],
  schoolStaff: ['schoolStaff', 0],
  otherSchoolStaff: ['schoolStaff', 1],
  districtCoordinator: ['districtCoordinator', null],
  recordsOfficer: ['recordsOfficer', null],
  programAdmin: ['programAdmin', null],
} as const satisfies Record<string, readonly [Role, 0 | 1 | null]>;

export type PersonKey = keyof typeof cast;
export const personKeys = Object.keys(cast) as PersonKey[];

export interface TestWorld {
  readonly database: TestDatabase;
  readonly service: Service;
  readonly app: FastifyInstance;
  readonly program: TestProgram;
  /** A second program with the same cast: nothing of it may ever be seen from the first. */
  readonly other: TestProgram;
  readonly systemAdmin: TestPerson;
  /** The clock of the service; tests set it. Starts on Wednesday 14 October 2026, 10:00 in Chicago. */
  readonly clock: { now: Date };
  /** A request as a person (null: nobody), path within the first program unless it starts with /api. */
  request(
    person: TestPerson | null,
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: unknown,
    program?: TestProgram,
  ): Promise<LightMyRequestResponse>;
}

async function makePerson(
  service: Service,
  name: string,
  email: string,
  programId: string,
  grants: Grant[],
): Promise<TestPerson> {
  const id = uuidv7();
  await service.databases.auth.insertInto('account_person').values({ id, email, name }).execute();
  const start = { origin: '127.0.0.1', device: 'Test', method: 'test', strong: true } as const;
  const { token, csrfToken, sessionId } = await startSession(service, id, start);
  const actor: Actor = { personId: id, programId, name, grants };
  return {
    id,
    name,
    email,
    cookie: token,
    csrfToken,
    caller: { actor, sessionId, origin: '127.0.0.1', language: 'en' },
  };
}

async function makeProgram(
  database: TestDatabase,
  service: Service,
  slug: string,
  leaid: string,
): Promise<TestProgram> {
  const id = uuidv7();
  const schools = [uuidv7(), uuidv7()] as const;
  const officerIds = [uuidv7(), uuidv7()] as const;
  const sql = database.query;
  await sql(
    `INSERT INTO program (program_id, slug, name, agency_name, agency_kind, ori, district_name, leaid, state, time_zone, created_at, updated_at)
     VALUES ($1, $2, $3, 'Police of ' || $2, 'municipalPolice', 'IL0160000', 'District of ' || $2, $4, 'IL', 'America/Chicago', now(), now())`,
    [id, slug, `Program ${slug}`, leaid],
  );
  await sql(`INSERT INTO school_year VALUES ($1, '2026-27', '2026-08-17', '2027-06-04', '{2026-11-26,2026-11-27}')`, [
    id,
  ]);
  for (const [index, school] of schools.entries()) {
    await sql(`INSERT INTO school (program_id, id, nces_id, name, grades) VALUES ($1, $2, $3, $4, '{09,10,11,12}')`, [
      id,
      school,
      `${leaid}0000${index + 1}`,
      index === 0 ? 'Lincoln High' : 'Roosevelt High',
    ]);
  }
  const people: Partial<Record<PersonKey, TestPerson>> = {};
  for (const key of personKeys) {
    const [role, school] = cast[key];
    const schoolIds = school === null ? null : [schools[school]];
    const person = await makePerson(service, `${key} of ${slug}`, `${key.toLowerCase()}@${slug}.example`, id, [
      { role, schoolIds },
    ]);
    await sql('INSERT INTO member (program_id, person_id, name, email) VALUES ($1, $2, $3, $4)', [
      id,
      person.id,
      person.name,
      person.email,
    ]);
    await sql(
      `INSERT INTO membership (program_id, id, person_id, role, school_ids, valid_from) VALUES ($1, $2, $3, $4, $5, '2026-01-01')`,
      [id, uuidv7(), person.id, role, schoolIds],
    );
    people[key] = person;
  }
  for (const [index, key] of (['officer', 'otherOfficer'] as const).entries()) {
    const officerId = officerIds[index];
    await sql(
      `INSERT INTO officer (program_id, id, person_id, kind, name, badge, employing_agency, sworn_date)
       VALUES ($1, $2, $3, 'SRO', $4, $5, 'Police of ' || $6, '2018-05-01')`,
      [id, officerId, people[key]?.id, people[key]?.name, `B${index + 1}`, slug],
    );
    await sql(
      `INSERT INTO assignment (program_id, id, officer_id, school_id, from_day) VALUES ($1, $2, $3, $4, '2026-08-17')`,
      [id, uuidv7(), officerId, schools[index]],
    );
  }
  return { id, slug, schools, officerIds, people: people as Record<PersonKey, TestPerson> };
}

/** The server on a fresh database with two programs and everyone in them, signed in. Call it at the top of a test file. */
export async function testWorld(settings: Readonly<Record<string, string>> = {}): Promise<TestWorld> {
  const database = await testDatabase();
  const clock = { now: new Date('2026-10-14T15:00:00Z') };
  const service: Service = {
    config: readConfig({
      LOG_LEVEL: 'silent',
      RATE_LIMIT_PER_MINUTE: '1000000',
      SIGN_IN_LIMIT_PER_MINUTE: '1000',
      ...settings,
    }),
    databases: database.databases,
    keys: database.keys,
    clock: () => clock.now,
    log: { info: () => undefined, warn: () => undefined, error: (...entry: unknown[]) => console.error(...entry) },
  };
  const program = await makeProgram(database, service, 'first', '1700001');
  const other = await makeProgram(database, service, 'second', '1700002');
  const systemAdmin = await makePerson(service, 'System administrator', 'system@example.org', '', []);
  await database.query('INSERT INTO account_system_admin VALUES ($1)', [systemAdmin.id]);
  const app = await buildApp(service, false);
  afterAll(async () => {
    await app.close();
  });
  return {
    database,
    service,
    app,
    program,
    other,
    systemAdmin,
    clock,
    request: (person, method, path, body, within = program) => {
      const options: InjectOptions = {
        method,
        url: path.startsWith('/api') ? path : `/api/programs/${within.id}${path}`,
        headers: person === null ? {} : { 'x-csrf-token': person.csrfToken },
        cookies: person === null ? {} : { opensro: person.cookie },
        ...(body === undefined ? {} : { payload: body as object }),
      };
      return app.inject(options);
    },
  };
}
