import { intervals } from '../../disclosure/audit/intervals.ts';
import type { Ledger } from '../../disclosure/ledger/entry.ts';
import { type Release, releaseBeside } from '../../disclosure/ledger/release.ts';
import { reasonOf } from '../../disclosure/output/private.ts';
import type { Outcome } from '../../disclosure/problem.ts';
import type { Marks } from '../../disclosure/product/marks.ts';
import { type Row, readTable, type Table, TOTAL } from '../../disclosure/product/table.ts';
import type { Highs, Watch } from '../../disclosure/solver.ts';
import type { ProtectedRelease, TableRequest } from './protection.ts';

/**
 * Protects a table in this thread beside what is out of it. `withhold`: positions of cells to be withheld for the sake of
 * other tables. Seconds of work: only the engine's own thread calls it.
 */
export function madeHere(
  request: TableRequest,
  ledger: Ledger,
  highs: Highs,
  watch?: Watch,
  withhold: readonly number[] = [],
): Outcome<Release> {
  const { counts, columns, formula, scope, policy } = request;
  const read = (all: string): Outcome<Table> => tableOf(request, all);
  const input = { wanted: { counts, formula, scope }, policy, ledger, columns, read, withhold };
  let made: Outcome<Release> | null = null;
  for (const mustPublish of request.showTotals === true ? totalsOf(request) : [null]) {
    made = releaseBeside({ ...input, mustPublish }, highs, watch);
    if (made.ok) break;
  }
  return made ?? { ok: false, problems: [] };
}

/** What the house and the public are told of a table that passed; `entry`: its text for the ledger. */
export function toldOf({ policy, intervals: asked }: TableRequest, release: Release, entry: string, highs: Highs) {
  const { product, primary, chosen, table, certificate, audit } = release;
  const known = asked === true ? intervals(table, policy, highs) : null;
  return {
    columns: table.columns,
    cells: table.rows.map((row, cell) => ({ ...row, ...(known?.[cell] ?? {}) })),
    certificate,
    audit: audit.figures,
    withheld: table.rows.flatMap(({ codes }, cell) => {
      const reason = reasonOf(primary, chosen.withheld, cell);
      return reason === 'published' ? [] : [{ codes, reason, n: product.n[cell] ?? 0 }];
    }),
    entry,
  } satisfies ProtectedRelease;
}

/**
 * What is asked for first, and what is asked for where that cannot be protected: the totals of all periods, the whole
 * one, none. A table without its total tells readers little, and one cell costs the engine as much as another.
 */
function totalsOf({ columns: all, formula, scope }: TableRequest): readonly (Marks | null)[] {
  const told = new Set(formula.match(/\w+/g));
  const columns = all.filter((column) => told.has(column));
  const marked = (codes: readonly (string | null)[]): Marks => ({
    file: 'totals',
    columns,
    marks: [{ line: 1, codes }],
  });
  const periods = Object.keys(scope).filter((column) => told.has(column));
  return [
    marked(columns.map((column) => (periods.includes(column) ? null : TOTAL))),
    ...(periods.length === 0 ? [] : [marked(columns.map(() => TOTAL))]),
    null,
  ];
}

/** The detailed counts as the engine reads them; people's keys stay inside. */
function tableOf({ columns, rows }: TableRequest, formula: string): Outcome<Table> {
  const named = rows.some(({ person }) => person !== undefined);
  const header = [...columns, 'n', ...(named ? [personColumn] : [])];
  const lines: Row[] = rows.map(({ codes, n, person }, row) => ({
    line: row + 2,
    cells: [...codes, String(n), ...(named ? [person ?? ''] : [])],
  }));
  return readTable([{ line: 1, cells: header }, ...lines], {
    file: 'rows',
    formula,
    count: 'n',
    ...(named ? { contributor: personColumn } : {}),
  });
}

/** No dimension is called this. */
const personColumn = '#person';
