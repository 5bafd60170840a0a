import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import type { ActivityBody } from '../../src/domain/activities/record.ts';
import { hashToken, newToken } from '../../src/server/platform/accounts/sessions.ts';

/** An officer who is signed in, and what their entries need. */
export interface BenchOfficer {
  readonly programId: string;
  readonly personId: string;
  readonly officerId: string;
  readonly schoolId: string;
  readonly headers: Readonly<Record<string, string>>;
}

async function insert(client: pg.Client, table: string, row: Readonly<Record<string, unknown>>): Promise<void> {
  const names = Object.keys(row);
  await client.query(
    `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map((_, index) => `$${index + 1}`).join(', ')})`,
    Object.values(row),
  );
}

/** Makes a program with a school year around today, one school and some officers with open sessions. */
export async function makeProgram(adminUrl: string, number: number, officers: number): Promise<BenchOfficer[]> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const now = new Date();
    const [programId, schoolId] = [uuidv7(), uuidv7()];
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
    const day = 86_400_000;
    await insert(client, 'school_year', {
      program_id: programId,
      id: `${now.getUTCFullYear()}-${String((now.getUTCFullYear() + 1) % 100).padStart(2, '0')}`,
      first_day: new Date(now.getTime() - 100 * day).toISOString().slice(0, 10),
      last_day: new Date(now.getTime() + 100 * day).toISOString().slice(0, 10),
    });
    await insert(client, 'school', { program_id: programId, id: schoolId, nces_id: `${leaid}00001`, name: 'School' });
    const people: BenchOfficer[] = [];
    for (let index = 0; index < officers; index += 1) {
      const [personId, officerId, token, csrf] = [uuidv7(), uuidv7(), newToken(), newToken()];
      const [name, email] = [`Officer ${index}`, `officer${index}@bench-${number}.example`];
      await insert(client, 'account_person', { id: personId, name, email });
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
      await insert(client, 'member', { program_id: programId, person_id: personId, name, email });
      await insert(client, 'membership', {
        program_id: programId,
        id: uuidv7(),
        person_id: personId,
        role: 'officer',
        valid_from: now,
      });
      await insert(client, 'officer', {
        program_id: programId,
        id: officerId,
        person_id: personId,
        kind: 'SRO',
        name,
        employing_agency: 'Police',
        sworn_date: '2018-05-01',
      });
      const headers = {
        cookie: `opensro=${token}`,
        'x-csrf-token': csrf,
        'content-type': 'application/json',
      };
      people.push({ programId, personId, officerId, schoolId, headers });
    }
    return people;
  } finally {
    await client.end();
  }
}

/** A routine entry, as the phone sends it. */
export function entry(officer: BenchOfficer): ActivityBody {
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
