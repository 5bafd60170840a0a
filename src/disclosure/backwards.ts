import { possibleValues, tableWith } from './feasible.ts';
import type { LinkedCounts } from './model.ts';
import { chooseWithheld, knownCells } from './withhold.ts';

/**
 * The method is public, so a reader may run it backwards: keep only the tables for which it would have withheld
 * exactly these cells. True when even then every withheld cell keeps at least two values. The answer follows from what
 * is shown alone, never from the truth: were it otherwise, the decision itself would tell something.
 */
export function cannotBeRunBackwards(
  counts: LinkedCounts,
  values: ReadonlyMap<string, number>,
  withheld: ReadonlySet<string>,
  threshold: number,
): boolean {
  const known = knownCells(values, withheld);
  const possible = possibleValues(counts, known);
  if (possible === null) return false;
  const hidden = counts.cells.filter((cell) => withheld.has(cell.key)).map((cell) => cell.key);
  const totals = new Set(counts.sums.map((sum) => sum.total));
  const leavesFirst = [...hidden.filter((key) => !totals.has(key)), ...hidden.filter((key) => totals.has(key))];
  const orders = [leavesFirst, [...leavesFirst].reverse(), hidden];
  const seen = new Map<string, Set<number>>(hidden.map((key) => [key, new Set()]));
  const isOpen = (): boolean => [...seen.values()].some((found) => found.size < 2);
  for (const key of hidden) {
    const interval = possible.get(key) ?? { lo: 1, hi: 0 };
    for (const n of trials(interval.lo, interval.hi, threshold)) {
      for (const order of orders) {
        for (const aim of [1, threshold - 1, threshold]) {
          if ((seen.get(key)?.size ?? 0) >= 2) break;
          const table = tableWith(counts, known, key, n, order, aim);
          if (table === null || !sameChoice(counts, table, withheld, threshold)) continue;
          for (const other of hidden) seen.get(other)?.add(table.get(other) ?? 0);
        }
      }
    }
    if ((seen.get(key)?.size ?? 0) < 2) return false;
  }
  return !isOpen();
}

function sameChoice(
  counts: LinkedCounts,
  table: ReadonlyMap<string, number>,
  withheld: ReadonlySet<string>,
  threshold: number,
): boolean {
  const cells = counts.cells.map((cell) => ({ ...cell, n: table.get(cell.key) ?? 0 }));
  const choice = chooseWithheld({ ...counts, cells }, table, threshold);
  return choice.size === withheld.size && [...choice].every((key) => withheld.has(key));
}

/** A few telling values: small ones, those about the threshold, and the ends. */
function trials(lo: number, hi: number, threshold: number): readonly number[] {
  const wanted = [1, 2, threshold - 1, threshold, threshold + 1, lo, lo + 1, lo + threshold, hi - 1, hi];
  return [...new Set(wanted)].filter((n) => n >= lo && n <= hi);
}
