// Builds the signed-in app (src/web) into dist/web, only when something it is made of has changed.
import { existsSync, readFileSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { digest, root } from '../bootstrap.mjs';
import { writeCompressed } from './compressed.mjs';
import { buildPortalStyles } from './portal.mjs';
import { fail, run } from './run.mjs';
import { tool } from './tools.mjs';

const ingredients = [
  'src/web',
  'src/portal',
  'src/domain',
  'src/statistics',
  'src/catalogs',
  'vite.config.ts',
  'scripts/lib/compressed.mjs',
  'package-lock.json',
];
const stamp = path.join(root, 'dist', 'web', '.built-from');

/**
 * @param {string} node Node 24
 * @param {'warn' | 'error'} [level] what the build tool may say
 */
export async function ensureWebBuilt(node, level = 'error') {
  const sources = await fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === sources) return;
  console.error('Building the web app (its sources have changed); this takes some seconds.');
  const vite = tool('vite');
  if (!vite) fail('The build tool vite is not installed.\nRemedy: delete node_modules and run the command again.');
  const status = await run(node, [vite, 'build', '--logLevel', level], { cwd: root, quiet: true });
  if (status !== 0) fail('The web app could not be built (see above).');
  await buildPortalStyles();
  await writeCompressed(path.join(root, 'dist', 'web'));
  await writeCompressed(path.join(root, 'dist', 'portal'));
  // Written last: a build that was stopped half way is built again.
  await writeFile(stamp, sources);
}

/** @returns {Promise<string>} changes when any file the app is made of changes */
async function fingerprint() {
  const parts = [];
  for (const ingredient of ingredients) {
    const place = path.join(root, ingredient);
    if (!existsSync(place)) continue;
    for (const file of await filesOf(place)) parts.push(path.relative(root, file), await readFile(file));
  }
  return digest(parts);
}

/** @param {string} place file or directory @returns {Promise<string[]>} files, in a fixed order */
async function filesOf(place) {
  if (path.extname(place) !== '') return [place];
  const entries = await readdir(place, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}
