import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Highs, loadSolver, Stopped } from '../solver.ts';
import { Fate, type Protection, relationsOf, type System } from '../system.ts';
import { type Suppression, suppress } from './suppress.ts';

let highs: Highs;
beforeAll(async () => {
  highs = await loadSolver();
});

interface Options {
  readonly protection?: Protection;
  readonly zeros?: 'published' | 'complement';
  /** Cells published whatever it costs. */
  readonly published?: readonly number[];
}

/** A table of rows and columns with its margins: cell (r, c) is r * (columns + 1) + c, the last of each the total. */
function grid(inner: readonly (readonly number[])[], options: Options = {}): System {
  const wide = inner.map((row) => [...row, sum(row)]);
  const bottom = (wide[0] ?? []).map((_, column) => sum(wide.map((row) => row[column] ?? 0)));
  const n = [...wide, bottom].flat();
  const across = bottom.length;
  const rows = [...wide, bottom].map((row, r) => relation(row.map((_, c) => r * across + c)));
  const columns = bottom.map((_, c) => relation([...wide, bottom].map((_, r) => r * across + c)));
  return system(n, [...rows, ...columns], options);
}

function system(n: readonly number[], relations: Parameters<typeof relationsOf>[0], options: Options): System {
  const zeros = options.zeros ?? 'published';
  return {
    size: n.length,
    relations: relationsOf(relations),
    n: Float64Array.from(n),
    floor: new Float64Array(n.length).fill(zeros === 'published' ? 1 : 0),
    primary: Uint8Array.from(n, (count) => (count > 0 && count < 10 ? 1 : 0)),
    fate: Uint8Array.from(n, (count, cell) =>
      (count === 0 && zeros === 'published') || options.published?.includes(cell) ? Fate.published : Fate.open,
    ),
    cost: Float64Array.from(n, (count) => 1 + 0.4 * Math.log(count / 10 + 0.5)),
    threshold: 10,
    protection: options.protection ?? 'exact',
  };
}

/** Cells whose last is the sum of the others. */
function relation(cells: readonly number[]): (readonly [number, 1 | -1])[] {
  return cells.map((cell, at): readonly [number, 1 | -1] => [cell, at === cells.length - 1 ? -1 : 1]);
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}

/** Primary cells that no witness protects at the level, by addition alone; throws when a witness is no table. */
function unproven({ n, floor, relations, primary, threshold, protection }: System, result: Suppression): number[] {
  const seen = Array.from(n, (count) => [count]);
  for (const witness of result.witnesses) {
    const table = n.slice();
    for (const [cell, by] of witness) {
      table[cell] = (table[cell] ?? 0) + by;
      if (result.withheld[cell] !== 1 && by !== 0) throw new Error(`Cell ${cell} is published and moves.`);
      if (!Number.isInteger(by) || (table[cell] ?? 0) < (floor[cell] ?? 0))
        throw new Error(`Cell ${cell} cannot be so.`);
    }
    for (let row = 0; row + 1 < relations.start.length; row += 1) {
      let left = 0;
      for (let at = relations.start[row] ?? 0; at < (relations.start[row + 1] ?? 0); at += 1) {
        left += (relations.sign[at] ?? 0) * (table[relations.cell[at] ?? 0] ?? 0);
      }
      if (left !== 0) throw new Error(`Relation ${row} is broken.`);
    }
    table.forEach((value, cell) => {
      seen[cell]?.push(value);
    });
  }
  return [...primary.keys()].filter((cell) => {
    if (primary[cell] !== 1) return false;
    const values = seen[cell] ?? [];
    const differ = new Set(values.filter((value) => value >= 1)).size >= 2;
    const large = protection === 'exact' || Math.max(...values) >= threshold;
    const small = protection !== 'full' || Math.min(...values) <= Math.max(1, floor[cell] ?? 0);
    return result.withheld[cell] !== 1 || !differ || !large || !small;
  });
}

function complementary({ primary }: System, { withheld }: Suppression): number[] {
  return [...withheld.keys()].filter((cell) => withheld[cell] === 1 && primary[cell] !== 1);
}

