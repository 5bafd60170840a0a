// `npm run faults -- kill-server [--times 50] [--seed N] [--officers 6]`
import { setTimeout as sleep } from 'node:timers/promises';
import type { Findings } from './lib/check.ts';
import { type Installation, scratch, withInstallation } from './lib/installation.ts';
import { command, type Report, reportOf } from './lib/report.ts';

/** Kills the server at a moment of its own choice and starts it again at once, as a service manager does. Returns milliseconds. */
export async function killServer(one: Installation): Promise<number> {
  await sleep(100 + one.random() * 900);
  await one.server.kill();
  const began = performance.now();
  // The database of the killed server still runs: the next start has to take it over.
  one.server = one.start();
  await one.server.ready();
  return performance.now() - began;
}

async function killServerTimes(
  { times, seed, officers }: { times: number; seed: number; officers: number },
  say: (sentence: string) => void,
): Promise<Report> {
  const { folder, remove } = await scratch();
  const began = performance.now();
  try {
    return await withInstallation({ folder, seed, officers, serverStays: false }, async (one) => {
      const recoveries: number[] = [];
      const findings: Findings[] = [];
      for (let round = 1; round <= times; round += 1) {
        recoveries.push(await killServer(one));
        findings.push(await one.check());
        one.writers.resume();
        say(`${round} of ${times}: ready after ${Math.round(recoveries.at(-1) ?? 0)} ms`);
      }
      return reportOf({ name: 'kill-server', seed, began, ledger: one.ledger, recoveries, findings });
    });
  } finally {
    await remove();
  }
}

if (import.meta.main) await command({ times: 50, seed: 20261122, officers: 6 }, killServerTimes);
