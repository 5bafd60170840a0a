import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { beforeEach, describe, expect, it } from 'vitest';
import { type TestPerson, testWorld } from '../../../tests/support/world.ts';
import { shippedMatters } from '../../domain/calls/matters.ts';
import type { CallRequest, GateAnswers } from '../../domain/calls/record.ts';
import { requestCall } from './commands.ts';

const world = await testWorld();
const { people, schools } = world.program;
const start = new Date('2026-10-14T15:00:00Z');

const no: GateAnswers = { immediateDanger: 'no', weapon: 'no', mandatoryReport: 'no', wouldCall911: 'no' };
const danger: GateAnswers = { ...no, immediateDanger: 'yes' };

function request(part: Partial<CallRequest> = {}): CallRequest {
  return {
    id: uuidv7(),
    schoolId: schools[0],
    requestedAt: world.clock.now.toISOString(),
    callerRole: 'teacher',
    throughDispatchFrom: null,
    enteredVia: 'staffPage',
    matterCode: 'phoneUse',
    place: 'classroom',
    placeDetail: '204',
    description: '',
    emergency: false,
    answers: no,
    ...part,
  };
}

async function asked(part: Partial<CallRequest> = {}, person: TestPerson = people.schoolStaff): Promise<string> {
  const body = request(part);
  const answer = await world.request(person, 'POST', '/calls', body);
  expect(answer.statusCode, answer.body).toBe(200);
  return body.id;
}

const step = (person: TestPerson, id: string, body: object) =>
  world.request(person, 'POST', `/calls/${id}/steps`, { id: uuidv7(), ...body });

const findingsOf = (id: string) =>
  world.database.query<{ rule: string; state: string; owner_id: string | null }>(
    'SELECT rule, state, owner_id FROM finding WHERE record_id = $1',
    [id],
  );

beforeEach(() => {
  world.clock.now = start;
});

