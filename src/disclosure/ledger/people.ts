import { peopleGroupsOf, peopleReason } from '../audit/groups.ts';
import { sumsOf } from '../audit/public-table.ts';
import type { Finding } from '../audit/report.ts';
import type { Policy } from '../product/policy.ts';
import type { Counted } from './counts.ts';
import { cellName, titleOf, type Union } from './union.ts';

/**
 * Groups of withheld counts that can be added up from everything that is out, with few people behind them. What nobody can
 * help any more, since all of it is out, is not among them. `union`: with the new publication as it would be; `counted`:
 * with the truth; `old`: of its nodes those that were out before, or follow from what was.
 */
export function fewBehind(
  union: Union,
  { union: before, truth }: Pick<Counted, 'union' | 'truth'>,
  { old }: { readonly old: Uint8Array },
  policy: Policy,
): readonly Finding[] {
  const place = new Map(before.nodes.map((node, at) => [cellName(node), at]));
  const known = union.nodes.map((node) => place.get(cellName(node)));
  // A node that the truth does not have counts as nobody: its group is taken for smaller than it is.
  const people = known.map((at) => (at === undefined ? 0 : (truth.people[at] ?? 0)));
  const who = known.map((at) => (at === undefined ? [] : (truth.who?.[at] ?? null)));
  const isNew = (node: number): boolean => old[known[node] ?? -1] !== 1;
  const groups = peopleGroupsOf(union.table, sumsOf(union.table).sums, policy, { people, who });
  const found = groups.filter(({ by, rows }) => [by.total, ...by.parts, ...rows].some(isNew));
  return found.map((group) => ({
    kind: 'groupSums',
    cells: group.rows.flatMap((row) => {
      const node = union.nodes[row];
      return node === undefined ? [] : [titleOf(node)];
    }),
    reason: peopleReason(group),
    fails: policy.protect !== 'exact',
  }));
}
