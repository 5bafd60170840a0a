import type { Highs } from 'highs';
import type { Watch } from '../solver.ts';
import { Seen } from './demands.ts';
import { fits } from './linear.ts';
import { type AuditPolicy, type PublicTable, type Sum, sumsOf, type TableFault } from './public-table.ts';
import type { Puzzle } from './puzzle.ts';
import { search, type Unmet } from './search.ts';
import { simplify } from './simplify.ts';
import { Tables } from './tables.ts';

/** What an attacker with a solver finds out about a published file. */
export interface Examination {
  readonly sums: readonly Sum[];
  readonly puzzle: Puzzle;
  readonly seen: Seen;
  readonly unmet: readonly Unmet[];
  /** Positions among the puzzle's cells of those that plain sums solve. */
  readonly solved: readonly number[];
  /** values[k][j]: few tables, the j-th withheld row. */
  readonly values: readonly (readonly number[])[];
  /** Asks on, while the solver still holds the problem; null where nothing is left to ask. */
  readonly tables: Tables | null;
}

/** The file cannot be true: its rows are no table, or no whole numbers fit its sums. */
export interface Broken {
  readonly faults: readonly TableFault[];
}

/**
 * Attacks a published file with everything a reader has, then hands what was found to `use`.
 * `known`: values of withheld rows from an earlier certificate; those that do not fit are ignored.
 */
export function examine<T>(
  table: PublicTable,
  policy: AuditPolicy,
  highs: Highs,
  use: (examination: Examination) => T,
  options: { readonly watch?: Watch | undefined; readonly known?: readonly (readonly number[])[] } = {},
): { readonly ok: true; readonly value: T } | { readonly ok: false; readonly broken: Broken } {
  const { sums, faults } = sumsOf(table);
  if (faults.length > 0) return { ok: false, broken: { faults } };
  const simple = simplify(table, sums, policy);
  if (!simple.ok) return contradiction([simple.contradiction.row]);
  const { puzzle } = simple;
  const solved = puzzle.follows.flatMap(({ variable }, cell) => (variable < 0 ? [cell] : []));
  const size = puzzle.lo.length;
  if (size === 0) {
    const values = [cellsOf(puzzle, new Float64Array())];
    return { ok: true, value: use({ sums, puzzle, seen: new Seen(0), unmet: [], solved, values, tables: null }) };
  }
  const tables = Tables.from(highs, puzzle, options.watch);
  if (tables === null) return contradiction([]);
  try {
    const known = (options.known ?? []).flatMap((values) => variablesOf(puzzle, values) ?? []);
    const { seen, few, unmet } = search(tables, policy, known, options.watch);
    const values = few.map((variables) => cellsOf(puzzle, variables));
    if (!values.every((each) => holds(table, sums, puzzle, each))) return contradiction([]);
    return { ok: true, value: use({ sums, puzzle, seen, unmet, solved, values, tables }) };
  } finally {
    tables.dispose();
  }
}

function contradiction(rows: readonly number[]): { readonly ok: false; readonly broken: Broken } {
  const reason = 'no table of whole numbers agrees with the published counts';
  return { ok: false, broken: { faults: [{ kind: 'contradiction', rows, reason }] } };
}

/** The values of the withheld cells, given the variables'. */
function cellsOf({ follows }: Puzzle, variables: Float64Array): number[] {
  return follows.map(({ variable, turn, plus }) => turn * (variable < 0 ? 0 : (variables[variable] ?? 0)) + plus);
}

/** The variables, given the cells' values; null where they do not belong to this puzzle. */
function variablesOf(puzzle: Puzzle, values: readonly number[]): Float64Array[] | null {
  const variables = new Float64Array(puzzle.lo.length);
  puzzle.follows.forEach(({ variable, turn, plus }, cell) => {
    if (variable >= 0) variables[variable] = turn * ((values[cell] ?? Number.NaN) - plus);
  });
  const back = cellsOf(puzzle, variables);
  const same = values.length === back.length && back.every((value, cell) => value === values[cell]);
  return same && fits(puzzle, variables) ? [variables] : null;
}

/** Whether a table keeps every sum of the file, not only those the solver saw. */
function holds(table: PublicTable, sums: readonly Sum[], { cells }: Puzzle, values: readonly number[]): boolean {
  const all = Float64Array.from(table.rows, ({ n }) => n ?? Number.NaN);
  cells.forEach((row, cell) => {
    all[row] = values[cell] ?? Number.NaN;
  });
  return sums.every(({ total, parts }) => parts.reduce((sum, part) => sum + (all[part] ?? 0), 0) === all[total]);
}
