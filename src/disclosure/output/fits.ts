import type { PublicTable } from '../audit/public-table.ts';
import { fault, type Outcome } from '../problem.ts';
import { type Formula, parseFormula } from '../product/formula.ts';
import { marginKey, marginsOf } from '../product/margins.ts';
import { TOTAL } from '../product/table.ts';
import type { PublicFile } from './public.ts';

/**
 * Whether a published file holds exactly the cells that its formula promises: none missing, none twice, none besides.
 * A reader's sums are only true then. Errors: the first row that does not belong, or how many are missing.
 */
export function fitsFormula({ table, line }: PublicFile, file: string): Outcome<Formula> {
  const formula = parseFormula(table.formula, table.columns);
  if (!formula.ok) return formula;
  const margins = marginsOf(formula.value);
  if (!margins.ok) return margins;
  const known = new Set(margins.value.map(marginKey));
  const seen = new Set<string>();
  const parents = new Map<string, string>();
  const codes = new Map<string, Set<string>>();
  for (const [row, { codes: cell }] of table.rows.entries()) {
    const place = { file, line: line[row] ?? 0, text: cell.join(', ') };
    const key = JSON.stringify(cell);
    if (seen.has(key)) return fault('cellTwice', place, 'This cell stands in the file twice.', 'Take one out.');
    seen.add(key);
    const margin = deepest(table, formula.value, cell);
    if (margin === null || !known.has(marginKey(margin))) {
      return fault('cellForeign', place, 'The formula has no such cell.', 'Give the formula it was published by.');
    }
    for (const [column, parent] of formula.value.parents) {
      const code = cell[table.columns.indexOf(column)] ?? TOTAL;
      if (code === TOTAL) continue;
      codes.set(column, (codes.get(column) ?? new Set()).add(code));
      const above = parent === null ? '' : (cell[table.columns.indexOf(parent)] ?? '');
      const name = JSON.stringify([column, code]);
      const before = parents.get(name);
      if (before !== undefined && before !== above) {
        const reason = `"${code}" stands under "${above}" here and under "${before}" before.`;
        return fault('twoParents', { ...place, column }, reason, 'Mend the file: a code has one place.');
      }
      parents.set(name, above);
    }
  }
  const expected = margins.value.reduce(
    (sum, margin) => sum + margin.reduce((size, column) => size * (codes.get(column)?.size ?? 0), 1),
    0,
  );
  if (expected === table.rows.length) return formula;
  const reason = `${expected - table.rows.length} cells of the formula are missing.`;
  return fault('cellsMissing', { file }, reason, 'Give the whole file, and the formula it was published by.');
}

/** The deepest columns shown; null where a level is shown below one that is summed over. */
function deepest(table: PublicTable, formula: Formula, cell: readonly string[]): string[] | null {
  const shown = table.columns.filter((_, at) => cell[at] !== TOTAL);
  for (const column of shown) {
    const parent = formula.parents.get(column);
    if (parent === undefined || (parent !== null && !shown.includes(parent))) return null;
  }
  return shown.filter((column) => !shown.some((other) => formula.parents.get(other) === column));
}
