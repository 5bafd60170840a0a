import { NO_LIMIT, possibleValues, tableWith } from './feasible.ts';
import { type LinkedCounts, type Outcome, type Publication, THRESHOLD } from './model.ts';

/** A complete table that agrees with all that was published and shows `key` in another light. Private. */
export interface Witness {
  readonly key: string;
  readonly table: ReadonlyMap<string, number>;
}

/**
 * Tables that prove the protection: for each withheld cell, `threshold` tables with different values, one of them at
 * the threshold or above. They contain other people's possible truth and stay inside the house.
 */
export function findWitnesses(
  counts: LinkedCounts,
  publication: Publication,
  threshold: number = THRESHOLD,
): readonly Witness[] {
  const known = knownFrom(publication);
  const possible = possibleValues(counts, known);
  const witnesses: Witness[] = [];
  for (const { key } of counts.cells) {
    const interval = possible?.get(key);
    if (publication[key]?.status !== 'withheld' || interval === undefined) continue;
    const top = Math.min(interval.hi, Math.max(interval.lo, threshold) + threshold, NO_LIMIT);
    for (let step = 0; step < threshold; step += 1) {
      const table = tableWith(counts, known, key, top - step);
      if (table !== null) witnesses.push({ key, table });
    }
  }
  return witnesses;
}

/**
 * Judges a publication by addition alone, trusting neither the choice nor the intervals: each witness must keep every
 * sum and limit, agree with each published cell and have at least 1 in each withheld one; and each withheld cell
 * must have `threshold` different values among its witnesses, one of them at least the threshold. Also: no
 * count of people from 1 to threshold - 1 is published, every published number is the true one, and what is
 * left of a published total for its withheld parts is not small. Fails with the cells that are not safe.
 */
export function audit(
  counts: LinkedCounts,
  publication: Publication,
  witnesses: readonly Witness[],
  threshold: number = THRESHOLD,
): Outcome<true> {
  const unsafe = new Set<string>();
  const byKey = new Map<string, Set<number>>();
  for (const { key, table } of witnesses) {
    if (!agrees(counts, publication, table)) continue;
    const seen = byKey.get(key) ?? new Set<number>();
    byKey.set(key, seen.add(table.get(key) ?? 0));
  }
  for (const { key, n, open } of counts.cells) {
    const shown = publication[key];
    if (shown === undefined) unsafe.add(key);
    else if (shown.status === 'published') {
      if (shown.n !== n || (!open && n > 0 && n < threshold)) unsafe.add(key);
    } else {
      const seen = byKey.get(key) ?? new Set<number>();
      if (n === 0 || seen.size < threshold || Math.max(...seen) < threshold) unsafe.add(key);
    }
  }
  for (const { total, parts } of counts.sums) {
    const whole = publication[total];
    if (whole?.status !== 'published') continue;
    const left = parts.reduce((rest, key) => {
      const shown = publication[key];
      return shown?.status === 'published' ? rest - shown.n : rest;
    }, whole.n);
    if (left > 0 && left < threshold) unsafe.add(total);
  }
  return unsafe.size === 0
    ? { ok: true, value: true }
    : { ok: false, error: { code: 'auditFailed', cells: [...unsafe] } };
}

function knownFrom(publication: Publication): ReadonlyMap<string, number> {
  const known = new Map<string, number>();
  for (const [key, shown] of Object.entries(publication)) if (shown.status === 'published') known.set(key, shown.n);
  return known;
}

function agrees(counts: LinkedCounts, publication: Publication, table: ReadonlyMap<string, number>): boolean {
  const value = (key: string): number => table.get(key) ?? Number.NaN;
  return (
    counts.cells.every(({ key }) => {
      const shown = publication[key];
      return shown?.status === 'published'
        ? value(key) === shown.n
        : Number.isSafeInteger(value(key)) && value(key) >= 1;
    }) &&
    counts.sums.every(({ total, parts }) => parts.reduce((all, key) => all + value(key), 0) === value(total)) &&
    counts.atMost.every(({ part, whole }) => value(part) <= value(whole))
  );
}
