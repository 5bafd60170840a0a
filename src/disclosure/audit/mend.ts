import type { Highs } from 'highs';
import { fits, Linear, near } from './linear.ts';
import type { Puzzle } from './puzzle.ts';

/** How far from a fractional answer its mended neighbourhood may move. */
const room = 3;

/** Neighbourhoods tried: sums through a fraction, then sums through those. */
const radii = [1, 2, 4];

/**
 * What of an answer is worth mending: its difference from a whole table falls into parts that share no sum, each of
 * which can be taken or left. Parts with fractions that gain nothing are left at the whole table.
 */
export function worthMending({ equations }: Puzzle, base: Float64Array, values: Float64Array, cost: Float64Array) {
  const part = Int32Array.from(values, (_, variable) => variable);
  const rootOf = (variable: number): number => {
    let root = variable;
    while (part[root] !== root) {
      part[root] = part[part[root] ?? root] ?? root;
      root = part[root] ?? root;
    }
    return root;
  };
  const moves = values.map((value, variable) => value - (base[variable] ?? 0));
  for (const { variables } of equations) {
    let first = -1;
    for (const variable of variables) {
      if (Math.abs(moves[variable] ?? 0) <= near) continue;
      if (first < 0) first = rootOf(variable);
      else part[rootOf(variable)] = first;
    }
  }
  const gain = new Float64Array(values.length);
  const loose = new Uint8Array(values.length);
  moves.forEach((move, variable) => {
    const root = rootOf(variable);
    gain[root] = (gain[root] ?? 0) - move * (cost[variable] ?? 0);
    if (Math.abs(move - Math.round(move)) > near) loose[root] = 1;
  });
  return values.map((value, variable) => {
    const root = rootOf(variable);
    return loose[root] === 1 && (gain[root] ?? 0) < 0.5 ? (base[variable] ?? 0) : value;
  });
}

/** Values with each part that has fractions left at the whole table `base`: whole wherever they kept every sum. */
export function wholeParts(puzzle: Puzzle, base: Float64Array, values: Float64Array): Float64Array {
  return worthMending(puzzle, base, values, new Float64Array(values.length));
}

/**
 * Makes whole numbers of a fractional answer: keeps what is whole, and solves the neighbourhood of the fractions alone
 * in whole numbers, between the limits and as cheap as it can be. Null where no neighbourhood tried had an answer.
 */
export function mend(
  highs: Highs,
  puzzle: Puzzle,
  values: Float64Array,
  cost: Float64Array,
  lo: Float64Array,
  hi: Float64Array,
): Float64Array | null {
  const isLoose = (value: number): boolean => Math.abs(value - Math.round(value)) > near;
  let region = new Set<number>();
  values.forEach((value, variable) => {
    if (isLoose(value)) region.add(variable);
  });
  let radius = 0;
  for (const wanted of radii) {
    for (; radius < wanted; radius += 1) region = neighbours(puzzle, region);
    const table = solveWithin(highs, puzzle, region, values, cost, lo, hi);
    if (table !== null) return table;
  }
  return null;
}

function neighbours({ equations }: Puzzle, region: ReadonlySet<number>): Set<number> {
  const wider = new Set(region);
  for (const { variables } of equations) {
    if (variables.some((variable) => region.has(variable))) for (const variable of variables) wider.add(variable);
  }
  return wider;
}

function solveWithin(
  highs: Highs,
  puzzle: Puzzle,
  region: ReadonlySet<number>,
  values: Float64Array,
  cost: Float64Array,
  lo: Float64Array,
  hi: Float64Array,
): Float64Array | null {
  const inside = [...region].sort((a, b) => a - b);
  const position = new Map(inside.map((variable, index) => [variable, index]));
  const whole = values.map(Math.round);
  const equations = puzzle.equations.flatMap(({ variables, by, is }) => {
    if (!variables.some((variable) => region.has(variable))) return [];
    let rest = is;
    const part = variables.flatMap((variable, k) => {
      const index = position.get(variable);
      if (index !== undefined) return [[index, by[k] ?? 0] as const];
      rest -= (by[k] ?? 0) * (whole[variable] ?? 0);
      return [];
    });
    return [{ variables: part.map(([index]) => index), by: part.map(([, each]) => each), is: rest }];
  });
  const small: Puzzle = {
    cells: [],
    follows: [],
    dropped: 0,
    equations,
    lo: Float64Array.from(inside, (variable) => Math.max(lo[variable] ?? 0, Math.floor(values[variable] ?? 0) - room)),
    hi: Float64Array.from(inside, (variable) => Math.min(hi[variable] ?? 0, Math.ceil(values[variable] ?? 0) + room)),
  };
  const linear = new Linear(
    highs,
    small,
    Float64Array.from(inside, (variable) => whole[variable] ?? 0),
    true,
  );
  try {
    linear.price(Float64Array.from(inside, (variable) => cost[variable] ?? 0));
    const answer = linear.solve();
    if (answer.kind !== 'values') return null;
    inside.forEach((variable, index) => {
      whole[variable] = Math.round(answer.values[index] ?? 0);
    });
    return fits(puzzle, whole) ? whole : null;
  } finally {
    linear.dispose();
  }
}
