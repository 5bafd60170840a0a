import { type AuditPolicy, floorOf } from './public-table.ts';
import type { Puzzle } from './puzzle.ts';

/** What a policy asks about a withheld cell; each names the finding where it is not met. */
type DemandKind = 'exact' | 'belowBound' | 'aboveFloor';

/**
 * What the tables must show of a variable: two different values (turn 0), some value from `at` up (turn 1), or some value
 * from `at` down (turn -1). `cells` are the positions among the puzzle's cells that ask for it.
 */
export interface Demand {
  readonly kind: DemandKind;
  readonly variable: number;
  readonly turn: 0 | 1 | -1;
  readonly at: number;
  readonly cells: readonly number[];
}

/** Everything a policy asks of the tables, each once. Solved cells are left out: no table can help them. */
export function demandsOf(puzzle: Puzzle, policy: AuditPolicy): readonly Demand[] {
  const found = new Map<string, Demand & { readonly cells: number[] }>();
  const ask = (cell: number, kind: DemandKind, variable: number, turn: 0 | 1 | -1, at: number): void => {
    const key = `${kind} ${variable} ${turn} ${at}`;
    const known = found.get(key);
    if (known === undefined) found.set(key, { kind, variable, turn, at, cells: [cell] });
    else known.cells.push(cell);
  };
  puzzle.follows.forEach(({ variable, turn, plus }, cell) => {
    if (variable < 0) return;
    // The cell is turn * variable + plus.
    ask(cell, 'exact', variable, 0, 0);
    if (policy.protect === 'exact') return;
    ask(cell, 'belowBound', variable, turn, turn * (policy.threshold - plus));
    if (policy.protect === 'bound') return;
    ask(cell, 'aboveFloor', variable, turn === 1 ? -1 : 1, turn * (floorOf(policy) - plus));
  });
  return [...found.values()];
}

/** What the tables found so far show of each variable. */
export class Seen {
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly tables: Float64Array[] = [];

  constructor(size: number) {
    this.min = new Float64Array(size).fill(Number.POSITIVE_INFINITY);
    this.max = new Float64Array(size).fill(Number.NEGATIVE_INFINITY);
  }

  add(table: Float64Array): void {
    this.tables.push(table);
    table.forEach((value, variable) => {
      if (value < (this.min[variable] ?? 0)) this.min[variable] = value;
      if (value > (this.max[variable] ?? 0)) this.max[variable] = value;
    });
  }

  meets({ variable, turn, at }: Demand): boolean {
    const [min, max] = [this.min[variable] ?? 0, this.max[variable] ?? 0];
    if (turn === 0) return min < max;
    return turn === 1 ? max >= at : min <= at;
  }
}

/** Few of the tables that meet all that the whole list meets: those that nothing needs are left out, latest first. */
export function fewest(tables: readonly Float64Array[], demands: readonly Demand[], size: number): Float64Array[] {
  const all = new Seen(size);
  for (const table of tables) all.add(table);
  const met = demands.filter((demand) => all.meets(demand));
  let kept = [...tables];
  for (const table of tables.toReversed()) {
    const others = kept.filter((each) => each !== table);
    const seen = new Seen(size);
    for (const each of others) seen.add(each);
    if (others.length > 0 && met.every((demand) => seen.meets(demand))) kept = others;
  }
  return kept;
}
