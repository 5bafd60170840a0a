// How the process of our own program is started: the one place for its bounds of memory.
import path from 'node:path';
import { root } from '../bootstrap.mjs';

/**
 * Node takes its bounds from the machine's memory, and on a large machine lets a server of ours grow to twice what it
 * needs before it looks for what is no longer used. Measured: docs/performance.md, Memory. Files that are read are held
 * outside these bounds, in a thread with bounds of its own.
 */
const bounds = ['--max-semi-space-size=8', '--max-old-space-size=1024'];

/**
 * What Node runs for a command of ours.
 * @param {readonly string[]} args the command and its options
 */
export function ownProgram(args) {
  return [...bounds, path.join(root, 'src/cli/main.ts'), ...args];
}

/**
 * The environment it runs in. glibc keeps freed memory for each thread apart, up to eight times the number of cores; the
 * threads here are few (password hashing, compression) and must not keep tens of megabytes each.
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
export function ownEnvironment(env) {
  return { MALLOC_ARENA_MAX: '2', ...env };
}
