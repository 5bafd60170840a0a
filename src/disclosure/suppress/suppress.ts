import type { Highs, Watch } from '../solver.ts';
import { Fate, type System } from '../system.ts';
import type { Hand } from './ahead.ts';
import { type Problem, problemOf } from './problem.ts';
import type { Move } from './program.ts';
import { type Choice, Search } from './search.ts';
import { Inside } from './trim.ts';
import { Witnesses } from './witnesses.ts';

/** What was chosen. */
export interface Suppression {
  /** 1: withheld. One entry a cell. */
  readonly withheld: Uint8Array;
  /** Primary and guarded cells that could not be protected, whatever is withheld. */
  readonly unprotected: readonly number[];
  /** Tables that prove it, as differences from the truth: [cell, by] each. Private: they contain the truth. */
  readonly witnesses: readonly (readonly (readonly [cell: number, by: number])[])[];
}

/** What the work is done with. */
interface Means {
  readonly highs: Highs;
  readonly watch: Watch | undefined;
  readonly hands: readonly Hand[];
}

/** Lets the search open only what is withheld already: all else is published for good. */
function insideOf(problem: Problem, withheld: Uint8Array): Problem {
  const fate = new Uint8Array(problem.system.size).fill(Fate.published);
  problem.reduced.members.forEach((members, variable) => {
    if (withheld[variable] !== 1) return;
    for (const { cell } of members) fate[cell] = problem.system.fate[cell] ?? Fate.open;
  });
  return problemOf({ ...problem.system, fate });
}

/** The withheld variables after a look inside: what became published there is published here. */
function without(problem: Problem, withheld: Uint8Array, inner: Problem, published: readonly number[]): Uint8Array {
  const cells = new Set(
    published.flatMap((variable) => (inner.reduced.members[variable] ?? []).map(({ cell }) => cell)),
  );
  return withheld.map((held, variable) =>
    held === 1 && (problem.reduced.members[variable] ?? []).every(({ cell }) => cells.has(cell)) ? 0 : held,
  );
}

/** Moves of the inner problem as moves of the outer one. */
function outward(problem: Problem, inner: Problem, moves: readonly Move[]): Move[] {
  const variableOf = new Map<number, readonly [number, number]>();
  problem.reduced.members.forEach((members, variable) => {
    for (const { cell, turn } of members) variableOf.set(cell, [variable, turn]);
  });
  return moves.map((move) => {
    const by = new Map<number, number>();
    move.variables.forEach((variable, at) => {
      for (const { cell, turn } of inner.reduced.members[variable] ?? []) {
        const found = variableOf.get(cell);
        if (found !== undefined) by.set(found[0], (move.by[at] ?? 0) * turn * found[1]);
      }
    });
    const sorted = [...by].sort((a, b) => a[0] - b[0]);
    return {
      variables: Int32Array.from(sorted, ([variable]) => variable),
      by: Float64Array.from(sorted, ([, value]) => value),
    };
  });
}

/**
 * Chooses which cells to withhold beside the primary ones, at least cost, so that every primary cell is protected at
 * the level asked for. Deterministic: work is counted, never timed, and `hands`, further threads, change nothing. Throws `Stopped` when told to end.
 * Source: requirement P7.9; cell suppression after Fischetti and Salazar (2001), with a demand-led greedy choice.
 */
export function suppress(system: System, highs: Highs, watch?: Watch, hands: readonly Hand[] = []): Suppression {
  const problem = problemOf(system);
  const means: Means = { highs, watch, hands };
  let best: Choice | null = null;
  for (const weight of beginnings(problem)) {
    const weighed = { ...problem, cost: problem.cost.map((cost) => cost ** weight) };
    const found = choose(weighed, means);
    if (best === null || costOf(problem, found) < costOf(problem, best)) best = found;
  }
  return answer(problem, best ?? choose(problem, means));
}

/**
 * A greedy choice depends on where it begins: small tables are begun several times, seeing more and less difference
 * between cells (their costs to a power), and the cheapest end is kept. Where zeros may be withheld there are so many
 * ways about that only those of little value are looked at.
 */
function beginnings({ system, demands }: Problem): readonly number[] {
  const small = demands.length < (system.protection === 'exact' ? 500 : 400);
  if (small) return system.protection === 'exact' ? [1, 5 / 3, 5 / 2, 1 / 5] : [1, 20 / 3];
  return system.floor.includes(0) ? [4] : [1];
}

function costOf(problem: Problem, { withheld }: Choice): number {
  return problem.cost.reduce((sum, cost, variable) => sum + (withheld[variable] === 1 ? cost : 0), 0);
}

