import { spawnSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import configuration from '../../.dependency-cruiser.mjs';

// A rule that cannot fail proves nothing: each rule of .dependency-cruiser.mjs is broken here once, in a small house
// of its own, and must be reported by the same tool with the same configuration as `npm run check` uses.

const root = fileURLToPath(new URL('../../', import.meta.url));
const cruiser = path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');

interface Report {
  readonly modules: ReadonlyArray<{ readonly source: string }>;
  readonly summary: {
    readonly violations: ReadonlyArray<{ readonly from: string; readonly rule: { readonly name: string } }>;
  };
}

function cruise(folder: string, ...what: string[]): Report {
  const config = path.join(root, '.dependency-cruiser.mjs');
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [cruiser, '--config', config, '--output-type', 'json', ...what],
    { cwd: folder, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 },
  );
  if (stdout === '') throw new Error(`dependency-cruiser printed nothing: ${stderr}`);
  const report: Report = JSON.parse(stdout);
  return report;
}

/** A house in order: each kind of import that is allowed, once. */
const orderly: Record<string, string> = {
  'src/catalogs/index.ts': 'export const texts = {};',
  'src/domain/shared/result.ts': 'export const ok = 1;',
  'src/domain/access/decide.ts': "import '../shared/result.ts'; export const decide = 1;",
  'src/domain/principles/rule.ts': 'export const rule = 1;',
  'src/domain/principles/registry.ts': "import '../calls/rules.ts'; export const registry = 1;",
  'src/domain/calls/record.ts': "import { z } from 'zod'; export const call = z.string();",
  'src/domain/calls/rules.ts': "import '../principles/rule.ts'; import './record.ts'; export const rules = 1;",
  'src/domain/incidents/record.ts': "import '../calls/record.ts'; export const incident = 1;",
  'src/disclosure/publish.ts': "import './audit.ts'; export const publish = 1;",
  'src/disclosure/audit.ts': 'export const audit = 1;',
  'src/statistics/labels.ts': 'export const labels = 1;',
  'src/statistics/funnel.ts': "import '../domain/calls/record.ts'; import './labels.ts'; export const funnel = 1;",
  'src/server/platform/database.ts': "import 'pg'; export const database = 1;",
  'src/server/platform/aggregates.ts': "import './database.ts'; export const aggregates = 1;",
  'src/server/calls/commands.ts':
    "import '../platform/database.ts'; import '../../domain/calls/rules.ts'; export const file = 1;",
  'src/server/calls/routes.ts': "import './commands.ts'; export const routes = 1;",
  'src/server/incidents/commands.ts': "import '../calls/commands.ts'; export const file = 1;",
  'src/server/publishing/commands.ts':
    "import '../../disclosure/publish.ts'; import '../platform/aggregates.ts'; export const release = 1;",
  'src/server/publishing/pages.ts': "import '../../portal/page.ts'; export const pages = 1;",
  'src/server/app.ts':
    "import './calls/routes.ts'; import './incidents/commands.ts'; import './publishing/pages.ts'; import './publishing/commands.ts'; import '../statistics/funnel.ts'; export const app = 1;",
  'src/portal/page.ts': "import '../catalogs/index.ts'; import '../statistics/labels.ts'; export const page = 1;",
  'src/web/main.tsx':
    "import '../domain/access/decide.ts'; import '../catalogs/index.ts'; import 'react'; export const web = 1;",
  'src/cli/main.ts': "import '../server/app.ts'; import '../../demo/load.ts'; export const main = 1;",
  'src/cli/disclosure/suppress.ts': "import '../../disclosure/publish.ts'; export const suppress = 1;",
  'demo/load.ts': "import '../src/server/calls/commands.ts'; export const load = 1;",
};

/** For each rule, a file that breaks it. */
const planted: Record<
  string,
  { readonly file: string; readonly text: string; readonly with?: Record<string, string> }
