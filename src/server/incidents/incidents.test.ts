import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { type TestPerson, testWorld } from '../../../tests/support/world.ts';
import type { IncidentDraft } from '../../domain/incidents/record.ts';
import { amendIncident, fileIncident } from './filing.ts';
import type { IncidentList, IncidentVersions, IncidentView } from './views.ts';

const world = await testWorld();
const { request, program, database } = world;
const { people } = program;
const lincoln = program.schools[0];
const occurredAt = '2026-10-14T09:12:00-05:00';

type Student = NonNullable<IncidentDraft['students']>[number];
type Action = NonNullable<IncidentDraft['actions']>[number];

const student = (more: Partial<Student> = {}): Student => ({
  key: uuidv7(),
  role: 'subject',
  grade: '10',
  sex: 'M',
  races: ['white'],
  ageBand: '15to17',
  outcomes: ['returnedToSchool'],
  ...more,
});

const whole = (more: Partial<IncidentDraft> = {}): IncidentDraft => ({
  what: { matterCode: 'assaultWithInjury', offense: '13B', setting: 'schoolGrounds', place: 'hallway', occurredAt },
  origin: {
    kind: 'selfInitiated',
    selfInitiatedReason: 'sawIt',
    why: 'Two students were fighting',
    gate: { immediateDanger: 'yes', weapon: 'no', mandatoryReport: 'no', wouldCall911: 'yes' },
  },
  students: [student()],
  firstSteps: {
    talkedFirst: 'yes',
    deEscalation: ['calmVoice'],
    counselorCalled: 'yes',
    familyCalled: 'yes',
    restorativePractice: 'no',
    diversionOffered: 'notNeeded',
  },
  noActions: true,
  narrative: { text: 'Two students were fighting in the hallway. They were parted.', nameCheck: 'checked' },
  ...more,
});

const search = (studentKey: string, more: Partial<Action> = {}): Action => ({
  key: uuidv7(),
  kind: 'search',
  studentKey,
  basis: ['reasonableSuspicion'],
  basisText: 'A witness saw a knife put into the bag.',
  deEscalationTried: ['calmVoice'],
  ageAndSize: { considered: 'yes', note: 'Tall, calm.' },
  disabilityModifications: { considered: 'yes', made: 'noneNeeded' },
  alternatives: ['schoolHandlesIt'],
  whyAlternativesFailed: 'A knife was seen.',
  search: { basis: 'reasonableSuspicion', scope: ['bag'], result: 'nothing', askedBySchool: 'no', adultWitness: 'yes' },
  ...more,
});

async function started(person: TestPerson = people.officer, more: object = {}): Promise<string> {
  const id = uuidv7();
  const answer = await request(person, 'POST', '/incidents', { id, schoolId: lincoln, ...more });
  expect(answer.json()).toEqual({ id, revision: 1 });
  return id;
}

async function drafted(draft: IncidentDraft): Promise<{ id: string; revision: number }> {
  const id = await started();
  const saved = await request(people.officer, 'PUT', `/incidents/${id}/draft`, { revision: 1, draft });
  expect(saved.json()).toMatchObject({ revision: 2 });
  return { id, revision: 2 };
}

async function filed(draft: IncidentDraft = whole()): Promise<string> {
  const { id, revision } = await drafted(draft);
  const answer = await request(people.officer, 'POST', `/incidents/${id}/file`, { revision });
  expect(answer.json()).toMatchObject({ version: 1 });
  return id;
}

const view = async (person: TestPerson, id: string) =>
  (await request(person, 'GET', `/incidents/${id}`)).json() as IncidentView;

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

