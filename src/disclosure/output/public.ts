import type { PublicTable } from '../audit/public-table.ts';
import { fault, fine, named, type Outcome, type Place, type Problem } from '../problem.ts';
import type { Policy } from '../product/policy.ts';
import type { Product } from '../product/product.ts';
import { ownColumns, type Row } from '../product/table.ts';
import { unwritten, written } from './labels.ts';

/** What every reader of the published file can work out about a withheld count; `hi` null: without end. */
export interface Interval {
  readonly lo: number;
  readonly hi: number | null;
}

/** A published product as rows of text, column names first; intervals are given for withheld cells, or not at all. */
export function publicRows(
  product: Product,
  withheld: Uint8Array,
  intervals: readonly (Interval | null)[] | null,
): string[][] {
  const header = [...product.columns.map(written), 'n', 'status', ...(intervals === null ? [] : ['lo', 'hi'])];
  const rows = product.cells.map(({ codes }, cell) => {
    const hidden = withheld[cell] === 1;
    const row = [...codes.map(written), hidden ? '' : String(product.n[cell]), hidden ? 'withheld' : 'published'];
    if (intervals === null) return row;
    const interval = hidden ? intervals[cell] : null;
    return [...row, text(interval?.lo), text(interval?.hi)];
  });
  return [header, ...rows];
}

function text(value: number | null | undefined): string {
  return value === null || value === undefined ? '' : String(value);
}

/** The same for programs: formula, policy and every cell in the file's order, as plain JSON. Withheld counts are null. */
export function publicJson(
  product: Product,
  policy: Policy,
  withheld: Uint8Array,
  intervals: readonly (Interval | null)[] | null,
) {
  return {
    format: 'opensro-counts',
    version: 1,
    formula: product.formula.text,
    policy,
    columns: product.columns,
    cells: product.cells.map(({ codes }, cell) => {
      if (withheld[cell] !== 1) return { codes, n: product.n[cell] ?? 0 };
      const interval = intervals?.[cell];
      return { codes, n: null, ...(interval ? { lo: interval.lo, hi: interval.hi } : {}) };
    }),
  } as const;
}

/** A published file as it was read. */
export interface PublicFile {
  readonly table: PublicTable;
  /** Line of each row. */
  readonly line: readonly number[];
}

const mostProblems = 20;

/** Reads what `publicRows` wrote. Errors, with line and column: what cannot be a row of a published file. */
export function readPublic(rows: Iterable<Row>, file: string, formula: string): Outcome<PublicFile> {
  const [header, ...lines] = rows;
  if (header === undefined) return fault('empty', { file }, 'The file is empty.', 'Name a file that was published.');
  const names = header.cells.map((cell) => cell.trim());
  const at = { n: names.indexOf('n'), status: names.indexOf('status') };
  const lost = (['n', 'status'] as const).find((name) => at[name] === -1);
  if (lost !== undefined) {
    const reason = `There is no column "${lost}". Columns are ${named(names)}.`;
    return fault('notPublished', { file, line: header.line }, reason, 'Name a file that was published.');
  }
  const places = names.flatMap((name, index) => (ownColumns.includes(name) ? [] : [index]));
  const problems: Problem[] = [];
  const cells = lines.map(({ line, cells: row }) => {
    const wrong = (code: string, place: Place, reason: string, remedy: string): null => {
      problems.push({ code, place: { file, line, ...place }, reason, remedy });
      return null;
    };
    const count = (): number | null => {
      const n = (row[at.n] ?? '').trim();
      const status = (row[at.status] ?? '').trim();
      if (row.length !== names.length) {
        const reason = `This line has ${row.length} cells, the header has ${names.length}.`;
        return wrong('cellCount', {}, reason, 'Quote cells that hold a comma, and fill the missing ones.');
      }
      if (status === 'withheld') {
        if (n === '') return null;
        return wrong('withheldShown', { column: 'n' }, 'A withheld count stands in the file.', 'Leave it empty.');
      }
      if (status !== 'published') {
        const remedy = 'Write published or withheld.';
        return wrong('statusUnknown', { column: 'status' }, `"${status}" is no status.`, remedy);
      }
      if (/^\d{1,15}$/.test(n)) return Number(n);
      const reason = n === '' ? 'The count is missing.' : `"${n}" is not a whole number.`;
      return wrong('countNotWhole', { column: 'n' }, reason, 'Write digits only, or withheld as the status.');
    };
    return { codes: places.map((index) => unwritten((row[index] ?? '').trim())), n: count() };
  });
  if (problems.length > 0) return { ok: false, problems: problems.slice(0, mostProblems) };
  if (cells.length === 0) return fault('noRows', { file }, 'The file has no cells.', 'Name a file that was published.');
  const columns = places.map((index) => unwritten(names[index] ?? ''));
  return fine({ table: { columns, formula, rows: cells }, line: lines.map(({ line }) => line) });
}
