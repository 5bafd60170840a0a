import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { realFile, tabulated } from '../server/exchange/testing/crdc.ts';
import { commandNames, runCommandLine } from './commands.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'opensro-crdc-'));
  // Two states are enough to see how a command speaks; the figures of all five are in tabulation.test.ts.
  for (const name of tabulated) {
    const [head = '', ...rows] = realFile(name).toString('utf8').split('\n');
    const some = rows.filter((row) => row.startsWith('"RI"') || row.startsWith('"DE"'));
    await writeFile(path.join(folder, name), `${[head, ...some].join('\n')}\n`);
  }
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(() => vi.restoreAllMocks());

async function opensro(...args: string[]): Promise<{ status: number; out: string; err: string }> {
  const said = { out: [] as string[], err: [] as string[] };
  vi.spyOn(console, 'log').mockImplementation((text: string) => void said.out.push(text));
  vi.spyOn(console, 'error').mockImplementation((text: string) => void said.err.push(text));
  const status = await runCommandLine(['crdc', ...args], commandNames);
  return { status, out: said.out.join('\n'), err: said.err.join('\n') };
}

describe('opensro crdc', () => {
  it('[P7.7] tabulate prints one JSON object by state and district', async () => {
    const { status, out } = await opensro('tabulate', folder, '--state', 'ri', '--json');
    expect(status).toBe(0);
    const { year, states, leas } = JSON.parse(out);
    expect(year).toBe('2020-21');
    expect(states).toHaveLength(1);
    expect(states[0]).toMatchObject({
      ...{ state: 'RI', schools: 307, swornOfficers: { fte: 55.49 } },
      referrals: { excluding504: 37, including504: 41 },
      arrests: { excluding504: 11, including504: 11 },
      schoolsByStatus: { reported: 256, suppressed: 41, notApplicable: 10, actionPlan: 0 },
      byRace: { HI: { referrals: 7, arrests: 3, enrolment: 38085 } },
    });
    expect(leas.find((lea: { leaid: string }) => lea.leaid === '4400900').referrals.excluding504).toBeNull();
  });

  it('[P7.7] tabulate says in words what is unknown', async () => {
    const { out } = await opensro('tabulate', folder, '--lea', '4400900');
    expect(out).toContain('Rhode Island (RI)');
    expect(out).toMatch(
      /Students referred +unknown without and unknown with Section 504 only; unknown for 41 of 41 schools/,
    );
    expect(out).toContain('not a legal finding');
  });

  it('[P1.5] check names school, cell, rule and remedy, and ends with 1', async () => {
    const { status, out } = await opensro('check', folder);
    expect(status).toBe(1);
    expect(out).toContain(
      '440012000026 Central Falls Sr High: SCH_DISCWDIS_ARR_LEP_M: 2 students arrested, but only 0',
    );
    expect(out).toContain('[P1.5 crdc.arrestsWithinReferrals;');
    expect(out).toContain('539 schools checked, nothing found in 538, 1 finding.');
  });

  it('says what is wrong with the command or the files', async () => {
    expect(await opensro()).toMatchObject({ status: 2, err: expect.stringContaining('tabulate, check, export') });
    expect(await opensro('tabulate', folder, '--lea', '44')).toMatchObject({ status: 2 });
    expect(await opensro('tabulate', folder, '--state', 'WY')).toMatchObject({
      ...{ status: 1, err: 'opensro crdc: no school of WY is in these files.' },
    });
    expect(await opensro('check', path.join(folder, 'nowhere'))).toMatchObject({ status: 1 });
    expect(await opensro('export', '--year', '2026-28')).toMatchObject({
      ...{ status: 2, err: expect.stringContaining('as in 2025-26') },
    });
    expect(await opensro('export', '--year', '2025-26', '--out', folder)).toMatchObject({
      ...{ status: 2, err: expect.stringContaining('is not empty') },
    });
  });
});
