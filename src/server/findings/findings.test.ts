import { v7 as uuidv7 } from 'uuid';
import { beforeEach, describe, expect, it } from 'vitest';
import { type TestPerson, testWorld } from '../../../tests/support/world.ts';
import type { CallRequest } from '../../domain/calls/record.ts';
import { requestCall } from '../calls/commands.ts';
import { takeStep } from '../calls/steps.ts';
import { inProgram } from '../platform/database/tenancy.ts';
import { requireFrame } from '../platform/program.ts';
import { listRepeatCallers } from './queries.ts';

const world = await testWorld();
const { people, schools } = world.program;
const start = new Date('2026-10-14T15:00:00Z');

async function schoolMatter(part: Partial<CallRequest> = {}, person: TestPerson = people.schoolStaff): Promise<string> {
  const id = uuidv7();
  const result = await requestCall(world.service, person.caller, {
    id,
    schoolId: schools[0],
    requestedAt: world.clock.now.toISOString(),
    callerRole: 'teacher',
    throughDispatchFrom: null,
    enteredVia: 'staffPage',
    matterCode: 'dressCode',
    place: 'hallway',
    placeDetail: '',
    description: '',
    emergency: false,
    answers: { immediateDanger: 'no', weapon: 'no', mandatoryReport: 'no', wouldCall911: 'no' },
    ...part,
  });
  expect(result).toMatchObject({ ok: true });
  return id;
}

const tap = (part: object, person: TestPerson = people.officer) =>
  world.request(person, 'POST', '/findings', {
    id: uuidv7(),
    schoolId: schools[0],
    callId: null,
    incidentId: null,
    callerRole: null,
    note: '',
    ...part,
  });

const told = async (kind: string, id: string): Promise<string[]> =>
  (
    await world.database.query<{ person_id: string }>(
      'SELECT person_id FROM notification WHERE kind = $1 AND record_id = $2',
      [kind, id],
    )
  )
    .map((row) => row.person_id)
    .sort();

beforeEach(() => {
  world.clock.now = start;
});

