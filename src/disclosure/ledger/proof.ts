import type { Certificate } from '../audit/certificate.ts';
import { type PublicTable, sumsOf } from '../audit/public-table.ts';
import type { Policy } from '../product/policy.ts';
import { sha256 } from '../verify/sha256.ts';
import type { UnionAudit } from './audit.ts';
import { publicationOf } from './counts.ts';
import type { Entry } from './entry.ts';
import { titleOf, type Union, unionOf, unreadOf } from './union.ts';

// Proof of several releases together, and its check: additions and comparisons, no solver.

/** What the readers of a release have of it. */
export interface Said extends Pick<Entry, 'counts' | 'formula' | 'columns' | 'scope' | 'outdated' | 'rows'> {
  readonly policy: Pick<Policy, 'threshold' | 'zeros' | 'protect'>;
}

/** SHA-256 over all that a release says. */
export function digestOf({ counts, formula, columns, scope, outdated, rows, policy }: Said): string {
  const periods = Object.entries(scope).sort(([a], [b]) => (a < b ? -1 : 1));
  const { threshold, zeros } = policy;
  return sha256(JSON.stringify([counts, formula, columns, threshold, zeros, periods, outdated, rows]));
}

/** Everything that is out together, the first release first. */
export function unionOfEntries(releases: readonly Said[]): Union {
  return unionOf(releases.map(publicationOf));
}

/** What a release's certificate says of it as one of several; `audit` is that of all of them together. */
export function togetherOf(
  own: Said,
  earlier: readonly Said[],
  { values }: Pick<UnionAudit, 'values'>,
): Pick<Certificate, 'release' | 'beside'> {
  const { counts, scope, outdated } = own;
  const codes = Object.entries(scope).map(([column, list]): [string, string[]] => [column, [...list]]);
  return {
    release: { counts, scope: Object.fromEntries(codes), outdated: [...outdated] },
    ...(earlier.length === 0 || values === null
      ? {}
      : { beside: { releases: earlier.map(digestOf), values: values.map((table) => [...table]) } }),
  };
}

/**
 * Checks a release together with earlier ones by what its certificate says of them. Returns what is wrong; empty: nobody
 * who has all of them can work out a withheld count. Names are for the sentences.
 */
export function verifyTogether(
  own: Said,
  earlier: readonly { readonly name: string; readonly said: Said }[],
  beside: Certificate['beside'],
): readonly string[] {
  const given = new Map(earlier.map((each) => [digestOf(each.said), each]));
  const listed = beside?.releases ?? [];
  const lost = listed.filter((digest) => !given.has(digest)).length;
  const wrong = [...given].flatMap(([digest, { name }]) =>
    listed.includes(digest) ? [] : [`it was not made beside what ${name} says`],
  );
  if (lost > 0) {
    wrong.push(`it was made beside ${listed.length} earlier releases, and ${lost} of them is not here as it was then`);
  }
  if (wrong.length > 0 || beside === undefined) return wrong;
  const union = unionOfEntries([...listed.flatMap((digest) => given.get(digest)?.said ?? []), own]);
  return verifyUnion(union, own.policy, { values: beside.values, nodes: unreadOf(union) });
}

/**
 * Checks by addition alone that tables agree with everything that is out, and between them give each withheld count two
 * values, and one from the threshold up where the policy promises it; and that what was never printed, and yet follows by
 * subtraction, is not always a small count. Returns what is wrong; empty: all is well.
 */
export function verifyUnion(
  union: Union,
  policy: Said['policy'],
  { values, nodes }: Pick<UnionAudit, 'values' | 'nodes'>,
): readonly string[] {
  const { table } = union;
  if (values === null) return ['there are no tables'];
  if (values.some((each) => each.length !== nodes.length))
    return [`there are not ${nodes.length} values in each table`];
  const wrong: string[] = [];
  const { sums, faults } = sumsOf(table);
  wrong.push(...faults.map(({ reason }) => reason));
  const title = (row: number): string => {
    const node = union.nodes[row];
    return node === undefined ? '' : titleOf(node).join(' / ');
  };
  const tables = values.map((each) => filled(table, nodes, each));
  tables.forEach((all, at) => {
    if (all.some((value, row) => !(Number.isSafeInteger(value) && value >= least(table, row, policy)))) {
      wrong.push(`table ${at + 1} holds what cannot be a count`);
    }
    for (const { total, parts } of sums) {
      if (parts.reduce((sum, part) => sum + (all[part] ?? 0), 0) !== all[total]) {
        wrong.push(`table ${at + 1}: ${title(total)} is not the sum of its parts`);
      }
    }
  });
  for (const node of nodes) {
    if (node >= (union.free ?? union.nodes.length)) continue;
    const seen = new Set(tables.map((all) => all[node] ?? 0));
    const isSmall = Math.max(...seen) < policy.threshold;
    if (union.hidden[node] === true) {
      const isTold = isSmall && !seen.has(0) && (seen.size < 2 || policy.protect !== 'exact');
      if (isTold) wrong.push(`${title(node)} follows from what is out, and is always small`);
      continue;
    }
    if (seen.size < 2) wrong.push(`${title(node)} has one value only`);
    if (policy.protect !== 'exact' && isSmall) wrong.push(`${title(node)} is always small`);
  }
  return wrong;
}

function filled({ rows }: PublicTable, nodes: readonly number[], values: readonly number[]): Float64Array {
  const all = Float64Array.from(rows, ({ n }) => n ?? Number.NaN);
  nodes.forEach((node, at) => {
    all[node] = values[at] ?? Number.NaN;
  });
  return all;
}

function least({ rows }: PublicTable, row: number, { zeros }: Said['policy']): number {
  const found = rows[row];
  if (found === undefined || found.n !== null) return 0;
  return found.floor ?? (zeros === 'published' ? 1 : 0);
}