describe('a filed incident', () => {
  it('[P4.6] is read as filed by both sides within their reach, by nobody else', async () => {
    const id = await filed();
    const may = [
      people.officer,
      people.supervisor,
      people.agencyLeader,
      people.schoolLeader,
      people.districtCoordinator,
    ];
    for (const person of [...may, people.recordsOfficer]) {
      const seen = await view(person, id);
      expect(seen.body?.what.matterCode).toBe('assaultWithInjury');
      expect(seen.may).toEqual(person === people.officer ? ['amend'] : []);
    }
    for (const person of [people.otherOfficer, people.otherSchoolLeader]) {
      expect((await request(person, 'GET', `/incidents/${id}`)).statusCode).toBe(404);
      expect((await request(person, 'GET', `/incidents/${id}/versions`)).statusCode).toBe(404);
    }
    expect((await request(people.schoolStaff, 'GET', `/incidents/${id}`)).statusCode).toBe(403);
    const elsewhere = await request(world.other.people.supervisor, 'GET', `/incidents/${id}`, undefined, world.other);
    expect(elsewhere.statusCode).toBe(404);
  });

  it('[P7.5] shows what a student volunteered to the side that was told, to no other reader', async () => {
    const id = await filed(
      whole({ students: [student({ volunteered: { studentVolunteered: true, genderIdentity: 'nonBinary' } })] }),
    );
    expect((await view(people.supervisor, id)).body?.students[0]?.volunteered?.genderIdentity).toBe('nonBinary');
    for (const person of [people.schoolLeader, people.districtCoordinator]) {
      const texts = await Promise.all(
        [`/incidents/${id}`, `/incidents/${id}/versions`].map((path) => request(person, 'GET', path)),
      );
      for (const text of texts) expect(text.body).not.toContain('nonBinary');
    }
  });

  it('[P7.1] changes only by reasoned amendment; every version stays readable', async () => {
    const one = student();
    const draft = whole({ students: [one] });
    const id = await filed(draft);
    const body = { ...draft, narrative: { text: 'A longer story of the same fight.', nameCheck: 'checked' as const } };
    const amend = (more: object) =>
      request(people.officer, 'POST', `/incidents/${id}/amend`, { baseVersion: 1, body, ...more });
    expect((await amend({ reason: '' })).json()).toMatchObject({ status: 422, errors: [{ field: 'reason' }] });
    const same = { reason: 'The witness came back', body: draft };
    expect((await amend(same)).json()).toMatchObject({ status: 422, code: 'incidents.amendUnchanged' });
    const twice = await Promise.all([1, 2].map(() => amend({ reason: 'The witness came back' })));
    expect(twice.map((answer) => answer.json().version)).toEqual([2, 2]);
    expect((await amend({ reason: 'Again, from an old copy' })).json()).toMatchObject({
      status: 409,
      code: 'incidents.amendStale',
    });
    const versions = (
      await request(people.schoolLeader, 'GET', `/incidents/${id}/versions`)
    ).json() as IncidentVersions;
    expect(versions.map(({ version, reason }) => [version, reason])).toEqual([
      [1, null],
      [2, 'The witness came back'],
    ]);
    expect(versions[0]?.body.narrative.text).toBe('Two students were fighting in the hallway. They were parted.');
    expect(versions.map((version) => version.body.students[0]?.key)).toEqual([one.key, one.key]);
    const incomplete = await amend({ baseVersion: 2, reason: 'Leaving parts out', body: { ...draft, firstSteps: {} } });
    expect(incomplete.json()).toMatchObject({ status: 422, code: 'incidents.incomplete' });
  });

  it('[P7.6] [P7.8] asks again when facts change, and detaches who was removed without telling who', async () => {
    const [one, two] = [student(), student({ role: 'witness', outcomes: [] })];
    const draft = whole({ students: [one, two] });
    const id = await filed(draft);
    for (const key of [one.key, two.key]) {
      await database.query(
        `INSERT INTO student_identity (program_id, incident_id, student_key, school_id, school_year, pseudonym, races, sex, age_band, grade, disability, el, source, attached_by, attached_at)
         VALUES ($1, $2, $3, $4, '2026-27', $5, '{white}', 'M', '15to17', '10', 'none', 'no', 'byHand', $6, now())`,
        [program.id, id, key, lincoln, Buffer.from(key), people.schoolLeader.id],
      );
    }
    await database.query(`UPDATE incident SET attached_count = 2 WHERE id = '${id}'`);
    await database.query(`UPDATE review SET state = 'answered' WHERE incident_id = '${id}'`);
    const input = { id, baseVersion: 1, reason: 'The witness was not there', body: { ...draft, students: [one] } };
    expect(await amendIncident(world.service, people.officer.caller, input)).toMatchObject({ ok: true });
    expect((await view(people.schoolLeader, id)).students).toEqual({ total: 1, attached: 1 });
    const left = await database.query<{ student_key: string }>(
      `SELECT student_key FROM student_identity WHERE incident_id = '${id}'`,
    );
    expect(left).toEqual([{ student_key: one.key }]);
    const states = await database.query(`SELECT DISTINCT state FROM review WHERE incident_id = '${id}'`);
    expect(states).toEqual([{ state: 'open' }]);
    const events = await database.query<{ event: string }>(`SELECT event FROM audit_entry WHERE record_id = '${id}'`);
    expect(events.map((row) => row.event)).toEqual(expect.arrayContaining(['incident.amended', 'identity.detached']));
  });

  it('is never filed or amended by another officer', async () => {
    const { id, revision } = await drafted(whole());
    expect(await fileIncident(world.service, people.otherOfficer.caller, { id, revision })).toMatchObject({
      ok: false,
      error: { status: 404 },
    });
  });

  it('[P7.1] is listed page by page without a gap or a repeat', async () => {
    const seen: string[] = [];
    let before = '';
    do {
      const path = `/incidents?state=filed&limit=2${before === '' ? '' : `&before=${encodeURIComponent(before)}`}`;
      const page = (await request(people.supervisor, 'GET', path)).json() as IncidentList;
      seen.push(...page.items.map((item) => item.id));
      before = page.next ?? '';
    } while (before !== '');
    const all = await database.query(`SELECT id FROM incident WHERE program_id = '${program.id}' AND version > 0`);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toHaveLength(all.length);
    const searches = (
      await request(people.supervisor, 'GET', '/incidents?action=search&limit=100')
    ).json() as IncidentList;
    expect(searches.items.every((item) => item.actions.includes('search'))).toBe(true);
    expect(searches.items.length).toBeGreaterThan(0);
  });
});
