// `npm run faults -- full-disk [--times 3] [--seconds 10] [--megabytes 160] [--seed N] [--officers 6]`
// Needs the right to mount a file system (root): the disk that fills up is a small one in memory, with the data, the
// database's journal and both logs on it.
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Findings } from './lib/check.ts';
import { type Installation, scratch, withInstallation } from './lib/installation.ts';
import { lookMeanwhile } from './lib/meanwhile.ts';
import { asAdmin } from './lib/program.ts';
import { command, type Report, reportOf } from './lib/report.ts';

/** How long writers may find room on a full disk: the journal's files are made ahead. */
const untilRefusedMs = 60_000;
/** How long the server may need once there is room again. */
const untilAcknowledgedMs = 120_000;

function mounted(folder: string, megabytes: number): void {
  const made = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0711`, 'tmpfs', folder], {
    encoding: 'utf8',
  });
  if (made.status !== 0) {
    throw new Error(
      `A disk of its own cannot be mounted here (${(made.error?.message ?? made.stderr).trim()}). ` +
        'Run this as root on a machine, or in a container, that may mount a tmpfs.',
    );
  }
}

/** Takes all room there is; room that was freed since is taken at the next call. */
function fill(file: string): void {
  const descriptor = openSync(file, 'a');
  try {
    for (const size of [1_048_576, 4_096, 1]) {
      const chunk = Buffer.alloc(size, 1);
      try {
        while (writeSync(descriptor, chunk) === size);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      }
    }
  } finally {
    closeSync(descriptor);
  }
}

const refusals = ({ ledger }: Installation): number => ledger.refusals.get(503) ?? 0;

/** Fills the disk until writes are refused, keeps it full, and frees it. Returns how long the first write then took. */
async function fillUp(one: Installation, filler: string, seconds: number): Promise<number> {
  await sleep(500 + one.random() * 500);
  const [before, began] = [refusals(one), performance.now()];
  const admin = asAdmin(await one.adminUrl());
  while (refusals(one) === before) {
    if (performance.now() - began > untilRefusedMs) throw new Error('The full disk was not noticed in a minute.');
    fill(filler);
    // The next journal file is asked for now rather than after 16 MB; on a full disk this is where it fails.
    await sql`SELECT pg_switch_wal()`.execute(admin.db).catch(() => undefined);
    await sleep(50);
  }
  await admin.close();
  const holding = setInterval(() => fill(filler), 100);
  try {
    await lookMeanwhile(one, seconds, true);
  } finally {
    clearInterval(holding);
  }
  rmSync(filler);
  const [freed, acknowledged] = [performance.now(), one.ledger.acknowledged];
  while (one.ledger.acknowledged === acknowledged) {
    if (one.server.ended() !== null) throw new Error(one.server.ended() ?? '');
    if (performance.now() - freed > untilAcknowledgedMs) throw new Error('No write came through after room was made.');
    await sleep(20);
  }
  return performance.now() - freed;
}

type Options = { times: number; seconds: number; megabytes: number; seed: number; officers: number };

async function fullDisk(options: Options, say: (sentence: string) => void): Promise<Report> {
  const { times, seconds, megabytes, seed, officers } = options;
  const { folder, remove } = await scratch();
  const disk = path.join(folder, 'disk');
  const began = performance.now();
  try {
    await mkdir(disk);
    mounted(disk, megabytes);
    try {
      return await withInstallation({ folder: disk, seed, officers, serverStays: true }, async (one) => {
        const recoveries: number[] = [];
        const findings: Findings[] = [];
        for (let round = 1; round <= times; round += 1) {
          recoveries.push(await fillUp(one, path.join(disk, 'filler'), seconds));
          findings.push(await one.check());
          one.writers.resume();
          say(`${round} of ${times}: first write ${Math.round(recoveries.at(-1) ?? 0)} ms after room was made`);
        }
        const { ledger } = one;
        return reportOf({ name: 'full-disk', seed, began, ledger, recoveries, findings, more: { seconds, megabytes } });
      });
    } finally {
      spawnSync('umount', [disk]);
    }
  } finally {
    await remove();
  }
}

if (import.meta.main) {
  await command({ times: 3, seconds: 10, megabytes: 160, seed: 20261122, officers: 6 }, fullDisk);
}
