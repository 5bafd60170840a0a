import type { LinkedCounts } from './model.ts';

/** Every whole number from `lo` to `hi` is possible. */
export interface Interval {
  readonly lo: number;
  readonly hi: number;
}

/** Stands for 'no upper limit'. Far above any count, far below where whole numbers lose precision. */
export const NO_LIMIT = 1_000_000_000;

/** One equation total = sum of parts over positions in the list of intervals. */
interface Equation {
  readonly total: number;
  readonly parts: readonly number[];
}

/**
 * What an attentive reader can work out: for each cell the values it may have, given the published cells (their
 * value), the withheld ones (at least 1, since zeros are published), the sums and the limits. Where the relations
 * form no ring (`checkCounts`), the result is exact: each value in an interval belongs to some complete table.
 * `known` gives the cells whose value is known; returns null when no table fits.
 */
export function possibleValues(
  counts: LinkedCounts,
  known: ReadonlyMap<string, number>,
): ReadonlyMap<string, Interval> | null {
  const keys = counts.cells.map((cell) => cell.key);
  const position = new Map(keys.map((key, index) => [key, index]));
  const intervals: { lo: number; hi: number }[] = keys.map((key) => {
    const n = known.get(key);
    return n === undefined ? { lo: 1, hi: NO_LIMIT } : { lo: n, hi: n };
  });
  const at = (key: string): number => position.get(key) ?? -1;
  const equations: Equation[] = counts.sums.map((sum) => ({ total: at(sum.total), parts: sum.parts.map(at) }));
  for (const { part, whole } of counts.atMost) {
    // part <= whole means whole = part + slack, with a slack nobody ever sees.
    intervals.push({ lo: 0, hi: NO_LIMIT });
    equations.push({ total: at(whole), parts: [at(part), intervals.length - 1] });
  }
  return narrow(intervals, equations) ? new Map(keys.map((key, index) => [key, intervals[index] ?? none])) : null;
}

const none: Interval = { lo: 0, hi: -1 };

/** Narrows all intervals until nothing changes; false when one becomes empty. */
function narrow(intervals: { lo: number; hi: number }[], equations: readonly Equation[]): boolean {
  let changed = true;
  const set = (index: number, lo: number, hi: number): boolean => {
    const interval = intervals[index];
    if (interval === undefined) return false;
    if (lo > interval.lo) {
      interval.lo = lo;
      changed = true;
    }
    if (hi < interval.hi) {
      interval.hi = hi;
      changed = true;
    }
    return interval.lo <= interval.hi;
  };
  while (changed) {
    changed = false;
    for (const { total, parts } of equations) {
      const lows = parts.reduce((all, part) => all + (intervals[part]?.lo ?? 0), 0);
      const highs = parts.reduce((all, part) => all + (intervals[part]?.hi ?? 0), 0);
      if (!set(total, lows, highs)) return false;
      const whole = intervals[total] ?? none;
      for (const part of parts) {
        const { lo, hi } = intervals[part] ?? none;
        // A sum at NO_LIMIT is no knowledge: it must not bound a part from below or above.
        const others = highs - hi;
        const least = others >= NO_LIMIT ? lo : whole.lo - others;
        const most = whole.hi >= NO_LIMIT ? hi : whole.hi - (lows - lo);
        if (!set(part, least, most)) return false;
      }
    }
  }
  return true;
}

/**
 * A complete table in which `key` has the value `n` and everything known stays as it is, or null. The other cells are
 * fixed one after the other, in the given order, as near to `aim` as they can be; without a ring this never
 * runs into a dead end.
 */
export function tableWith(
  counts: LinkedCounts,
  known: ReadonlyMap<string, number>,
  key: string,
  n: number,
  order: readonly string[] = counts.cells.map((cell) => cell.key),
  aim = 1,
): ReadonlyMap<string, number> | null {
  const fixed = new Map(known).set(key, n);
  for (const other of order) {
    if (fixed.has(other)) continue;
    const interval = possibleValues(counts, fixed)?.get(other);
    if (interval === undefined) return null;
    fixed.set(other, Math.min(Math.max(aim, interval.lo), interval.hi));
  }
  return possibleValues(counts, fixed) === null ? null : fixed;
}
