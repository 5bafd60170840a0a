import { fine, type Outcome, type Problem } from '../problem.ts';
import { Fate, type Relations, type System } from '../system.ts';
import { type Marks, matcherOf } from './marks.ts';
import type { Cost, Policy } from './policy.ts';
import type { Product, Sum } from './product.ts';

/**
 * The engine's form of a product under a policy: small counts of people are primary, every sum a relation (total minus
 * parts is zero). `mustPublish`: cells that are published whatever it costs. Errors: one of those is a small count.
 */
export function systemOf(product: Product, policy: Policy, mustPublish: Marks | null = null): Outcome<System> {
  const { n, people, structuralZero } = product;
  const size = n.length;
  const primary = Uint8Array.from(n, (count, cell) => {
    const behind = people[cell] ?? 0;
    return count > 0 && behind >= 1 && behind < policy.threshold ? 1 : 0;
  });
  const kept = Uint8Array.from(n, (count, cell) =>
    count === 0 && (policy.zeros === 'published' || structuralZero[cell] === 1) ? 1 : 0,
  );
  if (mustPublish !== null) {
    const wrong = keep(product, mustPublish, primary, kept);
    if (wrong.length > 0) return { ok: false, problems: wrong };
  }
  return fine({
    size,
    relations: relationsOfSums(product.sums),
    n,
    floor: new Float64Array(size).fill(policy.zeros === 'published' ? 1 : 0),
    primary,
    fate: kept.map((published) => (published === 1 ? Fate.published : Fate.open)),
    cost: n.map((count) => price(policy.cost, count)),
    threshold: policy.threshold,
    protection: policy.protect,
  });
}

/** Positive always: an empty cell that is withheld is a cell less to read, too. */
function price(cost: Cost, n: number): number {
  if (cost === 'value') return Math.max(n, 0.5);
  if (cost === 'log') return Math.log1p(Math.max(n, 0.5));
  // As few cells as can be, and of two ways about as short the one that takes less from readers. An empty cell costs as
  // much as one of ten: it takes nothing, but there are so many of them.
  return (1 + 0.4 * Math.log((n === 0 ? 10 : n) / 10 + 0.5)) ** 0.6;
}

/** Marks what must be published; gives what cannot be, at most twenty. */
function keep(product: Product, marks: Marks, primary: Uint8Array, kept: Uint8Array): readonly Problem[] {
  const matches = matcherOf(marks, product);
  if (!matches.ok) return matches.problems;
  const problems: Problem[] = [];
  product.cells.forEach(({ codes }, cell) => {
    const mark = matches.value(codes);
    if (mark === null) return;
    kept[cell] = 1;
    if (primary[cell] === 0) return;
    problems.push({
      code: 'mustPublishSmall',
      place: { file: marks.file, line: mark.line, text: codes.join(', ') },
      reason: 'This cell must be published, and it counts so few people that it must be withheld.',
      remedy: 'Take it out of the list, or publish coarser groups.',
    });
  });
  return problems.slice(0, 20);
}

/** Each sum as a row: the total with +1, its parts with -1. */
function relationsOfSums(sums: readonly Sum[]): Relations {
  const entries = sums.reduce((count, { parts }) => count + parts.length + 1, 0);
  const start = new Int32Array(sums.length + 1);
  const cell = new Int32Array(entries);
  const sign = new Int8Array(entries).fill(-1);
  let at = 0;
  sums.forEach(({ total, parts }, row) => {
    sign[at] = 1;
    cell[at] = total;
    cell.set(parts, at + 1);
    at += parts.length + 1;
    start[row + 1] = at;
  });
  return { start, cell, sign };
}
