// `npm test`: everything. Checks, then unit and server tests, then the built app in a real browser.
// Ends with a summary whose line "N passed, N failed" counts tests, and each step that failed without naming a test.
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { bootstrap, root } from './bootstrap.mjs';
import { findOrInstallChromium } from './lib/chromium.mjs';
import { fail, run } from './lib/run.mjs';
import { countPlaywright, countVitest } from './lib/test-reports.mjs';
import { tool } from './lib/tools.mjs';

const node = await bootstrap();
const chromium = findOrInstallChromium();
if (!chromium) {
  fail(
    'The browser tests need Chromium or Chrome, and none was found.\n' +
      'Remedy: install it (Debian: apt-get install chromium-headless-shell), or name it in CHROMIUM_PATH.',
  );
}

const reports = path.join(root, 'tests', '.tmp', 'reports');
await rm(reports, { recursive: true, force: true });
await mkdir(reports, { recursive: true });
const unitReport = path.join(reports, 'vitest.json');
const browserReport = path.join(reports, 'playwright.json');
const env = { ...process.env, CHROMIUM_PATH: chromium, PLAYWRIGHT_JSON_OUTPUT_NAME: browserReport, CI: '1' };

/** @typedef {import('./lib/test-reports.mjs').Count} Count */
/** @type {Array<{ name: string, ok: boolean, seconds: number, count: Count }>} */
const results = [];

/**
 * @template Report
 * @param {string} name
 * @param {string[]} args what Node runs
 * @param {{ file: string, read: (report: Report) => Count }} [report]
 */
async function step(name, args, report) {
  console.log(`\n== ${name}`);
  const began = Date.now();
  const status = await run(node, args, { cwd: root, env });
  const count =
    report && existsSync(report.file)
      ? report.read(JSON.parse(readFileSync(report.file, 'utf8')))
      : { passed: 0, failed: 0, skipped: 0, names: [] };
  // A step that ran no test at all proves nothing.
  const ok = status === 0 && count.failed === 0 && (!report || count.passed > 0);
  if (!ok && count.failed === 0) count.failed = 1;
  results.push({ name, ok, seconds: (Date.now() - began) / 1000, count });
}

/** @param {string} name */
function required(name) {
  return tool(name) ?? fail(`The tool ${name} is not installed.\nRemedy: delete node_modules and run npm test again.`);
}

await step('npm run check', [path.join(root, 'scripts/check.mjs'), '--without-house']);
await step(
  'unit and server tests',
  [required('vitest'), 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${unitReport}`],
  { file: unitReport, read: countVitest },
);
await step('web build', [path.join(root, 'scripts/build-web.mjs')]);
await step('browser tests', [required('playwright'), 'test', '--reporter=list,json'], {
  file: browserReport,
  read: countPlaywright,
});

console.log('\n== summary');
for (const { name, ok, seconds, count } of results) {
  const tests =
    count.passed + count.failed > 0 ? `, ${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped` : '';
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${name} (${seconds.toFixed(0)} s${tests})`);
  for (const failed of count.names)
    console.log(`       ${path.isAbsolute(failed) ? path.relative(root, failed) : failed}`);
  if (!ok && count.names.length === 0) console.log('       what failed belongs to no test: its error stands above.');
}
const passed = results.reduce((sum, result) => sum + result.count.passed, 0);
const failed = results.reduce((sum, result) => sum + result.count.failed, 0);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || results.some((result) => !result.ok) ? 1 : 0;
