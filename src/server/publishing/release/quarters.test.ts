import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, it } from 'vitest';
import { plant } from '../../../../tests/support/planted.ts';
import { testWorld } from '../../../../tests/support/world.ts';
import { shownAt, tableOf } from '../../../portal/release-view.ts';
import { decideRelease } from './decide.ts';
import { proposeRelease } from './propose.ts';
import { readProposal } from './queries.ts';

const main = new URL('../../../cli/main.ts', import.meta.url).pathname;
const world = await testWorld();
const { agencyLeader, districtCoordinator } = world.program.people;

const must = <T>(result: { ok: true; value: T } | { ok: false; error: unknown }): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};

async function release(period: string) {
  const { id } = must(await proposeRelease(world.service, districtCoordinator.caller, period));
  const { digest, document } = must(await readProposal(world.service, districtCoordinator.caller, id));
  for (const { caller } of [districtCoordinator, agencyLeader]) {
    must(await decideRelease(world.service, caller, id, { digest, decision: 'approved', note: '' }));
  }
  return document;
}

const calls = (n: number, school: 0 | 1, day: string, matter: string) =>
  Array.from({ length: n }, () => ({ school, officer: 0 as const, day, state: 'handedBack', matter }));

beforeAll(async () => {
  await plant(world, {
    calls: [
      ...calls(25, 0, '2026-09-02', 'phoneUse'),
      ...calls(15, 0, '2026-09-02', 'ourOwnRule'),
      ...calls(25, 1, '2026-11-03', 'fightOver'),
    ],
    incidents: Array.from({ length: 30 }, (_, at) => ({
      school: 0 as const,
      officer: 0 as const,
      day: '2026-09-03',
      origin: 'called' as const,
      offense: at < 18 ? '13B' : null,
      students: [
        {
          outcomes: ['returnedToSchool'],
          race: 'white',
          recordedRace: 'white',
          disability: 'none',
          pseudonym: at + 1,
          stopped: true,
        },
      ],
    })),
  });
});

it('[P7.9] quarters and then their year are released one after the other, each beside what is out', async () => {
  world.clock.now = new Date('2026-10-20T15:00:00Z');
  const first = await release('2026-27-Q1');
  expect(first).toMatchObject({ number: 1, kind: 'quarter', changes: null });
  expect(shownAt(tableOf(first, 'calls'), {})).toEqual({ status: 'published', n: 40 });
  expect(tableOf(first, 'students')).toBeUndefined();
  expect(shownAt(tableOf(first, 'calls'), { behavior: 'phoneOrDress', result: 'handedBack' })).toEqual({
    status: 'published',
    n: 25,
  });
  // What a program added itself is one line: a name of its own making may name somebody.
  expect(shownAt(tableOf(first, 'calls'), { behavior: 'own' })).toEqual({ status: 'published', n: 15 });
  expect(JSON.stringify(first)).not.toContain('ourOwnRule');
  expect(shownAt(tableOf(first, 'actions'), { offense: '13B' })).toEqual({ status: 'published', n: 18 });
  const page = async (path: string) =>
    (await world.app.inject({ method: 'GET', url: `/en/${world.program.slug}${path}` })).body;
  expect(await page('/funnel')).toContain('Behaviors this program added');
  expect(await page('/enforcement')).toContain('Simple assault');
  world.clock.now = new Date('2027-01-20T15:00:00Z');
  const second = await release('2026-27-Q2');
  expect(shownAt(tableOf(second, 'calls'), { result: 'handedBack' })).toEqual({ status: 'published', n: 25 });
  world.clock.now = new Date('2027-07-20T15:00:00Z');
  const year = await release('2026-27');
  expect(shownAt(tableOf(year, 'calls'), {})).toEqual({ status: 'published', n: 65 });
  expect(tableOf(year, 'students')).toBeDefined();
});

it('[P7.9] whoever downloads a year and its quarters proves them together with one command', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'opensro-release-'));
  try {
    const files = await world.database.query<{ number: number; name: string; content: Buffer }>(
      "SELECT number, name, content FROM publication.release_file WHERE name ~ '(csv|certificate.json)$'",
    );
    for (const { number, name, content } of files) await writeFile(path.join(folder, `${number}-${name}`), content);
    const verify = async (...named: readonly string[]): Promise<string> => {
      const command = [main, 'disclosure', 'verify', ...named];
      const { stdout } = await promisify(execFile)(process.execPath, command, { cwd: folder });
      return stdout;
    };
    const pair = (number: number, table: string) => [`${number}-${table}.csv`, `${number}-${table}-certificate.json`];
    const incidents = (...numbers: number[]) => numbers.flatMap((number) => pair(number, 'incidents'));
    expect(await verify(...incidents(3, 1, 2))).toContain('all 3 releases together');
    await expect(verify(...incidents(3, 1))).rejects.toThrow('1 of them is not here');
    const tables = ['calls', 'incidents', 'actions'].flatMap((table) => [3, 1, 2].flatMap((each) => pair(each, table)));
    const all = ['--together', '3-together-certificate.json', ...pair(3, 'students'), ...tables];
    expect(await verify(...all)).toContain('all 10 tables together');
    await expect(verify(...all.slice(0, -2))).rejects.toThrow('1 of them is not here');
    const proof = JSON.parse(await readFile(path.join(folder, '3-together-certificate.json'), 'utf8'));
    proof.values[0][0] += 1;
    await writeFile(path.join(folder, '3-together-certificate.json'), JSON.stringify(proof));
    await expect(verify(...all)).rejects.toThrow('is not the sum of its parts');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
