// Logging an activity over HTTP beside the same INSERTs as plain SQL through the same kind of pool, in turns.
import path from 'node:path';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { canonicalJson } from '../src/domain/audit/chain.ts';
import { laneOf } from '../src/server/platform/audit/writer.ts';
import { startEmbedded } from '../src/server/platform/database/embedded.ts';
import { loadKeyRing } from '../src/server/platform/keys.ts';
import { type Figures, figuresOf, median, ratio, report } from './lib/figures.ts';
import { load, type Person } from './lib/load.ts';
import { type BenchOfficer, entry, makeProgram } from './lib/programs.ts';
import { scratch, startServer } from './lib/servers.ts';

/** `processorMs` where a server of ours did the work. */
type Measured = Figures & { readonly processorMs?: number };

const connections = 20;
const seconds = 5;
const rounds = 3;

function writer(officer: BenchOfficer): Person {
  return {
    method: 'POST',
    path: `/api/programs/${officer.programId}/activities`,
    headers: officer.headers,
    body: () => JSON.stringify({ id: uuidv7(), reason: null, ...entry(officer) }),
  };
}

/** What one entry writes, in one transaction: the entry, its first version, its place in the audit chain. */
async function insertOne(pool: pg.Pool, officer: BenchOfficer): Promise<void> {
  const client = await pool.connect();
  try {
    const [id, now, body] = [uuidv7(), new Date(), entry(officer)];
    const day = now.toISOString().slice(0, 10);
    await client.query('BEGIN');
    await client.query("SELECT set_config('opensro.program', $1, true), set_config('opensro.vault', '', true)", [
      officer.programId,
    ]);
    await client.query(
      `INSERT INTO activity (program_id, id, officer_id, owner_id, school_id, local_day, started_at, minutes, kind, role,
         function, topic, audience, audience_size, positive, version, body, saved_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, true, 1, $15, $16)`,
      [
        ...[officer.programId, id, officer.officerId, officer.personId, officer.schoolId, day, body.startedAt],
        ...[body.minutes, body.kind, body.role, body.statutoryFunction, body.topic, body.audience, body.audienceSize],
        ...[JSON.stringify(body), now],
      ],
    );
    await client.query(
      `INSERT INTO activity_version (program_id, activity_id, version, body, author_id, at) VALUES ($1, $2, 1, $3, $4, $5)`,
      [officer.programId, id, JSON.stringify(body), officer.personId, now],
    );
    const facts = { at: now.toISOString(), personId: officer.personId, event: 'activity.logged', recordId: id };
    await client.query(
      `SELECT append_audit($1, $2::smallint, $3, $4, $5, 'officer', 'activity.logged', 'activity', $6)`,
      [officer.programId, laneOf(officer.personId), canonicalJson(facts), now, officer.personId, id],
    );
    await client.query('COMMIT');
  } finally {
    client.release();
  }
}

async function plainSql(pool: pg.Pool, officers: readonly BenchOfficer[]): Promise<Figures> {
  const times: number[] = [];
  const began = performance.now();
  const end = began + seconds * 1000;
  await Promise.all(
    officers.map(async (officer) => {
      while (performance.now() < end) {
        const from = performance.now();
        await insertOne(pool, officer);
        times.push(performance.now() - from);
      }
    }),
  );
  return figuresOf(times, (performance.now() - began) / 1000);
}

const { folder, remove } = await scratch();
const data = path.join(folder, 'data');
const database = await startEmbedded({ dataDirectory: path.join(folder, 'database'), log: () => undefined });
const settings = { OPENSRO_DATA: data, DATABASE_URL: database.adminUrl };
const server = await startServer(settings, path.join(folder, 'server.log'));
const appUrl = new URL(database.adminUrl);
appUrl.username = 'opensro_app';
appUrl.password = loadKeyRing(data).databasePassword('opensro_app');
const pool = new pg.Pool({ connectionString: appUrl.href, max: 16 });
const admin = new pg.Pool({ connectionString: database.adminUrl, max: 1 });
try {
  const one = await makeProgram(database.adminUrl, 1, connections);
  const several: BenchOfficer[] = [];
  for (const number of [2, 3, 4, 5]) several.push(...(await makeProgram(database.adminUrl, number, connections / 4)));

  // Warm: both ways once, so that neither pays for the first connections and compilation.
  await load(server, one.map(writer), 2);
  await plainSql(pool, one);

  const cases: { name: string; measure: () => Promise<Measured>; results: Measured[] }[] = [
    { name: 'plain SQL, one program', measure: () => plainSql(pool, one), results: [] },
    { name: 'over HTTP, one program', measure: () => load(server, one.map(writer), seconds), results: [] },
    { name: 'plain SQL, four programs', measure: () => plainSql(pool, several), results: [] },
    { name: 'over HTTP, four programs', measure: () => load(server, several.map(writer), seconds), results: [] },
  ];
  for (let round = 0; round < rounds; round += 1) {
    for (const each of cases) each.results.push(await each.measure());
  }
  // Five officers of one program, alone and while every chain of another program is held by an open transaction.
  const five = several.slice(0, 5).map(writer);
  const alone = await load(server, five, seconds);
  const holder = await admin.connect();
  await holder.query('BEGIN');
  const held = await holder.query('SELECT lane FROM audit_head WHERE program_id = $1 FOR UPDATE', [one[0]?.programId]);
  const beside = await load(server, five, seconds);
  await holder.query('ROLLBACK');
  holder.release();

  const middle = (results: readonly Figures[], key: keyof Figures): number => median(results.map((each) => each[key]));
  const row = (name: string, results: readonly Measured[], base: number) => ({
    [`${connections} connections, fsync on`]: name,
    'per second': middle(results, 'perSecond'),
    'p50 ms': middle(results, 'p50'),
    'p99 ms': middle(results, 'p99'),
    ...(results.every((each) => each.processorMs === undefined)
      ? {}
      : { 'server ms': median(results.map((each) => each.processorMs ?? Number.NaN)) }),
    'of plain SQL': ratio(middle(results, 'perSecond'), base),
  });
  report('writes', [
    ...cases.map(({ name, results }, index) =>
      row(name, results, middle(cases[index - (index % 2)]?.results ?? results, 'perSecond')),
    ),
    {
      [`${connections} connections, fsync on`]: 'over HTTP, 5 connections of one program',
      'per second': alone.perSecond,
      'p50 ms': alone.p50,
      'p99 ms': alone.p99,
    },
    {
      [`${connections} connections, fsync on`]: `the same, all ${held.rowCount} chains of another program held`,
      'per second': beside.perSecond,
      'p50 ms': beside.p50,
      'p99 ms': beside.p99,
    },
  ]);
} finally {
  await server.stop();
  await pool.end();
  await admin.end();
  await database.stop();
  await remove();
}
