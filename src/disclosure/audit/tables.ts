import type { Highs } from 'highs';
import { Stopped, type Watch } from '../solver.ts';
import { type Answer, fits, Linear, near } from './linear.ts';
import { mend, wholeParts, worthMending } from './mend.ts';
import { Nudge, settled, usesOf } from './nudge.ts';
import { provedLimit } from './proof.ts';
import type { Puzzle } from './puzzle.ts';

/** How often the first table is sought nearer to what was found: large counts leave a rest after the first time. */
const mostRounds = 4;

/** How far tables go from the first one: far enough for any small count, near enough to keep numbers small. */
const reach = 1_000;

/** A pull that outweighs whatever must make up for it. */
const far = 1e4;

/**
 * Whether some table shows a variable at or beyond a value. Impossible by `sums`: fractions could not reach it either;
 * by `wholeNumbers`: only fractions could. `unsettled`: the search was cut short.
 */
export type Verdict =
  | { readonly kind: 'table'; readonly values: Float64Array }
  | { readonly kind: 'impossible'; readonly by: 'sums' | 'wholeNumbers' }
  | { readonly kind: 'unsettled' };

/**
 * Finds whole-number tables that agree with all that is published. Each one is checked with whole-number arithmetic
 * before it is given out, so the solver's rounding can make one be missed, never a false one be found.
 * Call `dispose` at the end.
 */
export class Tables {
  readonly puzzle: Puzzle;
  readonly first: Float64Array;
  /** Limits that keep tables near the first one. */
  readonly lo: Float64Array;
  readonly hi: Float64Array;
  readonly #highs: Highs;
  readonly #watch: Watch | undefined;
  readonly #linear: Linear;
  /** The table found last, which the solver's next answer is likely to resemble. */
  #last: Float64Array;
  #nudge: Nudge | undefined;

  private constructor(highs: Highs, puzzle: Puzzle, first: Float64Array, watch: Watch | undefined) {
    this.#highs = highs;
    this.#watch = watch;
    this.puzzle = puzzle;
    this.first = first;
    this.#last = first;
    this.lo = puzzle.lo.map((lo, variable) => Math.max(lo, (first[variable] ?? 0) - reach));
    this.hi = puzzle.hi.map((hi, variable) => Math.min(hi, (first[variable] ?? 0) + reach));
    this.#linear = new Linear(highs, puzzle, first);
  }

  /** Starts with any whole-number table; null where none was found. */
  static from(highs: Highs, puzzle: Puzzle, watch?: Watch): Tables | null {
    const first = firstTable(highs, puzzle);
    return first === null ? null : new Tables(highs, puzzle, first, watch);
  }