describe('[P7.9] small tables checked by hand', () => {
  test('one small cell of two by two takes the three others with it, and no total', () => {
    const table = grid([
      [3, 20],
      [30, 40],
    ]);
    const result = suppress(table, highs);
    expect(complementary(table, result)).toEqual([1, 3, 4]);
    expect(unproven(table, result)).toEqual([]);
  });

  test('three single students in a row protect each other at no further cost where the columns let them', () => {
    const table = grid([
      [1, 1, 1, 40],
      [1, 1, 1, 40],
      [50, 60, 70, 80],
    ]);
    const result = suppress(table, highs);
    // A cell of one cannot go down: somewhere a larger one has to.
    expect(unproven(table, result)).toEqual([]);
    expect(complementary(table, result).length).toBeGreaterThan(0);
  });

  test('a branch with a single child: both say the same, both are withheld', () => {
    // total = a + b; a = its only child.
    const table = system([50, 4, 46, 4], [relation([1, 2, 0]), relation([3, 1])], {});
    const result = suppress(table, highs);
    expect([result.withheld[1], result.withheld[3]]).toEqual([1, 1]);
    expect(unproven(table, result)).toEqual([]);
  });

  test('zeros that give a margin away: the only nonzero cell of a row is its total', () => {
    const table = grid([
      [0, 5, 0],
      [20, 30, 40],
      [25, 35, 45],
    ]);
    const result = suppress(table, highs);
    expect([result.withheld[1], result.withheld[3]]).toEqual([1, 1]);
    expect(unproven(table, result)).toEqual([]);
  });

  test('a group whose sum is small is broken up at the level that promises the threshold', () => {
    const table = grid(
      [
        [2, 3, 40, 50],
        [30, 40, 50, 60],
      ],
      { protection: 'bound' },
    );
    const result = suppress(table, highs);
    // 2 + 3 = 5 would be known if only those two were withheld in their row.
    expect([2, 3, 4].some((cell) => result.withheld[cell] === 1)).toBe(true);
    expect(unproven(table, result)).toEqual([]);
  });

  test('what cannot be protected is named', () => {
    const table = grid([[3, 20]], { published: [1, 2] });
    expect(suppress(table, highs).unprotected).toEqual([0, 3]);
  });
});

describe('[P7.9] any table', () => {
  const counts = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 10, max: 300 }));
  const inner = fc
    .tuple(fc.integer({ min: 2, max: 5 }), fc.integer({ min: 2, max: 5 }))
    .chain(([rows, columns]) =>
      fc.array(fc.array(counts, { minLength: columns, maxLength: columns }), { minLength: rows, maxLength: rows }),
    );
  const level = fc.constantFrom<Protection>('exact', 'bound', 'full');
  const zeros = fc.constantFrom<'published' | 'complement'>('published', 'complement');

  test('has a witness for each small count, or the count is named as one that cannot be protected', () => {
    fc.assert(
      fc.property(inner, level, zeros, (cells, protection, kind) => {
        const table = grid(cells, { protection, zeros: kind });
        const result = suppress(table, highs);
        expect(unproven(table, result).filter((cell) => !result.unprotected.includes(cell))).toEqual([]);
      }),
      { seed: 20261122, numRuns: 60 },
    );
  });

  test('gives the same answer again', () => {
    fc.assert(
      fc.property(inner, (cells) => {
        const table = grid(cells);
        expect(suppress(table, highs).withheld).toEqual(suppress(table, highs).withheld);
      }),
      { seed: 20261122, numRuns: 15 },
    );
  });
});

test('[P7.9] a run that is told to stop stops', () => {
  const table = grid([
    [3, 20],
    [30, 40],
  ]);
  expect(() => suppress(table, highs, { progress: () => undefined, stopped: () => true })).toThrow(Stopped);
});

test('[P7.9] counts up to a thousand million are added exactly', () => {
  const table = grid([
    [3, 999_999_999],
    [1_000_000_000, 7],
  ]);
  expect(unproven(table, suppress(table, highs))).toEqual([]);
});
