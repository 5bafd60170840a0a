import { describe, expect, it } from 'vitest';
import { incidentSteps, search, student, whole } from '../../../tests/support/incidents.ts';
import { testWorld } from '../../../tests/support/world.ts';
import { amendIncident, fileIncident } from './filing.ts';
import type { IncidentList, IncidentVersions } from './views.ts';

const world = await testWorld();
const { request, program, database } = world;
const { people } = program;
const lincoln = program.schools[0];
const { drafted, filed, view } = incidentSteps(world);

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
    const one = student();
    const searched = await filed(whole({ students: [one], noActions: false, actions: [search(one.key)] }));
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
    expect(searches.items.map((item) => item.id)).toContain(searched);
  });
});