  /**
   * A whole-number table near the one found last, about as cheap as can be between the limits, but for what could not be
   * made whole by a few steps, which stays as it was; null where none was found.
   */
  nudge(cost: Float64Array, lo: Float64Array, hi: Float64Array): Float64Array | null {
    this.#pause();
    this.#nudge ??= new Nudge(this.#highs, this.puzzle);
    const values = this.#nudge.move(this.#last, cost, lo, hi);
    if (values === null) return null;
    const table = wholeOf(this.puzzle, values) ?? wholeOf(this.puzzle, wholeParts(this.puzzle, this.#last, values));
    this.#last = table ?? this.#last;
    return table;
  }

  /**
   * The least upper limit (turn 1) or greatest lower limit (turn -1) that sums alone set to a variable, fractions
   * allowed, proved by exact arithmetic; infinite where there is none. `table` makes the answer a whole-number table, if
   * it can (call it before the next question).
   */
  limit(variable: number, turn: 1 | -1): { readonly limit: number; readonly table: () => Float64Array | null } {
    this.#pause();
    const { puzzle } = this;
    const own = (turn === 1 ? puzzle.hi[variable] : puzzle.lo[variable]) ?? 0;
    const cost = new Float64Array(puzzle.lo.length);
    cost[variable] = -turn;
    this.#linear.limitAll(puzzle.lo, puzzle.hi);
    this.#linear.price(cost);
    const answer = this.#linear.solve();
    if (answer.kind !== 'values') return { limit: own, table: () => null };
    const proved = provedLimit(puzzle, variable, turn, this.#linear.multipliers());
    const limit = turn * Math.min(turn * own, turn * (proved ?? own));
    return { limit, table: () => this.#whole(answer, cost, puzzle.lo, puzzle.hi) };
  }

  /** Whether a whole-number table has the variable at `at` or more (turn 1), or at `at` or less (turn -1). */
  reaches(variable: number, turn: 1 | -1, at: number): Verdict {
    const { limit, table } = this.limit(variable, turn);
    if (turn * limit < turn * at) {
      // A limit strictly between two whole numbers is passed by fractions only.
      return { kind: 'impossible', by: Number.isInteger(limit) ? 'sums' : 'wholeNumbers' };
    }
    const values = table();
    if (values !== null && turn * (values[variable] ?? 0) >= turn * at) return { kind: 'table', values };
    const [lo, hi] = [this.puzzle.lo.slice(), this.puzzle.hi.slice()];
    if (turn === 1) lo[variable] = at;
    else hi[variable] = at;
    return this.#branch(variable, turn, lo, hi);
  }

  /** Whether some whole-number table has the variable between two values, both included. */
  within(variable: number, from: number, to: number): boolean {
    const [lo, hi] = [this.puzzle.lo.slice(), this.puzzle.hi.slice()];
    lo[variable] = Math.max(from, lo[variable] ?? 0);
    hi[variable] = Math.min(to, hi[variable] ?? 0);
    if ((lo[variable] ?? 0) > (hi[variable] ?? 0)) return false;
    // A table found nearby is proof enough, and takes a hundredth of a search through all.
    if (this.#pulled(variable, lo[variable] ?? 0, hi[variable] ?? 0)) return true;
    return this.#branch(variable, 1, lo, hi).kind === 'table';
  }

  dispose(): void {
    this.#nudge?.dispose();
    this.#linear.dispose();
  }

  /** Whether the table found last, or one near it, has the variable between two values. */
  #pulled(variable: number, from: number, to: number): boolean {
    const at = this.#last[variable] ?? 0;
    if (at >= from && at <= to) return true;
    const cost = new Float64Array(this.puzzle.lo.length);
    const [lo, hi] = [this.lo.slice(), this.hi.slice()];
    cost[variable] = at < from ? -far : far;
    if (at < from) hi[variable] = Math.min(hi[variable] ?? 0, from);
    else lo[variable] = Math.max(lo[variable] ?? 0, to);
    const found = this.nudge(cost, lo, hi)?.[variable];
    return found !== undefined && found >= from && found <= to;
  }

  #branch(variable: number, turn: 1 | -1, lo: Float64Array, hi: Float64Array): Verdict {
    const linear = new Linear(this.#highs, this.puzzle, this.first, true);
    try {
      linear.limitAll(lo, hi);
      linear.priceOne(variable, turn);
      const answer = linear.solve();
      if (answer.kind === 'none') return { kind: 'impossible', by: 'wholeNumbers' };
      const values = answer.kind === 'values' ? answer.values.map(Math.round) : null;
      return values !== null && fits(this.puzzle, values) ? { kind: 'table', values } : { kind: 'unsettled' };
    } finally {
      linear.dispose();
    }
  }

  #whole(answer: Answer, cost: Float64Array, lo: Float64Array, hi: Float64Array): Float64Array | null {
    if (answer.kind !== 'values') return null;
    const { puzzle } = this;
    let table = wholeOf(puzzle, answer.values);
    if (table === null) {
      const values = worthMending(puzzle, this.#last, answer.values, cost);
      table = wholeOf(puzzle, values) ?? mend(this.#highs, puzzle, values, cost, lo, hi);
    }
    this.#last = table ?? this.#last;
    return table;
  }

  #pause(): void {
    if (this.#watch?.stopped() === true) throw new Stopped();
  }
}

/** Any whole-number table. Large counts are approached first; what is left to make up is then a small problem. */
function firstTable(highs: Highs, puzzle: Puzzle): Float64Array | null {
  const cost = new Float64Array(puzzle.lo.length).fill(1);
  let centre = puzzle.lo;
  for (let round = 0; round < mostRounds; round += 1) {
    const linear = new Linear(highs, puzzle, centre);
    try {
      linear.price(cost);
      const answer = linear.solve();
      if (answer.kind !== 'values') return null;
      const values = settled(answer.values, usesOf(puzzle), (variable, whole) => {
        if (whole < (puzzle.lo[variable] ?? 0) || whole > (puzzle.hi[variable] ?? 0)) return null;
        linear.limit(variable, whole, whole);
        return linear.solve(true);
      });
      const table =
        wholeOf(puzzle, values) ?? mend(highs, puzzle, values, new Float64Array(values.length), puzzle.lo, puzzle.hi);
      if (table !== null) return table;
      centre = values.map(Math.round);
    } finally {
      linear.dispose();
    }
  }
  return null;
}

/** The answer in whole numbers where it is one but for the solver's rounding. */
function wholeOf(puzzle: Puzzle, values: Float64Array): Float64Array | null {
  if (values.some((value) => Math.abs(value - Math.round(value)) > near)) return null;
  const whole = values.map(Math.round);
  return fits(puzzle, whole) ? whole : null;
}
