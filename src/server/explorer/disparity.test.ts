import { afterEach, describe, expect, it } from 'vitest';
import { arrested, enrol, plantStandingOut } from '../../../tests/support/disparity.ts';
import { clearPlanted, plant } from '../../../tests/support/planted.ts';
import { type PersonKey, testWorld } from '../../../tests/support/world.ts';
import { defaultDisparityProfile } from '../../domain/disparities/record.ts';
import type { DisparityAnswer } from './answers.ts';

const world = await testWorld();
const { people, schools } = world.program;

type Compared = Extract<DisparityAnswer, { kind: 'compared' }>;

async function compared(person: PersonKey, query: string): Promise<Compared> {
  const answer = await world.request(people[person], 'GET', `/explorer/disparity?${query}`);
  expect(answer.statusCode, answer.body).toBe(200);
  const found: DisparityAnswer = answer.json();
  if (found.kind !== 'compared') throw new Error(found.reason);
  return found;
}
const set = (profile: object, person: PersonKey = 'districtCoordinator') =>
  world.request(people[person], 'POST', '/setup/disparity', {
    ...defaultDisparityProfile,
    source: 'State rule 7',
    holdsFrom: '2026-10-14',
    ...profile,
  });
const ofGroup = (answer: Compared, dimension: string, group: string) =>
  answer.comparisons.find((one) => one.dimension === dimension && one.group === group);

const black = { recorded: 'blackOrAfricanAmerican', saw: 'blackOrAfricanAmerican' } as const;
const white = { recorded: 'white', saw: 'white' } as const;
const many = (count: number, of: Parameters<typeof arrested>[0], first: number, day?: string) =>
  Array.from({ length: count }, (_, at) => arrested(of, { number: first + at, ...(day === undefined ? {} : { day }) }));

/** The state's figures of arrests, all seven groups: 300 of 10,000 of all others than Black students. */
const stateFigures = [
  {
    ...{ measure: 'studentsArrested', dimension: 'crdcRace', source: 'State report 2025' },
    groups: ['HI', 'AM', 'AS', 'HP', 'TR', 'BL', 'WH'].map((group) => ({
      group,
      ...(group === 'BL' ? { events: 900, students: 5000 } : { events: 50, students: group === 'WH' ? 5000 : 1000 }),
    })),
  },
];

afterEach(async () => {
  await clearPlanted(world);
  await world.database.query('DELETE FROM enrolment');
  await world.database.query('DELETE FROM disparity_profile');
});

