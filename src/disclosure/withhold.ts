import { type Interval, possibleValues } from './feasible.ts';
import type { LinkedCounts } from './model.ts';

/**
 * Chooses the cells to withhold: all counts of people from 1 to threshold - 1, their twins, and as many others as it
 * takes that every withheld cell may, for all a reader can know, be `threshold` or more and has at least `threshold`
 * possible values. Small others are taken first, then larger ones, then totals; ties go to the order of the table,
 * so the same counts always give the same answer. When nothing else helps everything in reach is withheld, and
 * then nothing can be worked out. Returns the withheld keys.
 */
export function chooseWithheld(
  counts: LinkedCounts,
  values: ReadonlyMap<string, number>,
  threshold: number,
): ReadonlySet<string> {
  const countOf = (key: string): number => values.get(key) ?? 0;
  const withheld = new Set<string>();
  for (const cell of counts.cells) if (!cell.open && cell.n > 0 && cell.n < threshold) withheld.add(cell.key);
  for (;;) {
    addTwins(counts, countOf, withheld);
    const exposed = firstExposed(counts, knownCells(values, withheld), withheld, threshold);
    if (exposed === null) return withheld;
    const next = nextToWithhold(counts, countOf, withheld, exposed);
    if (next === null) return withheld;
    withheld.add(next);
  }
}

/** The cells a reader sees, with their values. */
export function knownCells(
  values: ReadonlyMap<string, number>,
  withheld: ReadonlySet<string>,
): ReadonlyMap<string, number> {
  return new Map([...values].filter(([key]) => !withheld.has(key)));
}

/** True when the reader can neither narrow the value down nor tell that it is small. */
function isProtected(interval: Interval, threshold: number): boolean {
  return interval.hi >= threshold && interval.hi - interval.lo + 1 >= threshold;
}

function addTwins(counts: LinkedCounts, countOf: (key: string) => number, withheld: Set<string>): void {
  for (const [one, other] of counts.twins) {
    // Zeros stay published: a zero that turns up withheld would say that withheld can mean zero, and it cannot.
    if (withheld.has(one) && countOf(other) > 0) withheld.add(other);
    if (withheld.has(other) && countOf(one) > 0) withheld.add(one);
  }
}

function firstExposed(
  counts: LinkedCounts,
  known: ReadonlyMap<string, number>,
  withheld: ReadonlySet<string>,
  threshold: number,
): string | null {
  const possible = possibleValues(counts, known);
  for (const { key } of counts.cells) {
    if (!withheld.has(key)) continue;
    const interval = possible?.get(key);
    if (interval === undefined || !isProtected(interval, threshold)) return key;
  }
  return null;
}

/** The published, positive cell to withhold next so that `exposed` gets company: nearest relations first. */
function nextToWithhold(
  counts: LinkedCounts,
  countOf: (key: string) => number,
  withheld: ReadonlySet<string>,
  exposed: string,
): string | null {
  const totals = new Set(counts.sums.map((sum) => sum.total));
  const order = new Map(counts.cells.map((cell, index) => [cell.key, index]));
  const relations = [
    ...counts.sums.map((sum) => [sum.total, ...sum.parts]),
    ...counts.atMost.map((limit) => [limit.part, limit.whole]),
  ];
  const reached = new Set([exposed]);
  for (;;) {
    const near = relations.filter((relation) => relation.some((key) => reached.has(key))).flat();
    const candidates = [...new Set(near)].filter((key) => !withheld.has(key) && countOf(key) > 0);
    candidates.sort(
      (a, b) =>
        Number(totals.has(a)) - Number(totals.has(b)) ||
        countOf(a) - countOf(b) ||
        (order.get(a) ?? 0) - (order.get(b) ?? 0),
    );
    const [best] = candidates;
    if (best !== undefined) return best;
    const before = reached.size;
    for (const key of near) if (withheld.has(key)) reached.add(key);
    if (reached.size === before) return null;
  }
}
