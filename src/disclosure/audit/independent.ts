import type { Equation } from './puzzle.ts';

/** Below 2^26, so that a product of two remainders is a whole number in a double. */
const prime = 67_108_859;

interface Pivot {
  /** How many pivots came before. */
  readonly rank: number;
  readonly variables: readonly number[];
  readonly by: readonly number[];
}

/**
 * Of the equations those that do not follow from earlier ones, by elimination of remainders modulo a prime: shortest
 * first, and each takes as its pivot the variable that fewest equations hold. An equation is dropped wrongly with odds
 * of one in millions, which could make the attacker here weaker, never a table false: those are checked on all sums.
 */
export function independent(equations: readonly Equation[], size: number): readonly Equation[] {
  const uses = new Int32Array(size);
  for (const { variables } of equations) for (const variable of variables) uses[variable] = (uses[variable] ?? 0) + 1;
  const pivots = new Map<number, Pivot>();
  return equations
    .toSorted((a, b) => a.variables.length - b.variables.length)
    .filter((equation) => {
      const left = remainder(equation, pivots);
      const [first] = left.keys();
      if (first === undefined) return false;
      let pivot = first;
      for (const variable of left.keys()) if ((uses[variable] ?? 0) < (uses[pivot] ?? 0)) pivot = variable;
      const inverse = inverseOf(left.get(pivot) ?? 1);
      const by = [...left.values()].map((value) => (value * inverse) % prime);
      pivots.set(pivot, { rank: pivots.size, variables: [...left.keys()], by });
      return true;
    });
}

/** What is left of an equation once every pivot is eliminated, earliest first: a pivot's row holds no earlier pivot. */
function remainder({ variables, by }: Equation, pivots: ReadonlyMap<number, Pivot>): Map<number, number> {
  const rest = new Map<number, number>();
  const due = new Ranks();
  const add = (variable: number, amount: number): void => {
    const before = rest.get(variable);
    if (before === undefined) {
      const pivot = pivots.get(variable);
      if (pivot !== undefined) due.push(pivot.rank, variable);
    }
    rest.set(variable, ((before ?? 0) + amount) % prime);
  };
  variables.forEach((variable, k) => {
    add(variable, (((by[k] ?? 0) % prime) + prime) % prime);
  });
  for (let at = due.pop(); at !== undefined; at = due.pop()) {
    const times = rest.get(at) ?? 0;
    const pivot = pivots.get(at);
    if (times === 0 || pivot === undefined) continue;
    pivot.variables.forEach((variable, k) => {
      add(variable, (prime - times) * (pivot.by[k] ?? 0));
    });
  }
  for (const [variable, value] of rest) if (value === 0) rest.delete(variable);
  return rest;
}

/** Gives back what was put in by smallest rank first (a binary heap). */
class Ranks {
  readonly #heap: (readonly [rank: number, variable: number])[] = [];

  push(rank: number, variable: number): void {
    let at = this.#heap.push([rank, variable]) - 1;
    while (at > 0) {
      const up = (at - 1) >> 1;
      if (this.#rank(up) <= rank) break;
      this.#swap(at, up);
      at = up;
    }
  }

  pop(): number | undefined {
    const [first] = this.#heap;
    const last = this.#heap.pop();
    if (first === undefined || last === undefined || this.#heap.length === 0) return first?.[1];
    this.#heap[0] = last;
    for (let at = 0; ; ) {
      const left = 2 * at + 1;
      const least = this.#rank(left + 1) < this.#rank(left) ? left + 1 : left;
      if (this.#rank(least) >= this.#rank(at)) return first[1];
      this.#swap(at, least);
      at = least;
    }
  }

  #rank(at: number): number {
    return this.#heap[at]?.[0] ?? Number.POSITIVE_INFINITY;
  }

  #swap(a: number, b: number): void {
    const [one, other] = [this.#heap[a], this.#heap[b]];
    if (one === undefined || other === undefined) return;
    this.#heap[a] = other;
    this.#heap[b] = one;
  }
}

function inverseOf(value: number): number {
  let [a, b, x, y] = [value, prime, 1, 0];
  while (b !== 0) {
    const times = Math.floor(a / b);
    [a, b, x, y] = [b, a - times * b, y, x - times * y];
  }
  return ((x % prime) + prime) % prime;
}
