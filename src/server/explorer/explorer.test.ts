import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { afterEach, describe, expect, it } from 'vitest';
import { clearPlanted, type PlantedCall, type PlantedIncident, plant } from '../../../tests/support/planted.ts';
import { type PersonKey, testWorld } from '../../../tests/support/world.ts';
import { races } from '../../domain/shared/race.ts';
import { sources } from '../../statistics/disaggregation.ts';
import { dimensionIds, dimensions, fieldOf } from '../../statistics/measures/dimensions.ts';
import { fields } from '../../statistics/measures/fields.ts';
import { measureIds, measures } from '../../statistics/measures/measures.ts';
import { inProgram } from '../platform/database/tenancy.ts';
import { requireFrame } from '../platform/program.ts';
import type { DisparityAnswer, QuestionAnswer, RecordsAnswer, RegistryAnswer } from './answers.ts';
import { memberSql } from './members.ts';

const world = await testWorld();
const { people, schools, officerIds } = world.program;
afterEach(() => clearPlanted(world));

type Counted = Extract<QuestionAnswer, { kind: 'counted' }>;

async function get<T>(person: PersonKey, path: string): Promise<T> {
  const answer = await world.request(people[person], 'GET', `/explorer/${path}`);
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json();
}
async function ask(person: PersonKey, query: string): Promise<Counted> {
  const answer = await get<QuestionAnswer>(person, `answer?${query}`);
  if (answer.kind !== 'counted') throw new Error(JSON.stringify(answer));
  return answer;
}
const byRow = ({ rows, rowTotals }: Counted): Record<string, number> =>
  Object.fromEntries((rows ?? []).map((row, index) => [row.id, rowTotals[index]?.n ?? -1]));
const filled = (counts: Record<string, number>) => Object.fromEntries(Object.entries(counts).filter(([, n]) => n > 0));

const student = (part: Partial<PlantedIncident['students'][number]> = {}): PlantedIncident['students'][number] => ({
  outcomes: ['returnedToSchool'],
  race: 'white',
  recordedRace: 'white',
  disability: 'none',
  pseudonym: null,
  stopped: false,
  ...part,
});
const incident = (part: Partial<PlantedIncident> = {}): PlantedIncident => ({
  school: 0,
  officer: 0,
  day: '2026-09-30',
  origin: 'called',
  offense: null,
  students: [student()],
  ...part,
});
const call = (part: Partial<PlantedCall> = {}): PlantedCall => ({
  ...{ school: 0, officer: 0, day: '2026-09-30', state: 'responded' },
  ...part,
});

/** A small program, by hand. */
const small: readonly PlantedIncident[] = [
  incident({ students: [student({ pseudonym: 1, outcomes: ['arrest'], stopped: true, race: 'asian' })] }),
  incident({ day: '2026-10-01', students: [student({ pseudonym: 1, outcomes: ['arrest'], recordedRace: 'asian' })] }),
  incident({
    school: 1,
    officer: 1,
    origin: 'selfInitiated',
    offense: '35A',
    students: [student({ pseudonym: 2, disability: 'idea' }), student({ race: 'unknown', stopped: true })],
  }),
  incident({ state: 'draft', students: [] }),
  incident({ students: [student({ role: 'victim', pseudonym: 4 }), student({ pseudonym: 3 })], day: '2026-08-31' }),
];

