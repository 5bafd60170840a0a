import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clearPlanted, type PlantedIncident, plant } from '../../../tests/support/planted.ts';
import { testWorld } from '../../../tests/support/world.ts';
import type { PublicProgram } from '../../portal/view.ts';
import { GRACE_DAYS } from './grace.ts';
import { publishAll, publishProgram } from './publish.ts';
import { factsOf } from './year.ts';

const SEED = 20261122;
const world = await testWorld();
const { people, id: programId } = world.program;
const afterTheYear = new Date('2027-06-10T15:00:00Z');
const unfreeze = async () => {
  for (const table of ['program_page', 'period_release']) {
    await world.database.query(`ALTER TABLE publication.${table} DISABLE TRIGGER ALL; DELETE FROM publication.${table};
      ALTER TABLE publication.${table} ENABLE TRIGGER ALL`);
  }
};

beforeEach(async () => {
  world.clock.now = afterTheYear;
  // The year goes by in this test; nobody signs in anew.
  await world.database.query(
    "UPDATE account_session SET expires_at = '2030-01-01', last_seen_at = '2027-06-10T14:59:00Z'",
  );
});
afterEach(async () => {
  await clearPlanted(world);
  await unfreeze();
});

/** `n` incidents that ended alike, each with a student of its own. */
let nextStudent = 1;
const alike = (n: number, outcome: string, attached = true): PlantedIncident[] =>
  Array.from({ length: n }, () => ({
    school: 0,
    officer: 0,
    day: '2026-10-01',
    origin: 'called',
    offense: null,
    students: [
      {
        outcomes: [outcome],
        race: 'white',
        recordedRace: nextStudent % 5 === 0 ? 'asian' : 'white',
        disability: nextStudent % 3 === 0 ? 'idea' : 'none',
        pseudonym: attached ? nextStudent++ : null,
        stopped: false,
      },
    ],
  }));

const publish = (insist = false) => publishProgram(world.service, people.programAdmin.caller, { programId, insist });
const get = (url: string, headers: Record<string, string> = {}) => world.app.inject({ method: 'GET', url, headers });
const page = async (): Promise<PublicProgram> => (await get('/en/first/data/pages.json')).json();

