// What Lighthouse says of the public pages on a phone: a slow phone and a slow network, as it simulates them.
// Goal: 95 or more in each of its four categories.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { programSetup } from '../demo/cast.ts';
import { findChromium } from '../scripts/lib/chromium.mjs';
import { startEmbedded } from '../src/server/platform/database/embedded.ts';
import { demoData } from './lib/demo.ts';
import { report } from './lib/figures.ts';
import { startServer } from './lib/servers.ts';
import { installTool } from './lib/tool.ts';

const lighthouse = { name: 'lighthouse', version: '13.5.0' };
const categories = ['performance', 'accessibility', 'best-practices', 'seo'] as const;
const wanted = 95;
const pages = [
  `/en/${programSetup.slug}`,
  `/es/${programSetup.slug}`,
  ...['funnel', 'people', 'alike', 'enforcement'].map((page) => `/en/${programSetup.slug}/${page}`),
];

interface Audit {
  readonly id: string;
  readonly title: string;
  readonly score: number | null;
}

interface Judgement {
  readonly runtimeError?: { readonly message: string };
  readonly categories: Readonly<
    Record<string, { readonly score: number; readonly auditRefs: readonly { readonly id: string; weight: number }[] }>
  >;
  readonly audits: Readonly<Record<string, Audit & { readonly numericValue?: number }>>;
}

async function judge(folder: string, chromium: string, url: string, file: string): Promise<Judgement> {
  const flags = ['--headless', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];
  const child = spawn(
    process.execPath,
    [
      path.join(folder, 'cli', 'index.js'),
      url,
      '--quiet',
      '--form-factor=mobile',
      `--only-categories=${categories.join(',')}`,
      `--chrome-flags=${flags.join(' ')}`,
      '--output=json',
      `--output-path=${file}`,
    ],
    { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, CHROME_PATH: chromium } },
  );
  const [status] = await once(child, 'exit');
  if (status !== 0) throw new Error(`Lighthouse ended with ${status} at ${url}.`);
  const said: Judgement = JSON.parse(await readFile(file, 'utf8'));
  if (said.runtimeError !== undefined) throw new Error(`${url}: ${said.runtimeError.message}`);
  return said;
}

/** What cost points: audits that count and are not whole. */
function lacking({ categories: all, audits }: Judgement): string[] {
  const ids = Object.values(all).flatMap(({ auditRefs }) => auditRefs.filter(({ weight }) => weight > 0));
  return [...new Set(ids.map(({ id }) => id))].flatMap((id) => {
    const audit = audits[id];
    return audit === undefined || audit.score === null || audit.score >= 0.9 ? [] : [`${id}: ${audit.title}`];
  });
}

const chromium = findChromium();
if (chromium === undefined) throw new Error('No Chromium found: install it, or name it in CHROMIUM_PATH.');
const folder = await installTool(lighthouse);
const demo = await demoData();
const database = await startEmbedded({ dataDirectory: demo.data, log: () => undefined });
const server = await startServer({ OPENSRO_DATA: demo.data, DATABASE_URL: database.adminUrl }, demo.log);
try {
  const rows = [];
  const file = path.join(path.dirname(demo.data), 'lighthouse.json');
  for (const page of pages) {
    const said = await judge(folder, chromium, `${server.url}${page}`, file);
    const scores = categories.map((id) => Math.round((said.categories[id]?.score ?? 0) * 100));
    rows.push({
      page,
      ...Object.fromEntries(categories.map((id, index) => [id, scores[index] ?? 0])),
      'largest paint ms': Math.round(said.audits['largest-contentful-paint']?.numericValue ?? 0),
    });
    for (const audit of lacking(said)) console.log(`${page}  ${audit}`);
    if (scores.some((score) => score < wanted)) process.exitCode = 1;
  }
  report('lighthouse', rows);
} finally {
  await server.stop();
  await database.stop();
  await demo.remove();
}
