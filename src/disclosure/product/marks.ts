import { fault, fine, named, nearest, type Outcome, type Problem } from '../problem.ts';
import type { Formula } from './formula.ts';
import { type Row, TOTAL } from './table.ts';

/** Cells picked out by their codes: impossible ones, ones that must be published. */
export interface Marks {
  readonly file: string;
  readonly columns: readonly string[];
  readonly marks: readonly Mark[];
}

export interface Mark {
  readonly line: number;
  /** One code a column; null: any, the total too. */
  readonly codes: readonly (string | null)[];
}

/** What marks are put on: a product, whatever else it holds. */
interface Marked {
  readonly columns: readonly string[];
  readonly cells: readonly { readonly codes: readonly string[] }[];
  readonly formula: Pick<Formula, 'parents'>;
}

/** Reads marks: column names of the product first, then a line for each; an empty cell means any code, totals too. */
export function readMarks(rows: Iterable<Row>, file: string): Outcome<Marks> {
  const [header, ...lines] = rows;
  if (header === undefined)
    return fault('empty', { file }, 'The file is empty.', 'Write a line of column names first.');
  const columns = header.cells.map((cell) => cell.trim());
  const marks: Mark[] = [];
  for (const { line, cells } of lines) {
    if (cells.length !== columns.length) {
      const reason = `This line has ${cells.length} cells, the header has ${columns.length}.`;
      return fault('cellCount', { file, line }, reason, 'Quote cells that hold a comma, and fill the missing ones.');
    }
    const codes = cells.map((cell) => (cell.trim() === '' ? null : cell.trim()));
    if (codes.every((code) => code === null)) {
      return fault('markEmpty', { file, line }, 'This line names no code.', 'Name at least one, or take the line out.');
    }
    marks.push({ line, codes });
  }
  return fine({ file, columns, marks });
}

/** A function that gives the first mark a cell's codes fit, or null. Errors: columns and codes the product has not. */
export function matcherOf(
  { file, columns, marks }: Marks,
  product: Marked,
): Outcome<(codes: readonly string[]) => Mark | null> {
  const used = product.columns.filter((column) => product.formula.parents.has(column));
  const problems: Problem[] = [];
  for (const column of columns) {
    if (used.includes(column)) continue;
    const meant = nearest(column, used);
    problems.push({
      code: 'columnUnknown',
      place: { file, line: 1, column },
      reason: `The product has no column "${column}".`,
      remedy: meant === undefined ? `Columns are ${named(used)}.` : `Did you mean "${meant}"?`,
    });
  }
  if (problems.length > 0) return { ok: false, problems };
  const places = columns.map((column) => product.columns.indexOf(column));
  const known = places.map((place) => new Set(product.cells.map(({ codes }) => codes[place] ?? TOTAL)));
  for (const { line, codes } of marks) {
    codes.forEach((code, at) => {
      if (code === null || known[at]?.has(code)) return;
      const column = columns[at] ?? '';
      const meant = nearest(code, [...(known[at] ?? [])].sort());
      const remedy = meant === undefined ? 'Write a code that the data have.' : `Did you mean "${meant}"?`;
      problems.push({ code: 'codeUnknown', place: { file, line, column }, reason: `No code is "${code}".`, remedy });
    });
  }
  if (problems.length > 0) return { ok: false, problems };
  return fine(
    (cell) =>
      marks.find(({ codes }) => codes.every((code, at) => code === null || cell[places[at] ?? 0] === code)) ?? null,
  );
}
