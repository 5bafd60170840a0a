// What the main pages read, on the demonstration's year, beside a request that only asks the database for `SELECT 1`.
import path from 'node:path';
import type { Role } from '../src/domain/access/roles.ts';
import { startEmbedded } from '../src/server/platform/database/embedded.ts';
import { demoData, signIn } from './lib/demo.ts';
import { ratio, report } from './lib/figures.ts';
import { load, type Person, same } from './lib/load.ts';
import { type Server, startServer, startTrivial } from './lib/servers.ts';

const seconds = 4;
/** One reader waiting for each answer, and some at once. */
const readers = [1, 10];

const pages: readonly { name: string; role: Role; path: string }[] = [
  { name: "an officer's day", role: 'officer', path: '/day' },
  { name: 'calls, newest 50', role: 'supervisor', path: '/calls?limit=50' },
  { name: 'incidents, newest', role: 'supervisor', path: '/incidents' },
  { name: "a school's incidents", role: 'schoolLeader', path: '/incidents' },
  { name: 'what is due', role: 'districtCoordinator', path: '/duties' },
  { name: 'numbers of the year', role: 'supervisor', path: '/numbers' },
  {
    name: 'students by race, as seen',
    role: 'supervisor',
    path: '/numbers/groups?dimension=race&source=perceived',
  },
  { name: 'audit trail, newest 50', role: 'agencyLeader', path: '/trail?limit=50' },
];

const demo = await demoData();
const database = await startEmbedded({ dataDirectory: demo.data, log: () => undefined });
const server = await startServer({ OPENSRO_DATA: demo.data, DATABASE_URL: database.adminUrl }, demo.log);
const trivial = await startTrivial(database.adminUrl, path.dirname(demo.data), demo.log);
try {
  const measured: { name: string; from: Server; person: Person }[] = [
    { name: 'SELECT 1', from: trivial, person: { method: 'GET', path: '/select-1', headers: {} } },
  ];
  const signedIn = new Map<Role, Awaited<ReturnType<typeof signIn>>>();
  for (const page of pages) {
    const who = signedIn.get(page.role) ?? (await signIn(server.url, page.role));
    signedIn.set(page.role, who);
    const person: Person = { method: 'GET', path: `${who.program}${page.path}`, headers: who.headers };
    measured.push({ name: page.name, from: server, person });
  }
  const rows = [];
  for (const connections of readers) {
    let base = Number.NaN;
    for (const { name, from, person } of measured) {
      await load(from, same(person, connections), 1);
      const figures = await load(from, same(person, connections), seconds);
      if (name === 'SELECT 1') base = figures.p50;
      rows.push({
        read: name,
        'at once': connections,
        'per second': figures.perSecond,
        'p50 ms': figures.p50,
        'p95 ms': figures.p95,
        'server ms': figures.processorMs,
        'times SELECT 1': ratio(figures.p50, base),
      });
    }
  }
  report('reads', rows);
} finally {
  await server.stop();
  await trivial.stop();
  await database.stop();
  await demo.remove();
}
