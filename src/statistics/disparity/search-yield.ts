import type { Policy } from './compare.ts';
import { fisherTwoSided } from './exact.ts';
import * as figures from './figures.ts';
import { type About, labelKey, type Sentence, yieldSentence } from './sentences.ts';

/** Searches of one group's students, and those in which something was found. */
export interface Searches {
  readonly searches: number;
  readonly found: number;
}

type TooFew = 'groupSearchesTooFew' | 'comparisonSearchesTooFew';

export interface SearchYield {
  readonly counts: { readonly group: Searches; readonly others: Searches };
  /** Share of searches that found something. */
  readonly yield: figures.Figure<TooFew>;
  readonly otherYield: figures.Figure<TooFew>;
  readonly difference: figures.Figure<TooFew>;
  /** Fisher's p; null where the difference is not calculated. */
  readonly p: number | null;
  readonly sentence: Sentence;
  readonly label: typeof labelKey;
}

/**
 * The outcome test: where searches of one group find something less often, they may be made on less. It says nothing of
 * who is searched how often, and two groups with the same bar can still differ in what there is to find. Needs
 * `minimumCell` searches of each.
 */
export function searchYield(
  about: Omit<About, 'measure'>,
  group: Searches,
  others: Searches,
  policy: Policy,
): SearchYield {
  const { minimumCell, smallCounts } = policy;
  const shareOf = ({ searches, found }: Searches, reason: TooFew): figures.Figure<TooFew> =>
    searches < minimumCell ? figures.notCalculated(reason) : figures.share(found, searches, smallCounts);
  const mine = shareOf(group, 'groupSearchesTooFew');
  const theirs = shareOf(others, 'comparisonSearchesTooFew');
  const table = { a: group.found, n: group.searches, b: others.found, m: others.searches };
  const gap = [mine, theirs].find((one) => one.kind === 'notCalculated');
  const difference = gap ?? figures.riskDifference(table);
  return {
    counts: { group, others },
    yield: mine,
    otherYield: theirs,
    difference,
    p: gap === undefined ? fisherTwoSided(table) : null,
    sentence: yieldSentence(about, mine, theirs, difference),
    label: labelKey,
  };
}
