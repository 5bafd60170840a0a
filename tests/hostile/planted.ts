import { Buffer } from 'node:buffer';
import { v7 as uuidv7 } from 'uuid';
import { decide } from '../../src/domain/access/decide.ts';
import type { Action } from '../../src/domain/access/permissions.ts';
import { rosterFiles, rosterRows } from '../../src/server/exchange/testing/roster.ts';
import { makeZip } from '../../src/server/exchange/testing/zip.ts';
import { sealStudent } from '../../src/server/roster/vault.ts';
import { incidentSteps, student, whole } from '../support/incidents.ts';
import { personKeys, type TestProgram, type TestWorld } from '../support/world.ts';
import type { Canary } from './judge.ts';
import type { Random } from './random.ts';
import type { Known } from './sample.ts';

/** The two programs full of records, and the words in them by which a leak is known. */
export interface Planted {
  readonly canaries: readonly Canary[];
  /** What valid requests are made of; asked again as records are added. */
  refresh(): Promise<Known>;
}

const record = (index: number): string => `canary${index}${'kestrel'.slice(index % 3)}${(index * 7919).toString(36)}`;

/** Plants records of every kind in both schools of both programs, each with a word that stands nowhere else. */
export async function plantRecords(world: TestWorld): Promise<Planted> {
  const canaries: Canary[] = [];
  let number = 1_000;
  const { people } = world.program;
  const canary = (program: TestProgram, action: Action, at: { schoolId: string; ownerId?: string }): string => {
    number += 1;
    const word = record(number);
    const readers = personKeys.filter(
      (key) => program === world.program && decide(people[key].caller.actor, action, at).ok,
    );
    canaries.push({ word, readers: new Set(readers) });
    return word;
  };
  const incidents: string[] = [];
  const students: string[] = [];
  for (const program of [world.other, world.program]) {
    const { request } = world;
    const within: TestWorld = {
      ...world,
      program,
      request: (who, method, path, body) => request(who, method, path, body, program),
    };
    const steps = incidentSteps(within);
    for (const [index, officerKey] of (['officer', 'otherOfficer'] as const).entries()) {
      const officer = program.people[officerKey];
      const schoolId = program.schools[index as 0 | 1];
      const at = { schoolId, ownerId: officer.id };
      for (const file of [true, true, false]) {
        const text = `The officer wrote ${canary(program, 'incident.read', at)} and parted them.`;
        const draft = whole({
          students: [student(), student({ role: 'witness' })],
          narrative: { text, nameCheck: 'checked' },
        });
        const id = await steps.started(officer, { schoolId });
        await within.request(officer, 'PUT', `/incidents/${id}/draft`, { revision: 1, draft });
        if (file) await within.request(officer, 'POST', `/incidents/${id}/file`, { revision: 2 });
        incidents.push(id);
        students.push(...(draft.students ?? []).map((one) => one.key));
      }
      await within.request(officer, 'POST', '/activities', {
        id: uuidv7(),
        kind: 'mentoring',
        topic: 'informalTalk',
        schoolId,
        startedAt: new Date(world.clock.now.getTime() - 3_600_000).toISOString(),
        minutes: 10,
        role: 'informalCounselor',
        statutoryFunction: 'other',
        functionOtherReason: 'relationshipBuilding',
        audience: 'students',
        audienceSize: 3,
        note: canary(program, 'activity.read', at),
      });
      const caller = program.people[index === 0 ? 'schoolStaff' : 'otherSchoolStaff'];
      await within.request(caller, 'POST', '/calls', {
        id: uuidv7(),
        schoolId,
        requestedAt: world.clock.now.toISOString(),
        callerRole: 'teacher',
        throughDispatchFrom: null,
        enteredVia: 'staffPage',
        matterCode: 'fightActive',
        place: 'hallway',
        placeDetail: '',
        description: canary(program, 'call.read', { schoolId, ownerId: caller.id }),
        emergency: false,
        answers: { immediateDanger: 'yes', weapon: 'no', mandatoryReport: 'no', wouldCall911: 'yes' },
      });
      for (let count = 0; count < 3; count += 1) {
        const word = canary(program, 'identity.read', { schoolId });
        await plantStudent(world, program.id, schoolId, word, 1_000 + index * 10 + count);
      }
    }
    if (program === world.other) {
      for (const key of personKeys) canaries.push({ word: `${key} of second`, readers: new Set() });
      canaries.push({ word: '@second.example', readers: new Set() });
    }
  }
  const planted = { incidents, students };
  return { canaries, refresh: () => knownOf(world, planted) };
}

async function plantStudent(
  world: TestWorld,
  programId: string,
  schoolId: string,
  word: string,
  number: number,
): Promise<void> {
  const row = sealStudent(world.service.keys, programId, {
    schoolId,
    sourcedId: `s${number}`,
    studentNumber: String(number),
    givenName: `Ann${word}`,
    middleName: null,
    familyName: 'Lee',
    grade: '10',
    birthDate: '2010-04-05',
    sex: 'F',
    races: ['white'],
    idea: 'no',
    section504: 'no',
    englishLearner: 'no',
  });
  const columns = Object.keys(row);
  await world.database.query(
    `INSERT INTO roster_student (id, ${columns.join(', ')}) VALUES ($1, ${columns.map((_, at) => `$${at + 2}`).join(', ')})`,
    [uuidv7(), ...Object.values(row)],
  );
}