describe('asking for an officer', () => {
  it('[P3.1] hands a school matter back at once, with what to do instead, and keeps the call', async () => {
    const body = request();
    const answer = await world.request(people.schoolStaff, 'POST', '/calls', body);
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({
      state: 'handedBack',
      gateAnswer: 'schoolMatter',
      decision: { answer: 'schoolMatter', advice: ['deviceProcedure', 'useClassroomPlan', 'callAdministrator'] },
      callerName: people.schoolStaff.name,
      actions: ['insist', 'withdraw'],
    });
    expect(answer.json().decision.why[0]).toMatchObject({ requirement: 'P3.2' });
    expect(answer.json().events.map((event: { event: string }) => event.event)).toEqual([
      'requested',
      'gateHandedBack',
    ]);
    expect(await findingsOf(body.id)).toEqual([]);
  });

  it("[P3.1] sends an officer where there is danger, and tells the school's officers", async () => {
    const id = await asked({ matterCode: 'fightActive', answers: danger });
    const seen = await world.request(people.officer, 'GET', `/calls/${id}`);
    expect(seen.json()).toMatchObject({ state: 'requested', gateAnswer: 'officerResponds' });
    const told = await world.database.query<{ person_id: string }>(
      'SELECT person_id FROM notification WHERE record_id = $1',
      [id],
    );
    expect(told.map((row) => row.person_id)).toEqual([people.officer.id]);
  });

  it('[P3.1] lets an emergency through without answers, with a day to answer them, and nothing else', async () => {
    const refused = await world.request(people.schoolStaff, 'POST', '/calls', request({ answers: null }));
    expect(refused.statusCode).toBe(422);
    expect(refused.json()).toMatchObject({ code: 'calls.answersMissing', errors: [{ field: 'answers' }] });
    const id = await asked({ answers: null, emergency: true });
    const seen = await world.request(people.officer, 'GET', `/calls/${id}`);
    // One school day after Wednesday 14 October, at the end of the day in Chicago.
    expect(seen.json()).toMatchObject({ state: 'requested', gateAnswer: null, gateDueAt: '2026-10-16T04:59:00.000Z' });
  });

  it('[P3.1] refuses a matter that is not on the list and a time to come, each at its field', async () => {
    const unknown = await world.request(people.schoolStaff, 'POST', '/calls', request({ matterCode: 'nonsense' }));
    expect(unknown.json()).toMatchObject({ status: 422, errors: [{ field: 'matterCode' }] });
    const later = request({ enteredVia: 'officerRadio', requestedAt: '2026-10-14T16:00:00Z' });
    const future = await world.request(people.officer, 'POST', '/calls', later);
    expect(future.json()).toMatchObject({ status: 422, errors: [{ field: 'requestedAt', code: 'calls.inFuture' }] });
  });

  it("does not let a wrong clock on a teacher's phone stand between her and help", async () => {
    const id = await asked({ requestedAt: '2026-10-14T18:00:00Z', matterCode: 'firearm', answers: danger });
    const seen = await world.request(people.schoolStaff, 'GET', `/calls/${id}`);
    expect(seen.json().requestedAt).toBe(start.toISOString());
  });

  it('[P3.1] keeps who asked an officer by radio as a role, never as a signed-in person', async () => {
    const id = await asked(
      {
        enteredVia: 'officerRadio',
        callerRole: 'administrator',
        matterCode: 'knifeOrBlade',
        answers: { ...no, weapon: 'yes' },
      },
      people.officer,
    );
    const seen = await world.request(people.officer, 'GET', `/calls/${id}`);
    expect(seen.json()).toMatchObject({
      state: 'responding',
      mine: true,
      callerRole: 'administrator',
      callerName: null,
      officerName: people.officer.name,
    });
  });

  it("refuses an entry that does not fit the person, and another school's staff", async () => {
    const asOfficer = await world.request(
      people.schoolStaff,
      'POST',
      '/calls',
      request({ enteredVia: 'officerRadio' }),
    );
    expect(asOfficer.json()).toMatchObject({ code: 'calls.enteredViaWrong' });
    const asStaff = await world.request(people.officer, 'POST', '/calls', request());
    expect(asStaff.json()).toMatchObject({ code: 'calls.enteredViaWrong' });
    const asParent = await world.request(people.schoolStaff, 'POST', '/calls', request({ callerRole: 'parent' }));
    expect(asParent.json()).toMatchObject({ code: 'calls.callerRoleWrong' });
    expect((await world.request(people.otherSchoolStaff, 'POST', '/calls', request())).statusCode).toBe(404);
    expect((await world.request(people.supervisor, 'POST', '/calls', request())).statusCode).toBe(403);
  });

  it('makes one call of the same request sent twice, and of two at once; other content is a conflict', async () => {
    const body = request({ matterCode: 'fightActive', answers: danger });
    const both = await Promise.all([1, 2, 3].map(() => world.request(people.schoolStaff, 'POST', '/calls', body)));
    expect(both.map((answer) => answer.statusCode)).toEqual([200, 200, 200]);
    expect((await world.request(people.schoolStaff, 'POST', '/calls', body)).statusCode).toBe(200);
    const rows = await world.database.query('SELECT 1 FROM call WHERE id = $1', [body.id]);
    expect(rows).toHaveLength(1);
    const events = await world.database.query('SELECT 1 FROM call_event WHERE call_id = $1', [body.id]);
    expect(events).toHaveLength(1);
    const told = await world.database.query('SELECT 1 FROM notification WHERE record_id = $1', [body.id]);
    expect(told).toHaveLength(1);
    const other = await world.request(people.schoolStaff, 'POST', '/calls', { ...body, place: 'gym' });
    expect(other.statusCode).toBe(409);
    const stolen = await world.request(people.schoolLeader, 'POST', '/calls', body);
    expect(stolen.statusCode).toBe(409);
  });

  it('[P3.1] previews the gate without keeping anything', async () => {
    const before = await world.database.query<{ n: number }>('SELECT count(*)::int AS n FROM call');
    const answer = await world.request(people.schoolStaff, 'POST', '/calls/preview', {
      matterCode: 'dressCode',
      answers: { ...no, weapon: 'unsure' },
    });
    expect(answer.json()).toMatchObject({ answer: 'officerResponds', why: [{ reason: 'weaponUnsure' }] });
    expect(await world.database.query('SELECT count(*)::int AS n FROM call')).toEqual(before);
  });

  it("[P3.2] follows the program's own list from the day it holds", async () => {
    const change = { code: 'phoneUse', group: 'phoneOrDress', class: 'safetyThreat', advice: [], label: null };
    await world.database.query(
      `INSERT INTO matter_setting (program_id, matter, holds_from, body, set_at) VALUES ($1, 'phoneUse', '2026-11-02', $2, now())`,
      [
        world.program.id,
        JSON.stringify({ ...change, holdsFrom: '2026-11-02', listed: true, reason: 'A test of the list' }),
      ],
    );
    const list = await world.request(people.schoolStaff, 'GET', '/calls/matters');
    expect(list.json()).toHaveLength(shippedMatters.length);
    expect((await world.request(people.schoolStaff, 'POST', '/calls', request())).json().state).toBe('handedBack');
    world.clock.now = new Date('2026-11-02T15:00:00Z');
    const later = await requestCall(world.service, people.schoolStaff.caller, request());
    expect(later).toMatchObject({ ok: true, value: { state: 'requested' } });
    await world.database.query('DELETE FROM matter_setting');
  });
});