describe('publishing', () => {
  it('[P7.9] publishes a finished year once: again, and after a correction, the page stays as it was', async () => {
    await plant(world, { incidents: [...alike(40, 'returnedToSchool'), ...alike(25, 'arrest')] });
    const first = await publish();
    expect(first).toMatchObject({
      ok: true,
      value: { version: 1, changed: true, years: [{ id: '2026-27', status: 'published' }] },
    });
    const before = await page();
    expect(before.years[0]?.cells['incidents.arrested']).toEqual({ status: 'published', n: 25 });
    expect(await publish()).toMatchObject({ ok: true, value: { version: 1, changed: false } });
    // One more arrest turns up: the difference to what everybody has seen would be one child.
    await plant(world, { incidents: alike(1, 'arrest') });
    world.clock.now = new Date('2027-06-20T15:00:00Z');
    expect(await publish(true)).toMatchObject({ ok: true, value: { version: 1, changed: false } });
    expect(await page()).toEqual(before);
    // A school's new name is a new page, over the same frozen year.
    await world.database.query(
      "UPDATE school SET name = 'Lincoln Senior High' WHERE name = 'Lincoln High' AND program_id = $1",
      [programId],
    );
    expect(await publish()).toMatchObject({ ok: true, value: { version: 2, changed: true } });
    expect((await page()).years).toEqual(before.years);
    const trail = await world.database.query(
      "SELECT record_id FROM audit_entry WHERE event = 'release.published' ORDER BY at",
    );
    expect(trail.map((entry) => entry.record_id)).toEqual(['first/1', 'first/2']);
  });

  it('[P7.9] two at once make one release', async () => {
    await plant(world, { incidents: alike(30, 'noAction') });
    const answers = await Promise.all([publish(), publish(), publish()]);
    expect(answers.filter((answer) => answer.ok && answer.value.changed)).toHaveLength(1);
    expect(answers.every((answer) => answer.ok && answer.value.version === 1)).toBe(true);
  });

  it('[P7.8] a release and its entry in the trail are there together, or not at all', async () => {
    await plant(world, { incidents: alike(30, 'noAction') });
    const counts = async () =>
      world.database.query<{
        pages: number;
        periods: number;
        entries: number;
      }>(`SELECT (SELECT count(*)::int FROM publication.program_page) AS pages,
        (SELECT count(*)::int FROM publication.period_release) AS periods,
        (SELECT count(*)::int FROM audit_entry WHERE event = 'release.published') AS entries`);
    const [before] = await counts();
    const failing = (table: string) => `CREATE TRIGGER fails BEFORE INSERT ON ${table}
      FOR EACH ROW EXECUTE FUNCTION refuse_change()`;
    for (const table of ['publication.program_page', 'publication.period_release', 'audit_entry']) {
      await world.database.query(failing(table));
      await expect(publish(), table).rejects.toThrow('refused');
      await world.database.query(`DROP TRIGGER fails ON ${table}`);
      expect(await counts(), table).toEqual([before]);
    }
    expect(await publish()).toMatchObject({ ok: true, value: { changed: true } });
    expect(await counts()).toMatchObject([{ pages: 1, entries: (before?.entries ?? 0) + 1 }]);
  });

  it('[P7.9] waits until students are attached or the grace time has passed, unless a person insists', async () => {
    await plant(world, { incidents: [...alike(30, 'noAction'), ...alike(2, 'noAction', false)] });
    const waiting = { id: '2026-27', status: 'waiting', unattached: 2, drafts: 0, from: '2027-07-04' };
    expect(await publish()).toMatchObject({ ok: true, value: { changed: true, years: [waiting] } });
    expect((await page()).years).toEqual([]);
    const status = await world.request(people.districtCoordinator, 'GET', '/publication');
    expect(status.json()).toMatchObject({
      page: { slug: 'first', version: 1 },
      years: [waiting],
      graceDays: GRACE_DAYS,
    });
    const sent = await world.request(people.districtCoordinator, 'POST', '/publication', { insist: true });
    expect(sent.json()).toMatchObject({ version: 2, years: [{ status: 'published' }] });
    expect((await page()).years).toHaveLength(1);
    for (const person of [people.officer, people.supervisor, people.schoolLeader, people.schoolStaff]) {
      expect((await world.request(person, 'POST', '/publication', {})).statusCode).toBe(403);
    }
    expect(
      await publishProgram(world.service, people.programAdmin.caller, { programId: world.other.id }),
    ).toMatchObject({
      ok: false,
      error: { status: 404 },
    });
  });

  it('[P7.9] keeps by itself what a person has published once, and nothing else; never a year that still runs', async () => {
    await plant(world, { incidents: alike(30, 'noAction', false) });
    expect(await publishAll(world.service)).toBe(0);
    world.clock.now = new Date('2026-10-14T15:00:00Z');
    expect(await publish(true)).toMatchObject({ ok: true, value: { years: [{ status: 'notOver' }] } });
    world.clock.now = afterTheYear;
    expect(await publishAll(world.service)).toBe(0);
    world.clock.now = new Date('2027-07-04T15:00:00Z');
    expect(await publishAll(world.service)).toBe(1);
    expect(await publishAll(world.service)).toBe(0);
    expect((await page()).years.map((year) => year.id)).toEqual(['2026-27']);
  });

  it('[P7.9] refuses a program whose address would hide a page of the site', async () => {
    await world.database.query("UPDATE program SET slug = 'about' WHERE program_id = $1", [programId]);
    expect(await publish()).toMatchObject({ ok: false, error: { code: 'publishing.slugReserved' } });
    await world.database.query("UPDATE program SET slug = 'first' WHERE program_id = $1", [programId]);
  });
});

