import type { Highs } from 'highs';
import { Linear, near } from './linear.ts';
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

  constructor(highs: Highs, puzzle: Puzzle) {
    const size = puzzle.lo.length;
    this.#size = size;
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
    return this.#settled(base, values, most) ?? values;
  }

  /**
   * The answer with its fractions settled one by one, the nearest to a whole number first, each held there while the
   * rest makes up for it: a few steps of the solver each. Null where that leads nowhere.
   */
  #settled(base: Float64Array, values: Float64Array, most: Float64Array): Float64Array | null {
    let now = values;
    for (let settled = 0; settled < mostSettled; settled += 1) {
      const loose = nearestFraction(now);
      if (loose < 0) return now;
      const next = this.#hold(base, loose, now[loose] ?? 0, most);
      if (next === null) return null;
      now = next;
    }
    return null;
  }

  /** Holds a variable at the whole number nearest to a value, or else at the other one beside it. */
  #hold(base: Float64Array, variable: number, value: number, most: Float64Array): Float64Array | null {
    const nearest = Math.round(value);
    for (const whole of [nearest, nearest > value ? Math.floor(value) : Math.ceil(value)]) {
      const by = whole - (base[variable] ?? 0);
      if (by > (most[variable] ?? 0) || -by > (most[this.#size + variable] ?? 0)) continue;
      this.#linear.limit(variable, Math.max(0, by), Math.max(0, by));
      this.#linear.limit(this.#size + variable, Math.max(0, -by), Math.max(0, -by));
      const answer = this.#linear.solve(true);
      if (answer.kind === 'values') return this.#moved(base, answer.values);
    }
    return null;
  }

  /** The table that the solver's ways up and down lead to. */
  #moved(base: Float64Array, ways: Float64Array): Float64Array {
    return base.map((value, variable) => value + (ways[variable] ?? 0) - (ways[this.#size + variable] ?? 0));
  }

  dispose(): void {
    this.#linear.dispose();
  }
}

/** The fractional value nearest to a whole number, -1 where all are whole. */
function nearestFraction(values: Float64Array): number {
  let best = -1;
  let least = 1;
  values.forEach((value, variable) => {
    const distance = Math.abs(value - Math.round(value));
    // Ties by the solver's rounding must fall the same way everywhere: to the first.
    if (distance <= near || distance >= least - 1e-9) return;
    least = distance;
    best = variable;
  });
  return best;
}
