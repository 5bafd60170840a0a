// `npm run check`: format and lint, types, who may import whom (with the proof that the rules can fail), dead code.
// Runs everything and tells all that is wrong, not only the first.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { bootstrap, root } from './bootstrap.mjs';
import { run } from './lib/run.mjs';
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

const node = await bootstrap();
const failed = [];
for (const { name, command } of steps) {
  const began = Date.now();
  const [first = '', ...rest] = command;
  const file = tool(first);
  const status = file ? await run(node, [file, ...rest], { cwd: root }) : 127;
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
  if (status !== 0) failed.push(name);
}
if (failed.length > 0) {
  console.log(`\nnpm run check found something in: ${failed.join('; ')}.`);
  process.exitCode = 1;
}
