// `npm run check`: format and lint, types, who may import whom (with the proof that the rules can fail), dead code.
// Runs everything, two at a time, and tells all that is wrong, not only the first.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { bootstrap, root } from './bootstrap.mjs';
import { tool } from './lib/tools.mjs';

/** @type {Array<{ name: string, command: string[] }>} */
const steps = [
  { name: 'format and lint', command: ['biome', 'check', '--error-on-warnings', '.'] },
  { name: 'types of the pure parts', command: ['tsc', '-p', 'tsconfig.pure.json'] },
  { name: 'types of server, scripts and tests', command: ['tsc', '-p', 'tsconfig.server.json'] },
  { name: 'types of the web app', command: ['tsc', '-p', 'tsconfig.web.json'] },
  { name: 'types of the browser tests', command: ['tsc', '-p', 'tsconfig.e2e.json'] },
  {
    name: 'who may import whom',
    command: [
      'depcruise',
      '--config',
      '.dependency-cruiser.mjs',
      '--output-type',
      'err',
      ...['src', 'demo', 'bench', 'tests'].filter((folder) => existsSync(path.join(root, folder))),
    ],
  },
  {
    name: 'proof that those rules can fail',
    command: ['vitest', 'run', '--project', 'house', '--reporter', 'dot', '--silent'],
  },
  { name: 'dead code', command: ['knip', '--no-progress'] },
];

// `npm test` runs the house's tests with all others.
const left = process.argv.includes('--without-house')
  ? steps.filter(({ command }) => !command.includes('house'))
  : steps;
const node = await bootstrap();
/** @type {string[]} */
const failed = [];

/**
 * @param {string[]} command a tool and its arguments
 * @returns {Promise<{ ok: boolean, said: string }>}
 */
function check([first = '', ...rest]) {
  const file = tool(first);
  if (!file) return Promise.resolve({ ok: false, said: `The tool ${first} is not installed.\n` });
  return new Promise((resolve) => {
    execFile(node, [file, ...rest], { cwd: root, maxBuffer: 2 ** 28 }, (error, stdout, stderr) =>
      resolve({ ok: error === null, said: `${stdout}${stderr}` }),
    );
  });
}

/** Each tool keeps one core busy. */
async function lane() {
  for (let step = left.shift(); step; step = left.shift()) {
    const began = Date.now();
    const { ok, said } = await check(step.command);
    if (!ok) {
      failed.push(step.name);
      process.stdout.write(said);
    }
    console.log(`${ok ? 'ok    ' : 'FAILED'} ${step.name} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
  }
}

await Promise.all([lane(), lane()]);
if (failed.length > 0) {
  console.log(`\nnpm run check found something in: ${failed.join('; ')}.`);
  process.exitCode = 1;
}
