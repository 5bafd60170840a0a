import { createHash, createPublicKey, verify } from 'node:crypto';
import { brotliDecompressSync } from 'node:zlib';
import { parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { incidentsAlike, must, plant } from '../../../../tests/support/planted.ts';
import { testWorld } from '../../../../tests/support/world.ts';
import { verifyCertificate } from '../../../disclosure/verify/verify.ts';
import { type ReleaseDocument, shownAt, tableOf } from '../../../portal/release-view.ts';
import { publishProgram } from '../publish.ts';
import { decideRelease } from './decide.ts';
import { proposeRelease } from './propose.ts';
import { readProposal, readReleases } from './queries.ts';
import { keepReleases } from './schedule.ts';

const world = await testWorld();
const { people, id: programId } = world.program;
const { agencyLeader, districtCoordinator } = people;

const made = incidentsAlike();
const alike = (n: number, outcome: string, school: 0 | 1, day = '2026-10-01', race = 'white') =>
  made(n, { school, day, outcome, race });
const decision = (digest: string, said: 'approved' | 'returned' = 'approved', note = '') => ({
  digest,
  decision: said,
  note,
});

let year: { id: string; digest: string };

beforeAll(async () => {
  world.clock.now = new Date('2027-07-10T15:00:00Z');
  await world.database.query(
    "UPDATE account_session SET expires_at = '2030-01-01', last_seen_at = '2027-07-10T14:59:00Z'",
  );
  await plant(world, {
    incidents: [
      ...alike(40, 'returnedToSchool', 0),
      ...alike(30, 'returnedToSchool', 1, '2026-12-01', 'blackOrAfricanAmerican'),
      ...alike(17, 'arrest', 0, '2026-12-02', 'blackOrAfricanAmerican'),
      ...alike(4, 'citation', 1, '2027-02-01'),
      ...alike(12, 'charge', 1, '2027-02-01'),
    ],
    calls: Array.from({ length: 30 }, () => ({ school: 0, officer: 0, day: '2026-10-02', state: 'handedBack' })),
  });
  const { id } = must(await proposeRelease(world.service, districtCoordinator.caller, '2026-27'));
  year = { id, digest: must(await readProposal(world.service, agencyLeader.caller, id)).digest };
}, 60_000);

afterAll(() => {
  world.clock.now = new Date('2026-10-14T15:00:00Z');
});

const releases = () =>
  world.database.query<{ document: string; signature: string; public_key: string }>(
    'SELECT document, signature, public_key FROM publication.release ORDER BY number',
  );

describe('a release', () => {
  it('[P7.9] is proposed by the coordinator alone, and nothing is public before both sides approve', async () => {
    for (const person of [agencyLeader, people.programAdmin, people.supervisor, people.schoolLeader]) {
      expect(await proposeRelease(world.service, person.caller, '2026-27')).toMatchObject({ ok: false });
    }
    expect(await releases()).toEqual([]);
    const detail = must(await readProposal(world.service, agencyLeader.caller, year.id));
    expect(detail).toMatchObject({ mayDecide: 'police', line: { state: 'open', number: 1 }, said: [] });
    expect(detail.preview.tables.every(({ audit }) => audit.exact === 0 && audit.below === 0)).toBe(true);
    expect(detail.preview.tables.find(({ id }) => id === 'students')?.small).toBeGreaterThan(0);
    expect(must(await proposeRelease(world.service, districtCoordinator.caller, '2026-27'))).toEqual({ id: year.id });
  });

  it('[P7.9] the database itself refuses one that only one side approved', async () => {
    const first = await decideRelease(world.service, districtCoordinator.caller, year.id, decision(year.digest));
    expect(first).toEqual({ ok: true, value: { published: false } });
    const insert = world.database.query(
      `INSERT INTO publication.release SELECT program_id, number, 'first', kind, period, id, now(), digest, document, '', ''
       FROM release_proposal WHERE id = $1`,
      [year.id],
    );
    await expect(insert).rejects.toThrow('not approved by both sides');
    // The school's word does not count for the police, whoever says it.
    const again = await decideRelease(world.service, districtCoordinator.caller, year.id, decision(year.digest));
    expect(again).toEqual({ ok: true, value: { published: false } });
    const other = decision(year.digest.replace(/^./, (digit) => (digit === '0' ? '1' : '0')));
    expect(await decideRelease(world.service, agencyLeader.caller, year.id, other)).toMatchObject({
      ok: false,
      error: { code: 'publishing.notTheNewest' },
    });
    expect(await decideRelease(world.service, people.supervisor.caller, year.id, decision(year.digest))).toMatchObject({
      ok: false,
      error: { status: 403 },
    });
  });

  it('[P7.9] is public with the second approval, signed with the program’s own key, and never changes', async () => {
    const second = await decideRelease(world.service, agencyLeader.caller, year.id, decision(year.digest));
    expect(second).toEqual({ ok: true, value: { published: true } });
    const [row] = await releases();
    if (row === undefined) throw new Error('no release');
    const key = createPublicKey(row.public_key);
    expect(key.asymmetricKeyType).toBe('ed25519');
    const bytes = Buffer.from(row.document, 'utf8');
    expect(verify(null, bytes, key, Buffer.from(row.signature, 'base64'))).toBe(true);
    expect(verify(null, Buffer.concat([bytes, Buffer.from(' ')]), key, Buffer.from(row.signature, 'base64'))).toBe(
      false,
    );
    await expect(world.database.query("UPDATE publication.release SET signature = ''")).rejects.toThrow();
    await expect(world.database.query('DELETE FROM publication.release_file')).rejects.toThrow();
    const trail = await world.database.query<{ event: string }>(
      "SELECT event FROM audit_entry WHERE event LIKE 'release.%' ORDER BY at, seq",
    );
    expect(new Set(trail.map(({ event }) => event))).toEqual(
      new Set(['release.proposed', 'release.approved', 'release.signed', 'release.published']),
    );
  });

  it('[P7.9] says the same in its document, its files and on the page; small counts are in none of them', async () => {
    const [row] = await releases();
    const document: ReleaseDocument = JSON.parse(row?.document ?? '{}');
    const students = tableOf(document, 'students');
    expect(shownAt(students, {})).toEqual({ status: 'published', n: 103 });
    expect(shownAt(students, { level: 'enforcement', part: 'formal', step: 'cited' })).toEqual({ status: 'withheld' });
    const files = await world.database.query<{ name: string; content: Buffer }>(
      'SELECT name, content FROM publication.release_file',
    );
    const content = (name: string): Buffer => files.find((file) => file.name === name)?.content ?? Buffer.alloc(0);
    for (const { name, sha256, bytes } of document.files) {
      expect(createHash('sha256').update(content(name)).digest('hex'), name).toBe(sha256);
      expect(content(name).length, name).toBe(bytes);
    }
    const parquet = content('counts.parquet');
    const rows = await parquetReadObjects({ file: Uint8Array.from(parquet).buffer });
    expect(rows.filter(({ n }) => n !== null && n !== undefined && n > 0 && n < document.policy.threshold)).toEqual([]);
    expect(rows.filter(({ status }) => status === 'withheld').every(({ n }) => n === null || n === undefined)).toBe(
      true,
    );
    for (const { id } of document.tables) {
      const proof = verifyCertificate(content(`${id}.csv`).toString(), content(`${id}-certificate.json`).toString());
      expect(proof, id).toMatchObject({ holds: true, private: false });
    }
    const page = await world.app.inject({ method: 'GET', url: '/en/first/data/pages.json' });
    expect(page.json().years[0].cells).toMatchObject({
      students: { n: 103 },
      'students.cited': { status: 'withheld' },
      handedBack: { n: 30 },
    });
  });

  it('[P7.8] gives the police side recorded facts of the year only as the public sees them', async () => {
    const ask = async (dimension: string) =>
      (
        await world.request(
          people.supervisor,
          'GET',
          `/numbers/groups?dimension=${dimension}&source=recorded&year=2026-27`,
        )
      ).json();
    expect(await ask('race')).toMatchObject({
      kind: 'released',
      year: '2026-27',
      total: { status: 'published', n: 103 },
    });
    for (const dimension of ['race', 'age', 'sex', 'englishLearner', 'disability']) {
      for (const row of (await ask(dimension)).rows) {
        expect(row.students.status === 'published' && row.students.n > 0 && row.students.n < 10).toBe(false);
      }
    }
    expect(await ask('ethnicity')).toMatchObject({ kind: 'hidden', reason: 'seeRace' });
  });

  it('[P7.9] publishing schools and officers changes nothing of a year', async () => {
    const published = must(await publishProgram(world.service, people.programAdmin.caller, programId));
    expect(published).toMatchObject({ changed: false });
    const { periods, proposals } = must(await readReleases(world.service, agencyLeader.caller));
    expect(periods.find(({ id }) => id === '2026-27')?.state).toBe('released');
    expect(proposals).toMatchObject([{ state: 'published' }]);
  });
});

describe('[P7.9] what the public pages send', () => {
  /** Everything a reader can get, asked for twice: made, and from what is kept. */
  const addresses = ['', '/activity', '/funnel', '/enforcement', '/people', '/alike', '/officers', '/releases']
    .concat(['/data', '/how', '/embed', '/card', '/feed.xml', '/releases/1', '/releases/1/release.json'])
    .concat(['/schools/170000100001', '/schools/170000100002', '/nowhere', '/releases/2', '/releases/1/nothing.csv'])
    .flatMap((path) => [`/en/first${path}`, `/es/first${path}`]);

  it('holds no more than the release: no withheld count, no record’s id, no student, in body or header', async () => {
    const ids = await world.database.query<{ id: string }>(
      `SELECT id::text FROM incident UNION SELECT student_key::text FROM incident_student UNION SELECT encode(pseudonym, 'hex') FROM student_identity
       UNION SELECT id::text FROM release_proposal UNION SELECT program_id::text FROM program UNION SELECT person_id::text FROM member`,
    );
    const [row] = await releases();
    const released: ReleaseDocument = JSON.parse(row?.document ?? '{}');
    // Four citations were planted: the only small count there is, and what it is guarded with.
    expect(released.tables.flatMap(({ cells }) => cells).filter(({ n }) => n === 4)).toEqual([]);
    for (const url of [...addresses, ...addresses]) {
      const answer = await world.app.inject({ method: 'GET', url });
      const sent = `${JSON.stringify(answer.headers)}${answer.body}`;
      for (const { id } of ids) expect(sent.includes(id), `${url} holds ${id}`).toBe(false);
      if (answer.statusCode === 200) expect(answer.headers['cache-control'], url).toBe('public, max-age=60');
      else expect(answer.headers['cache-control'], url).toBe('no-store');
      expect(answer.headers['set-cookie'], url).toBeUndefined();
    }
  });

  it('is the same plain, compressed and from the reader’s own copy', async () => {
    const url = '/en/first/people';
    const plain = await world.app.inject({ method: 'GET', url });
    const packed = await world.app.inject({ method: 'GET', url, headers: { 'accept-encoding': 'gzip, br' } });
    expect(packed.headers['content-encoding']).toBe('br');
    expect(brotliDecompressSync(packed.rawPayload).toString()).toBe(plain.body);
    const { etag } = plain.headers;
    const again = await world.app.inject({ method: 'GET', url, headers: { 'if-none-match': String(etag) } });
    expect([again.statusCode, again.body]).toEqual([304, '']);
  });

  it('the coordinator is reminded once of each period that can be released, and not of one that is', async () => {
    world.clock.now = new Date('2027-01-20T15:00:00Z');
    expect(await keepReleases(world.service)).toBeGreaterThan(0);
    expect(await keepReleases(world.service)).toBe(0);
    const notices = await world.database.query<{ params: { period: string } }>(
      "SELECT params FROM notification WHERE kind = 'releaseDue' AND program_id = $1",
      [programId],
    );
    expect(notices.map(({ params }) => params.period)).toEqual(['2026-27-Q2']);
  });
});

describe('[P7.9] the public pages’ database role', () => {
  it('reads approved releases and no record, proposal, key or ledger', async () => {
    const tables = await world.database.query<{ name: string; readable: boolean }>(`
      SELECT n.nspname || '.' || c.relname AS name, has_table_privilege('opensro_public', c.oid, 'SELECT') AS readable
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p', 'v', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')`);
    expect(
      tables
        .filter(({ readable }) => readable)
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual([
      'publication.period_release',
      'publication.program_page',
      'publication.release',
      'publication.release_file',
    ]);
    const { publicPages } = world.service.databases;
    for (const table of ['incident', 'student_identity', 'release_proposal', 'program_signing_key'] as const) {
      await expect(publicPages.selectFrom(table).selectAll().execute(), table).rejects.toThrow('permission denied');
    }
    await expect(publicPages.selectFrom('publication.ledger_entry').selectAll().execute()).rejects.toThrow();
  });
});
