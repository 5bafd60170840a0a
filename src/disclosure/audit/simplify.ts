import { independent } from './independent.ts';
import { type AuditPolicy, floorOf, type PublicTable, type Sum } from './public-table.ts';
import type { Equation, Follows, Puzzle } from './puzzle.ts';

/** The published file contradicts itself: no table of whole numbers fits. `row` is the total of the broken sum. */
export interface Contradiction {
  readonly row: number;
}

/** How often one equation may narrow the limits of others: narrowing by small steps could go on for ever. */
const mostRounds = 60;

interface Pending {
  entries: Map<number, number>;
  is: number;
  readonly row: number;
  rounds: number;
}

/**
 * What an attentive reader works out before using any solver: known counts are put in, sums with one unknown are solved,
 * of two unknowns that move together one goes, limits are narrowed from sum to sum, equal and dependent sums go.
 */
export function simplify(
  table: PublicTable,
  sums: readonly Sum[],
  policy: AuditPolicy,
): { readonly ok: true; readonly puzzle: Puzzle } | { readonly ok: false; readonly contradiction: Contradiction } {
  const cells = table.rows.flatMap(({ n }, row) => (n === null ? [row] : []));
  const unknown = new Map(cells.map((row, index) => [row, index]));
  const floors = Float64Array.from(cells, (row) => table.rows[row]?.floor ?? floorOf(policy));
  const state = new Settling(floors);
  for (const { total, parts } of sums) {
    const entries = new Map<number, number>();
    let is = 0;
    const put = (row: number, by: number): void => {
      const cell = unknown.get(row);
      if (cell === undefined) is -= by * (table.rows[row]?.n ?? 0);
      else entries.set(cell, by);
    };
    put(total, -1);
    for (const part of parts) put(part, 1);
    state.add({ entries, is, row: total, rounds: 0 });
  }
  const broken = state.settle();
  if (broken !== null) return { ok: false, contradiction: { row: broken } };
  return { ok: true, puzzle: state.puzzle(cells) };
}

class Settling {
  /** Limits of each variable; both the same when solved. */
  readonly #lo: Float64Array;
  readonly #hi: Float64Array;
  /** variable = turn * root + plus; a root is its own. */
  readonly #root: Int32Array;
  readonly #turn: Int8Array;
  readonly #plus: Float64Array;
  readonly #equations: Pending[] = [];
  /** Equations in which a root stands. */
  readonly #uses: number[][];
  readonly #queue: number[] = [];
  readonly #queued: boolean[] = [];

  constructor(floors: Float64Array) {
    const size = floors.length;
    this.#lo = floors.slice();
    this.#hi = new Float64Array(size).fill(Number.POSITIVE_INFINITY);
    this.#root = Int32Array.from({ length: size }, (_, variable) => variable);
    this.#turn = new Int8Array(size).fill(1);
    this.#plus = new Float64Array(size);
    this.#uses = Array.from({ length: size }, () => []);
  }

  add(equation: Pending): void {
    const index = this.#equations.push(equation) - 1;
    for (const variable of equation.entries.keys()) this.#uses[variable]?.push(index);
    this.#wake(index);
  }

