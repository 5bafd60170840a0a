// `npm run faults -- database-away [--seconds 60] [--seed N] [--officers 6]`
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEmbedded } from '../../src/server/platform/database/embedded.ts';
import type { Findings } from './lib/check.ts';
import { type Installation, scratch, withInstallation } from './lib/installation.ts';
import { lookMeanwhile, type Meanwhile } from './lib/meanwhile.ts';
import { type Gateway, type GatewayMode, startProxy } from './lib/proxy.ts';
import { command, type Report, reportOf } from './lib/report.ts';
import { statusOf, untilReady } from './lib/server-process.ts';

/** Takes the database away for some seconds, during writes, and gives it back. Returns how long the server needed then. */
export async function takeAway(
  one: Installation,
  proxy: Gateway,
  mode: Exclude<GatewayMode, 'open'>,
  seconds: number,
): Promise<{ recoveryMs: number; meanwhile: Meanwhile }> {
  await sleep(100 + one.random() * 900);
  await proxy.set(mode);
  const gone = performance.now();
  // Connections under way first have to notice.
  while ((await statusOf(`${one.url}/readyz`)) === 200 && performance.now() - gone < 10_000) await sleep(5);
  const meanwhile = await lookMeanwhile(one, seconds);
  await proxy.set('open');
  const back = performance.now();
  await untilReady(one.url);
  return { recoveryMs: performance.now() - back, meanwhile };
}

/** The address of a database through a proxy. */
export function through(proxy: Gateway, adminUrl: string): string {
  const url = new URL(adminUrl);
  url.port = String(proxy.port);
  return url.href;
}

async function databaseAway(
  { seconds, seed, officers }: { seconds: number; seed: number; officers: number },
  say: (sentence: string) => void,
): Promise<Report> {
  const { folder, remove } = await scratch();
  const began = performance.now();
  try {
    const database = await startEmbedded({ dataDirectory: path.join(folder, 'cluster'), log: say });
    const proxy = await startProxy(Number(new URL(database.adminUrl).port));
    try {
      const settings = { DATABASE_URL: through(proxy, database.adminUrl) };
      // The server is started first and its database a while later: it waits.
      await proxy.set('refusing');
      const { adminUrl } = database;
      const late = sleep(3_000).then(() => proxy.set('open'));
      return await withInstallation({ folder, seed, officers, serverStays: true, settings, adminUrl }, async (one) => {
        await late;
        const recoveries: number[] = [];
        const findings: Findings[] = [];
        const seen: Record<string, Meanwhile> = {};
        for (const mode of ['refusing', 'silent'] as const) {
          const { recoveryMs, meanwhile } = await takeAway(one, proxy, mode, seconds);
          recoveries.push(recoveryMs);
          seen[mode] = meanwhile;
          findings.push(await one.check());
          one.writers.resume();
          say(`${mode} for ${seconds} s: ready ${Math.round(recoveryMs)} ms after the database was back`);
        }
        const { ledger } = one;
        return reportOf({ name: 'database-away', seed, began, ledger, recoveries, findings, more: { seconds, seen } });
      });
    } finally {
      await proxy.close();
      await database.stop();
    }
  } finally {
    await remove();
  }
}

if (import.meta.main) await command({ seconds: 60, seed: 20261122, officers: 6 }, databaseAway);
