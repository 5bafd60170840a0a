import type { Highs } from 'highs';
import { Linear } from './linear.ts';
import type { Puzzle } from './puzzle.ts';

/** What a step of any variable costs beside the gain of those that are pulled: keeps what need not move where it is. */
const stillness = 0.004;

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

  /** The cheapest values near `base` between the limits, fractional perhaps; null where the solver gave up. */
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
    const { values } = answer;
    return base.map((value, variable) => value + (values[variable] ?? 0) - (values[size + variable] ?? 0));
  }

  dispose(): void {
    this.#linear.dispose();
  }
}
