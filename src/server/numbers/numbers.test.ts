import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import {
  clearPlanted,
  type PlantedActivity,
  type PlantedCall,
  type PlantedIncident,
  plant,
} from '../../../tests/support/planted.ts';
import { type PersonKey, testWorld } from '../../../tests/support/world.ts';
import type { GroupsAnswer, NumbersAnswer } from './answers.ts';

const SEED = 20261122;
const world = await testWorld();
const { people, schools, officerIds } = world.program;
afterEach(() => clearPlanted(world));

const read = async (person: PersonKey, query = ''): Promise<NumbersAnswer> => {
  const answer = await world.request(people[person], 'GET', `/numbers${query}`);
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json();
};
const groups = async (person: PersonKey, query: string): Promise<GroupsAnswer> => {
  const answer = await world.request(people[person], 'GET', `/numbers/groups?${query}`);
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json();
};

const day = fc.constantFrom('2026-08-17', '2026-09-30', '2026-10-01', '2026-10-14');
const both = fc.constantFrom<0 | 1>(0, 1);
const anyIncident: fc.Arbitrary<PlantedIncident> = fc.record({
  school: both,
  officer: both,
  day,
  origin: fc.constantFrom('called' as const, 'selfInitiated' as const),
  offense: fc.constantFrom(null, '13B', '35A'),
  state: fc.constantFrom('filed' as const, 'amended' as const, 'draft' as const),
  students: fc.array(
    fc.record({
      outcomes: fc.uniqueArray(fc.constantFrom('noAction', 'returnedToSchool', 'diversion', 'arrest', 'charge'), {
        maxLength: 2,
      }),
      race: fc.constantFrom('white', 'asian', 'unknown'),
      recordedRace: fc.constantFrom('white', 'blackOrAfricanAmerican'),
      disability: fc.constantFrom('idea', 'none', 'unknown'),
      pseudonym: fc.constant(null),
      stopped: fc.boolean(),
      role: fc.constantFrom('subject', 'subject', 'victim'),
    }),
    { maxLength: 3 },
  ),
});
const anyCall: fc.Arbitrary<PlantedCall> = fc.record({
  school: both,
  officer: fc.option(both),
  day,
  state: fc.constantFrom('requested', 'handedBack', 'responding', 'responded', 'withdrawn'),
});
const anyActivity: fc.Arbitrary<PlantedActivity> = fc.record({
  school: fc.option(both),
  officer: both,
  day,
  kind: fc.constantFrom('mentoring', 'classTalk', 'documentation'),
  role: fc.constantFrom('educator', 'informalCounselor', 'emergencyManager', 'none'),
  minutes: fc.integer({ min: 1, max: 90 }),
  audience: fc.option(fc.integer({ min: 1, max: 40 })),
  positive: fc.boolean(),
});

interface Planted {
  readonly incidents: readonly PlantedIncident[];
  readonly calls: readonly PlantedCall[];
  readonly activities: readonly PlantedActivity[];
}

/** Which records each reader may count: said a second time, as plainly as can be. */
const mayCount: Partial<Record<PersonKey, (record: { school: 0 | 1 | null; officer: 0 | 1 | null }) => boolean>> = {
  officer: (record) => record.officer === 0,
  otherOfficer: (record) => record.officer === 1,
  supervisor: () => true,
  agencyLeader: () => true,
  districtCoordinator: () => true,
  schoolLeader: (record) => record.school === 0,
  otherSchoolLeader: (record) => record.school === 1,
};