  /** Works until nothing changes. Returns the row of a sum that cannot hold, or null. */
  settle(): number | null {
    for (let next = 0; next < this.#queue.length; next += 1) {
      const index = this.#queue[next] ?? 0;
      this.#queued[index] = false;
      const equation = this.#equations[index];
      if (equation !== undefined && !this.#work(equation)) return equation.row;
    }
    return null;
  }

  puzzle(cells: readonly number[]): Puzzle {
    const numbers = new Map<number, number>();
    const follows = cells.map((_, cell): Follows => {
      const { root, turn, plus } = this.#find(cell);
      const [lo, hi] = [this.#lo[root] ?? 0, this.#hi[root] ?? 0];
      if (lo === hi) return { variable: -1, turn: 1, plus: turn * lo + plus };
      if (!numbers.has(root)) numbers.set(root, numbers.size);
      return { variable: numbers.get(root) ?? -1, turn: turn === 1 ? 1 : -1, plus };
    });
    const roots = [...numbers.keys()];
    const seen = new Set<string>();
    const all: Equation[] = [];
    for (const pending of this.#equations) {
      this.#gather(pending);
      const entries = [...pending.entries].map(([root, by]) => [numbers.get(root) ?? -1, by] as const);
      entries.sort((a, b) => a[0] - b[0]);
      const sign = Math.sign(entries[0]?.[1] ?? 1);
      const key = entries.map(([variable, by]) => `${variable}:${by * sign}`).join(' ');
      if (entries.length === 0 || seen.has(key)) continue;
      seen.add(key);
      all.push({
        variables: entries.map(([variable]) => variable),
        by: entries.map(([, by]) => by * sign),
        is: pending.is * sign,
      });
    }
    const equations = independent(all, roots.length);
    return {
      cells,
      follows,
      lo: Float64Array.from(roots, (root) => this.#lo[root] ?? 0),
      hi: Float64Array.from(roots, (root) => this.#hi[root] ?? 0),
      equations,
      dropped: all.length - equations.length,
    };
  }

  #find(variable: number): { root: number; turn: number; plus: number } {
    let root = variable;
    let turn = 1;
    let plus = 0;
    while (this.#root[root] !== root) {
      plus += turn * (this.#plus[root] ?? 0);
      turn *= this.#turn[root] ?? 1;
      root = this.#root[root] ?? root;
    }
    return { root, turn, plus };
  }

  /** Writes an equation in roots that are not solved yet. */
  #gather(equation: Pending): void {
    const entries = new Map<number, number>();
    for (const [variable, by] of equation.entries) {
      const { root, turn, plus } = this.#find(variable);
      equation.is -= by * plus;
      if (this.#lo[root] === this.#hi[root]) equation.is -= by * turn * (this.#lo[root] ?? 0);
      else {
        const now = (entries.get(root) ?? 0) + by * turn;
        if (now === 0) entries.delete(root);
        else entries.set(root, now);
      }
    }
    equation.entries = entries;
  }

  #work(equation: Pending): boolean {
    this.#gather(equation);
    const { entries } = equation;
    if (entries.size === 0) return equation.is === 0;
    const [[first, by] = [0, 1], second] = entries;
    if (second === undefined) {
      const value = equation.is / by;
      return Number.isInteger(value) && this.#narrow(first, value, value);
    }
    if (entries.size === 2 && Math.abs(by) === 1 && Math.abs(second[1]) === 1) {
      return this.#join(first, second[0], by === second[1] ? -1 : 1, equation.is / by);
    }
    return this.#tighten(equation);
  }

  /** `one` = turn * `other` + plus: `other` stands for both from now on. */
  #join(one: number, other: number, turn: 1 | -1, plus: number): boolean {
    this.#root[one] = other;
    this.#turn[one] = turn;
    this.#plus[one] = plus;
    const ends = [turn * ((this.#lo[one] ?? 0) - plus), turn * ((this.#hi[one] ?? 0) - plus)];
    this.#uses[other]?.push(...(this.#uses[one] ?? []));
    for (const index of this.#uses[one] ?? []) this.#wake(index);
    return this.#narrow(other, Math.min(...ends), Math.max(...ends));
  }

  /** What the limits of all others in a sum leave to each. */
  #tighten(equation: Pending): boolean {
    equation.rounds += 1;
    if (equation.rounds > mostRounds) return true;
    // Least and most of the whole sum; infinite terms are counted apart.
    let [least, most, openBelow, openAbove] = [0, 0, 0, 0];
    for (const [variable, by] of equation.entries) {
      const [from, to] = this.#reach(variable, by);
      if (Number.isFinite(from)) least += from;
      else openBelow += 1;
      if (Number.isFinite(to)) most += to;
      else openAbove += 1;
    }
    for (const [variable, by] of equation.entries) {
      const [from, to] = this.#reach(variable, by);
      const above = Number.isFinite(from) ? openBelow === 0 : openBelow === 1;
      const below = Number.isFinite(to) ? openAbove === 0 : openAbove === 1;
      const up = above ? equation.is - (least - (Number.isFinite(from) ? from : 0)) : Number.POSITIVE_INFINITY;
      const down = below ? equation.is - (most - (Number.isFinite(to) ? to : 0)) : Number.NEGATIVE_INFINITY;
      const [lo, hi] = by > 0 ? [down / by, up / by] : [up / by, down / by];
      if (!this.#narrow(variable, Math.ceil(lo), Math.floor(hi))) return false;
    }
    return true;
  }

  #reach(variable: number, by: number): readonly [number, number] {
    const [lo, hi] = [this.#lo[variable] ?? 0, this.#hi[variable] ?? 0];
    return by > 0 ? [by * lo, by * hi] : [by * hi, by * lo];
  }

  #narrow(variable: number, lo: number, hi: number): boolean {
    const [oldLo, oldHi] = [this.#lo[variable] ?? 0, this.#hi[variable] ?? 0];
    const [newLo, newHi] = [Math.max(lo, oldLo), Math.min(hi, oldHi)];
    if (newLo > newHi) return false;
    if (newLo === oldLo && newHi === oldHi) return true;
    this.#lo[variable] = newLo;
    this.#hi[variable] = newHi;
    for (const index of this.#uses[variable] ?? []) this.#wake(index);
    return true;
  }

  #wake(index: number): void {
    if (this.#queued[index] === true) return;
    this.#queued[index] = true;
    this.#queue.push(index);
  }
}
