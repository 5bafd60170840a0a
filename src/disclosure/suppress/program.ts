import type { Highs, Model } from 'highs';
import type { Problem, Way } from './problem.ts';

/** Variables that move together, each by a whole number not 0, while every relation stays kept. Sorted by variable. */
export interface Move {
  readonly variables: Int32Array;
  readonly by: Float64Array;
}

/** What makes a move one. */
interface Field extends Pick<Problem, 'size' | 'up' | 'down' | 'rowsOf'> {
  readonly reduced: Pick<Problem['reduced'], 'rows'>;
}

/** What of a problem the moves found depend on; can be sent to another thread. */
export interface Ground extends Field {
  /** Of the fractions in a move those that stand in most relations are settled first, else the nearest to whole numbers. */
  readonly sumsFirst: boolean;
}

/** So many fractions are settled before a move is given up. */
const DEPTH = 25;

/** Below this a number of the solver is zero. */
const ZERO = 1e-7;

/**
 * One linear program over moves, kept between questions: each variable has a column for going up and one for going
 * down, so that a cost can be put on moving at all. Only bounds and costs change between questions.
 */
export class MoveProgram {
  readonly #problem: Ground;
  readonly #model: Model;
  readonly #reach: number;
  readonly #isFresh: boolean;
  readonly #optimal: number;
  /** Questions put so far: the measure of work, the same on every machine. */
  asked = 0;

