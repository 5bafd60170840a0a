import type { Sum } from '../audit/public-table.ts';
import type { Problem } from '../problem.ts';
import type { Policy } from '../product/policy.ts';
import type { Counted } from './counts.ts';
import { isOutdated, type Print, titleOf } from './union.ts';

// What the difference between a count that is out and the same count corrected would show.

const remedy = 'Leave the counts as they were published and name the late changes in the notes of the next release.';

/** What is out of a node and still holds. */
export function formerOf({ union, publications, last }: Counted, index: number): Print | null {
  const node = union.nodes[index];
  const former = node?.prints.findLast(({ by }) => by < last);
  if (node === undefined || former === undefined) return null;
  return isOutdated(publications, node, former) ? null : former;
}

/** Corrections of what is out that would expose those by whom it differs, each with the reason. */
export function changesExposed(counted: Counted, sums: readonly Sum[], policy: Policy): readonly Problem[] {
  // What all parts of a total changed by is judged part by part, so who is behind the total's change shows nothing more.
  const judged = new Set(
    sums.flatMap(({ total, parts }) => (parts.every((part) => formerOf(counted, part) !== null) ? total : [])),
  );
  const exposed = counted.union.nodes.flatMap((node, index): Problem[] => {
    const before = formerOf(counted, index)?.n ?? null;
    const now = counted.truth.n[index] ?? 0;
    if (before === null || before === now) return [];
    const size = Math.abs(now - before);
    const few = judged.has(index) ? size : Math.min(size, fewestBehind(counted, [index], now - before));
    if (few >= policy.threshold) return [];
    const name = titleOf(node).join(' / ');
    const shown = whose(counted, now - before, few);
    const reason = `${name}: ${before} was published, and now it is ${now}; the difference would show ${shown}.`;
    return [{ code: 'changeExposes', place: { text: name }, reason, remedy }];
  });
  return [...exposed, ...restsExposed(counted, sums, policy)];
}

/**
 * The fewest different people who can be behind a change of a sum of counts. Where people are counted apart, only what is
 * there now is known person by person: what came may be of those who have most, what is gone of a single one.
 */
function fewestBehind({ truth }: Counted, nodes: readonly number[], change: number): number {
  if (truth.contributions === null) return Math.abs(change);
  if (change < 0) return 1;
  let left = change;
  const all = truth.contributions(nodes);
  const people = all.findIndex((own) => {
    left -= own;
    return left <= 0;
  });
  return people < 0 ? all.length : people + 1;
}

function whose({ truth }: Counted, change: number, few: number): string {
  const size = Math.abs(change);
  if (truth.contributions === null) return `${size} students`;
  return `${size} of what may be ${few === 1 ? 'a single student' : `as few as ${few} students`}`;
}

/**
 * Withheld cells of a sum whose change everybody could work out, although each single published change is none or large
 * enough: the total changed by some, its published parts by others, and the rest is a few students.
 */
function restsExposed(counted: Counted, sums: readonly Sum[], { threshold }: Policy): readonly Problem[] {
  const problems: Problem[] = [];
  for (const { total, parts } of sums) {
    const members = [total, ...parts];
    const formers = members.map((node) => formerOf(counted, node));
    if (formers.includes(null)) continue;
    const changes = members.map((node, at) => {
      const before = formers[at]?.n ?? null;
      return before === null ? 0 : (at === 0 ? 1 : -1) * ((counted.truth.n[node] ?? 0) - before);
    });
    const rest = changes.reduce((sum, change) => sum + change, 0);
    if (rest === 0 || changes.every((change) => change === 0)) continue;
    const hidden = members.filter((_, at) => formers[at]?.n === null);
    // A withheld total changes by what its published parts do, each of which is judged by itself.
    const few = hidden.includes(total) ? Math.abs(rest) : fewestBehind(counted, hidden, rest);
    if (few >= threshold) continue;
    const names = hidden.flatMap((node) => {
      const found = counted.union.nodes[node];
      return found === undefined ? [] : [titleOf(found).join(' / ')];
    });
    problems.push({
      code: 'changeExposesRest',
      place: { text: names.join('; ') },
      reason: `${names.join('; ')}: withheld, and the published changes would show that together they changed by ${whose(counted, rest, few)}.`,
      remedy,
    });
  }
  return problems;
}