describe('what an officer does with a call', () => {
  it('[P3.1] accepts, finishes with a result, each step once however often it is sent', async () => {
    const id = await asked({ matterCode: 'intruder', answers: danger });
    const body = { id: uuidv7(), action: 'acknowledge' };
    const path = `/calls/${id}/steps`;
    const both = await Promise.all([1, 2].map(() => world.request(people.officer, 'POST', path, body)));
    expect(both.map((answer) => answer.statusCode)).toEqual([200, 200]);
    expect(both[0]?.json()).toMatchObject({ state: 'responding', officerName: people.officer.name });
    expect((await step(people.otherOfficer, id, { action: 'acknowledge' })).statusCode).toBe(409);
    const other = await step(people.otherOfficer, id, { action: 'finish', result: 'nothingNeeded' });
    expect(other.json()).toMatchObject({ status: 409, code: 'calls.otherOfficer' });
    const done = await step(people.officer, id, { action: 'finish', result: 'handedToOthers' });
    expect(done.json()).toMatchObject({ state: 'responded', result: 'handedToOthers' });
    expect(done.json().events.map((event: { event: string }) => event.event)).toEqual([
      'requested',
      'acknowledge',
      'finish',
    ]);
    expect(await findingsOf(id)).toEqual([]);
  });

  it('[P3.1] hands a call back only with a reason, tells the caller, and a threat handed back is a finding', async () => {
    const id = await asked({ matterCode: 'knifeOrBlade', answers: { ...no, weapon: 'yes' } });
    const silent = await step(people.officer, id, { action: 'handBack' });
    expect(silent.json()).toMatchObject({ status: 422, errors: [{ field: 'reason', code: 'calls.reasonMissing' }] });
    const back = await step(people.officer, id, { action: 'handBack', reason: 'It was a ruler' });
    expect(back.json()).toMatchObject({
      state: 'handedBack',
      override: { to: 'schoolMatter', reason: 'It was a ruler' },
    });
    expect(await findingsOf(id)).toMatchObject([{ rule: 'calls.threatHandedBack', state: 'open' }]);
    const notices = await world.request(people.schoolStaff, 'GET', '/notices');
    expect(notices.json()).toContainEqual(expect.objectContaining({ recordId: id, kind: 'callHandedBack' }));
  });

  it('[P3.2] an officer who goes to a school matter anyway gives a reason and raises a finding of improper involvement', async () => {
    const id = await asked();
    expect((await step(people.officer, id, { action: 'goAnyway', reason: ' ' })).statusCode).toBe(422);
    const gone = await step(people.officer, id, { action: 'goAnyway', reason: 'The principal insisted' });
    expect(gone.json()).toMatchObject({
      state: 'responding',
      findings: [{ source: 'overrideToSchoolMatter', state: 'open' }],
    });
    expect(await findingsOf(id)).toEqual([
      { rule: 'calls.schoolMatterResponse', state: 'open', owner_id: people.officer.id },
    ]);
  });

  it('[P3.2] a caller who insists gives a reason; the finding is raised at once and learns of the officer who then goes', async () => {
    const id = await asked();
    const silent = await world.request(people.schoolStaff, 'POST', `/calls/${id}/insist`, { id: uuidv7() });
    expect(silent.json()).toMatchObject({ status: 422, errors: [{ field: 'reason' }] });
    const insisted = await world.request(people.schoolStaff, 'POST', `/calls/${id}/insist`, {
      id: uuidv7(),
      reason: 'He will not give me the phone',
    });
    expect(insisted.json()).toMatchObject({ state: 'requested', override: { to: 'officerResponds' } });
    expect(await findingsOf(id)).toMatchObject([{ owner_id: null, state: 'open' }]);
    await step(people.officer, id, { action: 'acknowledge' });
    expect(await findingsOf(id)).toMatchObject([{ owner_id: people.officer.id }]);
  });

  it('[P3.1] an emergency is answered afterwards, once; where it was a school matter, a finding follows', async () => {
    const id = await asked({ answers: null, emergency: true });
    await step(people.officer, id, { action: 'acknowledge' });
    await step(people.officer, id, { action: 'finish', result: 'handedToSchoolOnScene' });
    expect(await findingsOf(id)).toEqual([]);
    const answered = await step(people.officer, id, { action: 'answerAfterwards', answers: no });
    expect(answered.json()).toMatchObject({ state: 'responded', gateAnswer: 'schoolMatter', gateDueAt: null });
    expect(await findingsOf(id)).toMatchObject([{ rule: 'calls.schoolMatterResponse' }]);
    const again = await step(people.officer, id, { action: 'answerAfterwards', answers: no });
    expect(again.json()).toMatchObject({ status: 409, code: 'calls.alreadyAnswered' });
  });

  it('[P3.1] an emergency handed back before its questions were answered still owes the answers', async () => {
    const id = await asked({ answers: null, emergency: true });
    await step(people.officer, id, { action: 'handBack', reason: 'False alarm' });
    const answered = await step(people.officer, id, { action: 'answerAfterwards', answers: no });
    expect(answered.json()).toMatchObject({ state: 'handedBack', gateAnswer: 'schoolMatter' });
  });

  it('is withdrawn by its caller and by nobody else at the school but the leader', async () => {
    const id = await asked({ matterCode: 'intruder', answers: danger });
    expect(
      (await world.request(people.otherSchoolLeader, 'POST', `/calls/${id}/withdraw`, { id: uuidv7() })).statusCode,
    ).toBe(404);
    const gone = await world.request(people.schoolStaff, 'POST', `/calls/${id}/withdraw`, { id: uuidv7() });
    expect(gone.json()).toMatchObject({ state: 'withdrawn', actions: [] });
    expect((await step(people.officer, id, { action: 'acknowledge' })).statusCode).toBe(409);
  });

  it('lets only officers answer, whatever the request says', async () => {
    const id = await asked({ matterCode: 'intruder', answers: danger });
    for (const person of [people.schoolStaff, people.schoolLeader, people.supervisor, people.districtCoordinator]) {
      expect((await step(person, id, { action: 'acknowledge' })).statusCode).toBe(403);
    }
    const elsewhere = await world.request(
      world.other.people.officer,
      'POST',
      `/calls/${id}/steps`,
      { id: uuidv7(), action: 'acknowledge' },
      world.other,
    );
    expect(elsewhere.statusCode).toBe(404);
  });
});

