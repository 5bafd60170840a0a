// `npm run bench [-- name...]`: runs the measurements of bench/, all or those whose file name contains a given word.
// Prints a table each and keeps all figures in .cache/bench.json.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
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
// One folder for all, so that the demonstration is loaded once. As root the database's own user must pass through it.
const shared = await mkdtemp(path.join(tmpdir(), 'opensro-bench-'));
await chmod(shared, 0o711);
try {
  for (const name of chosen) {
    console.log(`\n== ${name.replace('.bench.ts', '')}`);
    const status = await run(node, [path.join(folder, name)], {
      cwd: root,
      env: { ...process.env, OPENSRO_BENCH_DIR: shared },
    });
    if (status !== 0) process.exitCode = 1;
  }
  const results = path.join(shared, 'results');
  if (existsSync(results)) {
    const figures = readdirSync(results).map((name) => JSON.parse(readFileSync(path.join(results, name), 'utf8')));
    const file = path.join(root, '.cache', 'bench.json');
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, `${JSON.stringify(figures, null, 2)}\n`);
    console.log(`\nAll figures: ${path.relative(root, file)}`);
  }
} finally {
  await rm(shared, { recursive: true, force: true });
}
