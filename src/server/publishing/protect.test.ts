import { describe, expect, it } from 'vitest';
import { defaultPolicy } from '../../disclosure/product/policy.ts';
import { protectRelease } from './protect.ts';
import type { TableRequest, TablesRequest } from './protection.ts';

/** Searches by school, sex and quarter, each by a student of its own. */
const counts: readonly (readonly [school: string, sex: string, quarter: string, n: number])[] = [
  ['A', 'F', 'Q1', 31],
  ['A', 'M', 'Q1', 25],
  ['B', 'F', 'Q1', 40],
  ['B', 'M', 'Q1', 12],
  ['A', 'F', 'Q2', 35],
  ['A', 'M', 'Q2', 3],
  ['B', 'F', 'Q2', 44],
  ['B', 'M', 'Q2', 52],
];

/** One table, beside what is out of it. */
type Asked = TableRequest & Pick<TablesRequest, 'ledger'>;

const request: Asked = {
  table: 'searches',
  counts: 'searches',
  columns: ['school', 'sex', 'quarter'],
  rows: counts.flatMap(([school, sex, quarter, n]) =>
    Array.from({ length: n }, (_, at) => ({
      codes: [school, sex, quarter],
      n: 1,
      person: `${school}${sex}${quarter}${at}`,
    })),
  ),
  formula: 'school * sex',
  policy: defaultPolicy,
  scope: { quarter: ['Q1'] },
  ledger: [],
};

const alone = ({ ledger, ...table }: Asked): TablesRequest => ({
  tables: [table],
  ledger,
  counts: { [table.table]: table.counts },
  periods: ['Q1', 'Q2'],
  known: [],
  policy: table.policy,
});

async function release(asked: Asked) {
  const made = await protectRelease(alone(asked));
  if (!made.ok) throw new Error(made.problems.map(({ reason }) => reason).join('\n'));
  const [first] = made.value.releases;
  if (first === undefined) throw new Error('no table');
  return first;
}

describe('protectRelease', () => {
  it('[P7.9] protects what follows from this release and all earlier ones, and says why', async () => {
    const first = await release(request);
    expect(first.withheld).toEqual([]);
    const both = await release({
      ...request,
      scope: { quarter: ['Q1', 'Q2'] },
      ledger: [first.entry],
      intervals: true,
    });
    const cell = both.cells.find(({ codes }) => codes.join() === 'A,M,Total');
    expect(cell).toMatchObject({ n: null });
    // 25 are out, and what came in the second quarter may be none or many.
    expect(cell?.lo).toBeLessThanOrEqual(28);
    expect(both.withheld.map(({ reason }) => reason)).toEqual(Array(4).fill('complementary'));
    expect(both.audit).toMatchObject({ exact: 0, exactInIntegers: 0, belowBound: 0 });
    expect(JSON.stringify([both.cells, both.entry])).not.toContain('AMQ2');
    const finer = await protectRelease(alone({ ...request, scope: { quarter: ['Q2'] }, ledger: [first.entry, 'x'] }));
    expect(finer).toMatchObject({ ok: false, problems: [{ code: 'notAnEntry' }] });
  }, 60_000);

  it('[P7.9] refuses a correction that shows a few students, and stops when told to', async () => {
    const first = await release(request);
    const late = { codes: ['A', 'F', 'Q1'], n: 1, person: 'late' };
    const refused = await protectRelease(alone({ ...request, rows: [...request.rows, late], ledger: [first.entry] }));
    expect(refused.ok ? [] : refused.problems.map(({ code }) => code)).toContain('changeExposes');
    const told: string[] = [];
    const stop = new AbortController();
    const running = protectRelease(alone({ ...request, scope: { quarter: ['Q1', 'Q2'] }, ledger: [first.entry] }), {
      signal: stop.signal,
      progress: (phase) => {
        told.push(phase);
        stop.abort();
      },
    });
    await expect(running).rejects.toThrow('Stopped');
    expect(told.length).toBeGreaterThan(0);
    expect((await release(request)).withheld).toEqual([]);
  }, 60_000);

  it('[P7.9] shows the total where other counts can be withheld in its place', async () => {
    const rows = Array.from({ length: 64 }, (_, at) => ({
      codes: [at < 4 ? 'A' : 'B', at % 16 === 5 ? 'x' : 'y', at % 20 === 10 ? 'm' : 'n'],
      n: 1,
      person: `${at}`,
    }));
    const asked = {
      ...request,
      columns: ['school', 'kind', 'offense'],
      formula: 'school + kind + offense',
      rows,
      scope: {},
    };
    const total = async (showTotals: boolean) =>
      (await release({ ...asked, showTotals })).cells.find(({ codes }) => codes.every((code) => code === 'Total'))?.n;
    // One cell guards three sums: left to itself the engine takes that one.
    expect([await total(false), await total(true)]).toEqual([null, 64]);
  });
});
