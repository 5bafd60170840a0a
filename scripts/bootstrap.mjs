// Brings what the project needs before it can run: Node 24 and the libraries of the lock file.
// Plain JavaScript that any Node from 20 understands; everything behind it runs on Node 24.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { fail, run } from './lib/run.mjs';

/** Folder of the checkout. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

const wantedMajor = 24;
const fetchedVersion = '24.21.0';

/** @returns {string} npm package that holds nothing but the Node binary of this machine */
function nodePackage() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  return `node-${platform}-${process.arch}`;
}

/**
 * Node 24 or newer: the one that runs this script, or one kept in .node/ of the checkout.
 * @returns {Promise<string>} absolute path of the binary
 */
async function findNode() {
  if (Number.parseInt(process.versions.node, 10) >= wantedMajor) return process.execPath;
  const name = nodePackage();
  const home = path.join(root, '.node', fetchedVersion);
  const binary = path.join(home, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(binary)) return binary;

  console.error(`This machine runs Node ${process.versions.node}; fetching Node ${fetchedVersion} into .node/ (once).`);
  // Fetched beside and renamed into place: two commands at once, or one that is stopped, leave no half a Node.
  const scratch = `${home}.${process.pid}`;
  await mkdir(scratch, { recursive: true });
  const status = await npm(process.execPath, [
    'install',
    '--prefix',
    scratch,
    '--no-save',
    '--no-package-lock',
    '--ignore-scripts',
    '--loglevel=error',
    `${name}@${fetchedVersion}`,
  ]);
  if (status !== 0) {
    await rm(scratch, { recursive: true, force: true });
    fail(
      `Node ${fetchedVersion} could not be fetched from the npm registry (package ${name}).\n` +
        `Remedy: check the network or npm's registry setting, or install Node ${wantedMajor} yourself and run the command again.`,
    );
  }
  try {
    await rename(scratch, home);
  } catch (error) {
    await rm(scratch, { recursive: true, force: true });
    if (!existsSync(binary)) throw error;
  }
  return binary;
}

/**
 * Installs the libraries with `npm ci` when node_modules is missing or is not what the lock file says.
 * @param {string} node Node binary to install with
 */
async function ensureInstalled(node) {
  const reason = whyInstall();
  if (!reason) return;
  console.error(`Installing libraries (${reason}); this takes about a minute.`);
  const status = await npm(node, ['ci', '--loglevel=error', '--no-audit', '--no-fund']);
  if (status !== 0) {
    fail(
      'The libraries could not be installed (npm ci failed, see above).\nRemedy: check the network, then run the command again.',
    );
  }
}

/**
 * Compares the lock with npm's own record of what it put into node_modules, so that an install by hand counts too.
 * @returns {string | undefined} why an install is needed
 */
function whyInstall() {
  const installed = path.join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installed)) return 'none are here yet';
  /** @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean, peer?: boolean }} Entry */
  /** @type {Record<string, Entry>} */
  const have = JSON.parse(readFileSync(installed, 'utf8')).packages;
  /** @type {Record<string, Entry>} */
  const want = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')).packages;
  for (const [where, entry] of Object.entries(want)) {
    if (where === '') continue;
    const found = have[where];
    // Optional packages are binaries for other systems; npm leaves them out here.
    if (!found && !entry.optional && !entry.devOptional) return `${where} is missing`;
    if (found && found.version !== entry.version) return `${where} should be ${entry.version}`;
  }
  const surplus = Object.keys(have).find((where) => !(where in want));
  return surplus ? `${surplus} is no longer used` : undefined;
}

/** Runs npm with the given Node. @param {string} node @param {string[]} args */
async function npm(node, args) {
  const env = { ...process.env, PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH ?? ''}` };
  const cli = process.env.npm_execpath;
  // Under `npm start` npm tells where it is; without it the one on PATH does.
  if (cli && /npm-cli\.c?js$/.test(cli)) return run(node, [cli, ...args], { cwd: root, env, quiet: true });
  return run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, { cwd: root, env, quiet: true });
}

/** Node 24 with the libraries installed. @returns {Promise<string>} path of the binary */
export async function bootstrap() {
  const node = await findNode();
  await ensureInstalled(node);
  return node;
}

/** SHA-256 over texts, in order. @param {Iterable<string | Buffer>} parts @returns {string} hex */
export function digest(parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex');
}
