// The server under attack, a process of its own: the whole app on a real socket, on the database the test made. Started
// with fork(); tells its port, and how it is when asked.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import process from 'node:process';
import { pino } from 'pino';
import { buildApp } from '../../src/server/app.ts';
import { readConfig } from '../../src/server/platform/config.ts';
import { openDatabases } from '../../src/server/platform/database/pools.ts';
import type { Service } from '../../src/server/platform/service.ts';
import { testKeys } from '../support/test-keys.ts';

/** What the server says of itself. Memory in bytes, after a collection of garbage. */
export interface Vitals {
  readonly rss: number;
  /** The most it was since it was last asked. */
  readonly mostRss: number;
  readonly heap: number;
  readonly connections: number;
  /** The longest the process could not answer anybody since it was last asked, in milliseconds. */
  readonly longestStallMs: number;
  /** The most it worked in one turn since it was last asked, in milliseconds: a stall without the machine's other work. */
  readonly longestTurnMs: number;
}

const { HOSTILE_DATABASE: adminUrl, HOSTILE_NOW: now } = process.env;
if (adminUrl === undefined || now === undefined) throw new Error('Started by tests/hostile/siege.ts only.');
const log = pino({ level: 'warn' }, pino.destination({ dest: 2, sync: true }));
const databases = openDatabases({
  adminUrl,
  passwordOf: testKeys.databasePassword,
  log: (message) => log.warn(message),
});
const began = Date.now();
const service: Service = {
  config: readConfig({
    ...process.env,
    PORT: '0',
    LOG_LEVEL: 'warn',
    RATE_LIMIT_PER_MINUTE: '1000000000',
    SIGN_IN_LIMIT_PER_MINUTE: '1000000000',
  }),
  databases,
  keys: testKeys,
  clock: () => new Date(Date.parse(now) + Date.now() - began),
  log,
};
const app = await buildApp(service, { level: 'warn', stream: process.stderr });
await app.listen({ port: 0, host: '127.0.0.1' });
const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
const address = app.server.address();
process.send?.({ port: typeof address === 'object' ? address?.port : 0 });

// Whoever asked for this server is gone: nobody will stop it.
process.on('disconnect', () => process.exit());

let mostRss = 0;
setInterval(() => {
  mostRss = Math.max(mostRss, process.memoryUsage.rss());
}, 20).unref();

let longestTurnMs = 0;
let turnBegan = process.threadCpuUsage();
setInterval(() => {
  const { user, system } = process.threadCpuUsage(turnBegan);
  turnBegan = process.threadCpuUsage();
  longestTurnMs = Math.max(longestTurnMs, (user + system) / 1_000);
}, 5).unref();

process.on('message', (asked) => {
  if (asked === 'stop') {
    void app.close().then(async () => {
      await databases.close();
      process.disconnect();
    });
    return;
  }
  const longestStallMs = delay.max / 1e6;
  app.server.getConnections((_error, connections) => {
    global.gc?.();
    global.gc?.();
    const { rss, heapUsed: heap } = process.memoryUsage();
    mostRss = Math.max(mostRss, rss);
    process.send?.({ rss, mostRss, heap, connections, longestStallMs, longestTurnMs } satisfies Vitals);
    delay.reset();
    // What the collection of garbage just now took was asked for.
    turnBegan = process.threadCpuUsage();
    longestTurnMs = 0;
    mostRss = 0;
  });
});
