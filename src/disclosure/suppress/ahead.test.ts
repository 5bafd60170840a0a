import { beforeAll, describe, expect, test } from 'vitest';
import { type Highs, loadSolver } from '../solver.ts';
import { Fate, type Protection, relationsOf, type System } from '../system.ts';
import { Ahead, type Errand, Errands, type Found, type Hand } from './ahead.ts';
import { problemOf } from './problem.ts';
import { Search } from './search.ts';
import { Witnesses } from './witnesses.ts';

let highs: Highs;
beforeAll(async () => {
  highs = await loadSolver();
});

/** Numbers that look random and are the same everywhere, from 0 up to `below`. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** A table of `side` to the power of three with all its totals, half of it small. */
function cube(side: number, seed: number, protection: Protection): System {
  const pick = numbers(seed);
  const all = side + 1;
  const at = (a: number, b: number, c: number): number => (a * all + b) * all + c;
  const n = new Float64Array(all ** 3);
  const rows: (readonly [number, 1 | -1])[][] = [];
  const places = [...Array(all).keys()];
  for (let cell = 0; cell < n.length; cell += 1) {
    const [a, b, c] = [Math.floor(cell / all ** 2), Math.floor(cell / all) % all, cell % all];
    if (Math.max(a, b, c) < side) n[cell] = pick(2) === 0 ? 1 + pick(9) : 10 + pick(60);
  }
  for (const [one, two] of places.flatMap((x) => places.map((y) => [x, y] as const))) {
    for (const line of [
      places.map((x) => at(x, one, two)),
      places.map((x) => at(one, x, two)),
      places.map((x) => at(one, two, x)),
    ]) {
      rows.push(line.map((cell, x) => [cell, x === side ? -1 : 1]));
      n[line[side] ?? 0] = line.slice(0, side).reduce((sum, cell) => sum + (n[cell] ?? 0), 0);
    }
  }
  return {
    size: n.length,
    relations: relationsOf(rows),
    n,
    floor: n.map(() => 1),
    primary: Uint8Array.from(n, (count) => (count < 10 ? 1 : 0)),
    fate: new Uint8Array(n.length).fill(Fate.open),
    cost: n.map((count) => 1 + 0.4 * Math.log(count / 10 + 0.5)),
    threshold: 10,
    protection,
  };
}

/** A hand that answers when it pleases, in no order, and sometimes has to be done without. */
class MoodyHand implements Hand {
  readonly #errands = new Errands(highs);
  readonly #pick: (below: number) => number;
  #waiting: { readonly number: number; readonly found: Found | null }[] = [];
  #sent = 0;
  /** Answers given. */
  given = 0;

  constructor(seed: number) {
    this.#pick = numbers(seed);
  }
  isFree(): boolean {
    return this.#pick(4) > 0;
  }
  send(errand: Errand): number {
    this.#sent += 1;
    this.#waiting.push({ number: this.#sent, found: this.#errands.run(structuredClone(errand), true) });
    return this.#sent;
  }
  collect(wait: boolean): readonly (readonly [number, Found | null])[] {
    const come = this.#waiting.filter(() => this.#pick(wait ? 5 : 3) > 0).reverse();
    this.#waiting = this.#waiting.filter((one) => !come.includes(one));
    this.given += come.length;
    return come.map(({ number, found }) => [number, found]);
  }
  drop(): void {
    // What was begun is done; its answer comes too late and must not count.
  }
  close(program: number): void {
    this.#errands.close(program);
  }
}

describe('[P7.9] any number of threads finds the same moves', () => {
  test.each(['exact', 'bound', 'full'] as const)('%s', (protection) => {
    const problem = problemOf(cube(4, 1, protection));
    const all = [...problem.up.keys()];
    const questions = problem.demands.map(({ variable, ways: [way = { turn: 1, by: 1 } as const] }) => ({
      variable,
      way,
    }));
    // What the search does: asks on, and now and then puts another price on something, after which all may be otherwise.
    const found = (hands: readonly MoodyHand[]): readonly unknown[] => {
      const pick = numbers(5);
      const ahead = new Ahead(highs, hands, { ...problem, sumsFirst: true }, 60, true);
      try {
        ahead.allow(all, true);
        ahead.price(new Map(all.map((variable) => [variable, 1])));
        return questions.map((question, at) => {
          if (pick(4) === 0) ahead.price(new Map([[pick(problem.size), pick(100) / 10]]));
          const move = ahead.seek(question, () => questions.slice(at + 1));
          return [move === null ? null : [[...move.variables], [...move.by]], ahead.asked];
        });
      } finally {
        ahead.dispose();
      }
    };
    const alone = found([]);
    for (const count of [1, 2]) {
      const hands = Array.from({ length: count }, (_, index) => new MoodyHand(index));
      expect(found(hands)).toEqual(alone);
      expect(hands.reduce((sum, { given }) => sum + given, 0)).toBeGreaterThan(10);
    }
  });
});

test('[P7.9] at exact another thread looks the other way from each small count, and the choice is the same', () => {
  const problem = problemOf(cube(12, 1, 'exact'));
  const choose = (hands: readonly Hand[]): unknown => {
    const search = new Search(highs, problem, hands);
    const choice = { withheld: problem.given.slice(), witnesses: new Witnesses(problem) };
    try {
      search.extend(choice, [...problem.demands.keys()].slice(0, 60));
      return [choice.withheld, choice.witnesses.moves(), search.asked];
    } finally {
      search.dispose();
    }
  };
  const hand = new MoodyHand(3);
  expect(choose([hand])).toEqual(choose([]));
  expect(hand.given).toBeGreaterThan(5);
});
