import { intervals } from '../../disclosure/audit/intervals.ts';
import { entryText, readLedger } from '../../disclosure/ledger/entry.ts';
import { type Release, releaseBeside } from '../../disclosure/ledger/release.ts';
import { reasonOf } from '../../disclosure/output/private.ts';
import { fine, type Outcome } from '../../disclosure/problem.ts';
import type { Marks } from '../../disclosure/product/marks.ts';
import { type Row, readTable, type Table, TOTAL } from '../../disclosure/product/table.ts';
import type { Highs, Watch } from '../../disclosure/solver.ts';
import type { Protection, ReleaseRequest } from './protection.ts';

/** Protects a release in this thread. Seconds of work: only the engine's own thread calls it. */
export function protectHere(request: ReleaseRequest, highs: Highs, watch?: Watch): Protection {
  const { counts, columns, formula, scope, policy } = request;
  const ledger = readLedger(request.ledger.map((text, at) => ({ file: `entry ${at + 1}`, text })));
  if (!ledger.ok) return ledger;
  const read = (all: string): Outcome<Table> => tableOf(request, all);
  const input = { wanted: { counts, formula, scope }, policy, ledger: ledger.value, columns, read };
  let made: Outcome<Release> | null = null;
  for (const mustPublish of request.showTotals === true ? totalsOf(request) : [null]) {
    made = releaseBeside({ ...input, mustPublish }, highs, watch);
    if (made.ok) break;
  }
  if (made?.ok !== true) return made ?? { ok: false, problems: [] };
  const { product, primary, chosen, table, certificate, audit, entry } = made.value;
  const known = request.intervals === true ? intervals(table, policy, highs, watch) : null;
  return fine({
    columns: table.columns,
    cells: table.rows.map((row, cell) => ({ ...row, ...(known?.[cell] ?? {}) })),
    certificate,
    audit: audit.figures,
    withheld: table.rows.flatMap(({ codes }, cell) => {
      const reason = reasonOf(primary, chosen.withheld, cell);
      return reason === 'published' ? [] : [{ codes, reason, n: product.n[cell] ?? 0 }];
    }),
    entry: entryText(entry),
  });
}

/**
 * What is asked for first, and what is asked for where that cannot be protected: the totals of all periods, the whole
 * one, none. A table without its total tells readers little, and one cell costs the engine as much as another.
 */
function totalsOf({ columns: all, formula, scope }: ReleaseRequest): readonly (Marks | null)[] {
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
function tableOf({ columns, rows }: ReleaseRequest, formula: string): Outcome<Table> {
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
