// 200 officers and 40 school leaders act at once for five minutes, each on their own and with time to think.
// PEOPLE_SECONDS=30 makes it shorter.
import { crowd } from './lib/crowd.ts';
import { figuresOf, report } from './lib/figures.ts';
import { makeCrowd } from './lib/programs.ts';
import { processorMs, residentMb } from './lib/servers.ts';
import { withServer } from './lib/with-server.ts';

const seconds = Number(process.env.PEOPLE_SECONDS ?? 300);
const goalMs = 150;

await withServer(async (server, adminUrl) => {
  const { officers, leaders } = await makeCrowd(adminUrl, 1, { schools: 40, officersPerSchool: 5 });
  const people = [...officers, ...leaders];
  const before = processorMs(server.pid);
  const run = await crowd({
    url: server.url,
    people,
    seconds,
    thinking: [3_000, 12_000],
    seed: 1,
    onSecond: (second) => {
      if (second % 30 === 0) console.log(`${second} s of ${seconds}`);
    },
  });
  const used = (processorMs(server.pid) - before) / run.sent.length;
  const names = [...new Set(run.sent.map(({ name }) => name))].sort();
  const rows = [...names, 'everything'].map((name) => {
    const times = run.sent.filter((each) => name === 'everything' || each.name === name).map(({ ms }) => ms);
    const { count, perSecond, p50, p95, p99 } = figuresOf(times, run.seconds);
    return {
      action: name,
      times: count,
      'per second': perSecond,
      'p50 ms': p50,
      'p95 ms': p95,
      'p99 ms': p99,
      'slowest ms': Math.round(times.reduce((most, ms) => Math.max(most, ms), 0)),
      [`p95 under ${goalMs} ms`]: p95 < goalMs ? 'yes' : 'NO',
    };
  });
  report('people', rows);
  console.log(
    `${officers.length} officers, ${leaders.length} school leaders, ${Math.round(run.seconds)} s: ` +
      `${run.troubles.length} errors; server ${used.toFixed(1)} ms a request, ${residentMb(server.pid)} MB at the end.`,
  );
  for (const trouble of run.troubles.slice(0, 10)) console.log(trouble);
  if (run.troubles.length > 0) process.exitCode = 1;
});
