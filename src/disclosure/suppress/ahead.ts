import type { Highs } from '../solver.ts';
import type { Way } from './problem.ts';
import { type Ground, type Move, MoveProgram } from './program.ts';

/** A move wanted: with the variable going this way. */
export interface Question {
  readonly variable: number;
  readonly way: Way;
}

/** What was changed in a program between two questions. */
type Change =
  | { readonly kind: 'allow'; readonly variables: readonly number[]; readonly open: boolean }
  | { readonly kind: 'price'; readonly costs: ReadonlyMap<number, number> };

/** A question for another thread, with all it must know to answer as this one would. Can be sent as it is. */
export interface Errand {
  readonly program: number;
  /** With the first errand of a program. */
  readonly begin: { readonly ground: Ground; readonly reach: number } | null;
  readonly changes: readonly Change[];
  readonly question: Question;
}

/** An answer, and how many questions to the solver it took. */
export interface Found {
  readonly move: Move | null;
  readonly asked: number;
}

/** Another thread that answers questions of this one. */
export interface Hand {
  /** Whether it is awake and has little before it. */
  isFree(): boolean;
  /** Hands an errand over; returns its number. */
  send(errand: Errand): number;
  /** Numbers and answers that came since last time; an errand that was dropped has none. `wait`: for one, a second at most. */
  collect(wait: boolean): readonly (readonly [errand: number, found: Found | null])[];
  /** Drops what was not begun yet. */
  drop(): void;
  /** Ends a program. */
  close(program: number): void;
}

/** Does errands in the other thread. */
export class Errands {
  readonly #highs: Highs;
  readonly #programs = new Map<number, MoveProgram>();

  constructor(highs: Highs) {
    this.#highs = highs;
  }

  /** Takes in what an errand tells; `isWanted`: and answers it. */
  run({ program: number, begin, changes, question }: Errand, isWanted: boolean): Found | null {
    if (begin !== null) this.#programs.set(number, new MoveProgram(this.#highs, begin.ground, begin.reach, true));
    const program = this.#programs.get(number);
    if (program === undefined) return null;
    for (const change of changes) {
      if (change.kind === 'allow') program.allow(change.variables, change.open);
      else program.price(change.costs);
    }
    return isWanted ? answer(program, question) : null;
  }

  close(number: number): void {
    this.#programs.get(number)?.dispose();
    this.#programs.delete(number);
  }
}

/** Questions looked at beyond the one that is needed, for each further thread. */
const farthest = 4;

/**
 * A program whose coming questions are answered in other threads meanwhile. An answer depends on bounds and costs alone, so
 * it is the same from whichever thread it comes, and what was asked in vain is forgotten: any number of threads gives the
 * same result.
 */
export class Ahead {
  static #programs = 0;

  readonly #program: MoveProgram;
  readonly #number: number;
  readonly #begin: { readonly ground: Ground; readonly reach: number };
  readonly #hands: readonly { readonly hand: Hand; readonly sent: Map<number, string>; told: number }[];
  /** Everything changed so far, while others must be told. */
  readonly #changes: Change[] = [];
  readonly #known = new Map<string, Found>();
  #asked = 0;

  /** `isFresh` as for MoveProgram; where it is not, nobody else is asked. */
  constructor(highs: Highs, hands: readonly Hand[], ground: Ground, reach: number, isFresh: boolean) {
    Ahead.#programs += 1;
    this.#number = Ahead.#programs;
    this.#program = new MoveProgram(highs, ground, reach, isFresh);
    const { size, up, down, rowsOf, reduced, sumsFirst } = ground;
    this.#begin = { ground: { size, up, down, rowsOf, reduced: { rows: reduced.rows }, sumsFirst }, reach };
    this.#hands = isFresh ? hands.map((hand) => ({ hand, sent: new Map(), told: -1 })) : [];
  }

  /** Questions to the solver whose answers were used: the measure of work, the same on every machine. */
  get asked(): number {
    return this.#asked;
  }

