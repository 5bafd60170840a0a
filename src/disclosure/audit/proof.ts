import type { Puzzle } from './puzzle.ts';

/** Denominators of the multipliers that occur in tables; the last one rounds whatever is left. */
const denominators = [1, 2, 3, 4, 5, 6, 12, 1024];

/**
 * The limit that a weighted sum of the equations proves for a variable: from above (turn 1) or below (turn -1). Whatever
 * the weights, turn * variable = sum of weight * equation + rest, and each term of the rest is at most what the variables'
 * limits allow (weak duality); so poor weights give a poor limit, never a false one. All arithmetic is in whole
 * numbers. Null where these weights prove nothing or the numbers grow too large to be exact.
 */
export function provedLimit(puzzle: Puzzle, variable: number, turn: 1 | -1, weights: Float64Array): number | null {
  let best: number | null = null;
  for (const denominator of denominators) {
    const exact = weights.every((weight) => Math.abs(weight * denominator - Math.round(weight * denominator)) < 1e-6);
    if (!exact && denominator !== denominators.at(-1)) continue;
    for (const sign of [1, -1]) {
      const whole = weights.map((weight) => sign * Math.round(weight * denominator));
      const most = mostOf(puzzle, variable, turn * denominator, whole);
      if (most !== null && (best === null || most / denominator < best)) best = most / denominator;
    }
    break;
  }
  return best === null ? null : turn * best;
}

/** The most that `times` * variable can be, given whole weights of the equations. */
function mostOf({ equations, lo, hi }: Puzzle, variable: number, times: number, weights: Float64Array): number | null {
  const rest = new Float64Array(lo.length);
  rest[variable] = times;
  let most = 0;
  let size = 0;
  const add = (amount: number): void => {
    most += amount;
    size += Math.abs(amount);
  };
  equations.forEach(({ variables, by, is }, row) => {
    const weight = weights[row] ?? 0;
    if (weight === 0) return;
    add(weight * is);
    variables.forEach((each, k) => {
      rest[each] = (rest[each] ?? 0) - weight * (by[k] ?? 0);
    });
  });
  rest.forEach((left, each) => {
    if (left !== 0) add(left * ((left > 0 ? hi[each] : lo[each]) ?? 0));
  });
  return size <= Number.MAX_SAFE_INTEGER ? most : null;
}
