// Half of what the server can do, for half an hour: do its slowest answers and its memory stay as they were?
// SOAK_MINUTES=2 makes it shorter.
import { type CrowdRun, crowd } from './lib/crowd.ts';
import { figuresOf, ratio, report } from './lib/figures.ts';
import { makeCrowd } from './lib/programs.ts';
import { residentMb } from './lib/servers.ts';
import { withServer } from './lib/with-server.ts';

const minutes = Number(process.env.SOAK_MINUTES ?? 30);
const windows = 6;

/** The time to think at which people send half as many requests as they did without any. */
function halfLoad(full: CrowdRun, people: number): readonly [number, number] {
  const perSecond = full.sent.length / full.seconds / 2;
  const unhurriedMs = 10;
  const mean = ((people / perSecond) * 1000 - unhurriedMs) / (full.pauses / full.sent.length);
  return [mean / 2, mean * 1.5];
}

await withServer(async (server, adminUrl) => {
  const { officers, leaders } = await makeCrowd(adminUrl, 1, { schools: 10, officersPerSchool: 3 });
  const people = [...officers, ...leaders];
  await crowd({ url: server.url, people, seconds: 10, thinking: [0, 0], seed: 1 });
  const full = await crowd({ url: server.url, people, seconds: 20, thinking: [0, 0], seed: 2 });
  console.log(`Full load: ${Math.round(full.sent.length / full.seconds)} requests a second.`);

  const memory: number[] = [];
  const run = await crowd({
    url: server.url,
    people,
    seconds: minutes * 60,
    thinking: halfLoad(full, people.length),
    seed: 3,
    onSecond: (second) => {
      memory.push(residentMb(server.pid));
      if (second % 60 === 0) console.log(`${second / 60} min of ${minutes}, ${memory.at(-1)} MB`);
    },
  });
  const lengthMs = (run.seconds * 1000) / windows;
  const parts = Array.from({ length: windows }, (_, index) => {
    const times = run.sent.filter(({ at }) => Math.floor(at / lengthMs) === index).map(({ ms }) => ms);
    const held = memory.slice((index * memory.length) / windows, ((index + 1) * memory.length) / windows);
    const { perSecond, p50, p95, p99 } = figuresOf(times, lengthMs / 1000);
    return { perSecond, p50, p95, p99, mb: Math.max(...held) };
  });
  const [first, last] = [parts[0], parts.at(-1)];
  report(
    'soak',
    parts.map((part, index) => ({
      'half load': `part ${index + 1} of ${windows}, ${(minutes / windows).toFixed(1)} min each`,
      'per second': part.perSecond,
      'p50 ms': part.p50,
      'p95 ms': part.p95,
      'p99 ms': part.p99,
      'memory MB': part.mb,
    })),
  );
  console.log(
    `${run.sent.length} requests, ${run.troubles.length} errors; last part beside the first: ` +
      `p99 ${ratio(last?.p99 ?? Number.NaN, first?.p99 ?? Number.NaN)}, memory ${ratio(last?.mb ?? Number.NaN, first?.mb ?? Number.NaN)}.`,
  );
  for (const trouble of run.troubles.slice(0, 10)) console.log(trouble);
  if (run.troubles.length > 0) process.exitCode = 1;
});
