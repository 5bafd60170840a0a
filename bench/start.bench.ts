// How long loading, starting and stopping take with the built-in database, and how much memory the server needs.
import { demoData, signIn } from './lib/demo.ts';
import { median, report } from './lib/figures.ts';
import { load, same } from './lib/load.ts';
import { residentMb, startServer } from './lib/servers.ts';

const starts = 5;

const demo = await demoData();
try {
  const startMs: number[] = [];
  const stopMs: number[] = [];
  let fresh = 0;
  let used = 0;
  for (let turn = 0; turn < starts; turn += 1) {
    const server = await startServer({ OPENSRO_DATA: demo.data, DATABASE_URL: '' }, demo.log);
    startMs.push(server.startMs);
    if (turn === starts - 1) {
      fresh = residentMb(server.pid);
      const supervisor = await signIn(server.url, 'supervisor');
      for (const page of ['/numbers', '/incidents', '/calls', '/duties']) {
        const person = { method: 'GET', path: `${supervisor.program}${page}`, headers: supervisor.headers } as const;
        await load(server, same(person, 10), 3);
      }
      used = residentMb(server.pid);
    }
    stopMs.push(await server.stop());
  }
  report('start', [
    { what: 'loading the demonstration into a new data directory', value: `${demo.loadSeconds.toFixed(1)} s` },
    { what: `start to ready, median of ${starts}`, value: `${(median(startMs) / 1000).toFixed(2)} s` },
    { what: 'slowest start', value: `${(Math.max(...startMs) / 1000).toFixed(2)} s` },
    { what: `stop, median of ${starts}`, value: `${(median(stopMs) / 1000).toFixed(2)} s` },
    { what: 'memory of the server process after its start', value: `${fresh} MB` },
    { what: 'memory after twelve seconds of reads by ten readers', value: `${used} MB` },
  ]);
} finally {
  await demo.remove();
}