> = {
  'no-cycles': {
    file: 'src/domain/shared/one.ts',
    text: "import './two.ts'; export const one = 1;",
    with: { 'src/domain/shared/two.ts': "import './one.ts'; export const two = 1;" },
  },
  'no-orphans': { file: 'src/server/calls/forgotten.ts', text: 'export const forgotten = 1;' },
  'no-unresolvable': { file: 'src/server/calls/broken.ts', text: "import './nowhere.ts';" },
  'no-undeclared-packages': { file: 'src/server/calls/undeclared.ts', text: "import 'fastq';" },
  'no-test-tools-at-run-time': { file: 'src/server/calls/heavy.ts', text: "import 'fast-check';" },
  'src-never-imports-its-surroundings': {
    file: 'src/server/calls/upwards.ts',
    text: "import '../../../tests/support/thing.ts';",
    with: { 'tests/support/thing.ts': 'export const thing = 1;' },
  },
  'demo-only-from-the-command-line': { file: 'src/server/calls/demo.ts', text: "import '../../../demo/load.ts';" },
  'catalogs-import-nothing': { file: 'src/catalogs/clever.ts', text: "import '../domain/shared/result.ts';" },
  'pure-parts-do-no-io': { file: 'src/statistics/reader.ts', text: "import 'node:fs';" },
  'domain-uses-zod-only': { file: 'src/domain/calls/library.ts', text: "import 'uuid';" },
  'domain-stands-alone': { file: 'src/domain/calls/reach.ts', text: "import '../../server/app.ts';" },
  'domain-shared-is-the-ground': { file: 'src/domain/shared/upwards.ts', text: "import '../calls/record.ts';" },
  'domain-areas-meet-in-records': { file: 'src/domain/incidents/nosy.ts', text: "import '../calls/rules.ts';" },
  'disclosure-stands-alone': { file: 'src/disclosure/nosy.ts', text: "import '../domain/calls/record.ts';" },
  'statistics-below-the-server': {
    file: 'src/statistics/nosy.ts',
    text: "import type { database } from '../server/platform/database.ts'; export type Nosy = typeof database;",
  },
  'server-never-imports-its-callers': { file: 'src/server/calls/outwards.ts', text: "import '../../web/main.tsx';" },
  'portal-only-from-publishing': { file: 'src/server/calls/public.ts', text: "import '../../portal/page.ts';" },
  'disclosure-only-in-publishing': {
    file: 'src/server/calls/counts.ts',
    text: "import '../../disclosure/publish.ts';",
  },
  'identity-counted-in-two-places': {
    file: 'src/server/calls/counting.ts',
    text: "import '../platform/aggregates.ts';",
  },
  'platform-knows-no-area': { file: 'src/server/platform/nosy.ts', text: "import '../calls/commands.ts';" },
  'routes-belong-to-their-area': { file: 'src/server/incidents/nosy.ts', text: "import '../calls/routes.ts';" },
  'one-driver-in-one-place': { file: 'src/server/calls/direct.ts', text: "import 'pg';" },
  'web-never-imports-the-server': {
    file: 'src/web/nosy.ts',
    text: "import type { app } from '../server/app.ts'; export type Nosy = typeof app;",
  },
  'web-runs-in-a-browser': { file: 'src/web/node.ts', text: "import 'node:path';" },
  'portal-knows-no-record': {
    file: 'src/portal/nosy.ts',
    text: "import type { incident } from '../domain/incidents/record.ts'; export type Nosy = typeof incident;",
  },
  'command-line-drives-the-server': { file: 'src/cli/nosy.ts', text: "import '../portal/page.ts';" },
  'disclosure-commands-know-no-program': {
    file: 'src/cli/disclosure/nosy.ts',
    text: "import '../../server/app.ts';",
  },
};

const scratch: string[] = [];

async function build(files: Record<string, string>): Promise<string> {
  const parent = path.join(root, 'tests/.tmp');
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(path.join(parent, 'house-'));
  scratch.push(folder);
  await copyFile(path.join(root, 'package.json'), path.join(folder, 'package.json'));
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  return folder;
}

afterAll(async () => {
  await Promise.all(scratch.map((folder) => rm(folder, { recursive: true, force: true })));
});

describe('who may import whom', () => {
  let found: Set<string>;

  beforeAll(async () => {
    const files = { ...orderly };
    for (const { file, text, with: more } of Object.values(planted)) Object.assign(files, { [file]: text }, more);
    const report = cruise(await build(files), 'src', 'demo', 'tests');
    found = new Set(report.summary.violations.map(({ rule, from }) => `${rule.name} in ${from}`));
  });

  test('every rule has a planted violation', () => {
    expect(Object.keys(planted).sort()).toEqual(configuration.forbidden?.map((rule) => rule.name).sort());
  });

  test.for(Object.entries(planted))('a planted violation of %s is found', ([name, { file }]) => {
    expect(found).toContain(`${name} in ${file}`);
  });

  test('a house in order passes', async () => {
    const report = cruise(await build(orderly), 'src', 'demo');
    expect(report.summary.violations).toEqual([]);
    expect(report.modules.filter(({ source }) => source.startsWith('src/')).length).toBe(
      Object.keys(orderly).length - 1,
    );
  });

  test('the tool reads our TypeScript at all', () => {
    // With a TypeScript it does not know, the tool finds no module and so no violation.
    const sources = cruise(root, 'src').modules.filter(({ source }) => /^src\/.*\.tsx?$/.test(source));
    expect(sources.length).toBeGreaterThan(50);
  });
});
