/**
 * Linked counts, as the disclosure step sees them. It knows nothing of schools or students: only counts, the sums
 * between them, and which of them describe people.
 */

/** One count. `open` counts describe no person (requests, not students): small ones may be shown. */
interface Cell {
  readonly key: string;
  readonly n: number;
  readonly open?: boolean;
}

/** A published sum: the cell `total` is always exactly the sum of the cells `parts`. */
interface Sum {
  readonly total: string;
  readonly parts: readonly string[];
}

/** Something everybody knows holds: the cell `part` is never larger than the cell `whole`. */
interface AtMost {
  readonly part: string;
  readonly whole: string;
}

export interface LinkedCounts {
  readonly cells: readonly Cell[];
  readonly sums: readonly Sum[];
  readonly atMost: readonly AtMost[];
  /** Pairs that tell nearly the same story in another unit: where one is withheld, so is the other. */
  readonly twins: readonly (readonly [string, string])[];
}

/** A count as it leaves the house. Primary and complementary withholding look alike on purpose. */
export type Shown = { readonly status: 'published'; readonly n: number } | { readonly status: 'withheld' };

/** Cell key to what is shown. */
export type Publication = Readonly<Record<string, Shown>>;

/** Why counts cannot be published. These are faults of the caller's table, not of a user's input. */
interface DisclosureProblem {
  readonly code: 'unknownCell' | 'cellTwice' | 'notACount' | 'sumWrong' | 'atMostWrong' | 'cyclic' | 'auditFailed';
  readonly cells: readonly string[];
}

export type Outcome<T, E = DisclosureProblem> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: E };

/** Counts of people from 1 to THRESHOLD - 1 are withheld (34 CFR 99.31(b); most State minimums are 10). */
export const THRESHOLD = 10;

/**
 * Checks that the counts are whole and not negative, that every sum and limit holds, and that the relations form
 * no ring. Without a ring, intervals found by propagation are exact, so that the protection can be proven.
 */
export function checkCounts(counts: LinkedCounts): Outcome<ReadonlyMap<string, number>> {
  const values = new Map<string, number>();
  for (const cell of counts.cells) {
    if (values.has(cell.key)) return problem('cellTwice', [cell.key]);
    if (!Number.isSafeInteger(cell.n) || cell.n < 0) return problem('notACount', [cell.key]);
    values.set(cell.key, cell.n);
  }
  const relations = [
    ...counts.sums.map((sum) => [sum.total, ...sum.parts]),
    ...counts.atMost.map((limit) => [limit.part, limit.whole]),
  ];
  const unknown = [...relations.flat(), ...counts.twins.flat()].filter((key) => !values.has(key));
  if (unknown.length > 0) return problem('unknownCell', unknown);
  for (const sum of counts.sums) {
    const added = sum.parts.reduce((all, key) => all + (values.get(key) ?? 0), 0);
    if (added !== values.get(sum.total)) return problem('sumWrong', [sum.total, ...sum.parts]);
  }
  for (const { part, whole } of counts.atMost) {
    if ((values.get(part) ?? 0) > (values.get(whole) ?? 0)) return problem('atMostWrong', [part, whole]);
  }
  const ring = findRing(relations);
  return ring === null ? { ok: true, value: values } : problem('cyclic', ring);
}

function problem(code: DisclosureProblem['code'], cells: readonly string[]): Outcome<never> {
  return { ok: false, error: { code, cells } };
}

/** Joins the cells of each relation; a relation two of whose cells are joined already closes a ring. */
function findRing(relations: readonly (readonly string[])[]): readonly string[] | null {
  const parent = new Map<string, string>();
  const root = (key: string): string => {
    const up = parent.get(key);
    return up === undefined || up === key ? key : root(up);
  };
  for (const relation of relations) {
    const roots = relation.map(root);
    if (new Set(roots).size < roots.length) return relation;
    const [first] = roots;
    if (first !== undefined) for (const other of roots) parent.set(other, first);
  }
  return null;
}
