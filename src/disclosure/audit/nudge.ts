import type { Highs } from 'highs';
import { type Answer, Linear, near } from './linear.ts';
import type { Puzzle } from './puzzle.ts';

/** What a step of any variable costs beside the gain of those that are pulled: keeps what need not move where it is. */
const stillness = 0.004;

/** So many fractions of an answer are settled before it is given out as it is. */
const mostSettled = 60;

/**
 * Moves from a whole table as little as possible: each variable is split into a way up and a way down, both costing a
 * little, so that only what is pulled moves, with the few others that must make up for it. Call `dispose` at the end.
 */
export class Nudge {
  readonly #linear: Linear;
  readonly #size: number;
  readonly #uses: Int32Array;

  constructor(highs: Highs, puzzle: Puzzle) {
    const size = puzzle.lo.length;
    this.#size = size;
    this.#uses = usesOf(puzzle);
    const doubled: Puzzle = {
      cells: [],
      follows: [],
      dropped: 0,
      lo: new Float64Array(2 * size),
      hi: new Float64Array(2 * size),
      equations: puzzle.equations.map(({ variables, by }) => ({
        variables: [...variables, ...variables.map((variable) => size + variable)],
        by: [...by, ...by.map((each) => -each)],
        is: 0,
      })),
    };
    this.#linear = new Linear(highs, doubled, doubled.lo);
  }

  /** The cheapest values near `base` between the limits, as whole as they could be made; null where the solver gave up. */
  move(base: Float64Array, cost: Float64Array, lo: Float64Array, hi: Float64Array): Float64Array | null {
    const size = this.#size;
    const most = new Float64Array(2 * size);
    const price = new Float64Array(2 * size);
    base.forEach((value, variable) => {
      most[variable] = Math.max(0, (hi[variable] ?? 0) - value);
      most[size + variable] = Math.max(0, value - (lo[variable] ?? 0));
      price[variable] = stillness + (cost[variable] ?? 0);
      price[size + variable] = stillness - (cost[variable] ?? 0);
    });
    this.#linear.limitAll(new Float64Array(2 * size), most);
    this.#linear.price(price);
    this.#linear.restart();
    const answer = this.#linear.solve(true);
    if (answer.kind !== 'values') return null;
    const values = this.#moved(base, answer.values);
    return settled(values, this.#uses, (variable, whole) => this.#hold(base, variable, whole, most));
  }

  /** Holds a variable at a whole number; null where it may not go there. */
  #hold(base: Float64Array, variable: number, whole: number, most: Float64Array): Answer | null {
    const by = whole - (base[variable] ?? 0);
    if (by > (most[variable] ?? 0) || -by > (most[this.#size + variable] ?? 0)) return null;
    this.#linear.limit(variable, Math.max(0, by), Math.max(0, by));
    this.#linear.limit(this.#size + variable, Math.max(0, -by), Math.max(0, -by));
    const answer = this.#linear.solve(true);
    return answer.kind === 'values' ? { kind: 'values', values: this.#moved(base, answer.values) } : answer;
  }

  /** The table that the solver's ways up and down lead to. */
  #moved(base: Float64Array, ways: Float64Array): Float64Array {
    return base.map((value, variable) => value + (ways[variable] ?? 0) - (ways[this.#size + variable] ?? 0));
  }

  dispose(): void {
    this.#linear.dispose();
  }
}

/** In how many equations each variable stands. */
export function usesOf({ equations, lo }: Puzzle): Int32Array {
  const uses = new Int32Array(lo.length);
  for (const { variables } of equations) for (const variable of variables) uses[variable] = (uses[variable] ?? 0) + 1;
  return uses;
}

/** Of the fractional values in most equations the one nearest to a whole number, -1 where all are whole. */
function nextFraction(values: Float64Array, uses: Int32Array): number {
  let best = -1;
  let most = 0;
  let least = 1;
  values.forEach((value, variable) => {
    const distance = Math.abs(value - Math.round(value));
    const used = uses[variable] ?? 0;
    // Ties by the solver's rounding must fall the same way everywhere: to the first.
    if (distance <= near || used < most || (used === most && distance >= least - 1e-9)) return;
    most = used;
    least = distance;
    best = variable;
  });
  return best;
}

/**
 * An answer with its fractions settled one by one, those in most sums first, each held at the nearest whole number while
 * the rest makes up for it: a few steps of the solver each. `uses`: in how many equations a variable stands; `hold` asks
 * again with a variable held, null where it may not be there. As whole as could be made.
 */
export function settled(
  values: Float64Array,
  uses: Int32Array,
  hold: (variable: number, whole: number) => Answer | null,
): Float64Array {
  let now = values;
  for (let count = 0; count < mostSettled; count += 1) {
    const loose = nextFraction(now, uses);
    if (loose < 0) return now;
    const value = now[loose] ?? 0;
    const nearest = Math.round(value);
    const answer = [nearest, nearest > value ? nearest - 1 : nearest + 1]
      .values()
      .map((whole) => hold(loose, whole))
      .find((each) => each?.kind === 'values');
    if (answer?.kind !== 'values') return now;
    now = answer.values;
  }
  return now;
}
