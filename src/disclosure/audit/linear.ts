import type { Highs, Model, ModelStatusCode } from 'highs';
import type { Puzzle } from './puzzle.ts';

/** What a solver's answer may be off by and still mean the whole number next to it. */
export const near = 1e-6;

/** `gaveUp`: the solver reached a limit, which says nothing. */
export type Answer =
  | { readonly kind: 'values'; readonly values: Float64Array }
  | { readonly kind: 'none' | 'unbounded' | 'gaveUp' };

/** Branches a search in whole numbers may take. Any table will do, so neither the best nor a heuristic is sought. */
const mostNodes = 5_000;

/**
 * The puzzle as a linear program that stays in the solver's memory, so that each question starts where the last one
 * ended. The solver sees distances from a centre, which keeps its numbers small where counts are large.
 * Call `dispose` at the end.
 */
export class Linear {
  readonly #model: Model;
  readonly #whole: boolean;
  readonly #kinds: ReadonlyMap<ModelStatusCode, 'values' | 'none' | 'unbounded'>;
  readonly #all: { readonly kind: 'range'; readonly from: number; readonly to: number };
  readonly #centre: Float64Array;

  /** `whole`: variables are whole numbers (slow, for the few questions that need it). */
  constructor(highs: Highs, puzzle: Puzzle, centre: Float64Array, whole = false) {
    const { equations, lo, hi } = puzzle;
    const size = lo.length;
    const starts = [0];
    for (const { variables } of equations) starts.push((starts.at(-1) ?? 0) + variables.length);
    const rest = residues(puzzle, centre);
    const { optimal, infeasible, unbounded, unboundedOrInfeasible } = highs.constants.modelStatus;
    this.#kinds = new Map([
      [optimal, 'values'],
      [infeasible, 'none'],
      [unbounded, 'unbounded'],
      // Every puzzle asked has a table, so it can only be the other.
      [unboundedOrInfeasible, 'unbounded'],
    ]);
    this.#whole = whole;
    this.#centre = centre;
    this.#all = { kind: 'range', from: 0, to: size - 1 };
    this.#model = highs.createModel({
      numCols: size,
      numRows: rest.length,
      colCost: new Float64Array(size),
      colLower: this.#shifted(lo),
      colUpper: this.#shifted(hi),
      rowLower: rest,
      rowUpper: rest,
      matrix: {
        format: 'csr',
        numRows: rest.length,
        numCols: size,
        starts,
        indices: equations.flatMap(({ variables }) => variables),
        values: equations.flatMap(({ by }) => by),
      },
      ...(whole ? { integrality: new Int32Array(size).fill(highs.constants.variableType.integer) } : {}),
    });
    this.#model.options.set({ output_flag: false, random_seed: 1 });
    if (whole)
      this.#model.options.set({
        mip_max_nodes: mostNodes,
        mip_rel_gap: 100,
        mip_abs_gap: 5,
        mip_detect_symmetry: false,
        mip_heuristic_effort: 0,
      });
    else this.#model.options.set({ presolve: 'off' });
  }

  /** Sets the limits of one variable. */
  limit(variable: number, lo: number, hi: number): void {
    const at = this.#centre[variable] ?? 0;
    this.#model.changeColBounds(variable, lo - at, hi - at);
  }

  /** Sets the limits of all variables. */
  limitAll(lo: Float64Array, hi: Float64Array): void {
    if (lo.length > 0) this.#model.changeColsBounds(this.#all, this.#shifted(lo), this.#shifted(hi));
  }

  /** Price of each variable; the solver seeks the least sum. */
  price(cost: Float64Array): void {
    if (cost.length > 0) this.#model.changeColsCost(this.#all, cost);
  }

  /** Price of one variable. */
  priceOne(variable: number, cost: number): void {
    this.#model.changeColCost(variable, cost);
  }

  /**
   * The cheapest values, fractional perhaps. `afterLimits`: the limits changed since the last question, not the prices,
   * for which another algorithm is faster.
   */
  solve(afterLimits = false): Answer {
    // 1 is the dual simplex, 4 the primal.
    if (!this.#whole) this.#model.options.set('simplex_strategy', afterLimits ? 1 : 4);
    const kind = this.#kinds.get(this.#model.run().modelStatus) ?? 'gaveUp';
    if (kind !== 'values') return { kind };
    const values = this.#model.getSolution().colValue;
    return { kind, values: values.map((value, variable) => value + (this.#centre[variable] ?? 0)) };
  }

  /** Starts the next question from nothing: at its lower limits each variable. */
  restart(): void {
    this.#model.setLogicalBasis();
  }

  /** What the last answer's equations are worth, one each: with them a bound is proved without trusting the solver. */
  multipliers(): Float64Array {
    return this.#model.getSolution().rowDual;
  }

  dispose(): void {
    this.#model.dispose();
  }

  #shifted(limits: Float64Array): Float64Array {
    return limits.map((limit, variable) => limit - (this.#centre[variable] ?? 0));
  }
}

/** What each equation still lacks when the variables stand at `values`: all zero where they keep every sum. */
function residues({ equations }: Puzzle, values: Float64Array): Float64Array {
  return Float64Array.from(equations, ({ variables, by, is }) =>
    variables.reduce((rest, variable, k) => rest - (by[k] ?? 0) * (values[variable] ?? 0), is),
  );
}

/** Whether the values are whole numbers within the limits that keep every equation. Exact. */
export function fits(puzzle: Puzzle, values: Float64Array): boolean {
  const within = (value: number, variable: number): boolean =>
    Number.isSafeInteger(value) && value >= (puzzle.lo[variable] ?? 0) && value <= (puzzle.hi[variable] ?? 0);
  return values.every(within) && residues(puzzle, values).every((rest) => rest === 0);
}
