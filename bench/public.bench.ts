// The public pages, made once from the releases and sent to many readers, beside the same bytes handed out as a file.
// Goal: 2,000 a second with 20 connections, and 60 % of the file. Both in turns, the middle of five: what else the machine
// does then meets both.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { programSetup } from '../demo/cast.ts';
import { startEmbedded } from '../src/server/platform/database/embedded.ts';
import { demoData } from './lib/demo.ts';
import { median, ratio, report } from './lib/figures.ts';
import { load, type Person, same } from './lib/load.ts';
import { startServer, startTrivial } from './lib/servers.ts';

const seconds = 2;
const turns = 5;
const connections = 20;
const pages = ['', '/funnel', '/people', '/alike', '/releases/1'].map((page) => `/en/${programSetup.slug}${page}`);

type Loaded = Awaited<ReturnType<typeof load>>;

const demo = await demoData();
const files = path.join(path.dirname(demo.data), 'files');
await mkdir(files, { recursive: true });
const database = await startEmbedded({ dataDirectory: demo.data, log: () => undefined });
const server = await startServer({ OPENSRO_DATA: demo.data, DATABASE_URL: database.adminUrl }, demo.log);
const trivial = await startTrivial(database.adminUrl, files, demo.log);
try {
  const rows = [];
  for (const [index, page] of pages.entries()) {
    const answer = await fetch(`${server.url}${page}`);
    const body = await answer.text();
    if (answer.status !== 200) throw new Error(`${page} answered ${answer.status}.`);
    await writeFile(path.join(files, `${index}.html`), body);
    const made: Person = { method: 'GET', path: page, headers: {} };
    const kept: Person = { method: 'GET', path: `/files/${index}.html`, headers: {} };
    await load(server, same(made, connections), 1);
    await load(trivial, same(kept, connections), 1);
    const owns: Loaded[] = [];
    const plain: Loaded[] = [];
    for (let turn = 0; turn < turns; turn += 1) {
      owns.push(await load(server, same(made, connections), seconds));
      plain.push(await load(trivial, same(kept, connections), seconds));
    }
    const middle = (list: readonly Loaded[], of: keyof Loaded): number => median(list.map((one) => one[of]));
    rows.push({
      page,
      kB: Math.round(body.length / 1024),
      'per second': middle(owns, 'perSecond'),
      'p50 ms': middle(owns, 'p50'),
      'p95 ms': middle(owns, 'p95'),
      'file, per second': middle(plain, 'perSecond'),
      'file, p50 ms': middle(plain, 'p50'),
      'server ms': middle(owns, 'processorMs'),
      'of the file': median(owns.map((own, turn) => ratio(own.perSecond, plain[turn]?.perSecond ?? Number.NaN))),
    });
  }
  report('public', rows);
} finally {
  await server.stop();
  await trivial.stop();
  await database.stop();
  await rm(files, { recursive: true, force: true });
  await demo.remove();
}