  dispose(): void {
    this.#forget();
    for (const { hand, told } of this.#hands) if (told >= 0) hand.close(this.#number);
    this.#program.dispose();
  }

  /** As MoveProgram. */
  allow(variables: readonly number[], open: boolean): void {
    if (variables.length === 0) return;
    this.#program.allow(variables, open);
    this.#changed({ kind: 'allow', variables, open });
  }

  /** As MoveProgram. */
  price(costs: ReadonlyMap<number, number>): void {
    // Nothing changed: what is known stays known.
    if (costs.size === 0) return;
    this.#program.price(costs);
    this.#changed({ kind: 'price', costs });
  }

  /** As MoveProgram. Others are not told: before they are asked, everything must have its price again. */
  lean(gains: ReadonlyMap<number, number>): void {
    this.#program.lean(gains);
  }

  /** As MoveProgram. */
  solve(): Float64Array | null {
    this.#asked += 1;
    return this.#program.solve();
  }

  /** As MoveProgram. `next`: what is likely asked next if nothing changes. */
  seek(question: Question, next: () => Iterable<Question>): Move | null {
    const found = this.#hands.length === 0 ? answer(this.#program, question) : this.#together(question, next);
    this.#asked += found.asked;
    return found.move;
  }

  #together(question: Question, next: () => Iterable<Question>): Found {
    const key = keyOf(question);
    for (let wait = false; ; wait = true) {
      this.#collect(wait ? key : null);
      const found = this.#known.get(key);
      if (found !== undefined) return found;
      // Who waited a second for another thread had better do it himself.
      const open = wait && this.#isSent(key) ? [question] : this.#open(question, next);
      const [mine, ...others] = open;
      for (const other of others) this.#send(other);
      if (mine !== undefined) this.#known.set(keyOf(mine), answer(this.#program, mine));
    }
  }

  /** The question and those that follow, but for what is known or being asked. */
  #open(question: Question, next: () => Iterable<Question>): Question[] {
    const open: Question[] = [];
    let left = 1 + farthest * this.#hands.length;
    const look = (one: Question): void => {
      left -= 1;
      const key = keyOf(one);
      if (!this.#known.has(key) && !this.#isSent(key)) open.push(one);
    };
    look(question);
    for (const one of next()) {
      if (left <= 0) break;
      look(one);
    }
    return open;
  }

  #isSent(key: string): boolean {
    return this.#hands.some(({ sent }) => [...sent.values()].includes(key));
  }

  #send(question: Question): void {
    const free = this.#hands.find(({ hand }) => hand.isFree());
    if (free === undefined) return;
    const errand: Errand = {
      program: this.#number,
      begin: free.told < 0 ? this.#begin : null,
      changes: this.#changes.slice(Math.max(0, free.told)),
      question,
    };
    free.told = this.#changes.length;
    free.sent.set(free.hand.send(errand), keyOf(question));
  }

  /** Takes what came; waits where `awaited` is being asked. */
  #collect(awaited: string | null): void {
    for (const { hand, sent } of this.#hands) {
      const wait = awaited !== null && [...sent.values()].includes(awaited);
      for (const [errand, found] of hand.collect(wait)) {
        const key = sent.get(errand);
        sent.delete(errand);
        if (key !== undefined && found !== null) this.#known.set(key, found);
      }
    }
  }

  #changed(change: Change): void {
    if (this.#hands.length === 0) return;
    this.#changes.push(change);
    this.#forget();
  }

  #forget(): void {
    this.#known.clear();
    for (const { hand, sent } of this.#hands) {
      if (sent.size > 0) hand.drop();
      sent.clear();
    }
  }
}

function answer(program: MoveProgram, { variable, way }: Question): Found {
  const before = program.asked;
  const move = program.seek(variable, way);
  return { move, asked: program.asked - before };
}

function keyOf({ variable, way }: Question): string {
  return `${variable} ${way.turn} ${way.by}`;
}
