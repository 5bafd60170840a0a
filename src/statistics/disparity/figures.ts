import { exactOddsRatio, exactRiskRatio, exactShare, type Limits, type SmallMethod, type TwoGroups } from './exact.ts';
import { haldane, haldaneOdds, oddsRatioWald, riskDifferenceNewcombe, riskRatioWald, wilson } from './large.ts';
import { normalQuantile } from './special.ts';

type Method = 'logWald' | 'haldane' | 'newcombe' | 'wilson' | SmallMethod;

/** A number with its 95 % limits and how they were found, or the reason why there is none. */
export type Figure<Reason extends string> =
  | {
      readonly kind: 'calculated';
      readonly value: number;
      readonly low: number;
      /** Null: the data set no upper limit. */
      readonly high: number | null;
      readonly method: Method;
    }
  | { readonly kind: 'notCalculated'; readonly reason: Reason };

const alpha = 0.05;
const z = normalQuantile(1 - alpha / 2);
/** With fewer than this in any of the four cells, limits are exact. */
const few = 5;

/** A reason as a value. */
export function notCalculated<Reason extends string>(reason: Reason): Figure<Reason> {
  return { kind: 'notCalculated', reason };
}

function figure(value: number, { low, high }: Limits, method: Method): Figure<never> {
  return { kind: 'calculated', value, low, high: Number.isFinite(high) ? high : null, method };
}

const smallest = ({ a, n, b, m }: TwoGroups): number => Math.min(a, n - a, b, m - b);

/** A share, x of n, 0 < n: Wilson's limits, exact ones where few have or lack the outcome. */
export function share(x: number, n: number, small: SmallMethod): Figure<never> {
  return Math.min(x, n - x) < few
    ? figure(x / n, exactShare(x, n, alpha, small), small)
    : figure(x / n, wilson(x, n, z), 'wilson');
}

/** Ratio of two risks. Haldane's where one group has no event; exact limits where few do; else log-Wald. */
export function riskRatio(table: TwoGroups, small: SmallMethod): Figure<'nothingHappened'> {
  if (table.a + table.b === 0) return notCalculated('nothingHappened');
  const { value, ...limits } = riskRatioWald(haldane(table), z);
  if (table.a === 0 || table.b === 0) return figure(value, limits, 'haldane');
  return smallest(table) < few
    ? figure(value, exactRiskRatio(table, alpha, small), small)
    : figure(value, limits, 'logWald');
}

/** Ratio of two odds, by the same rules; its exact limits are those of the conditional distribution. */
export function oddsRatio(table: TwoGroups, small: SmallMethod): Figure<'nothingHappened'> {
  const { a, n, b, m } = table;
  if (a + b === 0 || a + b === n + m) return notCalculated('nothingHappened');
  const { value, ...limits } = oddsRatioWald(haldaneOdds(table), z);
  if (smallest(table) === 0) return figure(value, limits, 'haldane');
  return smallest(table) < few
    ? figure(value, exactOddsRatio(table, alpha, small), small)
    : figure(value, limits, 'logWald');
}

/** Difference of two risks with Newcombe's limits, which hold for small counts as well. */
export function riskDifference(table: TwoGroups): Figure<never> {
  const { value, ...limits } = riskDifferenceNewcombe(table, z);
  return figure(value, limits, 'newcombe');
}

/**
 * The group's share of those with the outcome over its share of all enrolled. Enrolment is taken as it is, so that the
 * limits are those of the first share.
 */
export function compositionIndex({ a, n, b, m }: TwoGroups, small: SmallMethod): Figure<'nothingHappened'> {
  if (a + b === 0) return notCalculated('nothingHappened');
  const of = share(a, a + b, small);
  const ofEnrolled = n / (n + m);
  return of.kind === 'notCalculated'
    ? of
    : { ...of, value: of.value / ofEnrolled, low: of.low / ofEnrolled, high: (of.high ?? 1) / ofEnrolled };
}

/**
 * Ratio of two rates, events per exposure, with exact limits from the split of the events between the two (Haldane's
 * half event where one has none).
 */
export function rateRatio(
  one: { readonly events: number; readonly exposure: number },
  other: { readonly events: number; readonly exposure: number },
): Figure<'nothingHappened'> {
  if (one.events + other.events === 0) return notCalculated('nothingHappened');
  const shift = one.events === 0 || other.events === 0 ? 0.5 : 0;
  const value = (one.events + shift) / one.exposure / ((other.events + shift) / other.exposure);
  const table = { a: one.events, n: one.exposure, b: other.events, m: other.exposure };
  return figure(value, exactRiskRatio(table, alpha, 'midP'), 'midP');
}
