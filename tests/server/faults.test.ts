import { writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { expect, inject, test } from 'vitest';
import { takeAway, through } from '../faults/database-away.ts';
import { killDatabase } from '../faults/kill-database.ts';
import { killServer } from '../faults/kill-server.ts';
import type { Findings } from '../faults/lib/check.ts';
import { type Installation, scratch, withInstallation } from '../faults/lib/installation.ts';
import { startProxy } from '../faults/lib/proxy.ts';
import { testMaster } from '../support/test-keys.ts';

// The short version of `npm run faults`, whose commands do the same many times and for longer.

const SEED = 20261122;
const nothing: Findings = { lost: [], duplicates: [], disagreements: [], chainFaults: [] };

async function expectSound(one: Installation): Promise<void> {
  expect(await one.check()).toEqual(nothing);
  expect(one.ledger.faults).toEqual([]);
  one.writers.resume();
}

test('[P7.8] what was acknowledged survives kill -9 of the server and of its database during writes, once each', async () => {
  const { folder, remove } = await scratch();
  try {
    await withInstallation({ folder, seed: SEED, officers: 3, serverStays: false }, async (one) => {
      await killServer(one);
      await expectSound(one);
      await killDatabase(one, 'main process');
      await expectSound(one);
      await killServer(one);
      await expectSound(one);
      await killDatabase(one, 'one connection');
      await expectSound(one);
      expect(one.ledger.acknowledged).toBeGreaterThan(20);
    });
  } finally {
    await remove();
  }
});

test('[P7.8] a database that is away for seconds: readable answers meanwhile, then on as if nothing had been', async () => {
  const cluster = new URL(inject('clusterUrl'));
  const name = `away_${process.pid}`;
  const admin = new pg.Client({ connectionString: cluster.href });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name}`);
  const proxy = await startProxy(Number(cluster.port));
  const { folder, remove } = await scratch();
  try {
    cluster.pathname = `/${name}`;
    const adminUrl = cluster.href;
    // The roles of the run's cluster have the passwords of the tests' keys, and shall keep them.
    await mkdir(path.join(folder, 'data', 'secrets'), { recursive: true, mode: 0o700 });
    writeFileSync(path.join(folder, 'data', 'secrets', 'master.key'), `${testMaster.toString('hex')}\n`, {
      mode: 0o600,
    });
    const settings = { DATABASE_URL: through(proxy, adminUrl) };
    await withInstallation({ folder, seed: SEED, officers: 2, serverStays: true, settings, adminUrl }, async (one) => {
      const { meanwhile } = await takeAway(one, proxy, 'refusing', 3);
      expect(meanwhile.asked).toBeGreaterThan(11);
      await expectSound(one);
      expect(one.ledger.refusals.get(503)).toBeGreaterThan(0);
    });
  } finally {
    await remove();
    await proxy.close();
    await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await admin.end();
  }
});
