import { fault, fine, type Outcome, type Problem } from '../problem.ts';
import type { Scope } from './entry.ts';

/** A set of points in time, each a code of every period column: sorted, so that the same set has the same key. */
export interface Extent {
  readonly key: string;
  readonly points: readonly string[];
}

export function extentOf(points: Iterable<string>): Extent {
  const sorted = [...new Set(points)].sort();
  return { key: sorted.join('+'), points: sorted };
}

/** One point as text: its codes in the order of the period columns. */
export function pointOf(codes: readonly string[]): string {
  return codes.length < 2 ? (codes[0] ?? '') : JSON.stringify(codes);
}

/** The points of a box: every combination of codes, one list a period column. */
export function boxOf(codes: readonly (readonly string[])[]): Extent {
  const combinations = codes.reduce<string[][]>(
    (before, list) => before.flatMap((chosen) => list.map((code) => [...chosen, code])),
    [[]],
  );
  return extentOf(combinations.map(pointOf));
}

/** Names of the columns that tell the period in any of the scopes, in code-unit order. */
export function periodColumns(scopes: readonly Scope[]): readonly string[] {
  return [...new Set(scopes.flatMap((scope) => Object.keys(scope)))].sort();
}

/**
 * Of `scopes` those that have to do with `own`: they overlap it, or another one that does. Numbers are positions. Errors:
 * it is not said of one of them which codes of a column it covers, so that nobody can tell.
 */
export function relatedTo(own: Scope, scopes: readonly Scope[]): Outcome<readonly number[]> {
  const found = new Set<number>();
  const waiting = [own];
  for (let scope = waiting.pop(); scope !== undefined; scope = waiting.pop()) {
    for (const [index, other] of scopes.entries()) {
      if (found.has(index) || isApart(scope, other)) continue;
      const unknown = unsaid(scope, other, index);
      if (unknown !== null) return { ok: false, problems: [unknown] };
      found.add(index);
      waiting.push(other);
    }
  }
  return fine([...found].sort((a, b) => a - b));
}

function isApart(one: Scope, other: Scope): boolean {
  return Object.entries(one).some(([column, codes]) => {
    const theirs = other[column];
    return theirs !== undefined && !codes.some((code) => theirs.includes(code));
  });
}

function unsaid(one: Scope, other: Scope, index: number): Problem | null {
  const columns = periodColumns([one, other]);
  const lost = columns.find((column) => one[column] === undefined || other[column] === undefined);
  if (lost === undefined) return null;
  const who = other[lost] === undefined ? `release ${index + 1} of the ledger covers` : 'this release covers';
  const problem = fault(
    'periodUnsaid',
    { column: lost },
    `It is not said which codes of "${lost}" ${who}.`,
    `Say it for every release from the first one on, as in { "${lost}": [...] }.`,
  );
  return problem.ok ? null : (problem.problems[0] ?? null);
}

/** Disjoint sets of which every one of the given sets is put together, as few as can be. */
export function atomsOf(extents: readonly Extent[]): readonly Extent[] {
  const signature = new Map<string, string>();
  for (const [index, { points }] of extents.entries()) {
    for (const point of points) signature.set(point, `${signature.get(point) ?? ''} ${index}`);
  }
  const groups = Map.groupBy(signature.keys(), (point) => signature.get(point) ?? '');
  return [...groups.values()].map(extentOf);
}

/** Those of `atoms` that together are `extent`; null where it is no sum of them. */
export function piecesOf(extent: Extent, atoms: readonly Extent[]): readonly Extent[] | null {
  const inside = new Set(extent.points);
  const pieces = atoms.filter(({ points }) => points.every((point) => inside.has(point)));
  const covered = pieces.reduce((sum, { points }) => sum + points.length, 0);
  return covered === inside.size ? pieces : null;
}