/** Ids and codes of what there is now: of the planted records most, of later ones some, of the other program a few. */
async function knownOf(
  world: TestWorld,
  planted: { readonly incidents: readonly string[]; readonly students: readonly string[] },
): Promise<Known> {
  const { program, other, database } = world;
  const newest = async (table: string, column = 'id'): Promise<string[]> => {
    const ids = async (programId: string, many: number): Promise<string[]> =>
      (
        await database.query<{ id: string }>(
          `SELECT ${column}::text AS id FROM ${table} WHERE program_id = $1 ORDER BY ${column} DESC LIMIT ${many}`,
          [programId],
        )
      ).map((row) => row.id);
    return [...(await ids(program.id, 8)), ...(await ids(other.id, 2))];
  };
  const spare = Array.from({ length: 12 }, () => uuidv7());
  const people = await database.query<{ id: string }>(
    `SELECT person_id::text AS id FROM member WHERE program_id = $1 AND email LIKE '%@hostile.example' LIMIT 10`,
    [program.id],
  );
  const [incidentIds, callIds, activityIds, findingIds] = await Promise.all(
    ['incident', 'call', 'activity', 'finding'].map((table) => newest(table)),
  );
  const bodies = await database.query<{ body: unknown }>(
    'SELECT body FROM incident WHERE program_id = $1 AND body IS NOT NULL ORDER BY id LIMIT 4',
    [program.id],
  );
  return {
    programId: [...Array.from({ length: 30 }, () => program.id), other.id],
    schoolId: [...program.schools, ...program.schools, ...program.schools, other.schools[0], spare[0]],
    officerId: [...program.officerIds, other.officerIds[0]],
    personId: [program.people.officer.id, program.people.schoolLeader.id, other.people.officer.id],
    'setup.schoolId': [...spare.slice(0, 6), other.schools[0]],
    'setup.id': [...spare.slice(6), ...other.officerIds],
    'setup.personId': [...people.map((row) => row.id), other.people.officer.id, spare[1]],
    'setup.yearId': ['2026-27', '2025-26'],
    'incidents.id': [...(incidentIds ?? []), ...planted.incidents.slice(-6), ...planted.incidents.slice(-6)],
    'incidents.key': [...planted.students.slice(-8), ...planted.students.slice(0, 2)],
    studentKey: planted.students.slice(-8),
    callId: callIds ?? [],
    activityId: activityIds ?? [],
    findingId: findingIds ?? [],
    recordId: incidentIds ?? [],
    incidentId: incidentIds ?? [],
    rosterStudentId: await newest('roster_student'),
    matterCode: ['fightActive', 'assaultWithInjury', 'vandalism', 'dressCode', 'noSuchMatter'],
    kind: ['mentoring', 'presence', 'teaching', 'meeting', 'drill', 'training', 'noSuchKind'],
    revision: [1, 2, 3],
    baseVersion: [0, 1, 2],
    incidentVersion: [1, 2],
    // Without the planted words, which must stand in one record only.
    body: bodies.map(({ body }) => JSON.parse(JSON.stringify(body).replace(/canary\w+/g, 'a word')) as unknown),
    draft: [whole(), whole({ students: [student()], noActions: true })],
    search: ['Ann', 'Lee', '1000'],
    year: ['2026-27', '2025-26'],
    schoolYear: ['2026-27'],
  };
}

/** A form of roster or CRDC files, whole or spoiled. */
export function hostileUpload(chance: Random): { bytes: Buffer; boundary: string; note: string } {
  const boundary = 'opensro-hostile';
  const files = Object.entries(rosterFiles(rosterRows(chance.pick(['1.1', '1.2'])))).map(([name, text]) => ({
    name,
    bytes: Buffer.from(text),
  }));
  const zip = makeZip(files.map(({ name, bytes }) => ({ name, text: bytes })));
  const part = (field: string, name: string, bytes: Buffer): Buffer =>
    Buffer.concat([
      Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${field}"; filename="${name}"\r\n\r\n`),
      bytes,
      Buffer.from('\r\n'),
    ]);
  const end = Buffer.from(`--${boundary}--\r\n`);
  const whole = Buffer.concat([...files.map(({ name, bytes }) => part('files', name, bytes)), end]);
  const one = (note: string, name: string, bytes: Buffer, field = 'files') => ({
    note,
    boundary,
    bytes: Buffer.concat([part(field, name, bytes), end]),
  });
  const at = chance.below(zip.length);
  const attacks = [
    () => ({ note: 'files', boundary, bytes: whole }),
    () => ({ note: 'form cut', boundary, bytes: whole.subarray(0, chance.below(whole.length)) }),
    () => one('zip', 'a.zip', zip),
    () => one('zip cut', 'a.zip', zip.subarray(0, at)),
    () =>
      one(
        'zip bent',
        'a.zip',
        Buffer.concat([zip.subarray(0, at), Buffer.from([chance.below(256)]), zip.subarray(at + 1)]),
      ),
    () => one('zip inside a zip', 'a.zip', makeZip([{ name: 'users.csv', text: zip }])),
    () => one('path', '../../users.csv', Buffer.from('a,b\n1,2\n')),
    () => one('odd name', 'a\u0000\u202e.csv', Buffer.from('a,b\n1,2\n')),
    () => one('NUL', 'users.csv', Buffer.alloc(2_000)),
    () => one('noise', 'users.csv', Buffer.from(Array.from({ length: 500 }, () => chance.below(256)))),
    () =>
      one(
        'other part',
        'a.csv',
        Buffer.from('a'),
        chance.pick(['__proto__', 'constructor', 'supplement', 'x'.repeat(300)]),
      ),
    () => ({ note: 'no end', boundary: 'another', bytes: whole }),
    () => ({
      note: 'field',
      boundary,
      bytes: Buffer.concat([
        Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="files"\r\n\r\nx\r\n`),
        end,
      ]),
    }),
    () => ({
      note: 'part without name',
      boundary,
      bytes: Buffer.concat([Buffer.from(`--${boundary}\r\n\r\nx\r\n`), end]),
    }),
  ];
  return chance.pick(attacks)();
}