describe('what the public reads', () => {
  it('[P7.9] shows no count of students or incidents from 1 to 9 in any byte, whatever was counted', async () => {
    const outcomes = [
      'noAction',
      'returnedToSchool',
      'warning',
      'diversion',
      'citation',
      'courtReferral',
      'charge',
      'arrest',
    ];
    const count = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 10, max: 30 }));
    await fc.assert(
      fc.asyncProperty(fc.tuple(...outcomes.map(() => count)), async (counts) => {
        await clearPlanted(world);
        await unfreeze();
        await plant(world, { incidents: counts.flatMap((n, index) => alike(n, outcomes[index] ?? '')) });
        expect((await publish(true)).ok).toBe(true);
        const released = await page();
        for (const [key, cell] of Object.entries(released.years[0]?.cells ?? {})) {
          const small = cell.status === 'published' && cell.n > 0 && cell.n < 10;
          expect(small && /^(incidents|students)/.test(key), `${key} of ${counts}`).toBe(false);
        }
        for (const language of ['en', 'es']) {
          const csv = (await get(`/${language}/first/data/funnel.csv`)).body;
          for (const row of parse(csv, { columns: true, bom: true }) as Record<string, string>[]) {
            if (row.unit === 'calls') continue;
            expect(row.value, `${row.stage} in ${language}`).toMatch(/^(|0|[1-9]\d+)$/);
          }
          const home = (await get(`/${language}/first`)).body;
          const funnel = (await get(`/${language}/first/funnel`)).body;
          for (const html of [home, funnel]) {
            for (const [, cell] of html.matchAll(/<td[^>]*>\s*(\d+)\s*<\/td>/g)) expect(cell).toMatch(/^(0|[1-9]\d+)$/);
          }
        }
      }),
      { seed: SEED, numRuns: 15 },
    );
  }, 120_000);

  it('[P7.8] gives the police side recorded facts of a released year only as safe totals', async () => {
    await plant(world, { incidents: [...alike(40, 'noAction'), ...alike(25, 'citation')] });
    await publish();
    const ask = async (dimension: string) =>
      (
        await world.request(
          people.supervisor,
          'GET',
          `/numbers/groups?dimension=${dimension}&source=recorded&year=2026-27`,
        )
      ).json();
    const race = await ask('race');
    expect(race).toMatchObject({ kind: 'released', year: '2026-27', total: { status: 'published', n: 65 } });
    for (const dimension of ['race', 'age', 'sex', 'englishLearner', 'disability']) {
      for (const row of (await ask(dimension)).rows) {
        expect(row.students.status === 'published' && row.students.n > 0 && row.students.n < 10).toBe(false);
      }
    }
    expect(await ask('ethnicity')).toMatchObject({ kind: 'hidden', reason: 'seeRace' });
  });

  it('[P7.8] withholds a whole table of recorded facts where the public does not see its total', async () => {
    const facts = { races: ['white'], sex: 'F', ageBand: '15to17', englishLearner: 'no', disability: 'none' } as const;
    const students = Array.from({ length: 30 }, () => ({ perceived: facts, recorded: facts, offenseType: null, n: 1 }));
    const hidden = await factsOf(students, { students: { status: 'withheld' } });
    expect(Object.values(hidden).every((table) => table.total.status === 'withheld')).toBe(true);
    expect(JSON.stringify(hidden)).not.toContain('published');
  });
});

describe('the public pages over HTTP', () => {
  it('[P7.9] answers in both languages without a script, with its ETag, and leads on where nothing is', async () => {
    await plant(world, { incidents: alike(30, 'noAction') });
    await publish();
    expect((await get('/', { 'accept-language': 'es' })).headers.location).toBe('/es');
    for (const language of ['en', 'es']) {
      for (const below of ['', '/officers', '/activity', '/funnel', '/data']) {
        const answer = await get(`/${language}/first${below}`);
        expect(answer.statusCode, `${language}${below}`).toBe(200);
        expect(answer.headers['content-language']).toBe(language);
        expect(answer.headers['content-security-policy']).toContain("default-src 'self'");
        expect(answer.body).not.toContain('<script');
      }
      expect((await get(`/${language}`)).body).toContain('District of first');
      expect((await get(`/${language}/second`)).statusCode).toBe(404);
    }
    const answer = await get('/en/first/funnel');
    const etag = String(answer.headers.etag);
    expect((await get('/en/first/funnel', { 'if-none-match': etag })).statusCode).toBe(304);
    // A cache between names every answer it has, and may leave out that the tag is weak.
    const several = `"other", ${etag.replace('W/', '')}`;
    expect((await get('/en/first/funnel', { 'if-none-match': several })).statusCode).toBe(304);
    expect((await get('/en/first/funnel', { 'if-none-match': '"other"' })).statusCode).toBe(200);
    expect((await get('/nowhere')).statusCode).toBe(404);
    expect((await get('/nowhere')).body).toContain('<h1>');
    expect((await get('/api/nowhere')).headers['content-type']).toContain('application/problem+json');
    expect((await get('/healthz')).json()).toEqual({ status: 'ok' });
    expect((await get('/favicon.ico')).statusCode).toBe(302);
  });
});
