import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import type { ActivityBody } from '../../src/domain/activities/record.ts';
import { hashToken, newToken } from '../../src/server/platform/accounts/sessions.ts';

/** Someone who is signed in, and what their entries need. */
export interface BenchPerson {
  readonly role: 'officer' | 'schoolLeader';
  readonly programId: string;
  readonly personId: string;
  readonly schoolId: string;
  /** The first of this role at the school. */
  readonly first: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

export interface BenchOfficer extends BenchPerson {
  readonly officerId: string;
}

async function insert(client: pg.Client, table: string, row: Readonly<Record<string, unknown>>): Promise<void> {
  const names = Object.keys(row);
  await client.query(
    `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map((_, index) => `$${index + 1}`).join(', ')})`,
    Object.values(row),
  );
}

const day = 86_400_000;

/** Makes an account with a role at a school and an open session. */
async function addPerson(
  client: pg.Client,
  programId: string,
  role: BenchPerson['role'],
  schoolId: string,
  called: { readonly name: string; readonly email: string },
): Promise<Omit<BenchPerson, 'first'>> {
  const [personId, token, csrf, now] = [uuidv7(), newToken(), newToken(), new Date()];
  await insert(client, 'account_person', { id: personId, ...called });
  await insert(client, 'account_session', {
    token_hash: hashToken(token),
    id: uuidv7(),
    person_id: personId,
    csrf_token: csrf,
    created_at: now,
    last_seen_at: now,
    proven_at: now,
    strong: true,
    methods: ['test'],
    device: 'Bench',
    expires_at: new Date(now.getTime() + day / 2),
  });
  await insert(client, 'member', { program_id: programId, person_id: personId, ...called });
  await insert(client, 'membership', {
    program_id: programId,
    id: uuidv7(),
    person_id: personId,
    role,
    school_ids: role === 'officer' ? null : [schoolId],
    valid_from: now,
  });
  const headers = { cookie: `opensro=${token}`, 'x-csrf-token': csrf, 'content-type': 'application/json' };
  return { role, programId, personId, schoolId, headers };
}

/** Makes a program with a school year around today, its schools, and at each some officers and a leader, signed in. */
export async function makeCrowd(
  adminUrl: string,
  number: number,
  { schools, officersPerSchool }: { readonly schools: number; readonly officersPerSchool: number },
): Promise<{ readonly officers: BenchOfficer[]; readonly leaders: BenchPerson[] }> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const now = new Date();
    const programId = uuidv7();
    const leaid = `17000${String(number).padStart(2, '0')}`;
    await insert(client, 'program', {
      program_id: programId,
      slug: `bench-${number}`,
      name: `Program ${number}`,
      agency_name: 'Police',
      agency_kind: 'municipalPolice',
      ori: `IL017${String(number).padStart(4, '0')}`,
      district_name: 'District',
      leaid,
      state: 'IL',
      time_zone: 'America/Chicago',
      created_at: now,
      updated_at: now,
    });
    const firstDay = new Date(now.getTime() - 100 * day).toISOString().slice(0, 10);
    await insert(client, 'school_year', {
      program_id: programId,
      id: `${now.getUTCFullYear()}-${String((now.getUTCFullYear() + 1) % 100).padStart(2, '0')}`,
      first_day: firstDay,
      last_day: new Date(now.getTime() + 100 * day).toISOString().slice(0, 10),
    });
    const officers: BenchOfficer[] = [];
    const leaders: BenchPerson[] = [];
    for (let school = 0; school < schools; school += 1) {
      const schoolId = uuidv7();
      const ncesId = `${leaid}${String(school + 1).padStart(5, '0')}`;
      await insert(client, 'school', {
        program_id: programId,
        id: schoolId,
        nces_id: ncesId,
        name: `School ${school + 1}`,
        grades: ['06', '07', '08'],
      });
      const domain = `school-${school + 1}.bench-${number}.example`;
      const leader = { name: `Leader ${school + 1}`, email: `leader@${domain}` };
      leaders.push({ ...(await addPerson(client, programId, 'schoolLeader', schoolId, leader)), first: true });
      for (let index = 0; index < officersPerSchool; index += 1) {
        const called = { name: `Officer ${school + 1}.${index + 1}`, email: `officer${index}@${domain}` };
        const person = await addPerson(client, programId, 'officer', schoolId, called);
        const officerId = uuidv7();
        await insert(client, 'officer', {
          program_id: programId,
          id: officerId,
          person_id: person.personId,
          kind: 'SRO',
          name: called.name,
          employing_agency: 'Police',
          sworn_date: '2018-05-01',
        });
        await insert(client, 'assignment', {
          program_id: programId,
          id: uuidv7(),
          officer_id: officerId,
          school_id: schoolId,
          from_day: firstDay,
        });
        officers.push({ ...person, officerId, first: index === 0 });
      }
    }
    return { officers, leaders };
  } finally {
    await client.end();
  }
}

/** Makes a program with one school and some officers with open sessions. */
export async function makeProgram(adminUrl: string, number: number, officers: number): Promise<BenchOfficer[]> {
  return (await makeCrowd(adminUrl, number, { schools: 1, officersPerSchool: officers })).officers;
}

/** A routine entry, as the phone sends it. */
export function entry(officer: Pick<BenchPerson, 'schoolId'>): ActivityBody {
  return {
    kind: 'mentoring',
    topic: 'informalTalk',
    schoolId: officer.schoolId,
    startedAt: new Date(Date.now() - 60_000).toISOString(),
    minutes: 10,
    role: 'informalCounselor',
    statutoryFunction: 'other',
    functionOtherReason: 'relationshipBuilding',
    audience: 'students',
    audienceSize: 3,
    note: '',
  };
}
