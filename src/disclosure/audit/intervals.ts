import type { Highs } from 'highs';
import { step as tell, type Watch } from '../solver.ts';
import type { Seen } from './demands.ts';
import { type Examination, examine } from './examine.ts';
import type { AuditPolicy, PublicTable } from './public-table.ts';
import type { Tables } from './tables.ts';

/** Every whole number a withheld cell may be lies from `lo` to `hi`; `hi` null: without end. */
export interface Interval {
  readonly lo: number;
  readonly hi: number | null;
}

/** Whole numbers nearer to the far end that are asked for one by one, where fractions reach further than tables. */
const mostTries = 5;

/**
 * What every reader can work out about each row: its interval where it is withheld, else null. Limits proved by exact
 * arithmetic, and reached by a table of whole numbers wherever one was found. Null for a file that cannot be true.
 */
export function intervals(
  table: PublicTable,
  policy: AuditPolicy,
  highs: Highs,
  watch?: Watch,
): readonly (Interval | null)[] | null {
  const examined = examine(table, policy, highs, (all) => intervalsOf(table, all, watch), { watch });
  return examined.ok ? examined.value : null;
}

function intervalsOf(table: PublicTable, all: Examination, watch: Watch | undefined): (Interval | null)[] {
  const { puzzle, seen, tables } = all;
  const size = puzzle.lo.length;
  const limits = Array.from({ length: size }, (_, variable) => {
    tell(watch, 'intervals', variable, size);
    return tables === null ? ([0, 0] as const) : rangeOf(tables, seen, variable);
  });
  const found: (Interval | null)[] = table.rows.map(() => null);
  puzzle.cells.forEach((row, cell) => {
    const { variable, turn, plus } = puzzle.follows[cell] ?? { variable: -1, turn: 1, plus: 0 };
    const [low, high] = variable < 0 ? [0, 0] : (limits[variable] ?? [0, 0]);
    const ends = [turn * low + plus, turn * high + plus];
    const hi = Math.max(...ends);
    found[row] = { lo: Math.min(...ends), hi: Number.isFinite(hi) ? hi : null };
  });
  return found;
}

/** The narrowest interval's width, null where all are without end. Asks only about cells that the tables found so far show no wider. */
export function leastWidth({ puzzle, seen, tables, solved }: Examination): number | null {
  if (solved.length > 0) return 0;
  if (tables === null) return null;
  const shown = (variable: number): number => (seen.max[variable] ?? 0) - (seen.min[variable] ?? 0);
  const outer = (variable: number): number => (puzzle.hi[variable] ?? 0) - (puzzle.lo[variable] ?? 0);
  const order = [...puzzle.lo.keys()].sort((a, b) => outer(a) - outer(b) || a - b);
  let least = Number.POSITIVE_INFINITY;
  for (const variable of order) {
    if (shown(variable) >= least) continue;
    const [lo, hi] = rangeOf(tables, seen, variable);
    least = Math.min(least, hi - lo);
  }
  return Number.isFinite(least) ? least : null;
}

function rangeOf(tables: Tables, seen: Seen, variable: number): readonly [lo: number, hi: number] {
  return [endOf(tables, seen, variable, -1), endOf(tables, seen, variable, 1)];
}

/** The last whole number in one direction. */
function endOf(tables: Tables, seen: Seen, variable: number, turn: 1 | -1): number {
  const { puzzle } = tables;
  const reached = (): number => (turn === 1 ? seen.max[variable] : seen.min[variable]) ?? 0;
  const outer = (turn === 1 ? puzzle.hi[variable] : puzzle.lo[variable]) ?? 0;
  if (reached() === outer) return outer;
  const { limit, table } = tables.limit(variable, turn);
  let end = turn * Math.floor(turn * limit);
  if (reached() === end || !Number.isFinite(end)) return end;
  const values = table();
  if (values !== null) seen.add(values);
  for (let tries = 0; tries < mostTries && reached() !== end; tries += 1) {
    const verdict = tables.reaches(variable, turn, end);
    if (verdict.kind === 'unsettled') break;
    if (verdict.kind === 'table') seen.add(verdict.values);
    else end -= turn;
  }
  return end;
}
