import { intervals } from '../../disclosure/audit/intervals.ts';
import { auditPublic } from '../../disclosure/audit/report.ts';
import { reasonOf } from '../../disclosure/output/private.ts';
import { fault, fine, type Outcome } from '../../disclosure/problem.ts';
import { productOf } from '../../disclosure/product/product.ts';
import { systemOf } from '../../disclosure/product/system-of.ts';
import { type Row, readTable, type Table } from '../../disclosure/product/table.ts';
import type { Highs, Watch } from '../../disclosure/solver.ts';
import { suppress } from '../../disclosure/suppress/suppress.ts';
import type { Protection, ReleaseRequest } from './protect.ts';

/** Protects a release in this thread. Seconds of work: only the engine's own thread calls it. */
export function protectHere(request: ReleaseRequest, highs: Highs, watch?: Watch): Protection {
  if (request.ledger.length > 0) {
    return fault('ledgerForeign', {}, 'The ledger holds entries of another program.', 'Give the program its own.');
  }
  const table = tableOf(request, request.formula);
  const product = table.ok ? productOf(table.value) : table;
  if (!product.ok) return product;
  const system = systemOf(product.value, request.policy);
  if (!system.ok) return system;
  const { withheld } = suppress(system.value, highs, watch);
  const published = {
    columns: product.value.columns,
    formula: request.formula,
    rows: product.value.cells.map(({ codes }, cell) => ({
      codes,
      n: withheld[cell] === 1 ? null : (product.value.n[cell] ?? 0),
    })),
  };
  const audit = auditPublic(published, request.policy, highs, watch);
  if (audit.certificate === null) {
    return fault('auditFailed', {}, 'The audit found counts that can be worked out.', 'Publish coarser groups.');
  }
  const known = request.intervals === true ? intervals(published, request.policy, highs, watch) : null;
  return fine({
    columns: published.columns,
    cells: published.rows.map((row, cell) => ({ ...row, ...(known?.[cell] ?? {}) })),
    certificate: audit.certificate,
    audit: audit.figures,
    withheld: published.rows.flatMap(({ codes }, cell) => {
      const reason = reasonOf(system.value.primary, withheld, cell);
      return reason === 'published' ? [] : [{ codes, reason, n: product.value.n[cell] ?? 0 }];
    }),
    entry: '',
  });
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
