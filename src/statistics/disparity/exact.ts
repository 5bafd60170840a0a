import { betaRegularized, crossing, logChoose } from './special.ts';

/** Two groups and one outcome: a of n in the group, b of m in the one it is compared with. Whole numbers, 0 <= a <= n. */
export interface TwoGroups {
  readonly a: number;
  readonly n: number;
  readonly b: number;
  readonly m: number;
}

/** `exact` never covers less than it says; `midP` covers as much on average and is narrower. */
export type SmallMethod = 'exact' | 'midP';

export interface Limits {
  readonly low: number;
  /** Infinity where the data set no upper limit. */
  readonly high: number;
}

/**
 * Limits of a share from x of n, at 1 - alpha: Clopper and Pearson's, or with half the chance of the observed count
 * (mid-p).
 */
export function exactShare(x: number, n: number, alpha: number, method: SmallMethod): Limits {
  const half = method === 'midP' ? 0.5 : 0;
  const atLeast = (k: number, p: number): number => (k <= 0 ? 1 : k > n ? 0 : betaRegularized(p, k, n - k + 1));
  const here = (p: number): number => atLeast(x, p) - atLeast(x + 1, p);
  return {
    low: x === 0 ? 0 : crossing((p) => atLeast(x, p) - half * here(p), alpha / 2, 0, 1),
    high: x === n ? 1 : crossing((p) => atLeast(x + 1, p) + half * here(p), 1 - alpha / 2, 0, 1),
  };
}

/**
 * Limits of the ratio of two risks from few events: given how many events there were in all, those of the group are
 * binomial (events taken as rare; for common ones the limits are wider than need be).
 */
export function exactRiskRatio({ a, n, b, m }: TwoGroups, alpha: number, method: SmallMethod): Limits {
  const share = exactShare(a, a + b, alpha, method);
  const ratio = (p: number): number => (p >= 1 ? Number.POSITIVE_INFINITY : ((p / (1 - p)) * m) / n);
  return { low: ratio(share.low), high: ratio(share.high) };
}

/** Counts the group could have had with the margins as they are, and how likely each is when both groups are alike. */
interface Conditional {
  readonly first: number;
  /** Natural logarithms of weights; only their differences mean something. */
  readonly logs: readonly number[];
}

function conditional({ a, n, b, m }: TwoGroups): Conditional {
  const events = a + b;
  const first = Math.max(0, events - m);
  const last = Math.min(events, n);
  const logs: number[] = [];
  for (let k = first; k <= last; k++) logs.push(logChoose(n, k) + logChoose(m, events - k));
  return { first, logs };
}

/** Chances of the counts at an odds ratio of exp(theta); they add up to 1. */
function chances({ first, logs }: Conditional, theta: number): number[] {
  const tilted = logs.map((log, index) => log + (first + index) * theta);
  const most = tilted.reduce((high, log) => Math.max(high, log), Number.NEGATIVE_INFINITY);
  const weights = tilted.map((log) => Math.exp(log - most));
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / all);
}

/** Counts as likely as the observed one may differ from it by rounding; this much closer they are the same. */
const sameChance = 1e-7;

/**
 * Fisher's exact test, two-sided: the chance, when both groups are alike, of a table no more likely than this one.
 * Tables whose chance equals the observed one's (to 1e-7 of it) are counted.
 */
export function fisherTwoSided(table: TwoGroups): number {
  const of = conditional(table);
  const list = chances(of, 0);
  const observed = list[table.a - of.first] ?? 0;
  const limit = observed * (1 + sameChance);
  return Math.min(
    1,
    list.reduce((sum, chance) => (chance <= limit ? sum + chance : sum), 0),
  );
}

/** Farther than any odds ratio a table of people can show. */
const farthest = 60;

/**
 * Limits of the odds ratio from the exact distribution with fixed margins (Cornfield): the odds ratios at which the
 * observed count or a more extreme one has the chance alpha / 2.
 */
export function exactOddsRatio(table: TwoGroups, alpha: number, method: SmallMethod): Limits {
  const of = conditional(table);
  const at = table.a - of.first;
  const half = method === 'midP' ? 0.5 : 1;
  const tail = (theta: number, wanted: (index: number) => boolean): number => {
    const list = chances(of, theta);
    return list.reduce((sum, chance, index) => (wanted(index) ? sum + chance : sum), half * (list[at] ?? 0));
  };
  const upper = (theta: number): number => tail(theta, (index) => index > at);
  const lower = (theta: number): number => tail(theta, (index) => index < at);
  return {
    low: at === 0 ? 0 : Math.exp(crossing(upper, alpha / 2, -farthest, farthest)),
    high:
      at === of.logs.length - 1
        ? Number.POSITIVE_INFINITY
        : Math.exp(crossing((theta) => -lower(theta), -alpha / 2, -farthest, farthest)),
  };
}