function choose(problem: Problem, means: Means): Choice {
  const { highs, watch, hands } = means;
  const search = new Search(highs, problem, hands);
  try {
    const withheld = problem.given.slice();
    const { witnesses } = look(means, problem, withheld, []);
    search.extend({ withheld, witnesses }, witnesses.unmet(), watch);
    const trimmed = look(means, problem, withheld, witnesses.moves(), true);
    return withoutIdle(problem, improve(means, problem, search, trimmed));
  } finally {
    search.dispose();
  }
}

/**
 * Publishes the withheld cells that move in no witness: no proof needs them, and a reader might compute them anyway, which
 * is a waste and looks like a leak.
 */
function withoutIdle(problem: Problem, { withheld, witnesses }: Choice): Choice {
  const moved = new Set(witnesses.moves().flatMap((move) => [...move.variables]));
  return {
    withheld: withheld.map((held, variable) => (moved.has(variable) || problem.given[variable] === 1 ? held : 0)),
    witnesses,
  };
}

/**
 * How many questions a phase may put to the solver, for a problem of so many relations: a question costs more the larger
 * the table, and a move up to the threshold more than a move by one. Counted, never timed, so that every machine ends
 * with the same answer.
 */
function patience(problem: Problem, phase: 'trim' | 'swap'): number {
  const rows = Math.max(100, problem.reduced.rows.length);
  const [scale, power] =
    problem.system.protection === 'exact' ? [{ trim: 2.4e9, swap: 3e7 }, 2] : [{ trim: 7e10, swap: 3.5e10 }, 3];
  const budget = Math.ceil(scale[phase] / rows ** power);
  // Too few for one swap are better not spent: a swap is followed by another trim.
  return phase === 'swap' && power === 3 && budget < 100 ? 0 : budget;
}

/** Swaps and trims in turn until nothing gets better or the patience is used up. */
function improve(means: Means, problem: Problem, search: Search, choice: Choice): Choice {
  let best = choice;
  let budget = patience(problem, 'swap');
  if (budget === 0) return choice;
  for (;;) {
    const before = search.asked;
    const order = [...best.withheld.keys()]
      .filter((variable) => best.withheld[variable] === 1 && problem.given[variable] === 0)
      .sort((a, b) => (problem.value[b] ?? 0) - (problem.value[a] ?? 0) || a - b);
    const tried = { withheld: best.withheld.slice(), witnesses: best.witnesses };
    const changed = search.swap(tried, order, budget, means.watch);
    budget -= search.asked - before;
    if (!changed) return best;
    const trimmed = look(means, problem, tried.withheld, tried.witnesses.moves(), true);
    best = trimmed;
    if (budget <= 0) return best;
  }
}

function look(
  { highs, watch, hands }: Means,
  problem: Problem,
  withheld: Uint8Array,
  known: readonly Move[],
  trims = false,
): Choice {
  const inner = insideOf(problem, withheld);
  const inside = new Inside(highs, inner, hands);
  try {
    for (const move of outward(inner, problem, known)) inside.witnesses.add(move);
    inside.spread(watch);
    let left = withheld;
    if (trims) {
      const order = [...Array(inner.size).keys()].sort(
        (a, b) => (inner.value[b] ?? 0) - (inner.value[a] ?? 0) || a - b,
      );
      left = without(problem, withheld, inner, inside.trim(order, patience(problem, 'trim'), watch));
    }
    const witnesses = new Witnesses(problem);
    for (const move of outward(problem, inner, inside.witnesses.moves())) witnesses.add(move);
    return { withheld: left, witnesses };
  } finally {
    inside.dispose();
  }
}

function answer(problem: Problem, { withheld: held, witnesses }: Choice): Suppression {
  const { system, reduced } = problem;
  const withheld = Uint8Array.from(system.fate, (fate, cell) =>
    fate === Fate.withheld || system.primary[cell] === 1 ? 1 : 0,
  );
  reduced.members.forEach((members, variable) => {
    if (held[variable] === 1) for (const { cell } of members) withheld[cell] = 1;
  });
  const isProtected = (cell: number): boolean => system.primary[cell] === 1 || system.guarded?.[cell] === 1;
  const unmet = new Set<number>();
  for (const index of witnesses.unmet()) {
    for (const { cell } of reduced.members[problem.demands[index]?.variable ?? -1] ?? []) {
      if (isProtected(cell)) unmet.add(cell);
    }
  }
  for (const cell of reduced.stuck) if (isProtected(cell)) unmet.add(cell);
  return {
    withheld,
    unprotected: [...unmet].sort((a, b) => a - b),
    witnesses: witnesses
      .moves()
      .map((move) =>
        Array.from(move.variables).flatMap((variable, at) =>
          (reduced.members[variable] ?? []).map(({ cell, turn }): readonly [number, number] => [
            cell,
            turn * (move.by[at] ?? 0),
          ]),
        ),
      ),
  };
}
