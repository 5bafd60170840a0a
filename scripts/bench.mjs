// `npm run bench [-- name...]`: runs the measurements of bench/, all or those whose file name contains a given word.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { bootstrap, root } from './bootstrap.mjs';
import { fail, run } from './lib/run.mjs';

const folder = path.join(root, 'bench');
const words = process.argv.slice(2);
const all = existsSync(folder)
  ? readdirSync(folder)
      .filter((name) => name.endsWith('.bench.ts'))
      .sort()
  : [];
const chosen = words.length === 0 ? all : all.filter((name) => words.some((word) => name.includes(word)));
if (chosen.length === 0) fail(`No measurement matches. There are: ${all.join(', ') || 'none'}.`);

const node = await bootstrap();
for (const name of chosen) {
  console.log(`\n== ${name.replace('.bench.ts', '')}`);
  const status = await run(node, [path.join(folder, name)], { cwd: root });
  if (status !== 0) process.exitCode = 1;
}
