import { type Highs, step, type Watch } from '../solver.ts';
import { Ahead, type Hand, type Question } from './ahead.ts';
import { type Demand, meets, type Problem, type Way } from './problem.ts';
import type { Move } from './program.ts';
import type { Witnesses } from './witnesses.ts';

/** The state of the search: what is withheld, and the moves that prove what is protected. */
export interface Choice {
  readonly withheld: Uint8Array;
  readonly witnesses: Witnesses;
}

/** What a withheld variable costs to move: nearly nothing, but short moves are better than long ones. */
const NEARLY_FREE = 1e-3;

/** From so many relations on a move is found as soon from nothing as from where the last one ended. */
const LARGE = 400;

/** Costs nearer than this are equal. */
const TIE = 1e-9;

/** A move of two and less in most tables; far enough for a small count to reach the threshold at `bound`. */
export function reachOf({ protection, threshold }: Problem['system']): number {
  return protection === 'exact' ? 5 : 6 * threshold;
}

/** What it would take to withhold all the variables of a move: [cost, value of the counts]. */
function priceOf(problem: Problem, withheld: Uint8Array, move: Move): readonly [number, number] {
  let [cost, value] = [0, 0];
  for (const variable of move.variables) {
    if (withheld[variable] === 1) continue;
    cost += problem.cost[variable] ?? 0;
    value += problem.value[variable] ?? 0;
  }
  return [cost, value];
}

/**
 * Withholds, demand after demand, the cheapest further cells that let a reader imagine another table. What a cell costs
 * sinks with the number of relations that hold exactly one withheld cell and wait for a second: such a cell
 * helps several demands at once. Demands nothing helps stay unmet.
 */
export class Search {
  readonly problem: Problem;
  readonly #program: Ahead;
  #withheld: Uint8Array;
  /** Withheld variables in each relation. */
  #held: Int32Array;

  constructor(highs: Highs, problem: Problem, hands: readonly Hand[]) {
    this.problem = problem;
    const isFresh = problem.reduced.rows.length >= LARGE;
    this.#program = new Ahead(highs, hands, { ...problem, sumsFirst: false }, reachOf(problem.system), isFresh);
    this.#program.allow([...Array(problem.size).keys()], true);
    this.#withheld = problem.given.slice();
    this.#held = new Int32Array(problem.reduced.rows.length);
    this.#reprice(problem.given);
  }

  dispose(): void {
    this.#program.dispose();
  }

  get asked(): number {
    return this.#program.asked;
  }

  /** Extends the choice until every demand that can be met is met. */
  extend(choice: Choice, wanted: readonly number[], watch?: Watch): void {
    this.#reprice(choice.withheld);
    const order = [...wanted].sort((a, b) => this.#weight(a) - this.#weight(b) || a - b);
    order.forEach((index, at) => {
      step(watch, 'choosing', at, order.length);
      const demand = this.problem.demands[index];
      if (demand === undefined || choice.witnesses.isMet(index)) return;
      const move = this.#cheapest(demand, () => this.#coming(order, at + 1, choice.witnesses));
      if (move === null) return;
      choice.witnesses.add(move);
      const added = [...move.variables].filter((variable) => choice.withheld[variable] === 0);
      for (const variable of added) choice.withheld[variable] = 1;
      this.#withhold(added);
    });
  }

  /**
   * Tries to do without each withheld variable, the costliest first: the cheapest others that take its place, if they
   * cost less, or as much and take less value from readers. Ends when `budget` questions have been put. True if
   * anything was changed.
   */
  swap(choice: Choice, order: readonly number[], budget: number, watch?: Watch): boolean {
    let changed = false;
    const until = this.asked + budget;
    this.#reprice(choice.withheld);
    order.forEach((variable, at) => {
      step(watch, 'improving', at, order.length);
      if (choice.withheld[variable] === 0 || this.asked >= until) return;
      if (this.#swapOne(choice, variable)) changed = true;
    });
    return changed;
  }

  #swapOne(choice: Choice, variable: number): boolean {
    const lost = choice.witnesses.relyOn([variable]);
    const limit: readonly [number, number] = [this.problem.cost[variable] ?? 0, this.problem.value[variable] ?? 0];
    const before = choice.withheld.slice();
    choice.withheld[variable] = 0;
    this.#release([variable]);
    this.#program.allow([variable], false);
    const found: Move[] = [];
    let [cost, value] = [0, 0];
    let fits = true;
    for (const [at, index] of lost.entries()) {
      const demand = this.problem.demands[index];
      if (demand === undefined || found.some((move) => meets(demand, amount(move, demand.variable)))) continue;
      const move = this.#cheapest(demand, () => this.#coming(lost, at + 1));
      const [more, taken] =
        move === null ? [Number.POSITIVE_INFINITY, 0] : priceOf(this.problem, choice.withheld, move);
      cost += more;
      value += taken;
      fits = cost < limit[0] - TIE || (cost <= limit[0] + TIE && value < limit[1]);
      if (move === null || !fits) break;
      found.push(move);
      const added = [...move.variables].filter((other) => choice.withheld[other] === 0);
      for (const other of added) choice.withheld[other] = 1;
      this.#withhold(added);
    }
    this.#program.allow([variable], true);
    if (fits) {
      choice.witnesses.drop([variable]);
      for (const move of found) choice.witnesses.add(move);
      return true;
    }
    const added = [...choice.withheld.keys()].filter((other) => choice.withheld[other] === 1 && before[other] === 0);
    choice.withheld.set(before);
    this.#release(added);
    this.#withhold([variable]);
    return false;
  }

  /** Small counts first: they have the fewest ways out. */
  #weight(index: number): number {
    const demand = this.problem.demands[index];
    return demand === undefined ? 0 : (this.problem.down[demand.variable] ?? 0);
  }