describe('[P7.7] the profile of a state', () => {
  it('is set by coordinator and administrator, holds forward, and its versions stay', async () => {
    const read = async () =>
      (await world.request(people.programAdmin, 'GET', '/setup/disparity')).json() as {
        current: { holdsFrom: string | null; minimumCell: number; source: string };
        versions: { profile: { holdsFrom: string; threshold: number }; setBy: string }[];
      };
    expect((await read()).current).toMatchObject({ holdsFrom: null, minimumCell: 10, source: '34 CFR 300.647' });
    expect((await set({ threshold: 2 })).statusCode).toBe(200);
    expect((await set({ holdsFrom: '2027-07-01', threshold: 3 }, 'programAdmin')).statusCode).toBe(200);
    const view = await read();
    expect(view.current).toMatchObject({ holdsFrom: '2026-10-14', threshold: 2, source: 'State rule 7' });
    expect(view.versions.map(({ profile, setBy }) => [profile.holdsFrom, profile.threshold, setBy])).toEqual([
      ['2027-07-01', 3, people.programAdmin.name],
      ['2026-10-14', 2, people.districtCoordinator.name],
    ]);
    const entries = await world.database.query(
      "SELECT 1 FROM audit_entry WHERE event = 'disparityProfile.set' AND record_id = '2026-10-14'",
    );
    expect(entries).toHaveLength(1);
    expect((await set({ threshold: 2 })).statusCode).toBe(200);
    for (const person of ['supervisor', 'schoolLeader', 'officer', 'recordsOfficer'] as const)
      expect((await set({}, person)).statusCode).toBe(403);
    await plant(world, { incidents: many(1, white, 1) });
    expect((await set({ holdsFrom: '2026-09-01' })).json().errors).toMatchObject([
      { field: 'holdsFrom', code: 'setup.holdsFromPast' },
    ]);
  });

  it.for([
    ['a smallest count above that of the regulation', { minimumCell: 11 }, 'minimumCell'],
    ['a smallest group above it', { minimumN: 31 }, 'minimumN'],
    ['more than three years', { yearsPooled: 4 }, 'yearsPooled'],
    ['no source', { source: '' }, 'source'],
    [
      'figures without one of the groups',
      { stateFigures: [{ ...stateFigures[0], groups: stateFigures[0]?.groups.slice(1) }] },
      'stateFigures.0',
    ],
    ['figures of events', { stateFigures: [{ ...stateFigures[0], measure: 'arrests' }] }, 'stateFigures.0'],
    ['figures given twice', { stateFigures: [...stateFigures, ...stateFigures] }, 'stateFigures.1.measure'],
    [
      'more with the outcome than there are',
      {
        stateFigures: [
          {
            ...stateFigures[0],
            groups: stateFigures[0]?.groups.map((one) => (one.group === 'AS' ? { ...one, events: 1001 } : one)),
          },
        ],
      },
      'stateFigures.0.groups.2.events',
    ],
  ] as const)('refuses %s, at the field', async ([, part, field]) => {
    const answer = await set(part);
    expect([answer.statusCode, answer.json().errors[0].field], answer.body).toEqual([422, field]);
  });

  it('is what comparisons are calculated with, and stands beside them', async () => {
    await enrol(world, { BL: 40, WH: 160 });
    await plant(world, { incidents: [...many(8, black, 1), ...many(6, white, 101)] });
    const before = await compared('districtCoordinator', 'measure=studentsArrested');
    expect(ofGroup(before, 'crdcRace', 'BL')).toMatchObject({ ratio: null, flagged: false });
    expect(before.calculatedWith).toMatchObject({ holdsFrom: null, minimumCell: 10, source: '34 CFR 300.647' });
    await set({ minimumCell: 5, minimumN: 20 });
    const after = await compared('districtCoordinator', 'measure=studentsArrested');
    expect(ofGroup(after, 'crdcRace', 'BL')).toMatchObject({ ratio: { value: expect.closeTo(16 / 3, 6) } });
    expect(ofGroup(after, 'crdcRace', 'BL')?.flagged).toBe(true);
    expect(after.calculatedWith).toMatchObject({ holdsFrom: '2026-10-14', minimumCell: 5, source: 'State rule 7' });
    expect(after.calculatedWith).not.toHaveProperty('stateFigures.0');
    await set({ minimumCell: 5, minimumN: 20, threshold: 6 });
    const strict = await compared('districtCoordinator', 'measure=studentsArrested');
    expect(strict.comparisons.filter(({ flagged }) => flagged)).toEqual([]);
    // Days before it held are calculated as they were.
    const earlier = await compared('districtCoordinator', 'measure=studentsArrested&from=2026-08-17&to=2026-10-13');
    expect(earlier.calculatedWith.holdsFrom).toBeNull();
  });

  it('takes as many school years together as it says, each beside those enrolled in it', async () => {
    await world.database.query(
      "INSERT INTO school_year VALUES ($1, '2024-25', '2024-08-19', '2025-06-06', '{}') ON CONFLICT DO NOTHING",
      [world.program.id],
    );
    const years = await world.database.query<{ first_day: string; last_day: string }>(
      'SELECT first_day::text, last_day::text FROM school_year WHERE program_id = $1 AND first_day < $2 ORDER BY first_day',
      [world.program.id, '2026-10-14'],
    );
    await enrol(world, { BL: 400, WH: 1600 });
    await plant(world, {
      incidents: [
        ...many(12, black, 1, '2024-10-01'),
        ...many(30, white, 101, '2024-10-01'),
        ...many(8, black, 1),
        ...many(18, white, 101),
      ],
    });
    const alone = await compared('districtCoordinator', 'measure=studentsArrested');
    expect(ofGroup(alone, 'crdcRace', 'BL')?.ratio).toBeNull();
    await set({ yearsPooled: 3 });
    const together = await compared('districtCoordinator', 'measure=studentsArrested');
    const inAll = together.calculatedWith.stretches.length;
    expect(inAll).toBe(Math.min(3, years.length));
    expect(together.calculatedWith.stretches.at(-1)).toEqual({ from: '2026-08-17', to: '2026-10-14' });
    expect(ofGroup(together, 'crdcRace', 'BL')?.beside).toContain(
      `20 of ${(400 * inAll).toLocaleString('en-US')} students enrolled, beside 48 of ${(1600 * inAll).toLocaleString('en-US')}`,
    );
    // Days of one's own stand alone.
    const own = await compared('districtCoordinator', 'measure=studentsArrested&from=2026-09-01&to=2026-10-14');
    expect(own.calculatedWith.stretches).toEqual([{ from: '2026-09-01', to: '2026-10-14' }]);
  });

  it('compares with the state’s others where the district’s are too few (34 CFR 300.647)', async () => {
    await enrol(world, { BL: 400, WH: 20 });
    await plant(world, { incidents: [...many(40, black, 1), ...many(3, white, 101)] });
    const without = await compared('districtCoordinator', 'measure=studentsArrested');
    expect(ofGroup(without, 'crdcRace', 'BL')).toMatchObject({ ratio: null });
    expect((await set({ stateFigures })).statusCode).toBe(200);
    const answer = await compared('districtCoordinator', 'measure=studentsArrested');
    const found = ofGroup(answer, 'crdcRace', 'BL');
    // 40/400 over 300/10,000
    expect(found).toMatchObject({ ratio: { value: expect.closeTo(10 / 3, 6) }, flagged: true });
    expect(found?.sentence).toMatch(/3\.3 times as often as the state's other students/);
    expect(found?.beside).toBe(
      "40 of 400 students enrolled here, beside 300 of 10,000 of the state's other students. From: Civil Rights Data Collection 2024-25; State report 2025 (state).",
    );
    expect(answer.calculatedWith.stateFigures).toBe(true);
  });
});

describe('[P1.4] [P7.7] the police side', () => {
  it('compares what came of being in an incident by what officers saw, without the school’s record', async () => {
    await plantStandingOut(world);
    const before = await compared('supervisor', 'measure=searches');
    const found = ofGroup(before, 'race', 'blackOrAfricanAmerican');
    expect(found).toMatchObject({
      ratio: { value: expect.closeTo(40 / 12, 6) },
      flagged: true,
      flag: { source: 'perceived', schoolId: null, measure: 'searches' },
      beside: '40 of 60 times in an incident, beside 12 of 60.',
    });
    expect(found?.sentence).toMatch(
      /^Once in an incident, Black or African American students were searched 3\.3 times/,
    );
    expect(before).toMatchObject({
      source: 'perceived',
      label: 'Monitoring indicator, not a legal finding',
      released: null,
    });
    // What the school recorded says otherwise; nothing of it is in the answer.
    await world.database.query("UPDATE student_identity SET races = '{asian}', sex = 'M', age_band = 'under6'");
    expect(await compared('supervisor', 'measure=searches')).toEqual(before);
    for (const person of ['supervisor', 'agencyLeader', 'officer'] as const) {
      const hidden = await world.request(people[person], 'GET', '/explorer/disparity?measure=studentsArrested');
      expect(hidden.json()).toEqual({ kind: 'hidden', reason: 'students' });
    }
  });

  it('within reach: an officer those of their own, a school leader those of the school', async () => {
    await plantStandingOut(world);
    expect(ofGroup(await compared('officer', 'measure=searches'), 'race', 'white')?.ratio).not.toBeNull();
    const other = await compared('otherOfficer', 'measure=searches');
    expect(other.comparisons.every(({ ratio }) => ratio === null)).toBe(true);
    const leader = await compared('schoolLeader', 'measure=searches');
    expect(leader.comparisons.find(({ flagged }) => flagged)?.flag?.schoolId).toBe(schools[0]);
    const elsewhere = await compared('otherSchoolLeader', 'measure=searches');
    expect(elsewhere.comparisons.every(({ ratio }) => ratio === null)).toBe(true);
  });

  it('counts an involvement once, however often something was done, and needs enough of them', async () => {
    const twice = many(12, { ...black, searched: true }, 1);
    await plant(world, { incidents: [...twice, ...many(60, { ...white, searched: true }, 101)] });
    await world.database.query(
      `INSERT INTO enforcement_action (program_id, incident_id, action_no, student_key, school_id, local_day, kind, body)
       SELECT program_id, incident_id, action_no + 1000, student_key, school_id, local_day, kind, body FROM enforcement_action`,
    );
    const answer = await compared('supervisor', 'measure=searches');
    expect(ofGroup(answer, 'race', 'blackOrAfricanAmerican')).toMatchObject({
      ratio: null,
      sentence: expect.stringContaining('too few times in an incident'),
      beside: '12 of 12 times in an incident, beside 60 of 60.',
    });
  });
});
