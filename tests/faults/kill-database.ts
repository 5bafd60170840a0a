// `npm run faults -- kill-database [--times 50] [--seed N] [--officers 6]`
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Findings } from './lib/check.ts';
import { type Installation, scratch, withInstallation } from './lib/installation.ts';
import { asAdmin } from './lib/program.ts';
import { command, type Report, reportOf } from './lib/report.ts';
import { statusOf, untilReady } from './lib/server-process.ts';

/** PostgreSQL's main process, or one that serves a connection of the server's: its end makes all others end, too. */
type Victim = 'main process' | 'one connection';

/** A server that has not begun to bring its database back by then does not do it. */
const noticedMs = 60_000;

async function mainProcess({ data }: Installation): Promise<number> {
  return Number.parseInt(await readFile(path.join(data, 'postgres', 'postmaster.pid'), 'utf8'), 10);
}

async function processOf(one: Installation, victim: Victim): Promise<number> {
  const main = await mainProcess(one);
  if (victim === 'main process') return main;
  const admin = asAdmin(await one.adminUrl());
  try {
    const { rows } = await sql<{ pid: number }>`
      SELECT pid FROM pg_stat_activity WHERE usename = 'opensro_app' ORDER BY state = 'active' DESC LIMIT 1`.execute(
      admin.db,
    );
    return rows[0]?.pid ?? main;
  } finally {
    await admin.close();
  }
}

/**
 * Kills the database under the server at a moment of its own choice. Nothing else is done: the server has to bring it
 * back. Returns milliseconds until it is ready again.
 */
export async function killDatabase(one: Installation, victim: Victim): Promise<number> {
  await sleep(100 + one.random() * 900);
  const pid = await processOf(one, victim);
  process.kill(pid, 'SIGKILL');
  const began = performance.now();
  // The process answers throughout, whatever its database does.
  if ((await statusOf(`${one.url}/healthz`)) !== 200) one.ledger.fault('/healthz did not answer 200');
  // Until the death is noticed the old connections seem well: a new main process, or a moment, shows that it was.
  if (victim === 'main process')
    while ((await mainProcess(one).catch(() => pid)) === pid && performance.now() - began < noticedMs) await sleep(5);
  else while ((await statusOf(`${one.url}/readyz`)) === 200 && performance.now() - began < 200) await sleep(5);
  await untilReady(one.url);
  return performance.now() - began;
}

async function killDatabaseTimes(
  { times, seed, officers }: { times: number; seed: number; officers: number },
  say: (sentence: string) => void,
): Promise<Report> {
  const { folder, remove } = await scratch();
  const began = performance.now();
  try {
    return await withInstallation({ folder, seed, officers, serverStays: true }, async (one) => {
      const recoveries: number[] = [];
      const findings: Findings[] = [];
      for (let round = 1; round <= times; round += 1) {
        const victim = round % 3 === 0 ? 'one connection' : 'main process';
        recoveries.push(await killDatabase(one, victim));
        findings.push(await one.check());
        one.writers.resume();
        say(`${round} of ${times} (${victim}): ready after ${Math.round(recoveries.at(-1) ?? 0)} ms`);
      }
      return reportOf({ name: 'kill-database', seed, began, ledger: one.ledger, recoveries, findings });
    });
  } finally {
    await remove();
  }
}

if (import.meta.main) await command({ times: 50, seed: 20261122, officers: 6 }, killDatabaseTimes);
