import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clearPlanted, must, type PlantedIncident, plant } from '../../../tests/support/planted.ts';
import { testWorld } from '../../../tests/support/world.ts';
import type { PublicProgram } from '../../portal/view.ts';
import { publishAll, publishProgram, readPublication } from './publish.ts';
import { proposeRelease } from './release/propose.ts';
import { readProposal } from './release/queries.ts';
import { factsOfRelease, yearOfRelease } from './release/year-cells.ts';

const SEED = 20261122;
const world = await testWorld();
const { people, id: programId } = world.program;
const afterTheYear = new Date('2027-06-10T15:00:00Z');
const unpublish = () =>
  world.database.query(`ALTER TABLE publication.program_page DISABLE TRIGGER ALL; DELETE FROM publication.program_page;
    ALTER TABLE publication.program_page ENABLE TRIGGER ALL`);
const rename = (name: string) =>
  world.database.query('UPDATE school SET name = $1 WHERE program_id = $2 AND id = $3', [
    name,
    programId,
    world.program.schools[0],
  ]);

beforeEach(async () => {
  world.clock.now = afterTheYear;
  // The year goes by in this test; nobody signs in anew.
  await world.database.query(
    "UPDATE account_session SET expires_at = '2030-01-01', last_seen_at = '2027-06-10T14:59:00Z'",
  );
});
afterEach(async () => {
  await clearPlanted(world);
  await unpublish();
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

const publish = () => publishProgram(world.service, people.programAdmin.caller, programId);
const get = (url: string, headers: Record<string, string> = {}) => world.app.inject({ method: 'GET', url, headers });
const page = async (): Promise<PublicProgram> => (await get('/en/first/data/pages.json')).json();

describe('publishing', () => {
  it('[P7.9] publishes who and where once, and again where that changed; no number of a finished year goes with it', async () => {
    await plant(world, { incidents: [...alike(40, 'returnedToSchool'), ...alike(25, 'arrest')] });
    expect(await publish()).toEqual({ ok: true, value: { version: 1, changed: true } });
    const before = await page();
    expect(before.years).toEqual([]);
    expect(await publish()).toEqual({ ok: true, value: { version: 1, changed: false } });
    expect(await page()).toEqual(before);
    await rename('Lincoln Senior High');
    expect(await publish()).toEqual({ ok: true, value: { version: 2, changed: true } });
    expect(JSON.stringify(await page())).toContain('Lincoln Senior High');
    expect((await page()).years).toEqual([]);
    const trail = await world.database.query(
      "SELECT record_id FROM audit_entry WHERE event = 'release.published' ORDER BY at",
    );
    expect(trail.map((entry) => entry.record_id)).toEqual(['first/1', 'first/2']);
  });

  it('[P7.9] two at once make one version', async () => {
    const answers = await Promise.all([publish(), publish(), publish()]);
    expect(answers.filter((answer) => answer.ok && answer.value.changed)).toHaveLength(1);
    expect(answers.every((answer) => answer.ok && answer.value.version === 1)).toBe(true);
  });

  it('[P7.8] a page and its entry in the trail are there together, or not at all', async () => {
    const counts = async () =>
      world.database.query<{
        pages: number;
        entries: number;
      }>(`SELECT (SELECT count(*)::int FROM publication.program_page) AS pages,
        (SELECT count(*)::int FROM audit_entry WHERE event = 'release.published') AS entries`);
    const [before] = await counts();
    for (const table of ['publication.program_page', 'audit_entry']) {
      await world.database.query(`CREATE TRIGGER fails BEFORE INSERT ON ${table}
        FOR EACH ROW EXECUTE FUNCTION refuse_change()`);
      await expect(publish(), table).rejects.toThrow('refused');
      await world.database.query(`DROP TRIGGER fails ON ${table}`);
      expect(await counts(), table).toEqual([before]);
    }
    expect(await publish()).toMatchObject({ ok: true, value: { changed: true } });
    expect(await counts()).toMatchObject([{ pages: 1, entries: (before?.entries ?? 0) + 1 }]);
  });

  it('[P7.9] says what a finished year still waits for; only who answers for the page publishes it', async () => {
    await plant(world, { incidents: [...alike(30, 'noAction'), ...alike(2, 'noAction', false)] });
    const waiting = { id: '2026-27', status: 'waiting', unattached: 2, drafts: 0, from: '2027-07-04' };
    const sent = await world.request(people.districtCoordinator, 'POST', '/publication', {});
    expect(sent.json()).toEqual({ version: 1, changed: true });
    const status = await world.request(people.districtCoordinator, 'GET', '/publication');
    expect(status.json()).toMatchObject({ page: { slug: 'first', version: 1 }, years: [waiting] });
    world.clock.now = new Date('2027-07-04T15:00:00Z');
    expect(await readPublication(world.service, people.districtCoordinator.caller)).toMatchObject({
      ok: true,
      value: { years: [{ id: '2026-27', status: 'ready', unattached: 2 }] },
    });
    world.clock.now = afterTheYear;
    for (const person of [people.officer, people.supervisor, people.schoolLeader, people.schoolStaff]) {
      expect((await world.request(person, 'POST', '/publication', {})).statusCode).toBe(403);
    }
    expect(await publishProgram(world.service, people.programAdmin.caller, world.other.id)).toMatchObject({
      ok: false,
      error: { status: 404 },
    });
  });

  it('[P7.9] keeps by itself what a person has published once, and nothing else; never a year, however long it is over', async () => {
    await plant(world, { incidents: alike(30, 'noAction') });
    expect(await publishAll(world.service)).toBe(0);
    await publish();
    expect(await publishAll(world.service)).toBe(0);
    await rename('Lincoln Junior High');
    world.clock.now = new Date('2027-09-04T15:00:00Z');
    expect(await publishAll(world.service)).toBe(1);
    expect(await publishAll(world.service)).toBe(0);
    expect((await page()).years).toEqual([]);
  });

  it('[P7.9] refuses a program whose address would hide a page of the site', async () => {
    await world.database.query("UPDATE program SET slug = 'about' WHERE program_id = $1", [programId]);
    expect(await publish()).toMatchObject({ ok: false, error: { code: 'publishing.slugReserved' } });
    await world.database.query("UPDATE program SET slug = 'first' WHERE program_id = $1", [programId]);
  });
});

describe('what a year’s release shows', () => {
  it('[P7.9] no count of students or incidents from 1 to 9 in any cell, whatever was counted', async () => {
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
    const coordinator = people.districtCoordinator.caller;
    await fc.assert(
      fc.asyncProperty(fc.tuple(...outcomes.map(() => count)), async (counts) => {
        await clearPlanted(world);
        await plant(world, { incidents: counts.flatMap((n, index) => alike(n, outcomes[index] ?? '')) });
        const { id } = must(await proposeRelease(world.service, coordinator, '2026-27'));
        const { document } = must(await readProposal(world.service, coordinator, id));
        const cells = Object.entries(yearOfRelease(document, '2027-06-10').cells);
        const facts = Object.entries(factsOfRelease(document)).flatMap(([dimension, table]) => [
          [`students by ${dimension}`, table.total] as const,
          ...Object.entries(table.rows).map(([row, shown]) => [`students by ${dimension}: ${row}`, shown] as const),
        ]);
        for (const [key, cell] of [...cells, ...facts]) {
          const small = cell.status === 'published' && cell.n > 0 && cell.n < 10;
          expect(small && /^(incidents|students)/.test(key), `${key} of ${counts}`).toBe(false);
        }
        // What is zero or large enough is not withheld wholesale.
        const total = counts.reduce((sum, n) => sum + n, 0);
        const small = counts.filter((n) => n > 0 && n < 10).length;
        if (small === 0) expect(yearOfRelease(document, '').cells.incidents).toEqual({ status: 'published', n: total });
      }),
      { seed: SEED, numRuns: 8 },
    );
  });
});

describe('the public pages over HTTP', () => {
  it('[P7.9] answers in both languages without a script, with its ETag, and leads on where nothing is', async () => {
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