describe('a question', () => {
  it('[P7.3] [P7.4] gets the numbers that SQL written apart gets', async () => {
    await plant(world, {
      incidents: small,
      calls: [call(), call({ state: 'handedBack' }), call({ officer: null, state: 'requested' })],
    });
    const count = async (text: string): Promise<number> =>
      Number((await world.database.query<{ n: string }>(text))[0]?.n);
    const filed = `incident i WHERE i.state <> 'draft'`;
    const subject = `incident_student s JOIN incident i ON i.id = s.incident_id WHERE i.state <> 'draft' AND s.role = 'subject'`;
    const cases: readonly [string, string][] = [
      ['measure=incidents', `SELECT count(*) n FROM ${filed}`],
      ['measure=incidents&filters=offenseType:35A', `SELECT count(*) n FROM ${filed} AND i.offense = '35A'`],
      [`measure=incidents&schools=${schools[1]}`, `SELECT count(*) n FROM ${filed} AND i.school_id = '${schools[1]}'`],
      [
        `measure=incidents&filters=officer:${officerIds[1]}`,
        `SELECT count(*) n FROM ${filed} AND i.officer_id = '${officerIds[1]}'`,
      ],
      [
        'measure=incidents&from=2026-10-01&to=2026-10-14',
        `SELECT count(*) n FROM ${filed} AND i.local_day = '2026-10-01'`,
      ],
      ['measure=involvements', `SELECT count(*) n FROM ${subject}`],
      ['measure=involvements&filters=race:unknown', `SELECT count(*) n FROM ${subject} AND s.races = '{unknown}'`],
      ['measure=enforcement', `SELECT count(*) n FROM ${subject} AND s.enforcement`],
      ['measure=searches', `SELECT count(*) n FROM enforcement_action WHERE kind = 'search'`],
      ['measure=arrests', `SELECT count(*) n FROM enforcement_action WHERE kind = 'arrest'`],
      ['measure=calls', 'SELECT count(*) n FROM call'],
      ['measure=callsHandedBack', `SELECT count(*) n FROM call WHERE state = 'handedBack'`],
      [
        'measure=studentsArrested',
        `SELECT count(DISTINCT v.pseudonym) n FROM incident_student s JOIN student_identity v USING (incident_id, student_key) WHERE 'arrest' = ANY (s.outcomes)`,
      ],
      [
        'measure=studentsInvolved&filters=disability:idea',
        `SELECT count(DISTINCT v.pseudonym) n FROM incident_student s JOIN student_identity v USING (incident_id, student_key) WHERE v.disability = 'idea'`,
      ],
    ];
    for (const [query, text] of cases)
      expect([query, (await ask('districtCoordinator', query)).total.n]).toEqual([query, await count(text)]);
  });

  it('[P7.4] shows every group, unknown too, and the margins of a table', async () => {
    await plant(world, { incidents: small });
    const table = await ask('supervisor', 'measure=involvements&rows=race&columns=school');
    expect(filled(byRow(table))).toEqual({ asian: 1, white: 3, unknown: 1 });
    expect(table.rows?.at(-1)).toMatchObject({ id: 'unknown', text: 'measures:members.unknown' });
    expect(table.columnTotals.map(({ n }) => n)).toEqual([3, 2]);
    expect(table.cells.flat().reduce((sum, { n }) => sum + n, 0)).toBe(table.total.n);
    expect(table.columns?.map(({ name }) => name)).toEqual(['Lincoln High', 'Roosevelt High']);
    const months = await ask('supervisor', 'measure=incidents&rows=month');
    expect(byRow(months)).toEqual({ '2026-08': 1, '2026-09': 2, '2026-10': 1 });
    const yearly = await ask(
      'supervisor',
      'measure=incidents&rows=schoolYear&columns=quarter&from=2026-06-01&to=2026-12-31',
    );
    expect(filled(byRow(yearly))).toEqual({ '2026-27': 4 });
  });

  it('[P7.4] counts each student once, where the latest record puts the student, and tells of those nobody named', async () => {
    await plant(world, { incidents: small });
    const table = await ask('districtCoordinator', 'measure=studentsInvolved&rows=race');
    expect(filled(byRow(table))).toEqual({ asian: 1, white: 2 });
    expect([table.total.n, table.unattached, table.source]).toEqual([3, 1, 'recorded']);
    const monthly = await ask('districtCoordinator', 'measure=studentsInvolved&rows=month');
    expect(filled(byRow(monthly))).toEqual({ '2026-08': 1, '2026-09': 2, '2026-10': 1 });
  });

  it('[P7.7] gives a share with what it is a share of', async () => {
    await plant(world, { calls: [call(), call({ state: 'handedBack', school: 1 }), call({ state: 'requested' })] });
    const table = await ask('supervisor', 'measure=callsHandedBack&rows=school');
    expect([table.total, ...table.rowTotals]).toEqual([
      { n: 1, of: 3 },
      { n: 0, of: 2 },
      { n: 1, of: 1 },
    ]);
  });

  it('is answered within the reach of who asks', async () => {
    await plant(world, { incidents: small, calls: [call({ officer: 1, school: 1 }), call()] });
    const total = async (person: PersonKey, query: string) => (await ask(person, query)).total.n;
    for (const [person, incidents, calls] of [
      ['officer', 3, 1],
      ['otherOfficer', 1, 1],
      ['schoolLeader', 3, 1],
      ['otherSchoolLeader', 1, 1],
      ['recordsOfficer', 4, 2],
    ] as const) {
      expect([person, await total(person, 'measure=incidents'), await total(person, 'measure=calls')]).toEqual([
        person,
        incidents,
        calls,
      ]);
    }
    expect(await total('schoolLeader', `measure=incidents&schools=${schools[1]}`)).toBe(0);
    expect((await ask('recordsOfficer', 'measure=calls')).opens).toBeNull();
  });

  it('[P7.8] never rests on the school’s record for the police side', async () => {
    await plant(world, { incidents: small });
    for (const person of ['supervisor', 'agencyLeader', 'officer'] as const) {
      expect(await get(person, 'answer?measure=studentsArrested')).toEqual({ kind: 'hidden', reason: 'students' });
      for (const query of ['rows=race', 'filters=race:white', 'rows=school&columns=disability']) {
        const path = `measure=involvements&source=recorded&${query}`;
        expect(await get(person, `answer?${path}`)).toEqual({ kind: 'hidden', reason: 'recorded' });
        expect((await world.request(people[person], 'GET', `/explorer/records?${path}`)).statusCode).toBe(403);
      }
      expect(await get(person, 'disparity?measure=studentsArrested')).toEqual({ kind: 'hidden', reason: 'students' });
    }
  });

  it('[P7.4] can be narrowed to any member the registry offers, those of the program by name', async () => {
    const { dimensions: offered } = await get<RegistryAnswer>('supervisor', 'registry');
    const officers = offered.find(({ id }) => id === 'officer')?.members ?? [];
    expect(officers.map(({ id }) => id)).toEqual(expect.arrayContaining([...officerIds, 'unknown']));
    expect(officers.every(({ name, text }) => name !== null || text !== null)).toBe(true);
    for (const { id, members } of offered.filter((one) => one.members.length > 0)) {
      expect(members.at(-1)?.id, id).toBe('unknown');
      const measure = measures.calls.dimensions.includes(id) ? 'calls' : 'arrests';
      const all = members.slice(0, 60).map((member) => member.id);
      expect((await ask('supervisor', `measure=${measure}&filters=${id}:${all.join(',')}`)).kind, id).toBe('counted');
    }
  });

  it('is refused at its field where the registry does not know it', async () => {
    for (const [query, field] of [
      ['measure=calls&rows=race', 'rows'],
      ['measure=incidents&rows=school&columns=school', 'columns'],
      ['measure=calls&filters=sex:F', 'filters'],
    ]) {
      const answer = await world.request(people.supervisor, 'GET', `/explorer/answer?${query}`);
      expect([answer.statusCode, answer.json().errors[0].field]).toEqual([422, field]);
    }
    expect(await get('supervisor', 'answer?measure=perceptions')).toEqual({ kind: 'hidden', reason: 'notCollected' });
  });

  it('[P7.4] can be put for every measure by every dimension it has', async () => {
    await plant(world, { incidents: small, calls: [call()] });
    for (const id of measureIds) {
      const { dimensions: all, numerator } = measures[id];
      if (numerator === null) continue;
      const answers = await Promise.all(
        all.map((rows, index) =>
          ask(
            'districtCoordinator',
            `measure=${id}&rows=${rows}&columns=${all[(index + 1) % all.length]}&source=recorded`,
          ),
        ),
      );
      expect(new Set(answers.map(({ total }) => total.n)).size).toBe(1);
    }
  });
});

