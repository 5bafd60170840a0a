import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadSolver } from '../solver.ts';
import type { LinkedCounts, Shows } from './counts.ts';
import { publishLinked } from './publish.ts';

const SEED = 20261122;
const highs = await loadSolver();
const publish = (counts: LinkedCounts, threshold?: number) => publishLinked(counts, highs, threshold);
const codeOf = (counts: LinkedCounts): string | undefined => {
  const result = publish(counts);
  return result.ok ? 'published' : result.problems[0]?.code;
};

/** A list with its total. */
function list(values: readonly number[]): LinkedCounts {
  const parts = values.map((n, index) => ({ key: `p${index}`, n }));
  return {
    cells: [{ key: 'all', n: values.reduce((sum, n) => sum + n, 0) }, ...parts],
    sums: [{ total: 'all', parts: parts.map((part) => part.key) }],
    atMost: [],
    twins: [],
  };
}

/** Two levels: all = light + firm, each with its parts. */
function twoLevels(light: readonly number[], firm: readonly number[]): LinkedCounts {
  const whole = ladder(light, firm, 0);
  const extra = ['called', 'self', 'answered'];
  return {
    ...whole,
    cells: whole.cells.filter((cell) => !extra.includes(cell.key)),
    sums: whole.sums.filter((sum) => !sum.parts.includes('called')),
    atMost: [],
  };
}

/** The same with a second split of all, and a limit on one side of it. */
function ladder(light: readonly number[], firm: readonly number[], firstShare: number): LinkedCounts {
  const cellsOf = (name: string, values: readonly number[]) =>
    values.map((n, index) => ({ key: `${name}${index}`, n }));
  const a = cellsOf('light', light);
  const b = cellsOf('firm', firm);
  const add = (cells: readonly { n: number }[]): number => cells.reduce((sum, cell) => sum + cell.n, 0);
  const all = add(a) + add(b);
  const called = Math.min(all, firstShare);
  return {
    cells: [
      { key: 'all', n: all },
      { key: 'called', n: called },
      { key: 'self', n: all - called },
      { key: 'light', n: add(a) },
      { key: 'firm', n: add(b) },
      { key: 'answered', n: called + 2 },
      ...a,
      ...b,
    ],
    sums: [
      { total: 'all', parts: ['light', 'firm'] },
      { total: 'all', parts: ['called', 'self'] },
      { total: 'light', parts: a.map((cell) => cell.key) },
      { total: 'firm', parts: b.map((cell) => cell.key) },
    ],
    atMost: [{ part: 'called', whole: 'answered' }],
    twins: [],
  };
}

function published(counts: LinkedCounts, threshold: number): Shows {
  const result = publish(counts, threshold);
  if (!result.ok) throw new Error(result.problems.map(({ reason }) => reason).join(' '));
  return result.value;
}

/** Every table of whole numbers up to `limit` that agrees with the publication, found by trying them all. */
function everyTable(counts: LinkedCounts, publication: Shows, limit: number): Map<string, number>[] {
  const totals = new Set(counts.sums.map((sum) => sum.total));
  const found: Map<string, number>[] = [];
  const leaves = counts.cells.filter((cell) => !totals.has(cell.key));
  const order = [...counts.sums].reverse();
  const visit = (index: number, table: Map<string, number>): void => {
    const leaf = leaves[index];
    if (leaf === undefined) {
      const full = new Map(table);
      for (const { total, parts } of order) {
        const sum = parts.reduce((all, key) => all + (full.get(key) ?? 0), 0);
        if (full.has(total) && full.get(total) !== sum) return;
        full.set(total, sum);
      }
      const fits = counts.cells.every(({ key }) => {
        const shown = publication[key];
        const n = full.get(key) ?? -1;
        return shown?.status === 'published' ? shown.n === n : n >= 1;
      });
      if (fits && counts.atMost.every(({ part, whole }) => (full.get(part) ?? 0) <= (full.get(whole) ?? 0))) {
        found.push(full);
      }
      return;
    }
    const shown = publication[leaf.key];
    const from = shown?.status === 'published' ? shown.n : 1;
    const to = shown?.status === 'published' ? shown.n : limit;
    for (let n = from; n <= to; n += 1) visit(index + 1, new Map(table).set(leaf.key, n));
  };
  visit(0, new Map());
  return found;
}

const count = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 10, max: 400 }));

