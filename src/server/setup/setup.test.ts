import { v7 as uuidv7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import { testWorld } from '../../../tests/support/world.ts';

const world = await testWorld();
const { program, other, request, systemAdmin } = world;
const { programAdmin, supervisor, officer, schoolStaff, districtCoordinator } = program.people;

interface ProblemAnswer {
  code: string;
  rule?: string;
  errors?: { field: string; code: string; reason: string; remedy: string; rule?: string }[];
}

async function events(): Promise<string[]> {
  const rows = await world.database.query<{ event: string }>(
    'SELECT event FROM audit_entry WHERE program_id = $1 ORDER BY at, lane, seq',
    [program.id],
  );
  return rows.map((row) => row.event);
}

const newProgram = (slug: string) => ({
  id: uuidv7(),
  slug,
  name: 'Riverside SRO program',
  agency: { name: 'Riverside Police', kind: 'municipalPolice', ori: 'CA0331300' },
  district: { name: 'Riverside Unified', leaId: '0633150', state: 'CA' },
  timeZone: 'America/Los_Angeles',
  admin: { email: `admin@${slug}.example`, name: 'Ada Min', language: 'en' },
});

describe('a program', () => {
  test('[D4] a system administrator creates one with its first administrator, who opens the account by the link', async () => {
    const body = newProgram('riverside');
    const made = await request(systemAdmin, 'POST', '/api/programs', body);
    expect(made.statusCode, made.body).toBe(201);
    const { id, link } = made.json<{ id: string; link: string }>();
    expect(new URL(link).pathname).toBe('/app/welcome');
    expect(new URL(link).search).toBe('');
    const token = new URL(link).hash.slice(1);
    const opened = await request(null, 'POST', '/api/invitation', { token, password: 'a long sentence of mine' });
    expect(opened.statusCode).toBe(200);
    const again = await request(systemAdmin, 'POST', '/api/programs', body);
    expect(again.json()).toEqual({ id, link: null, mailed: false });
    const entries = await world.database.query<{ event: string; role: string }>(
      'SELECT event, role FROM audit_entry WHERE program_id = $1 ORDER BY seq',
      [id],
    );
    expect(entries).toEqual([
      { event: 'program.created', role: 'systemAdmin' },
      { event: 'person.added', role: 'systemAdmin' },
    ]);
    expect((await request(systemAdmin, 'GET', `/api/programs/${id}/setup/program`)).statusCode).toBe(404);
  });

  test('only the system administrator may, and every field is answered for', async () => {
    expect((await request(programAdmin, 'POST', '/api/programs', newProgram('mine'))).statusCode).toBe(403);
    const wrong = {
      ...newProgram('app'),
      timeZone: 'America/Chicagoo',
      agency: { name: 'X', kind: 'militia', ori: '1' },
    };
    const answer = await request(systemAdmin, 'POST', '/api/programs', wrong);
    expect(answer.statusCode).toBe(422);
    const fields = answer.json<ProblemAnswer>().errors?.map((error) => error.field);
    expect(fields?.sort()).toEqual(['agency.kind', 'agency.name', 'agency.ori', 'slug', 'timeZone']);
    const taken = await request(systemAdmin, 'POST', '/api/programs', newProgram('second'));
    expect(taken.statusCode).toBe(409);
    expect(taken.json<ProblemAnswer>().errors?.[0]).toMatchObject({ field: 'slug', code: 'setup.slugTaken' });
  });

  test('two requests at once make one program', async () => {
    const body = newProgram('twice');
    const answers = await Promise.all([1, 2].map(() => request(systemAdmin, 'POST', '/api/programs', body)));
    expect(answers.map((answer) => answer.statusCode).every((status) => status === 201)).toBe(true);
    expect(await world.database.query('SELECT 1 FROM program WHERE slug = $1', ['twice'])).toHaveLength(1);
  });

  test('its facts and contacts can be changed; the same again changes nothing', async () => {
    const before = (await request(programAdmin, 'GET', '/setup/program')).json<Record<string, unknown>>();
    const line = { name: 'Sgt. Lee', phone: '555 0100', email: 'lee@example.org', web: null };
    const after = { ...before, name: 'A better name', contact: { agency: line, district: null } };
    const saved = await request(programAdmin, 'PUT', '/setup/program', after);
    expect(saved.statusCode, saved.body).toBe(200);
    expect(saved.json()).toMatchObject({ name: 'A better name', contact: { agency: line, district: null } });
    const count = (await events()).length;
    expect((await request(programAdmin, 'PUT', '/setup/program', after)).statusCode).toBe(200);
    expect(await events()).toHaveLength(count);
    expect((await request(supervisor, 'PUT', '/setup/program', after)).statusCode).toBe(403);
  });
});

describe('the calendar', () => {
  const year = { firstDay: '2027-08-16', lastDay: '2028-06-02', holidays: ['2027-11-25', '2027-09-06', '2027-11-25'] };

  test('a year gets its id and its number of school days', async () => {
    const saved = await request(programAdmin, 'POST', '/setup/school-years', year);
    expect(saved.statusCode, saved.body).toBe(201);
    expect(saved.json()).toEqual({
      id: '2027-28',
      firstDay: year.firstDay,
      lastDay: year.lastDay,
      holidays: ['2027-09-06', '2027-11-25'],
      schoolDays: 208,
    });
    const again = await request(programAdmin, 'POST', '/setup/school-years', year);
    expect(again.statusCode).toBe(201);
  });

  test('overlaps, days outside and years too long are refused at the field', async () => {
    const refusals = [
      [{ firstDay: '2027-06-01', lastDay: '2027-08-20', holidays: [] }, 'firstDay', 'setup.yearsOverlap'],
      [
        { firstDay: '2029-08-20', lastDay: '2030-05-30', holidays: ['2029-01-01'] },
        'holidays.0',
        'setup.holidayOutside',
      ],
      [{ firstDay: '2029-08-20', lastDay: '2031-05-30', holidays: [] }, 'lastDay', 'setup.yearTooLong'],
      [{ firstDay: '2029-08-20', lastDay: '2029-05-30', holidays: [] }, 'lastDay', 'terms.lastDayBeforeFirst'],
    ] as const;
    for (const [body, field, code] of refusals) {
      const answer = await request(programAdmin, 'POST', '/setup/school-years', body);
      expect(answer.statusCode).toBe(422);
      expect(answer.json<ProblemAnswer>().errors?.[0]).toMatchObject({ field, code });
    }
  });

  test('days with records cannot be taken out, and records of new days join the year', async () => {
    const activity = (day: string, schoolYear: string | null) =>
      world.database.query(
        `INSERT INTO activity (program_id, id, officer_id, owner_id, school_id, school_year, local_day, started_at, minutes, kind, role,
           function, audience, positive, version, body, saved_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, now(), 10, 'presence', 'none', 'A', 'none', true, 1, '{}', now())`,
        [program.id, uuidv7(), program.officerIds[0], officer.id, program.schools[0], schoolYear, day],
      );
    await activity('2026-08-17', '2026-27');
    await activity('2027-06-07', null);
    const shorter = { firstDay: '2026-08-18', lastDay: '2027-06-04', holidays: [] };
    const refused = await request(programAdmin, 'PUT', '/setup/school-years/2026-27', shorter);
    expect(refused.statusCode).toBe(422);
    expect(refused.json<ProblemAnswer>().errors?.[0]).toMatchObject({
      field: 'firstDay',
      code: 'setup.daysHaveRecords',
    });
    const longer = { firstDay: '2026-08-17', lastDay: '2027-06-09', holidays: [] };
    expect((await request(programAdmin, 'PUT', '/setup/school-years/2026-27', longer)).statusCode).toBe(200);
    const adopted = await world.database.query('SELECT school_year FROM activity WHERE local_day = $1', ['2027-06-07']);
    expect(adopted).toEqual([{ school_year: '2026-27' }]);
    expect((await request(programAdmin, 'PUT', '/setup/school-years/2031-32', longer)).statusCode).toBe(404);
  });

  test('the time zone stays once something is recorded', async () => {
    const before = (await request(programAdmin, 'GET', '/setup/program')).json<Record<string, unknown>>();
    const answer = await request(programAdmin, 'PUT', '/setup/program', { ...before, timeZone: 'America/New_York' });
    expect(answer.json<ProblemAnswer>().errors?.[0]).toMatchObject({ field: 'timeZone', code: 'setup.timeZoneFixed' });
  });
});

describe('rules with a date', () => {
  test('[P3.3] clocks hold from today or later once there are records; each version is kept', async () => {
    const { current, today } = (await request(supervisor, 'GET', '/setup/policy')).json();
    expect(today).toBe('2026-10-14');
    const past = await request(programAdmin, 'POST', '/setup/policy', { ...current, holdsFrom: '2026-08-01' });
    expect(past.json<ProblemAnswer>().errors?.[0]).toMatchObject({ field: 'holdsFrom', code: 'setup.holdsFromPast' });
    const next = { ...current, reviewSchoolDays: 7, holdsFrom: '2026-11-02' };
    expect((await request(programAdmin, 'POST', '/setup/policy', next)).statusCode).toBe(200);
    const view = (await request(supervisor, 'GET', '/setup/policy')).json();
    expect(view.current.reviewSchoolDays).toBe(5);
    expect(view.versions).toMatchObject([{ policy: next, setBy: programAdmin.name }]);
    const zero = await request(programAdmin, 'POST', '/setup/policy', { ...next, reviewSchoolDays: 0 });
    expect(zero.json<ProblemAnswer>().errors?.[0]?.field).toBe('reviewSchoolDays');
  });

  test('[P3.2] a matter changes class from a day on, with a reason and a history', async () => {
    const list = (await request(schoolStaff, 'GET', '/setup/matters')).json();
    const theft = list.matters.find((matter: { code: string }) => matter.code === 'pettyTheft');
    expect(theft).toMatchObject({ class: 'depends', shippedClass: 'depends', listed: true, changes: [] });
    const change = {
      code: 'pettyTheft',
      group: theft.group,
      class: 'schoolMatter',
      advice: theft.advice,
      label: null,
      listed: true,
      holdsFrom: '2026-10-14',
      reason: 'Agreed with the district',
    };
    expect((await request(schoolStaff, 'POST', '/setup/matters', change)).statusCode).toBe(403);
    expect((await request(districtCoordinator, 'POST', '/setup/matters', change)).statusCode).toBe(200);
    const after = (await request(officer, 'GET', '/setup/matters')).json();
    expect(after.matters.find((matter: { code: string }) => matter.code === 'pettyTheft')).toMatchObject({
      class: 'schoolMatter',
      shippedClass: 'depends',
      changes: [{ reason: 'Agreed with the district', setBy: districtCoordinator.name }],
    });
    const yesterday = await request(programAdmin, 'POST', '/setup/matters', { ...change, holdsFrom: '2026-10-13' });
    expect(yesterday.json<ProblemAnswer>().errors?.[0]).toMatchObject({
      field: 'holdsFrom',
      code: 'setup.matterInPast',
    });
    const own = await request(programAdmin, 'POST', '/setup/matters', { ...change, code: 'scooterIndoors' });
    expect(own.json<ProblemAnswer>().errors?.[0]).toMatchObject({ field: 'label', code: 'setup.matterNeedsName' });
  });
});

describe('schools', () => {
  const school = { ncesId: '170000100009', name: 'Franklin Middle', grades: ['06', '07', '08'], open: true };

  test('one is added by hand, keeps its NCES id, and closes only without officers', async () => {
    const id = uuidv7();
    expect((await request(programAdmin, 'PUT', `/setup/schools/${id}`, school)).statusCode).toBe(200);
    const renumbered = await request(programAdmin, 'PUT', `/setup/schools/${id}`, {
      ...school,
      ncesId: '170000100010',
    });
    expect(renumbered.json<ProblemAnswer>().errors?.[0]).toMatchObject({ field: 'ncesId', code: 'setup.ncesIdFixed' });
    const twin = await request(programAdmin, 'PUT', `/setup/schools/${uuidv7()}`, school);
    expect(twin.statusCode).toBe(409);
    const letters = await request(programAdmin, 'PUT', `/setup/schools/${uuidv7()}`, {
      ...school,
      ncesId: '17000010000X',
    });
    expect(letters.json<ProblemAnswer>().errors?.[0]?.field).toBe('ncesId');
    const lincoln = { ncesId: '170000100001', name: 'Lincoln High', grades: ['09'], open: false };
    const closing = await request(programAdmin, 'PUT', `/setup/schools/${program.schools[0]}`, lincoln);
    expect(closing.json<ProblemAnswer>().errors?.[0]).toMatchObject({ field: 'open', code: 'setup.schoolHasOfficer' });
    expect((await request(programAdmin, 'PUT', `/setup/schools/${id}`, { ...school, open: false })).statusCode).toBe(
      200,
    );
  });

  test("another program's school cannot be touched", async () => {
    const answer = await request(programAdmin, 'PUT', `/setup/schools/${other.schools[0]}`, {
      ...school,
      ncesId: '170000100077',
      name: 'Taken over',
    });
    expect(answer.statusCode).toBe(200);
    const rows = await world.database.query<{ program_id: string; name: string }>(
      'SELECT program_id, name FROM school WHERE id = $1 ORDER BY name',
      [other.schools[0]],
    );
    expect(rows).toEqual([
      { program_id: other.id, name: 'Lincoln High' },
      { program_id: program.id, name: 'Taken over' },
    ]);
    expect((await request(programAdmin, 'GET', '/setup/schools', undefined, other)).statusCode).toBe(404);
  });
});
