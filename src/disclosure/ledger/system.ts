import { sumsOf } from '../audit/public-table.ts';
import { fine, type Outcome, type Problem } from '../problem.ts';
import type { Marks } from '../product/marks.ts';
import type { Policy } from '../product/policy.ts';
import { systemOf } from '../product/system-of.ts';
import type { People } from '../suppress/people.ts';
import { Fate, relationsOf, type System } from '../system.ts';
import { changesExposed, formerOf } from './changes.ts';
import type { Counted } from './counts.ts';
import { cellName, titleOf } from './union.ts';

/** Most problems told of one release. */
const mostProblems = 20;

/** One problem of everything published so far and the new product. */
export interface UnionSystem {
  readonly system: System;
  /** Names of counts printed before that no longer hold and are not printed anew. */
  readonly outdated: readonly string[];
  /** Null where every count is one of different people. */
  readonly people: (People & { readonly old: Uint8Array }) | null;
}

/**
 * One system of all that is out and all that is new. What is out is given: a published count stays, a withheld one stays
 * withheld and keeps at least two values, a small one its whole protection; what was never printed and yet follows by
 * subtraction is protected like a printed cell. Errors: a correction that would expose those by whom it differs.
 * Source: requirement P7.9.
 */
export function systemOfAll(counted: Counted, policy: Policy, mustPublish: Marks | null): Outcome<UnionSystem> {
  const { product, union, last, truth } = counted;
  const base = systemOf(product, policy, mustPublish);
  if (!base.ok) return base;
  const size = union.nodes.length;
  const { n } = truth;
  const floor = new Float64Array(size);
  const primary = new Uint8Array(size);
  const fate = new Uint8Array(size).fill(Fate.withheld);
  const cost = new Float64Array(size).fill(1);
  const old = new Uint8Array(size).fill(1);
  const outdated: string[] = [];
  const isSmall = (node: number): boolean => (n[node] ?? 0) > 0 && (truth.people[node] ?? 0) < policy.threshold;
  union.nodes.forEach((node, index) => {
    const cell = node.prints.find(({ by }) => by === last)?.row ?? null;
    const former = formerOf(counted, index);
    const count = n[index] ?? 0;
    primary[index] = isSmall(index) ? 1 : 0;
    if (former !== null && former.n === null) {
      floor[index] = Math.min(former.floor, count);
      // A larger one must not be worked out either: who audits from outside cannot tell it from a small one.
      if (policy.protect !== 'full') primary[index] = 1;
      return;
    }
    if (former !== null) {
      if (count === former.n) {
        fate[index] = Fate.published;
        primary[index] = 0;
        return;
      }
      if (cell === null) outdated.push(cellName(node));
    }
    if (cell === null) return;
    old[index] = 0;
    // A group that the new product leaves out is zero, and every reader takes it for that.
    fate[index] = cell === -1 ? Fate.published : (base.value.fate[cell] ?? Fate.open);
    if (cell === -1) return;
    floor[index] = base.value.floor[cell] ?? 0;
    primary[index] = base.value.primary[cell] ?? 0;
    cost[index] = base.value.cost[cell] ?? 1;
  });
  const { sums } = sumsOf(union.table);
  const problems = changesExposed(counted, sums, policy);
  if (problems.length > 0) return { ok: false, problems: problems.slice(0, mostProblems) };
  const relations = relationsOf(
    sums.map(({ total, parts }) => [[total, 1] as const, ...parts.map((part) => [part, -1] as const)]),
  );
  const { threshold, protect } = policy;
  return fine({
    system: { size, relations, n, floor, primary, fate, cost, threshold, protection: protect },
    outdated,
    people: truth.who === null ? null : { who: truth.who, old },
  });
}

/** Why small counts cannot be protected, whatever is withheld of the new product. */
export function unprotectable({ union }: Counted, system: System, cells: readonly number[]): readonly Problem[] {
  const { sums } = sumsOf(union.table);
  const stuck = new Set(cells);
  const forced = new Map<number, string>();
  for (const { total, parts } of sums) {
    if (system.fate[total] !== Fate.published) continue;
    const unknown = parts.filter((part) => system.fate[part] !== Fate.published);
    const rest = parts.reduce(
      (left, part) => (unknown.includes(part) ? left : left - (system.n[part] ?? 0)),
      system.n[total] ?? 0,
    );
    if (unknown.length === 0 || rest !== unknown.reduce((sum, part) => sum + (system.floor[part] ?? 0), 0)) continue;
    const whole = union.nodes[total];
    const why = `${whole === undefined ? '' : titleOf(whole).join(' / ')} is out with ${system.n[total]}, as many as it has parts that are not zero: each of them could only be 1`;
    for (const part of unknown) if (stuck.has(part)) forced.set(part, why);
  }
  return cells.slice(0, mostProblems).map((cell) => {
    const node = union.nodes[cell];
    const title = node === undefined ? '' : titleOf(node).join(' / ');
    const why = forced.get(cell) ?? 'with what is out already it could be worked out, whatever is withheld now';
    return {
      code: forced.has(cell) ? 'forcedToOnes' : 'cannotBeProtected',
      place: { text: title },
      reason: `${title}: ${why}.`,
      remedy: 'Publish coarser groups, or periods that do not cut across what is out.',
    };
  });
}
