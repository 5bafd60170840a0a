import { readFileSync } from 'node:fs';
import { open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** What the lock file holds: the process that uses the directory. */
type Holder = {
  readonly pid: number;
  /** Start of that process in the kernel's ticks; tells a reused process number from the process that took the lock. */
  readonly birth: string | null;
  readonly since: string;
};

/** The directory is in use by a living process. */
export class DirectoryInUse extends Error {
  readonly pid: number;

  constructor(directory: string, holder: Holder) {
    super(
      `Another OpenSRO server (process ${holder.pid}, running since ${holder.since}) is using the data directory ${directory}. ` +
        `Stop it first (kill ${holder.pid}), or give this server a directory of its own with OPENSRO_DATA.`,
    );
    this.name = 'DirectoryInUse';
    this.pid = holder.pid;
  }
}

/**
 * Claims a data directory for this process. A lock left by a process that is gone is taken over.
 *
 * @param directory an existing directory
 * @returns a function that gives the directory free again
 * @throws DirectoryInUse when a living process holds it
 */
export async function lockDirectory(directory: string): Promise<() => Promise<void>> {
  const file = path.join(directory, 'server.lock');
  const mine: Holder = { pid: process.pid, birth: birthOf(process.pid), since: new Date().toISOString() };
  const text = JSON.stringify(mine);
  for (;;) {
    if (await create(file, text)) {
      return async () => {
        if ((await readIfThere(file)) === text) await rm(file, { force: true });
      };
    }
    const found = await settled(file);
    if (found === undefined) continue;
    const holder = parse(found);
    if (holder && isAlive(holder)) throw new DirectoryInUse(directory, holder);
    await setAside(file, found);
  }
}

/** Creates the lock file; false when there is one already. */
async function create(file: string, text: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx', 0o600);
    try {
      await handle.writeFile(text);
    } finally {
      await handle.close();
    }
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** The lock's text, waiting a moment for a process that has created it but not yet written it. */
async function settled(file: string): Promise<string | undefined> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const text = await readIfThere(file);
    if (text !== '') return text;
    await sleep(25);
  }
  return '';
}

/**
 * Takes a stale lock out of the way. Of two processes that found the same stale lock, the slower one may catch the
 * faster one's fresh lock: it sees so by the text and puts it back.
 */
async function setAside(file: string, expected: string): Promise<void> {
  const aside = `${file}.${process.pid}`;
  try {
    await rename(file, aside);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  if ((await readIfThere(aside)) === expected) await rm(aside, { force: true });
  else await rename(aside, file);
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function parse(text: string): Holder | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('pid' in value) || typeof value.pid !== 'number')
      return undefined;
    const birth = 'birth' in value && typeof value.birth === 'string' ? value.birth : null;
    const since = 'since' in value && typeof value.since === 'string' ? value.since : 'an unknown time';
    return { pid: value.pid, birth, since };
  } catch (error) {
    // A power cut can leave half a line; such a lock names nobody who could still be running.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isAlive(holder: Holder): boolean {
  if (!processExists(holder.pid)) return false;
  const birth = birthOf(holder.pid);
  return birth === null || holder.birth === null || birth === holder.birth;
}

/** True when a process with this number runs, also when it belongs to somebody else. */
export function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
  return stateOf(pid)?.[0] !== 'Z';
}

/** Start time of a process where the system tells it (Linux), else null. */
function birthOf(pid: number): string | null {
  return stateOf(pid)?.[19] ?? null;
}

/** Fields of /proc/<pid>/stat from the third on (state first); undefined where there is no such file. */
function stateOf(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets and may itself hold blanks and brackets.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ESRCH') || hasCode(error, 'EACCES')) return undefined;
    throw error;
  }
}

/** True for a system error with this code. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
