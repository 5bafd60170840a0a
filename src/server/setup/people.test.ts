import { v7 as uuidv7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import { testWorld } from '../../../tests/support/world.ts';

const world = await testWorld();
const { program, other, request } = world;
const { programAdmin, supervisor, officer, schoolLeader, schoolStaff } = program.people;

interface ProblemAnswer {
  code: string;
  rule?: string;
  errors?: { field: string; code: string; reason: string; rule?: string }[];
}
interface Added {
  person: { id: string };
  link: string | null;
}

const person = (email: string, role: string, schoolIds: string[] | null = null) => ({
  email,
  name: 'New Person',
  title: null,
  language: 'en',
  grants: [{ role, schoolIds }],
});
const password = 'words only I know of';

async function signIn(email: string): Promise<{ cookies: Record<string, string>; csrf: string }> {
  const answer = await world.app.inject({ method: 'POST', url: '/api/session', payload: { email, password } });
  expect(answer.statusCode, answer.body).toBe(200);
  const cookies = { opensro: answer.cookies[0]?.value ?? '' };
  const me = await world.app.inject({ method: 'GET', url: '/api/me', cookies });
  return { cookies, csrf: me.json<{ csrfToken: string }>().csrfToken };
}

describe('people', () => {
  test('an invitation link works once, a newer one ends it, and the roles are those given', async () => {
    const added = await request(
      programAdmin,
      'POST',
      '/setup/people',
      person('Nina@first.example', 'schoolStaff', [program.schools[0]]),
    );
    expect(added.statusCode, added.body).toBe(201);
    const { person: nina, link } = added.json<Added>();
    const renewed = await request(programAdmin, 'POST', `/setup/people/${nina.id}/link`);
    const tokens = [link ?? '', renewed.json<{ link: string }>().link].map((url) => new URL(url).hash.slice(1));
    const open = (token: string | undefined) =>
      request(null, 'POST', '/api/invitation', { token: token ?? '', password }).then((answer) => answer.statusCode);
    expect(await open(tokens[0])).toBe(404);
    expect(await open(tokens[1])).toBe(200);
    expect(await open(tokens[1])).toBe(404);
    const { cookies } = await signIn('nina@first.example');
    const me = await world.app.inject({ method: 'GET', url: '/api/me', cookies });
    expect(me.json().memberships[0].grants).toEqual([{ role: 'schoolStaff', schoolIds: [program.schools[0]] }]);
  });

  test('[P7.8] a role that ends takes effect in an open session at once', async () => {
    const before = await request(supervisor, 'GET', '/setup/officers');
    expect(before.statusCode).toBe(200);
    const stripped = { name: supervisor.name, title: null, language: 'en', grants: [] };
    const ended = await request(programAdmin, 'PUT', `/setup/people/${supervisor.id}`, stripped);
    expect(ended.statusCode, ended.body).toBe(200);
    expect((await request(supervisor, 'GET', '/setup/officers')).statusCode).toBe(404);
    const back = { ...stripped, grants: [{ role: 'agencyLeader', schoolIds: null }] };
    expect((await request(programAdmin, 'PUT', `/setup/people/${supervisor.id}`, back)).statusCode).toBe(200);
    expect((await request(supervisor, 'GET', '/setup/officers')).statusCode).toBe(200);
    expect((await request(supervisor, 'PUT', `/setup/officers/${uuidv7()}`, {})).statusCode).toBe(403);
  });

  test('fields: a school role needs schools of this program, no role twice, nobody becomes system administrator', async () => {
    const post = async (body: object) => {
      const answer = await request(programAdmin, 'POST', '/setup/people', body);
      expect(answer.statusCode).toBe(422);
      return answer.json<ProblemAnswer>().errors?.[0];
    };
    expect(await post(person('a@b.example', 'schoolLeader'))).toMatchObject({
      field: 'grants.0.schoolIds',
      code: 'setup.roleNeedsSchool',
    });
    expect(await post(person('a@b.example', 'schoolLeader', [other.schools[0]]))).toMatchObject({
      field: 'grants.0.schoolIds',
      code: 'setup.schoolUnknown',
    });
    expect(await post(person('a@b.example', 'systemAdmin'))).toMatchObject({ field: 'grants.0.role' });
    expect(await post(person('nobody', 'officer'))).toMatchObject({ field: 'email' });
    const twice = [
      { role: 'officer', schoolIds: null },
      { role: 'officer', schoolIds: null },
    ];
    expect(await post({ ...person('a@b.example', 'officer'), grants: twice })).toMatchObject({
      code: 'setup.roleTwice',
    });
    const known = await request(programAdmin, 'POST', '/setup/people', person(officer.email, 'officer'));
    expect(known.statusCode).toBe(409);
    expect(known.json<ProblemAnswer>().errors?.[0]).toMatchObject({ field: 'email', code: 'setup.personExists' });
  });

  test('the last administrator stays one', async () => {
    const self = {
      name: programAdmin.name,
      title: null,
      language: 'en',
      grants: [{ role: 'officer', schoolIds: null }],
    };
    const refused = await request(programAdmin, 'PUT', `/setup/people/${programAdmin.id}`, self);
    expect(refused.json<ProblemAnswer>().errors?.[0]).toMatchObject({ field: 'grants', code: 'setup.lastAdmin' });
  });

  test('[D4] an administrator has no say in another program, and makes no key to it', async () => {
    const theirs = other.people.officer;
    for (const [method, path] of [
      ['GET', '/setup/people'],
      ['POST', '/setup/people'],
      ['PUT', `/setup/people/${theirs.id}`],
      ['POST', `/setup/people/${theirs.id}/link`],
    ] as const) {
      const body = method === 'GET' || path.endsWith('link') ? undefined : person('x@y.example', 'officer');
      expect((await request(programAdmin, method, path, body, other)).statusCode, path).toBe(404);
    }
    // Nor through their own program: a person of the other program is not there.
    const put = await request(programAdmin, 'PUT', `/setup/people/${theirs.id}`, person('x@y.example', 'officer'));
    expect(put.statusCode).toBe(404);
    expect((await request(programAdmin, 'POST', `/setup/people/${theirs.id}/link`)).statusCode).toBe(404);
    // An account the other program made and nobody opened yet cannot be joined: its link would open both.
    const joined = await request(programAdmin, 'POST', '/setup/people', person(theirs.email, 'officer'));
    expect(joined.json<ProblemAnswer>().errors?.[0]).toMatchObject({ code: 'setup.accountNotOpened' });
    // Once it is open it can be, without a link to its password.
    await world.database.query(`UPDATE account_person SET password_hash = 'set' WHERE id = $1`, [theirs.id]);
    const shared = await request(programAdmin, 'POST', '/setup/people', person(theirs.email, 'officer'));
    expect(shared.statusCode, shared.body).toBe(201);
    expect(shared.json<Added>().link).toBeNull();
    const link = await request(programAdmin, 'POST', `/setup/people/${theirs.id}/link`);
    expect(link.statusCode).toBe(409);
    expect(link.json<ProblemAnswer>().code).toBe('setup.accountShared');
  });

  test('nobody else sees or changes people', async () => {
    for (const one of [officer, schoolLeader, schoolStaff]) {
      expect((await request(one, 'GET', '/setup/people')).statusCode).toBe(403);
      expect((await request(one, 'POST', '/setup/people', person('q@r.example', 'officer'))).statusCode).toBe(403);
    }
    expect((await request(null, 'GET', '/setup/people')).statusCode).toBe(401);
  });
});

describe('officers and assignments', () => {
  const input = {
    kind: 'SRO',
    name: 'Dana Reyes',
    badge: '214',
    employingAgency: 'First Police',
    swornOn: '2019-03-01',
    personId: null as string | null,
    active: true,
  };
  const assignment = {
    officerId: program.officerIds[0],
    schoolId: program.schools[1],
    from: '2026-08-17',
    until: '2027-06-04',
    weekdays: [1, 2, 3, 4, 5],
    fromTime: '12:00',
    untilTime: '15:30',
  };

  test('[D1] only a sworn SRO or SBLE is an officer; the refusal names the rule and the statute', async () => {
    for (const kind of ['securityOfficer', 'offDutyOfficer', 'volunteer', 'probationOfficer', 'other']) {
      const refused = await request(programAdmin, 'PUT', `/setup/officers/${uuidv7()}`, { ...input, kind });
      expect(refused.statusCode).toBe(422);
      const problem = refused.json<ProblemAnswer>();
      expect(problem.rule).toBe('officers.onlyCareerOfficers');
      expect(problem.errors?.[0]).toMatchObject({ field: 'kind', rule: 'officers.onlyCareerOfficers' });
      expect(problem.errors?.[0]?.reason).toContain('34 U.S.C. 10389(4)');
    }
    const unsworn = await request(programAdmin, 'PUT', `/setup/officers/${uuidv7()}`, { ...input, swornOn: null });
    expect(unsworn.json<ProblemAnswer>()).toMatchObject({
      rule: 'officers.onlyCareerOfficers',
      errors: [{ field: 'swornOn', code: 'setup.notSworn' }],
    });
    const sble = await request(programAdmin, 'PUT', `/setup/officers/${uuidv7()}`, { ...input, kind: 'SBLE' });
    expect(sble.statusCode, sble.body).toBe(200);
  });

  test('[D1] a partner is listed but cannot be assigned', async () => {
    const id = uuidv7();
    const partner = { kind: 'securityOfficer', name: 'Sam Gate', organization: 'Gate Ltd', active: true };
    expect((await request(programAdmin, 'PUT', `/setup/partners/${id}`, partner)).statusCode).toBe(200);
    const listed = (await request(schoolLeader, 'GET', '/setup/officers')).json();
    expect(listed.partners).toEqual([{ id, ...partner }]);
    const refused = await request(programAdmin, 'PUT', `/setup/assignments/${uuidv7()}`, {
      ...assignment,
      officerId: id,
    });
    expect(refused.statusCode).toBe(422);
    expect(refused.json<ProblemAnswer>()).toMatchObject({
      rule: 'officers.onlyCareerOfficers',
      errors: [{ field: 'officerId' }],
    });
    const asPartner = await request(programAdmin, 'PUT', `/setup/partners/${uuidv7()}`, { ...partner, kind: 'SRO' });
    expect(asPartner.json<ProblemAnswer>().errors?.[0]).toMatchObject({
      field: 'kind',
      code: 'setup.officerIsNoPartner',
    });
  });

  test('[D4] one officer serves several schools; overlaps, days before the oath and wrong hours are refused', async () => {
    const id = uuidv7();
    const put = (one: string, change: object = {}) =>
      request(programAdmin, 'PUT', `/setup/assignments/${one}`, { ...assignment, ...change });
    expect((await put(id)).statusCode).toBe(200);
    expect((await put(id)).statusCode).toBe(200);
    const field = async (change: object) => (await put(uuidv7(), change)).json<ProblemAnswer>().errors?.[0];
    expect(await field({ from: '2027-01-04', until: null })).toMatchObject({ code: 'terms.assignmentOverlaps' });
    expect(await field({ from: '2015-01-05', until: '2015-06-01' })).toMatchObject({
      code: 'terms.assignedBeforeSworn',
    });
    expect(await field({ from: '2027-08-16', until: '2027-08-01' })).toMatchObject({ field: 'until' });
    expect(await field({ untilTime: '08:00' })).toMatchObject({
      field: 'untilTime',
      code: 'setup.untilTimeBeforeFrom',
    });
    expect(await field({ fromTime: null })).toMatchObject({ field: 'untilTime', code: 'setup.bothTimes' });
    expect(await field({ officerId: other.officerIds[0] })).toMatchObject({ code: 'setup.officerUnknown' });
    expect(await field({ schoolId: other.schools[0] })).toMatchObject({ code: 'setup.schoolUnknown' });
    expect(await field({ weekdays: [] })).toMatchObject({ field: 'weekdays' });
  });

  test('an account is linked to one officer, and only to one who holds the role', async () => {
    const put = (personId: string) =>
      request(programAdmin, 'PUT', `/setup/officers/${uuidv7()}`, { ...input, personId });
    expect((await put(schoolStaff.id)).json<ProblemAnswer>().errors?.[0]).toMatchObject({
      code: 'setup.personIsNoOfficer',
    });
    expect((await put(officer.id)).json<ProblemAnswer>().errors?.[0]).toMatchObject({
      code: 'setup.personIsOtherOfficer',
    });
    const gone = await request(programAdmin, 'PUT', `/setup/officers/${program.officerIds[1]}`, {
      ...input,
      active: false,
    });
    expect(gone.json<ProblemAnswer>().errors?.[0]).toMatchObject({
      field: 'active',
      code: 'setup.officerStillAssigned',
    });
  });

  test('each sees the officers of their reach', async () => {
    const seenBy = async (one: typeof officer) =>
      (await request(one, 'GET', '/setup/officers')).json().officers.map((row: { id: string }) => row.id);
    expect(await seenBy(program.people.otherOfficer)).toEqual([program.officerIds[1]]);
    expect(await seenBy(schoolLeader)).toEqual([program.officerIds[0]]);
    expect((await request(schoolStaff, 'GET', '/setup/officers')).statusCode).toBe(403);
  });

  test('the overview says what is done and what comes next', async () => {
    const view = (await request(programAdmin, 'GET', '/setup/overview')).json();
    const done = (name: string) => view.steps.find((one: { step: string }) => one.step === name).done;
    expect(['calendar', 'schools', 'officers', 'assignments'].map(done)).toEqual([true, true, true, true]);
    expect(view.steps.find((one: { step: string }) => one.step === 'people').missing).toEqual(['supervisor']);
    expect(view.next).toBe('people');
  });
});