describe('numbers', () => {
  it('[P7.3] [P3.1] [D3] agree with a plain second count over any records, for each reader within reach', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          incidents: fc.array(anyIncident, { maxLength: 8 }),
          calls: fc.array(anyCall, { maxLength: 8 }),
          activities: fc.array(anyActivity, { maxLength: 8 }),
        }),
        fc.constantFrom(...(Object.keys(mayCount) as PersonKey[])),
        async (planted: Planted, reader) => {
          await clearPlanted(world);
          await plant(world, planted);
          const numbers = (await read(reader)).now;
          const may = mayCount[reader] ?? (() => false);
          const calls = planted.calls.filter(may);
          const of = (list: NumbersAnswer['now']['calls'], key: string) => list.find((stage) => stage.key === key)?.n;
          expect(of(numbers.calls, 'calls')).toBe(calls.length);
          expect(of(numbers.calls, 'handedBack')).toBe(calls.filter((call) => call.state === 'handedBack').length);
          expect(of(numbers.calls, 'withdrawn')).toBe(calls.filter((call) => call.state === 'withdrawn').length);
          const filed = planted.incidents.filter(may).filter((incident) => incident.state !== 'draft');
          const subjects = (incident: PlantedIncident) => incident.students.filter((one) => one.role === 'subject');
          const touched = (outcome: string) =>
            filed.filter((incident) => subjects(incident).some((one) => one.outcomes.includes(outcome))).length;
          expect(of(numbers.incidents, 'incidents')).toBe(filed.length);
          expect(of(numbers.incidents, 'called')).toBe(filed.filter((one) => one.origin === 'called').length);
          expect(of(numbers.incidents, 'diverted')).toBe(touched('diversion'));
          expect(of(numbers.incidents, 'arrested')).toBe(touched('arrest'));
          const powers = filed.filter(
            (incident) =>
              incident.students.some((one) => one.stopped) ||
              subjects(incident).some((one) => one.outcomes.some((outcome) => ['arrest', 'charge'].includes(outcome))),
          ).length;
          const activities = planted.activities.filter(may);
          const positive = activities.filter((one) => one.positive).length;
          expect(numbers.contacts).toEqual({
            positive,
            enforcement: powers,
            perEnforcement: powers === 0 ? null : positive / powers,
          });
          const minutes = activities.reduce((sum, one) => sum + one.minutes, 0);
          expect(numbers.time.all.minutes).toBe(minutes);
          for (const table of Object.values(numbers.time.by)) {
            expect(table.reduce((sum, row) => sum + row.minutes, 0)).toBe(minutes);
          }
        },
      ),
      { seed: SEED, numRuns: 40 },
    );
  });

  it('[P7.4] drops nobody for being unknown, in all seven dimensions and both sources', async () => {
    const students = [
      { race: 'unknown', recordedRace: 'white', disability: 'unknown', pseudonym: 1 },
      { race: 'asian', recordedRace: 'white', disability: 'idea', pseudonym: 1 },
      { race: 'white', recordedRace: 'white', disability: 'none', pseudonym: null },
    ].map((student) => ({ ...student, outcomes: ['arrest'], stopped: false }));
    await plant(world, {
      incidents: students.map((student) => ({
        school: 0,
        officer: 0,
        day: '2026-10-01',
        origin: 'called',
        offense: null,
        students: [student],
      })),
    });
    for (const dimension of ['race', 'ethnicity', 'age', 'sex', 'offenseType', 'englishLearner', 'disability']) {
      for (const source of ['perceived', 'recorded']) {
        const table = await groups('schoolLeader', `dimension=${dimension}&source=${source}`);
        if (table.kind !== 'full') throw new Error(`${dimension} by ${source} is ${table.kind}`);
        expect(table.rows.reduce((sum, row) => sum + row.involved, 0)).toBe(3);
        expect(table.rows.reduce((sum, row) => sum + row.formal, 0)).toBe(3);
        expect(table.total).toBe(3);
      }
    }
    const recorded = await groups('schoolLeader', 'dimension=race&source=recorded');
    expect(recorded).toMatchObject({ kind: 'full', unattached: 1 });
    if (recorded.kind === 'full') {
      expect(recorded.rows.find((row) => row.category === 'white')).toMatchObject({ involved: 2, students: 1 });
      expect(recorded.rows.find((row) => row.category === 'unknown')).toMatchObject({ involved: 1, students: 0 });
    }
    const perceived = await groups('supervisor', 'dimension=race&source=perceived');
    expect(perceived).toMatchObject({ kind: 'full', unattached: null });
  });

  it('[P7.8] gives the police side no recorded fact, however it asks, before a year is released', async () => {
    await plant(world, {
      incidents: [
        {
          school: 0,
          officer: 0,
          day: '2026-10-01',
          origin: 'called',
          offense: '13B',
          students: [
            { race: 'white', recordedRace: 'asian', disability: 'idea', pseudonym: 7, outcomes: [], stopped: true },
          ],
        },
      ],
    });
    for (const person of ['officer', 'supervisor', 'agencyLeader'] as const) {
      const numbers = await read(person);
      expect(numbers.now.students).toBeNull();
      expect(numbers.now.unattached).toBeNull();
      for (const dimension of ['race', 'age', 'sex', 'englishLearner', 'disability', 'ethnicity']) {
        const asked = [
          '',
          '&year=2026-27',
          '&from=2026-10-01&to=2026-10-01',
          `&schoolId=${schools[0]}`,
          `&officerId=${officerIds[0]}`,
        ];
        for (const more of asked) {
          const table = await groups(person, `dimension=${dimension}&source=recorded${more}`);
          expect(table.kind, `${dimension}${more}`).toBe('hidden');
          expect(JSON.stringify(table)).not.toMatch(/\d/);
        }
      }
    }
    expect((await read('schoolLeader')).now.students?.[0]).toMatchObject({ key: 'incidents', n: 1 });
    expect((await read('otherSchoolLeader')).now.students?.[0]).toMatchObject({ n: 0 });
  });

  it('[P7.3] narrows by school, officer and days, and sets the same days of the year before beside them', async () => {
    const call = { school: 0, officer: 0, state: 'responded' } as const;
    await plant(world, {
      calls: [
        { ...call, day: '2025-10-01' },
        { ...call, day: '2026-10-01' },
        { ...call, day: '2026-10-02', school: 1 },
        { ...call, day: '2026-10-03', officer: 1 },
      ],
    });
    const total = async (query: string) => (await read('supervisor', query)).now.calls[0]?.n;
    expect(await total('?year=2026-27')).toBe(3);
    expect(await total(`?schoolId=${schools[1]}`)).toBe(1);
    expect(await total(`?officerId=${officerIds[1]}`)).toBe(1);
    const days = await read('supervisor', '?from=2026-10-01&to=2026-10-02');
    expect([days.now.calls[0]?.n, days.yearBefore.calls[0]?.n]).toEqual([2, 1]);
    expect(days.before).toEqual({ from: '2025-10-01', to: '2025-10-02', year: null });
    // A year that still runs is compared up to the same day.
    expect((await read('supervisor')).period).toEqual({ from: '2026-08-17', to: '2026-10-14', year: '2026-27' });
    // A leader who names another school sees nothing of it.
    expect((await read('schoolLeader', `?schoolId=${schools[1]}`)).now.calls[0]?.n).toBe(0);
    expect((await world.request(people.supervisor, 'GET', '/numbers?year=1999-00')).statusCode).toBe(404);
    const bad = await world.request(people.supervisor, 'GET', '/numbers?from=2026-13-01');
    expect(bad.statusCode).toBe(422);
    for (const nobody of ['schoolStaff', 'recordsOfficer', 'programAdmin'] as const) {
      expect((await world.request(people[nobody], 'GET', '/numbers')).statusCode).toBe(403);
    }
  });
});
