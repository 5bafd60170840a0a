// Finds the JavaScript behind a tool of node_modules, so that it runs on the project's Node and not on the machine's.
import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { root } from '../bootstrap.mjs';

/**
 * Arguments for Node: a tool's name becomes its file, anything else stays.
 * @param {string | undefined} first
 * @param {string[]} rest
 * @returns {string[]}
 */
export function commandLine(first, rest) {
  if (first === undefined) return [];
  return [tool(first) ?? first, ...rest];
}

/** File behind an installed tool. @param {string} name @returns {string | undefined} */
export function tool(name) {
  if (!/^[a-z][\w-]*$/i.test(name)) return undefined;
  const link = path.join(root, 'node_modules', '.bin', name);
  return existsSync(link) ? realpathSync(link) : undefined;
}
