import { step as tell, type Watch } from '../solver.ts';
import { type Demand, demandsOf, fewest, Seen } from './demands.ts';
import type { AuditPolicy } from './public-table.ts';
import type { Tables, Verdict } from './tables.ts';

/** A demand that no table meets, and why. */
export interface Unmet {
  readonly demand: Demand;
  readonly verdict: Exclude<Verdict, { kind: 'table' }>;
}

export interface SearchResult {
  readonly seen: Seen;
  /** Few tables that meet all that can be met. */
  readonly few: readonly Float64Array[];
  readonly unmet: readonly Unmet[];
}

/** The pull of the first of what is open, and the powers of ten over which the others' pulls are spread. */
const foremost = 1e4;
const spread = 3;

/** How far a variable may go when only asked for another value: far moves of some leave no room for others. */
const step = 4;

/**
 * Finds tables until every demand of the policy is met or shown to be out of reach: each question pulls all that is
 * still open in one direction, one demand before all others; if that is not met, it is pulled alone, and in the end asked
 * about with all that proves an answer, which takes longest. `known` are tables to begin with, each checked.
 */
export function search(
  tables: Tables,
  policy: AuditPolicy,
  known: readonly Float64Array[],
  watch?: Watch,
): SearchResult {
  const { puzzle } = tables;
  const size = puzzle.lo.length;
  const demands = demandsOf(puzzle, policy);
  const seen = new Seen(size);
  seen.add(tables.first);
  for (const table of known) seen.add(table);
  const unmet: Unmet[] = [];
  const weights = weightsFrom(1);
  let open = demands.filter((demand) => !seen.meets(demand));
  for (let [first] = open; first !== undefined; [first] = open) {
    tell(watch, 'audit', demands.length - open.length, demands.length);
    const table = pull(tables, seen, open, weights);
    if (table !== null) seen.add(table);
    if (!seen.meets(first)) alone(tables, seen, first);
    if (!seen.meets(first)) {
      const verdict = single(tables, seen, first);
      if (verdict !== null) {
        unmet.push({ demand: first, verdict });
        open.shift();
      }
    }
    open = open.filter((demand) => !seen.meets(demand));
  }
  return { seen, few: fewest(seen.tables, demands, size), unmet };
}

/** One table that moves as much of what is open as it can, the first before all. */
function pull(tables: Tables, seen: Seen, open: readonly Demand[], weight: () => number): Float64Array | null {
  const { puzzle } = tables;
  const cost = new Float64Array(puzzle.lo.length);
  const [lo, hi] = [tables.lo.slice(), tables.hi.slice()];
  const [first] = open;
  for (const demand of open) {
    const { variable, turn } = demand;
    const [min, max] = [seen.min[variable] ?? 0, seen.max[variable] ?? 0];
    let way: number = turn;
    if (turn === 0) {
      const [least, most] = [puzzle.lo[variable] ?? 0, puzzle.hi[variable] ?? 0];
      way = min <= least ? 1 : max >= most ? -1 : weight() < 1.5 ? 1 : -1;
      hi[variable] = Math.min(hi[variable] ?? 0, max + step);
      lo[variable] = Math.max(lo[variable] ?? 0, min - step);
    }
    const pulls = demand === first ? foremost : 10 ** (spread * (weight() - 1));
    cost[variable] = (cost[variable] ?? 0) - way * pulls;
  }
  for (const { variable, turn, at } of open) {
    if (turn === 1) hi[variable] = Math.min(tables.hi[variable] ?? 0, Math.max(at, seen.max[variable] ?? 0));
    if (turn === -1) lo[variable] = Math.max(tables.lo[variable] ?? 0, Math.min(at, seen.min[variable] ?? 0));
  }
  return tables.nudge(cost, lo, hi);
}

/** Looks near the table found last for one that meets this demand, whatever it does to others. */
function alone(tables: Tables, seen: Seen, demand: Demand): void {
  const { variable, turn, at } = demand;
  for (const way of turn === 0 ? [1, -1] : [turn]) {
    const cost = new Float64Array(tables.puzzle.lo.length);
    cost[variable] = -way * foremost;
    const [lo, hi] = [tables.lo.slice(), tables.hi.slice()];
    if (way === 1) hi[variable] = Math.min(hi[variable] ?? 0, turn === 0 ? (seen.max[variable] ?? 0) + 1 : at);
    else lo[variable] = Math.max(lo[variable] ?? 0, turn === 0 ? (seen.min[variable] ?? 0) - 1 : at);
    const table = tables.nudge(cost, lo, hi);
    if (table !== null) seen.add(table);
    if (seen.meets(demand)) return;
  }
}

/** Asks for one demand alone. Null when a table met it. */
function single(tables: Tables, seen: Seen, { variable, turn, at }: Demand): Unmet['verdict'] | null {
  const asks: readonly (readonly [1 | -1, number])[] =
    turn === 0
      ? [
          [1, (seen.max[variable] ?? 0) + 1],
          [-1, (seen.min[variable] ?? 0) - 1],
        ]
      : [[turn, at]];
  const verdicts: Unmet['verdict'][] = [];
  for (const [way, to] of asks) {
    const verdict = tables.reaches(variable, way, to);
    if (verdict.kind === 'table') {
      seen.add(verdict.values);
      return null;
    }
    verdicts.push(verdict);
  }
  // The weakest of the two answers is what can be said of both.
  const weakest = (verdict: Unmet['verdict']): number =>
    verdict.kind === 'unsettled' ? 0 : verdict.by === 'wholeNumbers' ? 1 : 2;
  return verdicts.toSorted((a, b) => weakest(a) - weakest(b))[0] ?? { kind: 'unsettled' };
}

/** Numbers from 1 to 2 that look random and are the same everywhere, so that no two variables pull equally hard. */
function weightsFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return 1 + state / 2 ** 32;
  };
}