describe('the records behind a number', () => {
  it('[P7.3] are those it counts, part by part, and a look through the school’s record is logged', async () => {
    await plant(world, {
      incidents: [...small, ...Array.from({ length: 60 }, () => incident({ students: [student({ race: 'asian' })] }))],
    });
    const first = await get<RecordsAnswer>('supervisor', 'records?measure=involvements&rows=race&row=asian');
    const rest = await get<RecordsAnswer>(
      'supervisor',
      `records?measure=involvements&rows=race&row=asian&before=${first.next}`,
    );
    expect([first.items.length, rest.items.length, rest.next]).toEqual([50, 11, null]);
    expect(new Set([...first.items, ...rest.items].map(({ id }) => id)).size).toBe(61);
    const looks = () => world.database.query(`SELECT 1 FROM audit_entry WHERE event = 'explorer.recordsOpened'`);
    expect(await looks()).toHaveLength(0);
    const recorded = await get<RecordsAnswer>('schoolLeader', 'records?measure=studentsArrested&rows=race&row=asian');
    expect(recorded.items).toHaveLength(2);
    expect(await looks()).toHaveLength(1);
    expect((await world.request(people.recordsOfficer, 'GET', '/explorer/records?measure=calls')).statusCode).toBe(403);
  });
});

describe('members in SQL', () => {
  it('[P7.4] are those of the registry, for every raw value', async () => {
    const lists = [
      null,
      [],
      ...races.map((race) => [race]),
      ...races.flatMap((one) =>
        races.filter((other) => other > one && one !== 'unknown' && other !== 'unknown').map((other) => [one, other]),
      ),
    ];
    await inProgram(world.service, { programId: world.program.id }, async (tx) => {
      const frame = await requireFrame(tx, world.program.id);
      const time = { frame, days: { from: '2026-08-17', to: '2027-06-04' } };
      for (const id of dimensionIds) {
        for (const source of sources) {
          const field = fieldOf(id, 'involvement', source);
          if (field === null || fields[field].type === 'day') continue;
          const listed = fields[field].type === 'codes';
          const raws = listed ? lists : [null, ...(dimensions[id].known ?? []), 'yes', 'no', 'idea'];
          for (const raw of raws) {
            const said = listed ? sql<string | null>`${raw}::text[]` : sql<string | null>`${raw}::text`;
            const { rows } = await sql<{
              member: string;
            }>`SELECT ${memberSql(id, source, said, time)} AS member`.execute(tx);
            expect([id, source, raw, rows[0]?.member]).toEqual([id, source, raw, dimensions[id].memberOf(raw, source)]);
          }
        }
      }
    });
  });
});