  /** First questions of the demands from a place on, which are asked next if nothing is withheld meanwhile. */
  *#coming(order: readonly number[], from: number, witnesses?: Witnesses): Iterable<Question> {
    for (let at = from; at < order.length; at += 1) {
      const index = order[at] ?? -1;
      const demand = this.problem.demands[index];
      const [way] = demand?.ways ?? [];
      if (demand === undefined || way === undefined || witnesses?.isMet(index) === true) continue;
      yield { variable: demand.variable, way };
    }
  }

  #cheapest(demand: Demand, coming: () => Iterable<Question>): Move | null {
    let best: { readonly move: Move; readonly price: readonly [number, number] } | null = null;
    for (const [at, way] of demand.ways.entries()) {
      const others = demand.ways.slice(at + 1).map((other) => ({ variable: demand.variable, way: other }));
      // At `exact` nearly every choice changes what is asked next: only the other way of the same count is asked as it stands.
      const next = this.problem.system.protection === 'exact' ? () => others : coming;
      const straight = this.#program.seek({ variable: demand.variable, way }, next);
      if (straight === null || !meets(demand, amount(straight, demand.variable))) continue;
      const move = this.#sharper(demand.variable, way, straight);
      const price = priceOf(this.problem, this.#withheld, move);
      if (best === null || price[0] < best.price[0] || (price[0] === best.price[0] && price[1] < best.price[1])) {
        best = { move, price };
      }
      // Nothing inside helps, so one further variable is the least there can be.
      if (this.#added(move) <= 1) break;
    }
    return best?.move ?? null;
  }

  /**
   * The linear program pays by the step, but a cell is withheld whole. Asked again with what it moved made cheap by the
   * step, it gathers the steps in fewer cells (reweighting after Candes, Wakin and Boyd 2008).
   */
  #sharper(variable: number, way: Way, move: Move): Move {
    if (this.#added(move) <= 1 || way.by <= 1) return move;
    const discounts = new Map<number, number>();
    move.variables.forEach((other, at) => {
      if (this.#withheld[other] === 0) discounts.set(other, this.#cost(other) / (1 + Math.abs(move.by[at] ?? 0)));
    });
    this.#program.price(discounts);
    const again = this.#program.seek({ variable, way }, () => []);
    this.#program.price(new Map([...discounts.keys()].map((other) => [other, this.#cost(other)])));
    if (again === null) return move;
    const [before] = priceOf(this.problem, this.#withheld, move);
    const [after] = priceOf(this.problem, this.#withheld, again);
    return after < before ? again : move;
  }

  #added(move: Move): number {
    return move.variables.reduce((count, variable) => count + (this.#withheld[variable] === 1 ? 0 : 1), 0);
  }

  #cost(variable: number): number {
    if (this.#withheld[variable] === 1) return NEARLY_FREE;
    let waiting = 0;
    for (const row of this.problem.rowsOf[variable] ?? []) if (this.#held[row] === 1) waiting += 1;
    return (this.problem.cost[variable] ?? 1) / (1 + waiting);
  }

  #withhold(added: readonly number[]): void {
    for (const variable of added) this.#mark(variable, 1);
    this.#refresh(added);
  }

  #release(removed: readonly number[]): void {
    for (const variable of removed) this.#mark(variable, -1);
    this.#refresh(removed);
  }

  #mark(variable: number, by: 1 | -1): void {
    this.#withheld[variable] = by === 1 ? 1 : 0;
    for (const row of this.problem.rowsOf[variable] ?? []) this.#held[row] = (this.#held[row] ?? 0) + by;
  }

  /** New prices for everything that shares a relation with these. */
  #refresh(changed: readonly number[]): void {
    const touched = new Set<number>(changed);
    for (const variable of changed) {
      for (const row of this.problem.rowsOf[variable] ?? []) {
        for (const [other] of this.problem.reduced.rows[row] ?? []) touched.add(other);
      }
    }
    this.#program.price(new Map([...touched].map((variable) => [variable, this.#cost(variable)])));
  }

  #reprice(withheld: Uint8Array): void {
    this.#withheld = withheld.slice();
    this.#held = new Int32Array(this.problem.reduced.rows.length);
    for (let variable = 0; variable < withheld.length; variable += 1) {
      if (withheld[variable] !== 1) continue;
      for (const row of this.problem.rowsOf[variable] ?? []) this.#held[row] = (this.#held[row] ?? 0) + 1;
    }
    this.#program.price(new Map(Array.from(withheld, (_, variable) => [variable, this.#cost(variable)])));
  }
}

/** How far a move takes a variable. */
export function amount(move: Move, variable: number): number {
  const at = move.variables.indexOf(variable);
  return at < 0 ? 0 : (move.by[at] ?? 0);
}
