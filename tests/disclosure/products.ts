import { parse } from 'csv-parse/sync';
import type { AuditPolicy, PublicTable } from '../../src/disclosure/audit/public-table.ts';
import { sentence } from '../../src/disclosure/problem.ts';
import { type Product, productOf } from '../../src/disclosure/product/product.ts';
import { systemOf } from '../../src/disclosure/product/system-of.ts';
import { readTable } from '../../src/disclosure/product/table.ts';
import type { Highs } from '../../src/disclosure/solver.ts';
import { suppress } from '../../src/disclosure/suppress/suppress.ts';
import { contacts } from '../support/contacts.ts';

export const formulas = {
  dash: '(zone > school) * event * (race + sex + dis + quarter)',
  cross: '(zone > school) * race * sex * dis',
  mid: '(zone > school) * race * sex * event',
} as const;

/** A product of synthetic contacts, protected: what is published, and the truth. */
export interface Protected {
  readonly table: PublicTable;
  readonly product: Product;
  /** Withheld because small. */
  readonly primary: Uint8Array;
  /** Small counts that could not be protected. */
  readonly unprotected: readonly number[];
}

/** Makes contacts of so many schools, counts the product and chooses what is withheld. */
export function protectedProduct(
  schools: number,
  name: keyof typeof formulas,
  policy: AuditPolicy,
  highs: Highs,
  seed = 7,
): Protected {
  const rows = parse(contacts(schools, seed)).map((cells, index) => ({ line: index + 1, cells }));
  const read = readTable(rows, { file: 'contacts.csv', formula: formulas[name], count: 'n' });
  const product = read.ok ? productOf(read.value) : read;
  const system = product.ok ? systemOf(product.value, { ...policy, cost: 'cells' }) : product;
  if (!product.ok || !system.ok) throw new Error((product.ok ? [] : product.problems).map(sentence).join('\n'));
  const { withheld, unprotected } = suppress(system.value, highs);
  const { columns, cells, n } = product.value;
  const table = {
    columns,
    formula: formulas[name],
    rows: cells.map(({ codes }, cell) => ({ codes, n: withheld[cell] === 1 ? null : (n[cell] ?? 0) })),
  };
  return { table, product: product.value, primary: system.value.primary, unprotected };
}

/** A published file's text. */
export function csvOf({ columns, rows }: PublicTable): string {
  const lines = rows.map(({ codes, n }) => [...codes, n ?? '', n === null ? 'withheld' : 'published'].join(','));
  return `${[...columns, 'n', 'status'].join(',')}\n${lines.join('\n')}\n`;
}