  /**
   * `reach`: the farthest a variable may go up or down in one move. `isFresh`: each move is sought from nothing, so that it
   * depends on bounds and costs alone, not on what was asked before: another thread then finds the same.
   */
  constructor(highs: Highs, problem: Ground, reach: number, isFresh: boolean) {
    this.#problem = problem;
    this.#reach = reach;
    this.#isFresh = isFresh;
    this.#optimal = highs.constants.modelStatus.optimal;
    const { size } = problem;
    const rows = problem.reduced.rows;
    const columns: (readonly [number, number])[][] = Array.from({ length: size }, () => []);
    rows.forEach((row, index) => {
      for (const [variable, by] of row) columns[variable]?.push([index, by]);
    });
    const starts = new Int32Array(2 * size + 1);
    const indices: number[] = [];
    const values: number[] = [];
    columns.forEach((column, variable) => {
      for (const turn of [1, -1]) {
        for (const [row, by] of column) {
          indices.push(row);
          values.push(by * turn);
        }
        starts[2 * variable + (turn === 1 ? 1 : 2)] = indices.length;
      }
    });
    this.#model = highs.createModel({
      numCols: 2 * size,
      numRows: rows.length,
      colCost: new Float64Array(2 * size),
      colLower: new Float64Array(2 * size),
      colUpper: new Float64Array(2 * size),
      rowLower: new Float64Array(rows.length),
      rowUpper: new Float64Array(rows.length),
      matrix: {
        format: 'csc',
        numCols: 2 * size,
        numRows: rows.length,
        starts,
        indices: Int32Array.from(indices),
        values: Float64Array.from(values),
      },
    });
    this.#model.options.set({
      output_flag: false,
      presolve: 'off',
      solver: 'simplex',
      simplex_strategy: 1,
      simplex_dual_edge_weight_strategy: 2,
      simplex_scale_strategy: 0,
    });
  }

  dispose(): void {
    this.#model.dispose();
  }

  /** Lets the variables move within their rooms (`open`) or holds them still. */
  allow(variables: readonly number[], open: boolean): void {
    const sorted = [...variables].sort((a, b) => a - b);
    const indices = new Int32Array(2 * sorted.length);
    const upper = new Float64Array(2 * sorted.length);
    sorted.forEach((variable, index) => {
      indices[2 * index] = 2 * variable;
      indices[2 * index + 1] = 2 * variable + 1;
      if (!open) return;
      upper[2 * index] = this.room(variable, 1);
      upper[2 * index + 1] = this.room(variable, -1);
    });
    if (sorted.length > 0) {
      this.#model.changeColsBounds({ kind: 'set', indices }, new Float64Array(indices.length), upper);
    }
  }

  /** How far a variable may go in one move. */
  room(variable: number, turn: 1 | -1): number {
    return Math.min(this.#reach, (turn === 1 ? this.#problem.up[variable] : this.#problem.down[variable]) ?? 0);
  }

  /** Sets what moving a variable by one costs, in either direction. */
  price(costs: ReadonlyMap<number, number>): void {
    const sorted = [...costs].sort((a, b) => a[0] - b[0]);
    if (sorted.length === 0) return;
    this.#model.changeColsCost(
      { kind: 'set', indices: Int32Array.from(sorted.flatMap(([variable]) => [2 * variable, 2 * variable + 1])) },
      Float64Array.from(sorted.flatMap(([, cost]) => [cost, cost])),
    );
  }

  /** Sets a gain (or loss) for going up, the opposite for going down. */
  lean(gains: ReadonlyMap<number, number>): void {
    const sorted = [...gains].sort((a, b) => a[0] - b[0]);
    if (sorted.length === 0) return;
    this.#model.changeColsCost(
      { kind: 'set', indices: Int32Array.from(sorted.flatMap(([variable]) => [2 * variable, 2 * variable + 1])) },
      Float64Array.from(sorted.flatMap(([, gain]) => [-gain, gain])),
    );
  }

  /**
   * A cheap whole-number move with the variable going this way, or null where none was found. Where the cheapest
   * move is not whole and no multiple of it fits, its fractions are settled one by one, the nearest first.
   */
  seek(variable: number, { turn, by }: Way): Move | null {
    if (this.room(variable, turn) < by) return null;
    if (this.#isFresh) this.#model.clearSolver();
    this.#hold(variable, turn * by, turn * Math.max(by, this.room(variable, turn)));
    const held = [variable];
    try {
      let found = this.solve();
      for (let depth = 0; found !== null && depth < DEPTH; depth += 1) {
        const move = wholeMove(this.#problem, found);
        if (move !== null) return move;
        const next = fractionOf(this.#problem, found);
        if (next === null) return null;
        held.push(next);
        found = this.#settle(next, found[next] ?? 0);
      }
      return null;
    } finally {
      this.allow([...new Set(held)], true);
    }
  }

  /** Holds the variable at the nearest whole number, or else at the other one. */
  #settle(variable: number, value: number): Float64Array | null {
    const near = Math.round(value);
    const other = near > value ? Math.floor(value) : Math.ceil(value);
    for (const whole of [near, other]) {
      if (whole > this.room(variable, 1) || -whole > this.room(variable, -1)) continue;
      this.#hold(variable, whole, whole);
      const found = this.solve();
      if (found !== null) return found;
    }
    return null;
  }

  /** Holds a variable between two amounts of the same sign, `least` nearer to zero. */
  #hold(variable: number, least: number, most: number): void {
    const up = least > 0 || most > 0;
    this.#model.changeColsBounds(
      { kind: 'range', from: 2 * variable, to: 2 * variable + 1 },
      Float64Array.of(up ? least : 0, up ? 0 : -least),
      Float64Array.of(up ? most : 0, up ? 0 : -most),
    );
  }

  /** Solves as things stand. */
  solve(): Float64Array | null {
    this.asked += 1;
    this.#model.run();
    if (this.#model.getModelStatus() !== this.#optimal) return null;
    const columns = this.#model.getSolution().colValue;
    const by = new Float64Array(this.#problem.size);
    for (let variable = 0; variable < by.length; variable += 1) {
      const moved = (columns[2 * variable] ?? 0) - (columns[2 * variable + 1] ?? 0);
      by[variable] = Math.abs(moved) < ZERO ? 0 : moved;
    }
    return by;
  }
}

/**
 * A whole-number move along what the linear program found, or null: fractions are multiplied away as long as no
 * variable leaves its room. The sums are checked in whole numbers, since floats must not decide what is safe.
 */
function wholeMove(problem: Field, by: Float64Array): Move | null {
  for (const times of [1, 2, 3, 4, 5, 6]) {
    const whole = by.map((value) => Math.round(value * times));
    if (by.some((value, variable) => Math.abs(value * times - (whole[variable] ?? 0)) > 1e-5)) continue;
    return isMove(problem, whole) ? moveOf(whole) : null;
  }
  return null;
}

/**
 * The whole-number moves that a solution falls into: parts that share no relation are moves of their own, and a fraction in
 * one of them says nothing against the others.
 */
export function wholeParts(problem: Field, by: Float64Array): Move[] {
  const seen = new Uint8Array(by.length);
  const moves: Move[] = [];
  for (let first = 0; first < by.length; first += 1) {
    if (by[first] === 0 || seen[first] === 1) continue;
    const part = new Float64Array(by.length);
    const waiting = [first];
    seen[first] = 1;
    for (let variable = waiting.pop(); variable !== undefined; variable = waiting.pop()) {
      part[variable] = by[variable] ?? 0;
      for (const row of problem.rowsOf[variable] ?? []) {
        for (const [other] of problem.reduced.rows[row] ?? []) {
          if (by[other] === 0 || seen[other] === 1) continue;
          seen[other] = 1;
          waiting.push(other);
        }
      }
    }
    const move = wholeMove(problem, part);
    if (move !== null) moves.push(move);
  }
  return moves;
}

/** True when every variable stays within its room and every relation is kept, in whole numbers. */
function isMove(problem: Field, whole: Float64Array): boolean {
  for (let variable = 0; variable < whole.length; variable += 1) {
    const by = whole[variable] ?? 0;
    if (by > (problem.up[variable] ?? 0) || -by > (problem.down[variable] ?? 0)) return false;
  }
  return problem.reduced.rows.every((row) => row.reduce((sum, [at, by]) => sum + by * (whole[at] ?? 0), 0) === 0);
}

function moveOf(whole: Float64Array): Move {
  const variables: number[] = [];
  whole.forEach((by, variable) => {
    if (by !== 0) variables.push(variable);
  });
  return {
    variables: Int32Array.from(variables),
    by: Float64Array.from(variables, (variable) => whole[variable] ?? 0),
  };
}

/**
 * The fractional variable to settle next, or null: the nearest to a whole number, with `sumsFirst` among those that stand in
 * most relations. Once sums of many are whole, what they are made of falls into small parts, most of them whole.
 */
function fractionOf({ rowsOf, sumsFirst }: Ground, by: Float64Array): number | null {
  let best: number | null = null;
  let most = 0;
  let least = 1;
  by.forEach((value, variable) => {
    const distance = Math.abs(value - Math.round(value));
    const relations = sumsFirst ? (rowsOf[variable]?.length ?? 0) : 0;
    if (distance <= 1e-5 || relations < most || (relations === most && distance >= least - 1e-9)) return;
    most = relations;
    least = distance;
    best = variable;
  });
  return best;
}