describe('publish', () => {
  it('[P7.9] withholds 1 to 9, shows 0 and 10, and takes company so that a total gives nothing away', () => {
    const shown = published(list([0, 3, 40, 12, 500]), 10);
    expect(shown.p0).toEqual({ status: 'published', n: 0 });
    expect(shown.p1).toEqual({ status: 'withheld' });
    expect(shown.p3).toEqual({ status: 'withheld' });
    expect(shown.p2).toEqual({ status: 'published', n: 40 });
    expect(shown.all).toEqual({ status: 'published', n: 555 });
  });

  it('[P7.9] withholds the total where nothing else protects a lone child', () => {
    const shown = published(list([0, 0, 7]), 10);
    expect(shown.p2).toEqual({ status: 'withheld' });
    expect(shown.all).toEqual({ status: 'withheld' });
  });

  it('[P7.9] refuses tables that do not add up, negative and broken counts', () => {
    const good = list([1, 2]);
    const wrong = { ...good, cells: good.cells.map((cell) => (cell.key === 'all' ? { ...cell, n: 9 } : cell)) };
    expect(codeOf(wrong)).toBe('sumWrong');
    expect(codeOf(list([-1, 2]))).toBe('notACount');
    expect(codeOf(list([1.5, 2]))).toBe('notACount');
    expect(codeOf({ ...good, twins: [['p0', 'nobody']] })).toBe('unknownCell');
    expect(codeOf({ ...good, cells: [...good.cells, { key: 'p0', n: 1 }] })).toBe('cellTwice');
    expect(codeOf({ ...good, atMost: [{ part: 'all', whole: 'p0' }] })).toBe('atMostWrong');
    // A relation said twice changes nothing.
    expect(publish({ ...good, sums: [...good.sums, ...good.sums] })).toEqual(publish(good));
  });

  it('[P7.9] withholds a twin, so that the other unit does not tell', () => {
    const base = list([3, 30, 60]);
    const other = list([20, 40, 80]);
    const rename = (key: string): string => `s.${key}`;
    const counts: LinkedCounts = {
      cells: [...base.cells, ...other.cells.map((cell) => ({ ...cell, key: rename(cell.key) }))],
      sums: [...base.sums, ...other.sums.map((sum) => ({ total: rename(sum.total), parts: sum.parts.map(rename) }))],
      atMost: [],
      twins: [['p0', 's.p0'] as const],
    };
    const shown = published(counts, 10);
    expect(shown['s.p0']).toEqual({ status: 'withheld' });
    expect(shown['s.p1']).toEqual({ status: 'withheld' });
  });

  it('[P7.9] passes its audit for random funnels, zeros shown and small counts withheld', () => {
    const funnel = fc.tuple(
      fc.array(count, { minLength: 1, maxLength: 5 }),
      fc.array(count, { minLength: 1, maxLength: 5 }),
      fc.nat(500),
    );
    fc.assert(
      fc.property(funnel, ([light, firm, share]) => {
        const counts = ladder(light, firm, share);
        const shown = published(counts, 10);
        for (const { key, n } of counts.cells) {
          if (n === 0) expect(shown[key]).toEqual({ status: 'published', n: 0 });
          if (n > 0 && n < 10) expect(shown[key]).toEqual({ status: 'withheld' });
        }
      }),
      { seed: SEED, numRuns: 150 },
    );
  });

  it('[P7.9] gives the same answer for the same counts', () => {
    const counts = ladder([3, 40, 12], [9, 1, 0, 15], 20);
    expect(published(counts, 10)).toEqual(published(counts, 10));
  });

  it('[P7.9] leaves nothing computable for an attacker who tries every table', () => {
    const threshold = 3;
    const values = fc.array(fc.nat(5), { minLength: 1, maxLength: 2 });
    fc.assert(
      fc.property(values, values, (light, firm) => {
        const counts = twoLevels(light, firm);
        const shown = published(counts, threshold);
        const withheld = counts.cells.filter((cell) => shown[cell.key]?.status === 'withheld');
        if (withheld.length === 0) return;
        const tables = everyTable(counts, shown, 11);
        for (const { key } of withheld) {
          const seen = new Set(tables.map((table) => table.get(key) ?? 0));
          expect(seen.size, key).toBeGreaterThanOrEqual(2);
          expect(Math.max(...seen), key).toBeGreaterThanOrEqual(threshold);
        }
      }),
      { seed: SEED, numRuns: 150 },
    );
  });
});
