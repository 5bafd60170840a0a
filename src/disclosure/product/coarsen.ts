import type { Product } from './product.ts';
import { TOTAL } from './table.ts';

/** What would be left to withhold if a column were not shown. */
export interface Coarser {
  readonly column: string;
  /** Cells that count somebody. */
  readonly nonzero: number;
  /** Those among them that are small. */
  readonly primary: number;
}

/**
 * What leaving out each column (with the levels below it) would leave: the one with the smallest share of small counts
 * first. Advice for a product that cannot be protected or would withhold too much; decided by counting, without a solver.
 */
export function coarserProducts(product: Product, primary: Uint8Array): readonly Coarser[] {
  const used = product.columns.filter((column) => product.formula.parents.has(column));
  const found = used.map((column) => {
    const at = product.columns.indexOf(column);
    let nonzero = 0;
    let small = 0;
    product.cells.forEach(({ codes }, cell) => {
      if (codes[at] !== TOTAL || (product.n[cell] ?? 0) === 0) return;
      nonzero += 1;
      small += primary[cell] ?? 0;
    });
    return { column, nonzero, primary: small };
  });
  const share = ({ nonzero, primary: small }: Coarser): number => (nonzero === 0 ? 0 : small / nonzero);
  return found.toSorted((a, b) => share(a) - share(b) || b.nonzero - a.nonzero);
}
