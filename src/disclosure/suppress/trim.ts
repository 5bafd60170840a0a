import { type Highs, step, type Watch } from '../solver.ts';
import { Ahead, type Hand, type Question } from './ahead.ts';
import { meets, type Problem } from './problem.ts';
import { type Move, wholeParts } from './program.ts';
import { reachable } from './reach.ts';
import { amount, reachOf } from './search.ts';
import { Witnesses } from './witnesses.ts';

/** As in the search; fewer relations are left inside. */
const LARGE = 250;

/**
 * Works inside a fixed set of withheld cells: finds the moves it allows, and publishes again what nobody needs.
 */
export class Inside {
  readonly problem: Problem;
  readonly witnesses: Witnesses;
  readonly #program: Ahead;
  readonly #published: Uint8Array;
  /** Demands that stood in the way lately: asked first next time. */
  #stubborn: number[] = [];

  /** `problem` is the reduced problem in which all published cells are fixed. */
  constructor(highs: Highs, problem: Problem, hands: readonly Hand[]) {
    this.problem = problem;
    this.witnesses = new Witnesses(problem);
    // At `exact` the next move is near the last one, and in small tables always: to begin there is faster than any thread.
    const isExact = problem.system.protection === 'exact';
    const isFresh = !isExact && problem.reduced.rows.length >= LARGE;
    // With little left to move most moves are fractions at first: half as many questions settle them from the sums down.
    const ground = { ...problem, sumsFirst: isExact };
    this.#program = new Ahead(highs, hands, ground, reachOf(problem.system), isFresh);
    this.#program.allow([...Array(problem.size).keys()], true);
    this.#published = new Uint8Array(problem.size);
  }

  dispose(): void {
    this.#program.dispose();
  }

  get asked(): number {
    return this.#program.asked;
  }

  /** Publishes what can be, in this order, until `budget` questions have been put. Returns the variables published. */
  trim(order: readonly number[], budget: number, watch?: Watch): number[] {
    // Short moves are nearly always whole; with no price at all any corner will do, and most corners are fractions.
    this.#program.price(new Map([...Array(this.problem.size).keys()].map((variable) => [variable, 1])));
    const done: number[] = [];
    const until = this.asked + budget;
    order.forEach((variable, at) => {
      step(watch, 'publishing again', at, order.length);
      if (this.asked >= until) return;
      if (this.problem.given[variable] === 0 && this.#published[variable] === 0 && this.#publish(variable))
        done.push(variable);
    });
    return done;
  }

  #publish(variable: number): boolean {
    const lost = this.witnesses.relyOn([variable]);
    this.#published[variable] = 1;
    if (lost.length > 0 && lost.some(this.#hopeless())) {
      this.#published[variable] = 0;
      return false;
    }
    this.#program.allow([variable], false);
    const found: Move[] = [];
    const first = lost.filter((index) => this.#stubborn.includes(index));
    const order = [...first, ...lost.filter((other) => !first.includes(other))];
    const isMet = (index: number): boolean => {
      const demand = this.problem.demands[index];
      return demand === undefined || found.some((move) => meets(demand, amount(move, demand.variable)));
    };
    for (const [at, index] of order.entries()) {
      if (isMet(index)) continue;
      const move = this.#seek(index, () => this.#coming(order.slice(at + 1).filter((other) => !isMet(other))));
      if (move === null) {
        this.#stubborn = [index, ...this.#stubborn.filter((other) => other !== index)].slice(0, 12);
        this.#published[variable] = 0;
        this.#program.allow([variable], true);
        for (const other of found) this.witnesses.add(other);
        return false;
      }
      found.push(move);
    }
    this.witnesses.drop([variable]);
    for (const move of found) this.witnesses.add(move);
    return true;
  }

  /** Demands whose variable cannot move at all as things stand. */
  #hopeless(): (index: number) => boolean {
    const { up, down } = reachable(this.problem, (other) => this.#published[other] === 0);
    return (index) => {
      const demand = this.problem.demands[index];
      return demand !== undefined && !demand.ways.some(({ turn }) => (turn === 1 ? up : down)[demand.variable] === 1);
    };
  }

  *#coming(order: readonly number[]): Iterable<Question> {
    for (const index of order) {
      const demand = this.problem.demands[index];
      const [way] = demand?.ways ?? [];
      if (demand !== undefined && way !== undefined) yield { variable: demand.variable, way };
    }
  }

  #seek(index: number, coming: () => Iterable<Question>): Move | null {
    const demand = this.problem.demands[index];
    for (const way of demand?.ways ?? []) {
      const move = demand === undefined ? null : this.#program.seek({ variable: demand.variable, way }, coming);
      if (move !== null) return move;
    }
    return null;
  }

  /** Meets most demands that can be met inside, by a few questions that lean on all of them at once. */
  spread(watch?: Watch): void {
    for (let round = 0; ; round += 1) {
      step(watch, 'looking', round, round + 1);
      const before = this.witnesses.unmet();
      if (before.length === 0) return;
      const gains = new Map<number, number>();
      for (const index of before) {
        const demand = this.problem.demands[index];
        if (demand !== undefined)
          gains.set(
            demand.variable,
            weight(index, round) * (demand.ways.length > 1 ? sign(index, round) : (demand.ways[0]?.turn ?? 1)),
          );
      }
      for (const turn of [1, -1]) {
        this.#program.lean(new Map([...gains].map(([variable, gain]) => [variable, gain * turn])));
        const found = this.#program.solve();
        for (const move of found === null ? [] : wholeParts(this.problem, found)) this.witnesses.add(move);
      }
      this.#program.lean(new Map([...gains.keys()].map((variable) => [variable, 0])));
      const after = this.witnesses.unmet().length;
      if (after === 0 || before.length - after < Math.max(2, before.length / 20)) break;
    }
  }
}

/** Weights and signs that look random and are the same everywhere. */
function weight(index: number, round: number): number {
  return 0.5 + (hash(index, round) % 1000) / 1000;
}

function sign(index: number, round: number): 1 | -1 {
  return hash(index, round + 101) % 2 === 0 ? 1 : -1;
}

function hash(a: number, b: number): number {
  let mixed = Math.imul(a + 1, 0x9e3779b1) ^ Math.imul(b + 1, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}
