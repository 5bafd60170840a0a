import type { Limits, TwoGroups } from './exact.ts';

/**
 * Half an event and one student are added to each group where one had no event (Haldane), so that a ratio can be said
 * at all; else the table as it is.
 */
export function haldane(table: TwoGroups): TwoGroups {
  const { a, n, b, m } = table;
  return a > 0 && b > 0 ? table : { a: a + 0.5, n: n + 1, b: b + 0.5, m: m + 1 };
}

/** The same for odds, for which nobody left without the outcome is as awkward as nobody with it. */
export function haldaneOdds(table: TwoGroups): TwoGroups {
  const { a, n, b, m } = table;
  return a > 0 && b > 0 && a < n && b < m ? table : { a: a + 0.5, n: n + 1, b: b + 0.5, m: m + 1 };
}

const around = (value: number, half: number): Limits => ({
  low: value * Math.exp(-half),
  high: value * Math.exp(half),
});

/** Ratio of the two risks, and its log-Wald limits (Katz and others 1978). Both groups must have an event. */
export function riskRatioWald({ a, n, b, m }: TwoGroups, z: number): { value: number } & Limits {
  const value = a / n / (b / m);
  return { value, ...around(value, z * Math.sqrt(Math.max(0, 1 / a - 1 / n + 1 / b - 1 / m))) };
}

/** Odds ratio and its log-Wald limits (Woolf 1955). No cell of the four may be empty. */
export function oddsRatioWald({ a, n, b, m }: TwoGroups, z: number): { value: number } & Limits {
  const value = (a * (m - b)) / (b * (n - a));
  return { value, ...around(value, z * Math.sqrt(1 / a + 1 / (n - a) + 1 / b + 1 / (m - b))) };
}

/** Wilson's score limits of a share, x of n. */
export function wilson(x: number, n: number, z: number): Limits {
  const share = x / n;
  const squared = z * z;
  const middle = (share + squared / (2 * n)) / (1 + squared / n);
  const half = (z / (1 + squared / n)) * Math.sqrt((share * (1 - share)) / n + squared / (4 * n * n));
  // At the ends the two parts are equal but for rounding.
  return { low: x === 0 ? 0 : middle - half, high: x === n ? 1 : middle + half };
}

/** Difference of the two risks and its limits by Newcombe's hybrid score method (1998, method 10). */
export function riskDifferenceNewcombe({ a, n, b, m }: TwoGroups, z: number): { value: number } & Limits {
  const [p, q] = [a / n, b / m];
  const [first, second] = [wilson(a, n, z), wilson(b, m, z)];
  return {
    value: p - q,
    low: p - q - Math.hypot(p - first.low, second.high - q),
    high: p - q + Math.hypot(first.high - p, q - second.low),
  };
}