describe('improper involvement', () => {
  it('[P3.3] one tap raises it; supervisor and district are alerted at once, with a clock of two school days', async () => {
    const callId = await schoolMatter();
    const answer = await tap({ callId });
    expect(answer.statusCode, answer.body).toBe(200);
    const raised = answer.json();
    expect(raised).toMatchObject({
      source: 'leanedOn',
      requirement: 'P3.3',
      state: 'open',
      callId,
      matterCode: 'dressCode',
      callerRole: 'teacher',
      officerName: people.officer.name,
      overdue: false,
      // Friday 16 October, at the end of the day in Chicago.
      dueAt: '2026-10-17T04:59:00.000Z',
      actions: ['takeBack'],
    });
    expect(await told('improperInvolvementRaised', raised.id)).toEqual(
      [people.supervisor.id, people.districtCoordinator.id].sort(),
    );
    const mails = await world.database.query<{ to_email: string; params: { due: string }; link: string }>(
      'SELECT to_email, params, link FROM mail_outbox WHERE link LIKE $1',
      [`%${raised.id}`],
    );
    expect(mails.map((mail) => mail.to_email).sort()).toEqual(
      [people.supervisor.email, people.districtCoordinator.email].sort(),
    );
    expect(mails[0]).toMatchObject({ params: { due: '2026-10-16' }, link: `/app/findings/${raised.id}` });
  });

  it('[P3.3] is one finding however often and at how many places the tap is sent', async () => {
    const callId = await schoolMatter();
    const id = uuidv7();
    const both = await Promise.all([tap({ callId, id }), tap({ callId, id })]);
    expect(both.map((answer) => answer.statusCode)).toEqual([200, 200]);
    expect((await tap({ callId })).json().id).toBe(id);
    expect(await told('improperInvolvementRaised', id)).toHaveLength(2);
  });

  it("[P3.3] an id that stands for something else is refused: nobody reads or changes another officer's by it", async () => {
    const callId = await schoolMatter();
    const id = uuidv7();
    await tap({ callId, id, note: 'Said in confidence' });
    const theirs = await tap({ callId: await schoolMatter(), id }, people.otherOfficer);
    expect(theirs.json()).toMatchObject({ status: 409, code: 'common.conflict' });
    expect(theirs.body).not.toContain('confidence');
    expect((await tap({ callId, id, note: 'Other words' })).statusCode).toBe(409);
  });

  it('[P3.3] can be raised where no call was made, and not for a call that does not exist', async () => {
    const answer = await tap({ callerRole: 'administrator', note: 'Asked me in the hallway to search bags' });
    expect(answer.json()).toMatchObject({ callId: null, callerRole: 'administrator', schoolName: 'Lincoln High' });
    expect((await tap({ callId: uuidv7() })).statusCode).toBe(404);
    expect((await tap({}, people.schoolStaff)).statusCode).toBe(403);
  });

  it('[P3.3] the tap can be undone by who made it; that stays readable, and a second tap counts anew', async () => {
    const callId = await schoolMatter();
    const { id } = (await tap({ callId })).json() as { id: string };
    expect((await world.request(people.otherOfficer, 'POST', `/findings/${id}/take-back`)).statusCode).toBe(404);
    const back = await world.request(people.officer, 'POST', `/findings/${id}/take-back`);
    expect(back.json()).toMatchObject({ state: 'withdrawn', actions: [] });
    expect((await world.request(people.officer, 'POST', `/findings/${id}/take-back`)).statusCode).toBe(200);
    expect(await told('findingTakenBack', id)).toHaveLength(2);
    const again = (await tap({ callId })).json() as { id: string; state: string };
    expect(again).toMatchObject({ state: 'open' });
    expect(again.id).not.toBe(id);
    const call = await world.request(people.officer, 'GET', `/calls/${callId}`);
    expect(call.json().findings).toHaveLength(2);
  });

  it('[P3.3] is settled with an outcome and a note by supervisor or district, once; the officer hears of it', async () => {
    const { id } = (await tap({ callId: await schoolMatter() })).json() as { id: string };
    const path = `/findings/${id}/resolve`;
    const outcome = { outcome: 'callerCoached', note: 'Talked with the teacher and the principal' };
    for (const person of [people.officer, people.agencyLeader, people.schoolLeader, people.programAdmin]) {
      expect((await world.request(person, 'POST', path, outcome)).statusCode).toBe(403);
    }
    const silent = await world.request(people.supervisor, 'POST', path, { outcome: 'callerCoached', note: '' });
    expect(silent.json()).toMatchObject({ status: 422, errors: [{ field: 'note' }] });
    const settled = await world.request(people.supervisor, 'POST', path, outcome);
    expect(settled.json()).toMatchObject({
      state: 'resolved',
      outcome: 'callerCoached',
      outcomeNote: outcome.note,
      resolvedByName: people.supervisor.name,
      actions: ['reopen'],
    });
    expect((await world.request(people.supervisor, 'POST', path, outcome)).statusCode).toBe(200);
    const late = (await world.request(people.districtCoordinator, 'POST', path, outcome)).json();
    expect(late).toMatchObject({ status: 409, code: 'calls.finding.transitionState' });
    expect(late.title).not.toContain('call');
    expect(await told('findingResolved', id)).toEqual([people.officer.id]);
    const open = await world.request(people.supervisor, 'GET', '/findings?state=open&limit=100');
    expect((open.json().findings as { id: string }[]).some((one) => one.id === id)).toBe(false);
    const resolved = await world.request(people.districtCoordinator, 'GET', '/findings?state=resolved');
    expect(resolved.json().findings).toContainEqual(expect.objectContaining({ id }));
  });

  it('[P3.3] can be opened again with a reason; the earlier outcome stays, the clock starts anew', async () => {
    const { id } = (await tap({ callId: await schoolMatter() })).json() as { id: string };
    const outcome = { outcome: 'schoolReminded', note: 'Reminded by phone' };
    await world.request(people.supervisor, 'POST', `/findings/${id}/resolve`, outcome);
    expect((await world.request(people.supervisor, 'POST', `/findings/${id}/reopen`, { reason: '' })).statusCode).toBe(
      422,
    );
    const reopened = await world.request(people.districtCoordinator, 'POST', `/findings/${id}/reopen`, {
      reason: 'It happened again',
    });
    expect(reopened.json()).toMatchObject({
      state: 'open',
      outcome: null,
      earlier: [{ outcome: 'schoolReminded', note: 'Reminded by phone', reopened: 'It happened again' }],
    });
    const again = await world.request(people.districtCoordinator, 'POST', `/findings/${id}/reopen`, {
      reason: 'It happened again',
    });
    expect([again.statusCode, again.json().earlier.length]).toEqual([200, 1]);
    const trail = await world.database.query<{ event: string }>(
      'SELECT event FROM audit_entry WHERE record_id = $1 ORDER BY at, event',
      [id],
    );
    expect(trail.map((entry) => entry.event).sort()).toEqual([
      'finding.raised',
      'finding.reopened',
      'finding.resolved',
    ]);
  });

  it("[P3.3] is seen by an officer only where it is the officer's own, and never in another program", async () => {
    const { id } = (await tap({ callId: await schoolMatter() })).json() as { id: string };
    expect((await world.request(people.officer, 'GET', `/findings/${id}`)).statusCode).toBe(200);
    expect((await world.request(people.schoolLeader, 'GET', `/findings/${id}`)).statusCode).toBe(200);
    expect((await world.request(people.otherOfficer, 'GET', `/findings/${id}`)).statusCode).toBe(404);
    expect((await world.request(people.otherSchoolLeader, 'GET', `/findings/${id}`)).statusCode).toBe(404);
    const stranger = world.other.people.supervisor;
    expect((await world.request(stranger, 'GET', `/findings/${id}`, undefined, world.other)).statusCode).toBe(404);
  });
});

