// Every page's data, for every role, in programs of 10,000, 100,000 and 1,000,000 activities among fifty programs in
// one database; the plan of the slowest statement; and a later start at that size. OPENSRO_SCALE (such as 0.01) makes
// the two larger ones smaller, for trying the measurement itself.
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { programSetup } from '../demo/cast.ts';
import { startEmbedded } from '../src/server/platform/database/embedded.ts';
import { copyProgram, openSessions, type Size, settleEarlierYears } from './lib/copies.ts';
import { demoData } from './lib/demo.ts';
import { figuresOf, report } from './lib/figures.ts';
import { type Page, pagesOf } from './lib/pages.ts';
import { slowestPlan } from './lib/plans.ts';
import { processorMs, residentMb, startServer } from './lib/servers.ts';

/** Turns of a page: enough for a p95, few enough that a slow page does not take the day. */
const turns = 20;
const longestMs = 4_000;

const scale = Number(process.env.OPENSRO_SCALE ?? '1');
const times = (n: number): number => Math.max(1, Math.round(n * scale));
const sizes: readonly { name: string; size: Size }[] = [
  { name: '10,000', size: { clones: 1, years: 1, incidentsTimes: 2 } },
  { name: '100,000', size: { clones: times(3), years: 4, incidentsTimes: 2 } },
  { name: '1,000,000', size: { clones: times(16), years: 7, incidentsTimes: 2 } },
];
const others = times(47);

const say = (sentence: string): void => console.log(`${new Date().toISOString().slice(11, 19)} ${sentence}`);

const demo = await demoData();
const database = await startEmbedded({ dataDirectory: demo.data, log: () => undefined });
const admin = new pg.Client({ connectionString: database.adminUrl });
await admin.connect();
const programs: { name: string; programId: string; cookies: Map<string, string>; counts: string }[] = [];
try {
  await admin.query("SET session_replication_role = replica; SET synchronous_commit = off; SET work_mem = '256MB'");
  const { rows: sources } = await admin.query<{ program_id: string }>(
    'SELECT program_id FROM program WHERE slug = $1',
    [programSetup.slug],
  );
  const source = sources[0]?.program_id ?? '';
  for (let index = 0; index < others; index += 1)
    await copyProgram(admin, source, uuidv7(), `other-${index}`, { clones: 1, years: 1, incidentsTimes: 2 });
  say(`${others} other programs made`);
  for (const { name, size } of sizes) {
    const programId = uuidv7();
    await copyProgram(admin, source, programId, `scale-${name.replaceAll(',', '')}`, size);
    const { rows } = await admin.query<{ activities: number; incidents: number; entries: number }>(
      `SELECT (SELECT count(*)::int FROM activity WHERE program_id = $1) AS activities,
         (SELECT count(*)::int FROM incident WHERE program_id = $1) AS incidents,
         (SELECT count(*)::int FROM audit_entry WHERE program_id = $1) AS entries`,
      [programId],
    );
    const [counted] = rows;
    const counts = `${counted?.activities} activities, ${counted?.incidents} incidents, ${counted?.entries} entries in the trail`;
    programs.push({ name, programId, cookies: await openSessions(admin, programId), counts });
    say(`${name}: ${counts}`);
  }
  await settleEarlierYears(admin);
  await admin.query('SET session_replication_role = origin');
  await admin.query('VACUUM ANALYZE');
  say('counted and put in order');
  const { rows: size } = await admin.query<{ size: string }>(
    'SELECT pg_size_pretty(pg_database_size(current_database())) AS size',
  );

  const settings = { OPENSRO_DATA: demo.data, DATABASE_URL: database.adminUrl };
  const server = await startServer(settings, demo.log);
  const rows: Row[] = [];
  try {
    for (const program of programs) {
      const pages = await pagesOf(server.url, program.programId, program.cookies);
      for (const page of pages) {
        const found = rows.find((row) => row.name === page.name) ?? {
          name: page.name,
          last: page,
          byProgram: new Map(),
        };
        if (!rows.includes(found)) rows.push(found);
        found.last = page;
        found.byProgram.set(program.name, await measure(server, page));
      }
      say(`${program.name}: ${pages.length} pages measured`);
    }
    say(`memory of the server process: ${residentMb(server.pid)} MB`);
  } finally {
    await server.stop();
  }
  const largest = programs.at(-1);
  rows.sort((a, b) => p95At(b, largest?.name) - p95At(a, largest?.name));
  report(
    'scale',
    rows.map(({ name: page, byProgram }) => ({
      page,
      ...Object.fromEntries(programs.map(({ name }) => [`p95 ms at ${name}`, byProgram.get(name)?.p95 ?? ''])),
      'p50 ms': byProgram.get(largest?.name ?? '')?.p50 ?? '',
      'server ms': byProgram.get(largest?.name ?? '')?.cpu ?? '',
    })),
  );
  const over = rows.filter((row) => p95At(row, largest?.name) >= 100);
  console.log(
    `${rows.length - over.length} of ${rows.length} pages under 100 ms (p95) at ${largest?.counts}; database ${size[0]?.size}.`,
  );
  const [slowest] = rows;
  const page = slowest?.byProgram.has(largest?.name ?? '') ? slowest.last : null;
  if (page !== null && page !== undefined)
    console.log(`\nThe slowest statement of the slowest page:\n${await slowestPlan(admin, settings, page, demo.log)}`);
} finally {
  await admin.end();
  await database.stop();
}
const starts: number[] = [];
for (let turn = 0; turn < 3; turn += 1) {
  const server = await startServer({ OPENSRO_DATA: demo.data, DATABASE_URL: '' }, demo.log);
  starts.push(server.startMs / 1000);
  await server.stop();
}
report('scale-start', [
  { what: 'later start at that size, slowest of three', value: `${Math.max(...starts).toFixed(2)} s` },
]);
await demo.remove();

interface Row {
  readonly name: string;
  last: Page;
  readonly byProgram: Map<string, { p95: number; p50: number; cpu: number }>;
}

function p95At(row: Row, name: string | undefined): number {
  return row.byProgram.get(name ?? '')?.p95 ?? 0;
}

async function measure(
  server: { url: string; pid: number },
  page: Page,
): Promise<{ p95: number; p50: number; cpu: number }> {
  const taken: number[] = [];
  const began = performance.now();
  let cpu = 0;
  // The first two warm what is kept: connections, plans, pages of the database.
  for (let turn = -2; turn < turns; turn += 1) {
    if (turn === 0) cpu = processorMs(server.pid);
    const from = performance.now();
    const answer = await fetch(`${server.url}${page.path}`, { headers: page.headers });
    await answer.arrayBuffer();
    if (!answer.ok) throw new Error(`${page.name} ${page.path} answered ${answer.status}`);
    if (turn >= 0) taken.push(performance.now() - from);
    if (turn >= 4 && performance.now() - began > longestMs) break;
  }
  const { p95, p50 } = figuresOf(taken, 1);
  return { p95, p50, cpu: Number(((processorMs(server.pid) - cpu) / taken.length).toFixed(1)) };
}
