import { type Highs, step, type Watch } from '../solver.ts';
import { Fate, type System } from '../system.ts';
import { type Problem, problemOf } from './problem.ts';
import type { Move } from './program.ts';
import { type Choice, Search } from './search.ts';
import { Inside } from './trim.ts';
import { Witnesses } from './witnesses.ts';

/** What was chosen. */
export interface Suppression {
  /** 1: withheld. One entry a cell. */
  readonly withheld: Uint8Array;
  /** Primary cells that could not be protected, whatever is withheld. */
  readonly unprotected: readonly number[];
  /** Tables that prove it, as differences from the truth: [cell, by] each. Private: they contain the truth. */
  readonly witnesses: readonly (readonly (readonly [cell: number, by: number])[])[];
  /** Questions put to the solver. */
  readonly asked: number;
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
 * the level asked for. Deterministic: work is counted, never timed. Throws `Stopped` when told to end.
 * Source: requirement P7.9; cell suppression after Fischetti and Salazar (2001), with a demand-led greedy choice.
 */
export function suppress(system: System, highs: Highs, watch?: Watch): Suppression {
  const problem = problemOf(system);
  const search = new Search(highs, problem);
  try {
    let withheld = problem.given.slice();
    const first = look(highs, problem, withheld, [], watch);
    const witnesses = first.witnesses;
    search.extend({ withheld, witnesses }, witnesses.unmet(), watch);
    const trimmed = look(highs, problem, withheld, witnesses.moves(), watch, true);
    withheld = trimmed.withheld;
    const improved = improve(highs, problem, search, { withheld, witnesses: trimmed.witnesses }, watch);
    step(watch, 'choosing', 1, 1);
    return answer(problem, improved.withheld, improved.witnesses, search.asked + first.asked + trimmed.asked);
  } finally {
    search.dispose();
  }
}

/**
 * How many questions a phase may put to the solver, for a problem of so many relations: a question costs more the larger
 * the table, and a move up to the threshold more than a move by one. Counted, never timed, so that every machine ends
 * with the same answer.
 */
function patience(problem: Problem, phase: 'trim' | 'swap'): number {
  const rows = Math.max(100, problem.reduced.rows.length);
  const scale = problem.system.protection === 'exact' ? { trim: 2.4e9, swap: 6e7 } : { trim: 9e7, swap: 6e7 };
  return Math.ceil(scale[phase] / rows ** 2);
}

/** Swaps and trims in turn until nothing gets better or the patience is used up. */
function improve(highs: Highs, problem: Problem, search: Search, choice: Choice, watch?: Watch): Choice {
  let best = choice;
  let budget = patience(problem, 'swap');
  for (;;) {
    const before = search.asked;
    const order = [...best.withheld.keys()]
      .filter((variable) => best.withheld[variable] === 1 && problem.given[variable] === 0)
      .sort((a, b) => (problem.value[b] ?? 0) - (problem.value[a] ?? 0) || a - b);
    const tried = { withheld: best.withheld.slice(), witnesses: best.witnesses };
    const changed = search.swap(tried, order, budget, watch);
    budget -= search.asked - before;
    if (!changed) return best;
    const trimmed = look(highs, problem, tried.withheld, tried.witnesses.moves(), watch, true);
    best = { withheld: trimmed.withheld, witnesses: trimmed.witnesses };
    if (budget <= 0) return best;
  }
}

function look(
  highs: Highs,
  problem: Problem,
  withheld: Uint8Array,
  known: readonly Move[],
  watch?: Watch,
  trims = false,
): { readonly withheld: Uint8Array; readonly witnesses: Witnesses; readonly asked: number } {
  const inner = insideOf(problem, withheld);
  const inside = new Inside(highs, inner);
  try {
    for (const move of outward(inner, problem, known)) inside.witnesses.add(move);
    inside.meetAll(watch);
    let left = withheld;
    if (trims) {
      const order = [...Array(inner.size).keys()].sort(
        (a, b) => (inner.value[b] ?? 0) - (inner.value[a] ?? 0) || a - b,
      );
      left = without(problem, withheld, inner, inside.trim(order, patience(problem, 'trim'), watch));
    }
    const witnesses = new Witnesses(problem);
    for (const move of outward(problem, inner, inside.witnesses.moves())) witnesses.add(move);
    return { withheld: left, witnesses, asked: inside.asked };
  } finally {
    inside.dispose();
  }
}

function answer(problem: Problem, held: Uint8Array, witnesses: Witnesses, asked: number): Suppression {
  const { system, reduced } = problem;
  const withheld = Uint8Array.from(system.fate, (fate, cell) =>
    fate === Fate.withheld || system.primary[cell] === 1 ? 1 : 0,
  );
  reduced.members.forEach((members, variable) => {
    if (held[variable] === 1) for (const { cell } of members) withheld[cell] = 1;
  });
  const unmet = new Set<number>();
  for (const index of witnesses.unmet()) {
    for (const { cell } of reduced.members[problem.demands[index]?.variable ?? -1] ?? []) {
      if (system.primary[cell] === 1) unmet.add(cell);
    }
  }
  for (const cell of reduced.stuck) if (system.primary[cell] === 1) unmet.add(cell);
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
    asked,
  };
}
