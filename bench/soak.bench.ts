// Half of what the server can do, for half an hour: do its slowest answers and its memory stay as they were? The half
// hour holds many officers' days, none of them longer than a real one. SOAK_MINUTES=5 makes it shorter.
import pg from 'pg';
import { type CrowdRun, crowd } from './lib/crowd.ts';
import { figuresOf, ratio, report } from './lib/figures.ts';
import { makeCrowd } from './lib/programs.ts';
import { residentMb } from './lib/servers.ts';
import { withServer } from './lib/with-server.ts';

const minutes = Number(process.env.SOAK_MINUTES ?? 30);
const windows = 6;
/** What an officer logs in a very full day. */
const longestDay = 60;
const officersPerSchool = 3;

/** What there is to send: half as many requests as were answered without any time to think, and who sends them. */
function halfLoad(full: CrowdRun): { readonly perSecond: number; readonly schools: number } {
  const perSecond = full.sent.length / full.seconds / 2;
  const logged = full.sent.filter(({ name }) => name === 'log a contact').length / full.sent.length;
  // Chance lets some log more than the mean: twice the room, so that nobody's day grows too long.
  const officers = (perSecond * minutes * 60 * logged * 2) / longestDay;
  return { perSecond, schools: Math.max(10, Math.ceil(officers / officersPerSchool)) };
}

/** The time to think at which so many people send so many requests a second, in milliseconds. */
function thinkingAt(perSecond: number, people: number, full: CrowdRun): readonly [number, number] {
  const unhurriedMs = 10;
  const mean = ((people / perSecond) * 1000 - unhurriedMs) / (full.pauses / full.sent.length);
  return [mean / 2, mean * 1.5];
}

await withServer(async (server, adminUrl) => {
  // The full load is found in a program of its own, so that nobody has worked there before the soak begins.
  const trial = await makeCrowd(adminUrl, 1, { schools: 10, officersPerSchool });
  const hurried = { url: server.url, people: [...trial.officers, ...trial.leaders], thinking: [0, 0] } as const;
  await crowd({ ...hurried, seconds: 10, seed: 1 });
  const full = await crowd({ ...hurried, seconds: 20, seed: 2 });
  const { perSecond, schools } = halfLoad(full);
  const { officers, leaders } = await makeCrowd(adminUrl, 2, { schools, officersPerSchool });
  const people = [...officers, ...leaders];
  console.log(
    `Full load: ${Math.round(perSecond * 2)} requests a second. Half of it from ${officers.length} officers and ` +
      `${leaders.length} leaders of ${schools} schools.`,
  );

  const memory: number[] = [];
  const run = await crowd({
    url: server.url,
    people,
    seconds: minutes * 60,
    thinking: thinkingAt(perSecond, people.length, full),
    seed: 3,
    onSecond: (second) => {
      memory.push(residentMb(server.pid));
      if (second % 60 === 0) console.log(`${second / 60} min of ${minutes}, ${memory.at(-1)} MB`);
    },
  });
  // What was begun before the end is answered after it.
  const lengthMs = (minutes * 60_000) / windows;
  const parts = Array.from({ length: windows }, (_, index) => {
    const times = run.sent
      .filter(({ at }) => Math.min(windows - 1, Math.floor(at / lengthMs)) === index)
      .map(({ ms }) => ms);
    const held = memory.slice((index * memory.length) / windows, ((index + 1) * memory.length) / windows);
    const { perSecond: sent, p50, p95, p99 } = figuresOf(times, lengthMs / 1000);
    return { sent, p50, p95, p99, mb: Math.max(...held) };
  });
  const [first, last] = [parts[0], parts.at(-1)];
  report(
    'soak',
    parts.map((part, index) => ({
      'half load': `part ${index + 1} of ${windows}, ${(minutes / windows).toFixed(1)} min each`,
      'per second': part.sent,
      'p50 ms': part.p50,
      'p95 ms': part.p95,
      'p99 ms': part.p99,
      'memory MB': part.mb,
    })),
  );
  const longest = await longestDayOf(adminUrl, people[0]?.programId ?? '');
  console.log(
    `${run.sent.length} requests, ${run.troubles.length} errors; longest day ${longest} entries; last part beside the ` +
      `first: p99 ${ratio(last?.p99 ?? Number.NaN, first?.p99 ?? Number.NaN)}, ` +
      `memory ${ratio(last?.mb ?? Number.NaN, first?.mb ?? Number.NaN)}.`,
  );
  for (const trouble of run.troubles.slice(0, 10)) console.log(trouble);
  if (run.troubles.length > 0) process.exitCode = 1;
});

/** Entries of the officer who logged most in one day. */
async function longestDayOf(adminUrl: string, programId: string): Promise<number> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ entries: number }>(
      `SELECT count(*)::int AS entries FROM activity WHERE program_id = $1
       GROUP BY officer_id, local_day ORDER BY 1 DESC LIMIT 1`,
      [programId],
    );
    return rows[0]?.entries ?? 0;
  } finally {
    await client.end();
  }
}
