import { writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { testWorld } from '../support/world.ts';
import { besiege } from './siege.ts';

// Two thousand requests in every run of the tests; `npm run hostile -- --requests 100000 --seed 1` sends many more.

const world = await testWorld();
const { HOSTILE_REQUESTS = '2000', HOSTILE_SEED = '20261', HOSTILE_MINUTES = '1', HOSTILE_REPORT } = process.env;
const longestMs = Number(HOSTILE_MINUTES) * 60_000;

it(
  '[P7.8] withstands hostile requests by everybody: no 5xx, no inside told, no record of others',
  async () => {
    const loud = HOSTILE_REPORT !== undefined;
    const report = await besiege(world, {
      requests: Number(HOSTILE_REQUESTS),
      seed: Number(HOSTILE_SEED),
      longestMs,
      ...(loud ? { say: (sentence: string) => console.log(sentence) } : {}),
    });
    if (HOSTILE_REPORT !== undefined) writeFileSync(HOSTILE_REPORT, `${JSON.stringify(report, null, 2)}\n`);
    expect(report.failures, `seed ${report.seed}`).toEqual([]);
    expect(report.auditFaults).toBe(0);
    // Some were let in and did something: a trail with nothing in it would prove nothing.
    expect(report.auditEntries).toBeGreaterThan(25);
    expect(report.answersAfterMs).toBeLessThan(5_000);
    expect(report.connectionsLeft).toBeLessThan(5);
    expect(report.heapMb.after - report.heapMb.before, 'growth of the heap').toBeLessThan(40);
  },
  longestMs + 60_000,
);
