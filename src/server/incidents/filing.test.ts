import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { incidentSteps, occurredAt, search, student, whole } from '../../../tests/support/incidents.ts';
import { testWorld } from '../../../tests/support/world.ts';
import type { IncidentList } from './views.ts';

const world = await testWorld();
const { request, program, database } = world;
const { people } = program;
const lincoln = program.schools[0];
const { started, drafted, filed, view } = incidentSteps(world);

describe('an incident’s draft', () => {
  it('[P7.1] is started once, however often and however fast the request comes', async () => {
    const id = uuidv7();
    const body = { id, schoolId: lincoln, originKind: 'selfInitiated' };
    const answers = await Promise.all([1, 2, 3].map(() => request(people.officer, 'POST', '/incidents', body)));
    expect(answers.map((answer) => [answer.statusCode, answer.json()])).toEqual(
      [1, 2, 3].map(() => [200, { id, revision: 1 }]),
    );
    const [row] = await database.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM audit_entry WHERE record_id = '${id}' AND event = 'incident.started'`,
    );
    expect(row?.n).toBe(1);
    const elsewhere = { ...body, schoolId: program.schools[1] };
    expect((await request(people.officer, 'POST', '/incidents', elsewhere)).json()).toMatchObject({
      status: 409,
      code: 'common.conflict',
    });
  });

  it('[P7.1] takes over what a call knows, once, and by the officer who answers it only', async () => {
    const callId = uuidv7();
    const call = {
      id: callId,
      schoolId: lincoln,
      requestedAt: '2026-10-14T14:58:00Z',
      callerRole: 'teacher',
      throughDispatchFrom: null,
      enteredVia: 'staffPage',
      matterCode: 'fightActive',
      place: 'schoolBus',
      placeDetail: 'Bus 12',
      description: 'Two students fight.',
      emergency: false,
      answers: { immediateDanger: 'yes', weapon: 'no', mandatoryReport: 'no', wouldCall911: 'yes' },
    };
    expect((await request(people.schoolStaff, 'POST', '/calls', call)).statusCode).toBeLessThan(300);
    const id = await started(people.officer, { schoolId: undefined, callId });
    expect((await view(people.officer, id)).draft?.content).toMatchObject({
      what: { matterCode: 'fightActive', place: 'schoolBus', setting: 'schoolTransport' },
      origin: { kind: 'called', callId, callerRole: 'teacher', why: 'Two students fight.' },
    });
    const again = await request(people.officer, 'POST', '/incidents', { id: uuidv7(), callId });
    expect(again.json()).toEqual({ id, revision: 1 });
    const other = await request(people.otherOfficer, 'POST', '/incidents', { id: uuidv7(), callId });
    expect(other.json()).toMatchObject({ status: 409, code: 'incidents.callOfOther' });
  });

  it('[P7.1] is kept step by step; a retry is no conflict, a second device is, and nothing of it is lost', async () => {
    const id = await started();
    const first = { revision: 1, draft: { what: { place: 'gym' } } };
    expect((await request(people.officer, 'PUT', `/incidents/${id}/draft`, first)).json()).toMatchObject({
      revision: 2,
    });
    expect((await request(people.officer, 'PUT', `/incidents/${id}/draft`, first)).json()).toMatchObject({
      revision: 2,
    });
    const other = { revision: 1, draft: { narrative: { text: 'From my other phone.' } } };
    const refused = await request(people.officer, 'PUT', `/incidents/${id}/draft`, other);
    expect(refused.json()).toMatchObject({ status: 409, code: 'common.changedMeanwhile' });
    const saved = await view(people.officer, id);
    expect(saved.draft?.content.what).toEqual({ place: 'gym' });
    const again = await request(people.officer, 'PUT', `/incidents/${id}/draft`, { ...other, revision: 2 });
    expect(again.json()).toMatchObject({ revision: 3 });
    expect((await view(people.officer, id)).draft?.content).toEqual({
      what: { place: 'gym' },
      narrative: { text: 'From my other phone.' },
    });
  });

  it('[P7.8] is seen by its own officer only', async () => {
    const id = await started();
    const others = [people.supervisor, people.schoolLeader, people.districtCoordinator, people.otherOfficer] as const;
    for (const person of others) {
      expect((await request(person, 'GET', `/incidents/${id}`)).statusCode).toBe(404);
      const list = (await request(person, 'GET', '/incidents?limit=100')).json() as IncidentList;
      expect(list.items.map((item) => item.id)).not.toContain(id);
    }
    const put = await request(people.otherOfficer, 'PUT', `/incidents/${id}/draft`, { revision: 1, draft: {} });
    expect(put.statusCode).toBe(404);
    for (const person of [people.schoolStaff, people.programAdmin]) {
      expect((await request(person, 'GET', `/incidents/${id}`)).statusCode).toBe(403);
      expect((await request(person, 'POST', '/incidents', { id: uuidv7(), schoolId: lincoln })).statusCode).toBe(403);
    }
    const mine = (await request(people.officer, 'GET', '/incidents?state=draft&mine=true')).json() as IncidentList;
    expect(mine.items.find((item) => item.id === id)?.missing).toBeGreaterThan(10);
  });

  it('[P7.5] keeps what only a student can volunteer out, unless the student did', async () => {
    const id = await started();
    const told = (studentVolunteered: boolean) => ({
      revision: 1,
      draft: { students: [student({ volunteered: { studentVolunteered, orientation: 'bisexual' } })] },
    });
    const refused = await request(people.officer, 'PUT', `/incidents/${id}/draft`, told(false));
    expect(refused.json()).toMatchObject({
      status: 422,
      rule: 'incidents.volunteeredFirst',
      errors: [{ field: 'students.0.volunteered.orientation', code: 'incidents.notVolunteered' }],
    });
    expect((await request(people.officer, 'PUT', `/incidents/${id}/draft`, told(true))).statusCode).toBe(200);
  });

  it('is thrown away with a reason that stays, and its words do not', async () => {
    const id = await started();
    const without = await request(people.officer, 'POST', `/incidents/${id}/discard`, { reason: '' });
    expect(without.json()).toMatchObject({ status: 422, errors: [{ field: 'reason' }] });
    const reason = 'Started twice by mistake';
    expect((await request(people.officer, 'POST', `/incidents/${id}/discard`, { reason })).statusCode).toBe(200);
    expect((await request(people.officer, 'GET', `/incidents/${id}`)).statusCode).toBe(404);
    const [entry] = await database.query<{ payload: string }>(
      `SELECT payload FROM audit_entry WHERE record_id = '${id}' AND event = 'incident.discarded'`,
    );
    expect(entry?.payload).toContain(reason);
    const [row] = await database.query<{ draft: unknown }>(`SELECT draft FROM incident WHERE id = '${id}'`);
    expect(row?.draft).toBeNull();
  });
});

describe('filing', () => {
  it('[P4.5] is refused while anything is missing, and names each part with its field', async () => {
    const one = student();
    const { id, revision } = await drafted(
      whole({ students: [one], noActions: false, actions: [{ key: uuidv7(), kind: 'arrest', studentKey: one.key }] }),
    );
    const answer = (await request(people.officer, 'POST', `/incidents/${id}/file`, { revision })).json();
    expect(answer).toMatchObject({ status: 422, code: 'incidents.incomplete', rule: 'incidents.complete' });
    const fields = answer.errors.map((error: { field: string }) => error.field);
    for (const part of [
      'basis',
      'whyAtSchool',
      'probableCauseFactors',
      'restraintTypes',
      'minutes',
      'ageAndSize.considered',
    ]) {
      expect(fields).toContain(`actions.0.${part}`);
    }
    for (const error of answer.errors)
      expect(`${error.reason} ${error.remedy}`).not.toMatch(/cannot be done|undefined/);
    expect((await view(people.officer, id)).state).toBe('draft');
  });

  it('[P4.3] refuses an administrator’s direction alone and punishment, each with its rule', async () => {
    for (const [basis, rule] of [
      ['administratorDirection', 'incidents.soleAdministratorDirection'],
      ['punishment', 'incidents.punishment'],
    ] as const) {
      const one = student();
      const { id, revision } = await drafted(
        whole({ students: [one], noActions: false, actions: [search(one.key, { basis: [basis] })] }),
      );
      const answer = await request(people.officer, 'POST', `/incidents/${id}/file`, { revision });
      expect(answer.json()).toMatchObject({ status: 422, rule, errors: [{ field: 'actions.0.basis', rule }] });
    }
  });

  it('[P4.3] takes the truth of a direction without a basis, and shows it as a violation', async () => {
    const one = student();
    const id = await filed(
      whole({
        students: [one],
        noActions: false,
        actions: [search(one.key, { basis: ['administratorDirection'], noLawfulBasis: true })],
      }),
    );
    const seen = await view(people.supervisor, id);
    expect(seen.findings).toContainEqual(
      expect.objectContaining({ ruleId: 'incidents.noLawfulBasis', requirement: 'P4.3', severity: 'violation' }),
    );
  });

  it('[P7.6] [P4.5] asks both sides with a clock and tells supervisors and the school’s leaders', async () => {
    const one = student();
    const id = await filed(whole({ students: [one], noActions: false, actions: [search(one.key)] }));
    const reviews = await database.query<{ side: string; due: string }>(
      `SELECT side, (due_at AT TIME ZONE 'America/Chicago')::date::text AS due FROM review WHERE incident_id = '${id}' ORDER BY side`,
    );
    // Filed on Wednesday 14 October: three school days for an enforcement action, five otherwise.
    expect(reviews).toEqual([
      { side: 'police', due: '2026-10-19' },
      { side: 'school', due: '2026-10-21' },
    ]);
    const told = await database.query<{ person_id: string }>(
      `SELECT person_id FROM notification WHERE record_id = '${id}' AND kind = 'incidentFiled'`,
    );
    expect(told.map((row) => row.person_id).sort()).toEqual([people.supervisor.id, people.schoolLeader.id].sort());
    const [mails] = await database.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM mail_outbox WHERE link = '/app/incidents/${id}'`,
    );
    expect(mails?.n).toBe(2);
    const kinds = await database.query(`SELECT kind FROM enforcement_action WHERE incident_id = '${id}'`);
    expect(kinds).toEqual([{ kind: 'search' }]);
  });

  it('[P7.1] makes one version, however often the request comes', async () => {
    const { id, revision } = await drafted(whole());
    const answers = await Promise.all(
      [1, 2, 3].map(() => request(people.officer, 'POST', `/incidents/${id}/file`, { revision })),
    );
    expect(answers.map((answer) => answer.statusCode)).toEqual([200, 200, 200]);
    expect(await database.query(`SELECT version FROM incident_version WHERE incident_id = '${id}'`)).toHaveLength(1);
    expect(await database.query(`SELECT side FROM review WHERE incident_id = '${id}'`)).toHaveLength(2);
    const late = await request(people.officer, 'PUT', `/incidents/${id}/draft`, {
      revision,
      draft: { noActions: true },
    });
    expect(late.json()).toMatchObject({ status: 409 });
  });

  it('[P3.2] raises improper involvement for a matter the school handles itself', async () => {
    const id = await filed(
      whole({
        what: { matterCode: 'dressCode', offense: null, setting: 'schoolGrounds', place: 'hallway', occurredAt },
        origin: {
          kind: 'selfInitiated',
          selfInitiatedReason: 'sawIt',
          why: 'A cap was worn inside',
          gate: { immediateDanger: 'no', weapon: 'no', mandatoryReport: 'no', wouldCall911: 'no' },
        },
      }),
    );
    const found = await database.query(`SELECT rule, state, matter FROM finding WHERE record_id = '${id}'`);
    expect(found).toEqual([{ rule: 'calls.schoolMatterResponse', state: 'open', matter: 'dressCode' }]);
    expect((await view(people.districtCoordinator, id)).gate?.answer).toBe('schoolMatter');
  });

  it('refuses a time to come and a matter that is not on the list, at their fields', async () => {
    const { id, revision } = await drafted(
      whole({
        what: {
          matterCode: 'notOnTheList',
          offense: null,
          setting: 'schoolGrounds',
          place: 'gym',
          occurredAt: '2026-10-20T09:00:00Z',
        },
      }),
    );
    const answer = (await request(people.officer, 'POST', `/incidents/${id}/file`, { revision })).json();
    expect(answer.errors).toEqual([
      expect.objectContaining({ field: 'what.occurredAt', code: 'incidents.occurredInFuture' }),
      expect.objectContaining({ field: 'what.matterCode', code: 'incidents.matterUnknown' }),
    ]);
  });

  it('[P7.8] says so where the check for names could not run', async () => {
    const id = await filed(whole({ narrative: { text: 'Something happened here today.' } }));
    const seen = await view(people.supervisor, id);
    expect(seen.body?.narrative.nameCheck).toBe('unchecked');
    expect(seen.findings.map((finding) => finding.ruleId)).toContain('incidents.namesUnchecked');
  });
});
