import { meets, type Problem } from './problem.ts';
import type { Move } from './program.ts';

/** The moves found so far, which demand each of them meets, and which variables each of them needs. */
export class Witnesses {
  readonly #problem: Problem;
  readonly #moves = new Map<number, { readonly move: Move; readonly met: readonly number[] }>();
  readonly #using: Set<number>[];
  /** How many moves meet each demand. */
  readonly #times: Int32Array;
  readonly #demandsOf: number[][];
  #next = 0;

  constructor(problem: Problem) {
    this.#problem = problem;
    this.#using = Array.from({ length: problem.size }, () => new Set<number>());
    this.#times = new Int32Array(problem.demands.length);
    this.#demandsOf = Array.from({ length: problem.size }, () => []);
    problem.demands.forEach(({ variable }, index) => {
      this.#demandsOf[variable]?.push(index);
    });
  }

  /** Keeps a move, unless it meets nothing. Returns how many demands it is the first to meet. */
  add(move: Move): number {
    const met: number[] = [];
    let first = 0;
    move.variables.forEach((variable, at) => {
      for (const index of this.#demandsOf[variable] ?? []) {
        const demand = this.#problem.demands[index];
        if (demand === undefined || !meets(demand, move.by[at] ?? 0)) continue;
        if (this.#times[index] === 0) first += 1;
        this.#times[index] = (this.#times[index] ?? 0) + 1;
        met.push(index);
      }
    });
    if (met.length === 0) return 0;
    const id = this.#next;
    this.#next += 1;
    this.#moves.set(id, { move, met });
    for (const variable of move.variables) this.#using[variable]?.add(id);
    return first;
  }

  isMet(demand: number): boolean {
    return (this.#times[demand] ?? 0) > 0;
  }

  /** Demands not met yet, in their order. */
  unmet(): number[] {
    return [...this.#times.keys()].filter((index) => this.#times[index] === 0);
  }

  /** Demands that only moves with one of these variables meet. */
  relyOn(variables: readonly number[]): number[] {
    const lost = new Map<number, number>();
    for (const id of this.#idsOf(variables)) {
      for (const demand of this.#moves.get(id)?.met ?? []) lost.set(demand, (lost.get(demand) ?? 0) + 1);
    }
    return [...lost]
      .filter(([demand, count]) => count === this.#times[demand])
      .map(([demand]) => demand)
      .sort((a, b) => a - b);
  }

  /** Forgets every move that needs one of these variables. */
  drop(variables: readonly number[]): void {
    for (const id of this.#idsOf(variables)) {
      const found = this.#moves.get(id);
      if (found === undefined) continue;
      for (const variable of found.move.variables) this.#using[variable]?.delete(id);
      for (const demand of found.met) this.#times[demand] = (this.#times[demand] ?? 0) - 1;
      this.#moves.delete(id);
    }
  }

  moves(): readonly Move[] {
    return [...this.#moves.values()].map(({ move }) => move);
  }

  #idsOf(variables: readonly number[]): Set<number> {
    const ids = new Set<number>();
    for (const variable of variables) for (const id of this.#using[variable] ?? []) ids.add(id);
    return ids;
  }
}
