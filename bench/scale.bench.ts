// Every page's data, for every role, in programs of 10,000, 100,000 and 1,000,000 activities among fifty programs in
// one database; the plan of the slowest statement; and a later start at that size. OPENSRO_SCALE (such as 0.01) makes
// the two larger ones smaller, for trying the measurement itself; OPENSRO_SCALE_KEEP names a folder in which the data
// stay, so that the next run measures without making them again; OPENSRO_SCALE_PAGES (a regular expression) picks pages.
import pg from 'pg';
import { startEmbedded } from '../src/server/platform/database/embedded.ts';
import { renewSessions } from './lib/copies.ts';
import { figuresOf, report } from './lib/figures.ts';
import { type Page, pagesOf } from './lib/pages.ts';
import { slowestPlan } from './lib/plans.ts';
import { scaledData } from './lib/scaled.ts';
import { databaseMs, processorMs, residentMb, startServer } from './lib/servers.ts';

/** Turns of a page: enough for a p95, few enough that a slow page does not take the day. */
const turns = 20;
const longestMs = 4_000;
const wanted = new RegExp(process.env.OPENSRO_SCALE_PAGES ?? '');

const say = (sentence: string): void => console.log(`${new Date().toISOString().slice(11, 19)} ${sentence}`);

const made = await scaledData(say);
const { programs } = made;
const database = await startEmbedded({ dataDirectory: made.data, log: () => undefined });
const admin = new pg.Client({ connectionString: database.adminUrl });
await admin.connect();
try {
  const { rows: size } = await admin.query<{ size: string }>(
    'SELECT pg_size_pretty(pg_database_size(current_database())) AS size',
  );
  const { rows: backends } = await admin.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const backend = backends[0]?.pid ?? 0;
  const settings = { OPENSRO_DATA: made.data, DATABASE_URL: database.adminUrl };
  await renewSessions(admin);
  const server = await startServer(settings, made.log);
  const rows: Row[] = [];
  try {
    for (const program of programs) {
      const all = await pagesOf(server.url, program.programId, new Map(Object.entries(program.cookies)));
      const pages = all.filter((page) => wanted.test(page.name));
      for (const page of pages) {
        const found = rows.find((row) => row.name === page.name) ?? {
          name: page.name,
          last: page,
          byProgram: new Map(),
        };
        if (!rows.includes(found)) rows.push(found);
        found.last = page;
        found.byProgram.set(program.name, await measure({ ...server, backend }, page));
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
      ...Object.fromEntries(
        programs.map(({ name }) => [`database ms at ${name}`, byProgram.get(name)?.database ?? '']),
      ),
    })),
  );
  const over = rows.filter((row) => p95At(row, largest?.name) >= 100);
  console.log(
    `${rows.length - over.length} of ${rows.length} pages under 100 ms (p95) at ${largest?.counts}; database ${size[0]?.size}.`,
  );
  const [slowest] = rows;
  const page = slowest?.byProgram.has(largest?.name ?? '') ? slowest.last : null;
  if (page !== null && page !== undefined)
    console.log(`\nThe slowest statement of the slowest page:\n${await slowestPlan(admin, settings, page, made.log)}`);
} finally {
  await admin.end();
  await database.stop();
}
const starts: number[] = [];
for (let turn = 0; turn < 3; turn += 1) {
  const server = await startServer({ OPENSRO_DATA: made.data, DATABASE_URL: '' }, made.log);
  starts.push(server.startMs / 1000);
  await server.stop();
}
report('scale-start', [
  { what: 'later start at that size, slowest of three', value: `${Math.max(...starts).toFixed(2)} s` },
]);
await made.remove();

interface Row {
  readonly name: string;
  last: Page;
  readonly byProgram: Map<string, Measured>;
}

function p95At(row: Row, name: string | undefined): number {
  return row.byProgram.get(name ?? '')?.p95 ?? 0;
}

/** `cpu` and `database`: processor time of the server and of the database for one answer, whoever else is at work. */
interface Measured {
  readonly p95: number;
  readonly p50: number;
  readonly cpu: number;
  readonly database: number;
}

async function measure(
  server: { readonly url: string; readonly pid: number; readonly backend: number },
  page: Page,
): Promise<Measured> {
  const taken: number[] = [];
  const began = performance.now();
  let [cpu, database] = [0, 0];
  // The first two warm what is kept: connections, plans, pages of the database.
  for (let turn = -2; turn < turns; turn += 1) {
    if (turn === 0) [cpu, database] = [processorMs(server.pid), databaseMs(server.backend)];
    const from = performance.now();
    const answer = await fetch(`${server.url}${page.path}`, { headers: page.headers });
    await answer.arrayBuffer();
    if (!answer.ok) throw new Error(`${page.name} ${page.path} answered ${answer.status}`);
    if (turn >= 0) taken.push(performance.now() - from);
    if (turn >= 4 && performance.now() - began > longestMs) break;
  }
  const { p95, p50 } = figuresOf(taken, 1);
  const each = (ms: number): number => Number((ms / taken.length).toFixed(1));
  return { p95, p50, cpu: each(processorMs(server.pid) - cpu), database: each(databaseMs(server.backend) - database) };
}
