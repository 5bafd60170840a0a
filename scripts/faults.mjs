// `npm run faults -- <name> [options]`: does harm to a server of its own and checks that nothing acknowledged is lost:
// kill-server, kill-database, full-disk, database-away. What each does is told in docs/faults.md.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { bootstrap, root } from './bootstrap.mjs';
import { fail, run } from './lib/run.mjs';

const folder = path.join(root, 'tests', 'faults');
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => name.replace('.ts', ''))
  .sort();
const [name, ...options] = process.argv.slice(2);
if (name === undefined || !names.includes(name)) fail(`Name one of: ${names.join(', ')}.`);

const node = await bootstrap();
process.exitCode = await run(node, [path.join(folder, `${name}.ts`), ...options], { cwd: root });