describe('repeat callers', () => {
  it('[P3.3] shows who asked for school matters three times in thirty days, by person or by school and role', async () => {
    for (const [day, person] of [
      ['2026-12-01', people.otherSchoolStaff],
      ['2027-01-04', people.otherSchoolStaff],
      ['2027-01-12', people.otherSchoolStaff],
      ['2027-01-20', people.otherSchoolStaff],
    ] as const) {
      world.clock.now = new Date(`${day}T16:00:00Z`);
      await schoolMatter({ schoolId: schools[1] }, person);
    }
    for (const minute of ['01', '02', '03']) {
      world.clock.now = new Date(`2027-01-19T16:${minute}:00Z`);
      await schoolMatter(
        { schoolId: schools[1], enteredVia: 'officerRadio', callerRole: 'administrator' },
        people.otherOfficer,
      );
    }
    // A threat does not count, a withdrawn call neither.
    await schoolMatter({ schoolId: schools[1], matterCode: 'firearm' }, people.otherSchoolStaff);
    const mistaken = await schoolMatter({ schoolId: schools[1] }, people.otherSchoolStaff);
    await takeStep(world.service, people.otherSchoolStaff.caller, mistaken, { id: uuidv7(), action: 'withdraw' });
    const listed = await inProgram(world.service, { programId: world.program.id }, async (tx) =>
      listRepeatCallers(tx, await requireFrame(tx, world.program.id), '2027-01-20'),
    );
    expect(listed).toMatchObject({ threshold: 3, since: '2026-12-22', until: '2027-01-20' });
    expect(listed.callers.map(({ name, callerRole, count }) => ({ name, callerRole, count }))).toEqual(
      expect.arrayContaining([
        { name: people.otherSchoolStaff.name, callerRole: 'teacher', count: 3 },
        { name: null, callerRole: 'administrator', count: 3 },
      ]),
    );
    expect(listed.callers).toHaveLength(2);
  });

  it('[P3.3] is for supervisor and coordinator alone', async () => {
    for (const person of [people.supervisor, people.districtCoordinator]) {
      expect((await world.request(person, 'GET', '/findings/repeat-callers')).statusCode).toBe(200);
    }
    for (const person of [people.officer, people.schoolLeader, people.agencyLeader, people.schoolStaff]) {
      expect((await world.request(person, 'GET', '/findings/repeat-callers')).statusCode).toBe(403);
    }
  });
});