describe('[P1.4] a disparity', () => {
  const enrol = async (counts: Readonly<Record<string, number>>) => {
    for (const school of schools) {
      for (const sex of ['F', 'M']) {
        for (const [code, students] of Object.entries({ HI: 0, AM: 0, AS: 0, HP: 0, TR: 0, BL: 0, WH: 0, ...counts })) {
          await world.database.query(
            `INSERT INTO enrolment (program_id, school_id, source_year, dimension, category, sex, students) VALUES ($1, $2, '2024-25', 'race', $3, $4, $5)`,
            [world.program.id, school, code, sex, students / 4],
          );
        }
      }
    }
  };
  const seeded = (black: number, white: number): PlantedIncident[] =>
    [
      ...Array.from({ length: black }, () => 'blackOrAfricanAmerican'),
      ...Array.from({ length: white }, () => 'white'),
    ].map((recordedRace, index) =>
      incident({
        school: index % 2 === 0 ? 0 : 1,
        students: [student({ recordedRace, race: 'unknown', pseudonym: index + 1, outcomes: ['arrest'] })],
      }),
    );
  const compared = async (query = '') => {
    const answer = await get<DisparityAnswer>('districtCoordinator', `disparity?measure=studentsArrested${query}`);
    if (answer.kind !== 'compared') throw new Error(answer.reason);
    return answer;
  };
  const ofBlack = (answer: Awaited<ReturnType<typeof compared>>) =>
    answer.comparisons.find(({ group }) => group === 'BL');

  it('that is in the data is found and can be acted on; one that is not is not flagged; too few is said', async () => {
    await enrol({ BL: 400, WH: 1600 });
    await plant(world, { incidents: seeded(40, 48) });
    const found = await compared();
    expect(found.label).toBe('Monitoring indicator, not a legal finding');
    const flagged = ofBlack(found);
    expect(flagged).toMatchObject({ flagged: true, correctiveId: null });
    expect(flagged?.sentence).toMatch(/^Black students were arrested 3\.3 times as often as all other students; \d/);
    expect(flagged?.beside).toContain('40 of 400');
    expect(flagged?.flag).toMatchObject({ measure: 'studentsArrested', group: 'BL', schoolId: null });
    expect(found.comparisons.find(({ group }) => group === 'AS')).toMatchObject({ ratio: null, flagged: false });
    const opened = await world.request(people.districtCoordinator, 'POST', '/corrective-actions', {
      ...{ id: uuidv7(), about: flagged?.flag, ownerId: people.supervisor.id, dueOn: '2026-12-18' },
      ...{ steps: ['lookIntoRecords'], note: 'Look at the calls first.' },
    });
    expect(opened.statusCode, opened.body).toBe(200);
    expect(ofBlack(await compared())?.correctiveId).toBe(opened.json().id);

    await clearPlanted(world);
    await plant(world, { incidents: seeded(20, 80) });
    expect((await compared()).comparisons.filter((one) => one.flagged)).toEqual([]);
    expect(await compared('&from=2024-01-01&to=2026-10-14').catch((thrown: Error) => thrown.message)).toBe(
      'periodTooLong',
    );
    const rates = await ask('districtCoordinator', 'measure=studentsArrested&rows=crdcRace');
    expect([rates.enrolled?.all, rates.enrolled?.sources]).toEqual([2000, ['crdc 2024-25']]);
    expect(rates.enrolled?.rows[rates.rows?.findIndex(({ id }) => id === 'BL') ?? -1]).toBe(400);
  });
});

describe('saved questions', () => {
  it('are a person’s own', async () => {
    const view = { id: uuidv7(), name: 'Arrests by school', question: 'measure=arrests&rows=school' };
    const save = (person: PersonKey, body: object = view) =>
      world.request(people[person], 'POST', '/explorer/views', body);
    for (const person of ['supervisor', 'schoolLeader'] as const) {
      const own = { ...view, id: uuidv7() };
      expect((await save(person, own)).statusCode).toBe(200);
      expect((await save(person, own)).statusCode).toBe(200);
      expect((await get<{ views: object[] }>(person, 'views')).views).toHaveLength(1);
      const remove = (who: PersonKey) => world.request(people[who], 'DELETE', `/explorer/views/${own.id}`);
      expect((await remove('agencyLeader')).statusCode).toBe(404);
      expect((await save('agencyLeader', own)).statusCode).toBe(409);
      expect((await remove(person)).statusCode).toBe(200);
      expect((await remove(person)).statusCode).toBe(404);
    }
    expect((await save('supervisor', { ...view, question: 'name=<b>' })).statusCode).toBe(422);
  });
});