describe('who sees which calls', () => {
  it("[P3.1] staff their own, leaders their school's, police and district the program's", async () => {
    const own = await asked();
    const colleagues = await asked({}, people.schoolLeader);
    const elsewhere = await asked({ schoolId: schools[1] }, people.otherSchoolStaff);
    const seen = async (person: TestPerson): Promise<string[]> => {
      const answer = await world.request(person, 'GET', '/calls?limit=100');
      return (answer.json().calls as { id: string }[])
        .map((call) => call.id)
        .filter((id) => [own, colleagues, elsewhere].includes(id));
    };
    expect(await seen(people.schoolStaff)).toEqual([own]);
    expect(await seen(people.schoolLeader)).toEqual([colleagues, own]);
    for (const person of [people.officer, people.supervisor, people.agencyLeader, people.districtCoordinator]) {
      expect(await seen(person)).toEqual([elsewhere, colleagues, own]);
    }
    expect((await world.request(people.schoolStaff, 'GET', `/calls/${colleagues}`)).statusCode).toBe(404);
    expect((await world.request(people.recordsOfficer, 'GET', '/calls')).statusCode).toBe(403);
  });

  it('is paged without a gap or a double, and tells the total', async () => {
    const seen: string[] = [];
    let before = '';
    let total = 0;
    do {
      const page = await world.request(
        people.supervisor,
        'GET',
        `/calls?limit=3${before === '' ? '' : `&before=${before}`}`,
      );
      expect(page.statusCode, page.body).toBe(200);
      const body = page.json() as { calls: { id: string }[]; next: string | null; total: number };
      seen.push(...body.calls.map((call) => call.id));
      before = body.next ?? '';
      total = body.total;
    } while (before !== '');
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toHaveLength(total);
  });
});

describe('the gate as a whole', () => {
  const answer = fc.constantFrom('yes', 'no', 'unsure');
  const answers = fc.record({ immediateDanger: answer, weapon: answer, mandatoryReport: answer, wouldCall911: answer });

  it('[P3.1] every stored call has a gate answer or is an emergency awaiting one', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...shippedMatters.map((matter) => matter.code)),
        fc.option(answers, { nil: null }),
        fc.boolean(),
        async (matterCode, given, emergency) => {
          const asking = request({ matterCode, answers: given, emergency } as Partial<CallRequest>);
          const result = await requestCall(world.service, people.schoolStaff.caller, asking);
          expect(result.ok).toBe(given !== null || emergency);
        },
      ),
      { seed: 20261014, numRuns: 60 },
    );
    const astray = await world.database.query(
      `SELECT id FROM call WHERE gate_answer IS NULL AND (NOT emergency OR body ->> 'gateDueAt' IS NULL)`,
    );
    expect(astray).toEqual([]);
    const unaudited = await world.database.query(
      `SELECT id FROM call WHERE NOT EXISTS (SELECT FROM audit_entry a WHERE a.record_id = call.id::text AND a.event = 'call.requested')`,
    );
    expect(unaudited).toEqual([]);
  });
});
