import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { root } from './servers.ts';

/** A tool that only a measurement needs: no dependency of the product, and fetched by who runs that measurement. */
export interface Tool {
  /** Name of the npm package. */
  readonly name: string;
  /** The one version that is meant. */
  readonly version: string;
}

/**
 * Installs one package in the version named into `.cache/tools`, once, without running its scripts.
 * Returns the folder of the package. Throws with what to do where the registry cannot be reached.
 */
export async function installTool({ name, version }: Tool): Promise<string> {
  const folder = path.join(root, '.cache', 'tools', `${name.replaceAll('/', '-')}-${version}`);
  const installed = path.join(folder, 'node_modules', ...name.split('/'));
  if (existsSync(installed)) return installed;
  console.log(`Installing ${name} ${version} into ${path.relative(root, folder)} (once).`);
  // Beside its place first: an install that was stopped half way is no install.
  const part = `${folder}.part-${process.pid}`;
  await mkdir(part, { recursive: true });
  try {
    const options = ['--save-exact', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    const child = spawn('npm', ['install', '--prefix', part, ...options, `${name}@${version}`], {
      cwd: part,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const [status] = await once(child, 'exit');
    if (status !== 0) {
      throw new Error(
        `${name} ${version} could not be installed (see above). This measurement needs the npm registry once; ` +
          `without it, put the package's node_modules into ${folder}.`,
      );
    }
    await rm(folder, { recursive: true, force: true });
    await rename(part, folder);
  } finally {
    await rm(part, { recursive: true, force: true });
  }
  return installed;
}
