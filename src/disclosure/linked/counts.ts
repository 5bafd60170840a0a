import { fault, fine, type Outcome } from '../problem.ts';

/** One count. `open` counts describe no person (requests, not students): small ones may be shown. */
interface LinkedCell {
  readonly key: string;
  readonly n: number;
  readonly open?: boolean;
}

/** The cell `total` is always exactly the sum of the cells `parts`. */
interface LinkedSum {
  readonly total: string;
  readonly parts: readonly string[];
}

/** Something everybody knows holds: the cell `part` is never larger than the cell `whole`. */
interface AtMost {
  readonly part: string;
  readonly whole: string;
}

/** A few counts and everything a reader knows about how they hang together; for what no formula describes. */
export interface LinkedCounts {
  readonly cells: readonly LinkedCell[];
  readonly sums: readonly LinkedSum[];
  readonly atMost: readonly AtMost[];
  /** Pairs that tell nearly the same story in another unit: where one is withheld, so is the other. */
  readonly twins: readonly (readonly [string, string])[];
}

/** A count as it leaves the house. Primary and complementary withholding look alike on purpose. */
export type Shown = { readonly status: 'published'; readonly n: number } | { readonly status: 'withheld' };

/** Cell key to what is shown. */
export type Shows = Readonly<Record<string, Shown>>;

/** The counts by key. Errors: counts that are none, cells that are not there or twice, sums and limits that do not hold. */
export function checkCounts(counts: LinkedCounts): Outcome<ReadonlyMap<string, number>> {
  const values = new Map<string, number>();
  for (const { key, n } of counts.cells) {
    if (values.has(key)) return wrong('cellTwice', [key], 'stands there twice');
    if (!Number.isSafeInteger(n) || n < 0) return wrong('notACount', [key], `is ${n}, which is no count`);
    values.set(key, n);
  }
  const named = [
    ...counts.sums.flatMap(({ total, parts }) => [total, ...parts]),
    ...counts.atMost.flatMap(({ part, whole }) => [part, whole]),
    ...counts.twins.flat(),
  ];
  const unknown = named.filter((key) => !values.has(key));
  if (unknown.length > 0) return wrong('unknownCell', unknown, 'is named and not there');
  const of = (key: string): number => values.get(key) ?? 0;
  for (const { total, parts } of counts.sums) {
    const added = parts.reduce((sum, key) => sum + of(key), 0);
    if (added !== of(total)) return wrong('sumWrong', [total, ...parts], 'is not the sum of its parts');
  }
  for (const { part, whole } of counts.atMost) {
    if (of(part) > of(whole)) return wrong('atMostWrong', [part, whole], 'is larger than what it is a part of');
  }
  return fine(values);
}

function wrong(code: string, cells: readonly string[], why: string): Outcome<never> {
  return fault(code, { text: cells.join(', ') }, `${cells[0] ?? ''} ${why}.`, 'Mend the counts before they go out.');
}
