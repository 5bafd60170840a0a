import { fine, type Outcome } from '../../disclosure/problem.ts';
import { type Marks, readMarks } from '../../disclosure/product/marks.ts';
import { type Product, productOf } from '../../disclosure/product/product.ts';
import { type Row, readTable, type TableSpec } from '../../disclosure/product/table.ts';
import { rowsOfCsv } from './csv.ts';
import { readText } from './files.ts';

/** The records of a CSV file. */
export async function rowsOfFile(file: string): Promise<Outcome<readonly Row[]>> {
  const text = await readText(file);
  return text.ok ? rowsOfCsv(text.value, file) : text;
}

/** The marks of a CSV file; null without a file. */
export async function marksOfFile(file: string | null): Promise<Outcome<Marks | null>> {
  if (file === null) return fine(null);
  const rows = await rowsOfFile(file);
  return rows.ok ? readMarks(rows.value, file) : rows;
}

/** The product of a file of detailed counts; people are listed behind those of fewer than `threshold`. */
export async function productOfFile(
  spec: TableSpec,
  impossible: string | null,
  threshold: number,
): Promise<Outcome<Product>> {
  const rows = await rowsOfFile(spec.file);
  if (!rows.ok) return rows;
  const table = readTable(rows.value, spec);
  if (!table.ok) return table;
  const marks = await marksOfFile(impossible);
  return marks.ok ? productOf(table.value, marks.value, threshold) : marks;
}
