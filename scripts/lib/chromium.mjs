// The browser for the end-to-end tests: the system's Chromium or Chrome. Best is the one without windows: the same engine,
// which does not start a part of the desktop browser for every page, so that the tests take little more than half the work.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import path from 'node:path';

const windowless = 'chromium-headless-shell';
const names = [windowless, 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const macPlaces = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** @returns {string | undefined} path of the browser: CHROMIUM_PATH, else the first one of PATH */
export function findChromium() {
  const told = process.env.CHROMIUM_PATH;
  if (told) return isProgram(told) ? told : undefined;
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  const places = names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return [...places, ...macPlaces].find(isProgram);
}

/**
 * Finds the browser; as root on Debian and its kin the one without windows is installed when missing.
 * @returns {string | undefined}
 */
export function findOrInstallChromium() {
  const found = findChromium();
  if (process.env.CHROMIUM_PATH || (found && path.basename(found) === windowless)) return found;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return found;
  console.log(`No ${windowless} on this machine; installing it with apt-get.`);
  if (!aptGet('update', '-qq')) return found;
  // A Debian too old to have it has the whole browser.
  if (!install(windowless) && !found) install('chromium');
  return findChromium();
}

/** @param {string} name */
function install(name) {
  return aptGet('install', '-y', '-qq', '--no-install-recommends', name);
}

/** @param {string[]} args */
function aptGet(...args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // Without a network it is not waited for long.
  const patience = ['-o', 'Acquire::http::Timeout=15', '-o', 'Acquire::https::Timeout=15', '-o', 'Acquire::Retries=1'];
  return spawnSync('apt-get', [...patience, ...args], { env, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
}

/** @param {string} file */
function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
