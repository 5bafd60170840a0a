import { afterEach, describe, expect, it } from 'vitest';
import { pdfText } from '../../../tests/support/pdf-text.ts';
import { clearPlanted, type PlantedCall, type PlantedIncident, plant } from '../../../tests/support/planted.ts';
import { type PersonKey, testWorld } from '../../../tests/support/world.ts';
import { besideOf, monthFigures } from '../../domain/numbers/month.ts';
import type { NumbersAnswer } from '../numbers/answers.ts';
import { announceReports } from './report.ts';

const world = await testWorld();
const { people } = world.program;
afterEach(() => clearPlanted(world));

it('[P7.3] those who lead are told of the month’s report once, with a link and no figure', async () => {
  world.clock.now = new Date('2026-10-14T15:00:00Z');
  expect(await announceReports(world.service)).toBe(0);
  world.clock.now = new Date('2026-11-01T11:00:00Z');
  expect(await announceReports(world.service), 'at night').toBe(0);
  world.clock.now = new Date('2026-11-01T15:00:00Z');
  const told = await Promise.all([announceReports(world.service), announceReports(world.service)]);
  expect(told.reduce((sum, n) => sum + n, 0)).toBe(10);
  const mails = await world.database.query<{ to_email: string; params: object; link: string }>(
    'SELECT to_email, params, link FROM mail_outbox WHERE program_id = $1',
    [world.program.id],
  );
  expect(mails.map(({ to_email }) => to_email).toSorted()).toEqual(
    [people.agencyLeader, people.districtCoordinator, people.otherSchoolLeader, people.schoolLeader, people.supervisor]
      .map(({ email }) => email)
      .toSorted(),
  );
  expect(new Set(mails.map(({ params, link }) => JSON.stringify([params, link])))).toEqual(
    new Set([JSON.stringify([{ to: '2026-10-31' }, '/app/report?month=2026-10'])]),
  );
  const notices = await world.database.query('SELECT 1 FROM notification WHERE kind = $1 AND program_id = $2', [
    'monthlyReport',
    world.program.id,
  ]);
  expect(notices).toHaveLength(5);
});

describe('the month as a PDF', () => {
  const student = {
    ...{ outcomes: ['arrest'], race: 'white', recordedRace: 'white', disability: 'none', pseudonym: 1, stopped: true },
  };
  const incident = (school: 0 | 1, day: string): PlantedIncident => ({
    ...{ school, officer: school, day, origin: 'called', offense: null, students: [student] },
  });
  const call: PlantedCall = { school: 0, officer: 0, day: '2026-09-30', state: 'responded' };
  const records = {
    calls: Array.from({ length: 1234 }, () => call),
    incidents: [incident(0, '2026-09-29'), incident(1, '2026-09-30'), incident(1, '2025-09-30')],
  };
  const file = (person: PersonKey | null, query = 'month=2026-09') =>
    world.request(person === null ? null : people[person], 'GET', `/report.pdf?${query}`);

  it('[P7.4] has the numbers of the page for the same reader, in words and figures of the language asked for', async () => {
    world.clock.now = new Date('2026-10-14T15:00:00Z');
    await plant(world, records);
    for (const [person, language] of [
      ['districtCoordinator', 'es'],
      ['schoolLeader', 'en'],
      ['supervisor', 'en'],
      ['officer', 'en'],
    ] as const) {
      const answer = await file(person, `month=2026-09&language=${language}`);
      expect(answer.statusCode, answer.body).toBe(200);
      expect(answer.headers['content-type']).toBe('application/pdf');
      expect(answer.headers['content-disposition']).toContain(`report-2026-09-${language}.pdf`);
      expect(answer.headers['cache-control']).toBe('no-store');
      const words = pdfText(answer.rawPayload);
      const page = await world.request(people[person], 'GET', '/numbers?from=2026-09-01&to=2026-09-30');
      const numbers = page.json<NumbersAnswer>();
      const beside = besideOf(numbers);
      const figures = monthFigures(numbers.now, beside);
      // The program has no school year then: whoever has no record of those days is told so, not zero.
      expect(beside === null, person).toBe(['schoolLeader', 'officer'].includes(person));
      expect(figures.map(({ key }) => key).includes('students')).toBe(
        ['districtCoordinator', 'schoolLeader'].includes(person),
      );
      const none = language === 'es' ? 'Ninguno' : 'None';
      const written = (n: number | null): string => (n === null ? none : n.toLocaleString('en-US'));
      const found = words.filter((word) => /^([\d,.]+|None|Ninguno|no records|sin registros)$/.test(word));
      expect(found, person).toEqual(
        figures.flatMap((figure) => [written(figure.now), beside === null ? 'no records' : written(figure.before)]),
      );
      expect(words[0]).toBe(language === 'es' ? 'Informe de septiembre de 2026' : 'Report of September 2026');
    }
    const numbersOf = async (person: PersonKey) => pdfText((await file(person)).rawPayload);
    expect(await numbersOf('districtCoordinator')).toContain('1,234');
    expect(await numbersOf('otherSchoolLeader')).not.toContain('1,234');
  });

  it('[P7.9] is tagged: language, title, headings, headers of rows and columns', async () => {
    const answer = await file('supervisor', 'month=2026-09&language=es');
    const raw = answer.rawPayload.toString('latin1');
    // Not `toContain`: a failure would print the whole file.
    const has = (what: RegExp): number => raw.match(new RegExp(what, 'g'))?.length ?? 0;
    expect(has(/\/Lang \(es-US\)/)).toBe(1);
    expect(has(/\/Marked true/)).toBe(1);
    expect(has(/\/DisplayDocTitle true/)).toBe(1);
    expect(has(/<pdfuaid:part>1<\/pdfuaid:part>/)).toBe(1);
    for (const tag of ['Document', 'H1', 'H2', 'Table']) expect(has(new RegExp(`/S /${tag}\\b`)), tag).toBe(1);
    expect(has(/\/Scope \/Column/)).toBe(3);
    expect(has(/\/Scope \/Row/)).toBe(7);
    expect(has(/\/S \/TD\b/)).toBe(14);
  });

  it('[P7.3] is for those who read numbers and for nobody else', async () => {
    const allowed: PersonKey[] = [];
    for (const person of Object.keys(people) as PersonKey[]) {
      const { statusCode } = await file(person);
      if (statusCode === 200) allowed.push(person);
      else expect(statusCode, person).toBe(403);
    }
    const leading = ['supervisor', 'agencyLeader', 'schoolLeader', 'otherSchoolLeader', 'districtCoordinator'];
    expect(allowed.toSorted()).toEqual(['officer', 'otherOfficer', ...leading].toSorted());
    expect((await file(null)).statusCode).toBe(401);
    for (const query of ['month=2026-13', 'month=2026-09&language=fr', '']) {
      expect((await file('supervisor', query)).statusCode, query).toBe(422);
    }
    const abroad = await world.request(
      people.supervisor,
      'GET',
      `/api/programs/${world.other.id}/report.pdf?month=2026-09`,
    );
    expect(abroad.statusCode).toBe(404);
  });
});
