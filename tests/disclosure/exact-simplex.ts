/**
 * Linear programs in whole numbers, without rounding: x >= 0, given equations, the largest or smallest value of one
 * variable. Each row is kept as integers without a common factor, so nothing is ever approximate; numbers that would no
 * longer be exact end the run with an error. Slow, and shares nothing with what it judges.
 */
export class ExactSimplex {
  /** Row r says: basic[r]'s coefficient times basic[r] + the others = last entry. */
  readonly #rows: Float64Array[] = [];
  readonly #basic: number[] = [];
  readonly #size: number;
  /** False: no values fit the equations. */
  readonly feasible: boolean;

  constructor(size: number, equations: readonly { readonly by: ReadonlyMap<number, number>; readonly is: number }[]) {
    this.#size = size;
    let consistent = true;
    for (const { by, is } of equations) {
      const row = new Float64Array(size + 1);
      for (const [variable, times] of by) row[variable] = times;
      row[size] = is;
      this.#basic.forEach((variable, known) => {
        clear(row, this.#rows[known] ?? row, variable);
      });
      const pivot = row.findIndex((value, variable) => variable < size && value !== 0);
      if (pivot < 0) {
        if (row[size] !== 0) consistent = false;
        continue;
      }
      this.#rows.push(row);
      this.#basic.push(pivot);
      this.#enter(this.#rows.length - 1, pivot);
    }
    this.feasible = consistent && this.#repair();
  }

  /** The value of each variable now, as [numerator, denominator]; a corner of what is possible. */
  values(): (readonly [number, number])[] {
    const found: (readonly [number, number])[] = Array.from({ length: this.#size }, () => [0, 1] as const);
    this.#basic.forEach((variable, row) => {
      found[variable] = [this.#at(row, this.#size), this.#at(row, variable)];
    });
    return found;
  }

  /** Moves to a corner where the variable is largest (turn 1) or smallest (turn -1); false where there is no end. */
  drive(variable: number, turn: 1 | -1): boolean {
    let row = this.#basic.indexOf(variable);
    if (row < 0) {
      if (turn === -1) return true;
      if (!this.#step(variable)) return false;
      row = this.#basic.indexOf(variable);
    }
    while (row >= 0) {
      // variable = rest - sum of entry * other: another one helps when its entry has the opposite sign. Taking the first
      // that helps (Bland) never goes in circles.
      const own = Math.sign(this.#at(row, variable));
      const next = this.#others(row, variable).find((other) => Math.sign(this.#at(row, other)) * own * turn < 0);
      if (next === undefined) return true;
      if (!this.#step(next)) return false;
      row = this.#basic.indexOf(variable);
    }
    // It left the basis: it is 0.
    return turn === -1 || this.drive(variable, turn);
  }

  #others(row: number, variable: number): number[] {
    const found: number[] = [];
    for (let other = 0; other < this.#size; other += 1) {
      if (other !== variable && this.#at(row, other) !== 0) found.push(other);
    }
    return found;
  }

  #at(row: number, column: number): number {
    return this.#rows[row]?.[column] ?? 0;
  }

  /** Lets a variable grow from 0 until the first basic one is down to 0; false where none ever is. */
  #step(variable: number): boolean {
    let leaving = -1;
    for (let row = 0; row < this.#rows.length; row += 1) {
      const entry = this.#at(row, variable) * Math.sign(this.#at(row, this.#basic[row] ?? 0));
      if (entry <= 0) continue;
      if (leaving < 0) {
        leaving = row;
        continue;
      }
      // rest / entry of both, compared without dividing.
      const mine = product(Math.abs(this.#at(row, this.#size)), Math.abs(this.#at(leaving, variable)));
      const best = product(Math.abs(this.#at(leaving, this.#size)), Math.abs(this.#at(row, variable)));
      const isEarlier = (this.#basic[row] ?? 0) < (this.#basic[leaving] ?? 0);
      if (mine < best || (mine === best && isEarlier)) leaving = row;
    }
    if (leaving < 0) return false;
    this.#basic[leaving] = variable;
    this.#enter(leaving, variable);
    return true;
  }

  /** Takes a variable out of all rows but its own. */
  #enter(own: number, variable: number): void {
    const row = this.#rows[own];
    if (row === undefined) return;
    if ((row[variable] ?? 0) < 0) for (const [at, value] of row.entries()) row[at] = value === 0 ? 0 : -value;
    reduce(row);
    this.#rows.forEach((other, index) => {
      if (index !== own) clear(other, row, variable);
    });
  }

  /** Without prices every basis is as good as another: rows below 0 are mended one by one, first ones first. */
  #repair(): boolean {
    for (;;) {
      let row = -1;
      this.#basic.forEach((variable, index) => {
        const isBelow = this.#at(index, this.#size) * this.#at(index, variable) < 0;
        if (isBelow && (row < 0 || variable < (this.#basic[row] ?? 0))) row = index;
      });
      if (row < 0) return true;
      const basic = this.#basic[row] ?? 0;
      const own = Math.sign(this.#at(row, basic));
      const next = this.#others(row, basic).find((other) => this.#at(row, other) * own < 0);
      if (next === undefined) return false;
      this.#basic[row] = next;
      this.#enter(row, next);
    }
  }
}

/** row := row without `variable`, by means of `by`, in whole numbers; keeps the direction of the row. */
function clear(row: Float64Array, by: Float64Array, variable: number): void {
  const times = row[variable] ?? 0;
  const pivot = by[variable] ?? 0;
  if (times === 0 || pivot === 0) return;
  const scale = Math.abs(pivot);
  const less = times * Math.sign(pivot);
  for (const [at, value] of by.entries()) {
    row[at] = exact(product(row[at] ?? 0, scale) - product(less, value));
  }
  reduce(row);
}

function reduce(row: Float64Array): void {
  let common = 0;
  for (const value of row) {
    if (value !== 0) common = divisor(common, Math.abs(value));
    if (common === 1) return;
  }
  if (common > 1) for (const [at, value] of row.entries()) row[at] = value / common;
}

function divisor(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}

function product(a: number, b: number): number {
  return exact(a * b);
}

function exact(value: number): number {
  if (!Number.isSafeInteger(value)) throw new RangeError('These numbers are too large to be exact.');
  return value;
}
