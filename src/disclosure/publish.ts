import { audit, findWitnesses } from './audit.ts';
import { cannotBeRunBackwards } from './backwards.ts';
import { checkCounts, type LinkedCounts, type Outcome, type Publication, type Shown, THRESHOLD } from './model.ts';
import { chooseWithheld } from './withhold.ts';

/**
 * Turns true counts into what may be shown. Deterministic. Zeros are published; counts of people from 1 to
 * threshold - 1 are withheld, with as many others as it takes; nothing leaves unless the independent audit agrees.
 * Errors: a table that does not add up or has a ring of relations, or an audit that found a cell unsafe.
 * Source: 34 CFR 99.31(b); principle 7, requirement P7.9.
 */
export function publish(counts: LinkedCounts, threshold: number = THRESHOLD): Outcome<Publication> {
  const checked = checkCounts(counts);
  if (!checked.ok) return checked;
  const chosen = chooseWithheld(counts, checked.value, threshold);
  // In doubt nothing but the zeros goes out; that looks like a table of small counts and tells as little.
  const withheld =
    chosen.size === 0 || cannotBeRunBackwards(counts, checked.value, chosen, threshold)
      ? chosen
      : new Set(counts.cells.filter((cell) => cell.n > 0).map((cell) => cell.key));
  const publication: Record<string, Shown> = {};
  for (const { key, n } of counts.cells) {
    publication[key] = withheld.has(key) ? { status: 'withheld' } : { status: 'published', n };
  }
  const judged = audit(counts, publication, findWitnesses(counts, publication, threshold), threshold);
  return judged.ok ? { ok: true, value: publication } : judged;
}
