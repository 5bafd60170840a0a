import type { Buffer } from 'node:buffer';
import { CsvError, parse } from 'csv-parse/sync';
import { type ColumnRef, type ExchangeProblem, type ProblemCode, ProblemList } from '../problem.ts';
import { type Column, locate } from './columns.ts';
import { decode } from './decode.ts';

export type Row<Required extends string, Optional extends string> = {
  /** Line of the file on which the record begins. */
  line: number;
  /** Trimmed cells by key. A key of an optional column the file does not have is absent: not collected is not blank. */
  values: Readonly<Record<Required, string>> & Readonly<Partial<Record<Optional, string>>>;
};

export type Table<Required extends string, Optional extends string> = {
  rows: Row<Required, Optional>[];
  /** Where each column stands, for problems found later. */
  columns: ReadonlyMap<Required | Optional, ColumnRef>;
  header: readonly string[];
  problems: ExchangeProblem[];
};

export type TableSpec<Required extends string, Optional extends string> = {
  file: string;
  required: readonly Column<Required>[];
  optional?: readonly Column<Optional>[];
  /** Rows not kept are dropped while reading, so that one district of a national file does not cost the nation's memory. */
  keep?: (values: Row<Required, Optional>['values']) => boolean;
  /** A file with a header and no row: `error` where rows are needed, `ignore` where none is an answer. */
  whenNoRows?: 'error' | 'ignore';
};

type Cells = readonly string[];

/**
 * Reads a CSV file (comma, semicolon or tab; any line end; UTF-8, UTF-16 or Windows-1252) into rows of the columns asked for.
 * Never throws on bad input: each fault is a problem with file, line and column. With an error among the problems the rows
 * are what could be read up to there and must not be imported.
 */
export function readTable<Required extends string, Optional extends string = never>(
  bytes: Uint8Array,
  spec: TableSpec<Required, Optional>,
): Table<Required, Optional> {
  const problems = new ProblemList();
  const decoded = decode(bytes, spec.file);
  problems.push(...decoded.problems);
  if (decoded.bytes === null) return { rows: [], columns: new Map(), header: [], problems: problems.list() };
  const reader = new TableReader(spec, problems);
  reader.read(decoded.bytes);
  return reader.result();
}

/** Characters of one record. The longest of the official files has some ten thousand. */
const longestRecord = 1_000_000;

/** Columns of a header. The widest official file (CRDC 2015-16) has about 1,800. */
const mostColumns = 5_000;

/** Stops the parser: what follows cannot be read as a table. */
class Stop extends Error {
  override readonly name = 'Stop';
}

class TableReader<Required extends string, Optional extends string> {
  readonly #spec: TableSpec<Required, Optional>;
  readonly #problems: ProblemList;
  readonly #rows: Row<Required, Optional>[] = [];
  #columns: ReadonlyMap<string, ColumnRef> = new Map();
  #picks: readonly (readonly [key: string, at: number])[] = [];
  #header: Cells | null = null;
  #line = 1;
  #sawRow = false;

  constructor(spec: TableSpec<Required, Optional>, problems: ProblemList) {
    this.#spec = spec;
    this.#problems = problems;
  }

  read(bytes: Buffer): void {
    try {
      parse(bytes, {
        delimiter: delimiterOf(bytes),
        record_delimiter: ['\r\n', '\n', '\r'],
        relax_column_count: true,
        max_record_size: longestRecord,
        on_record: (cells: Cells) => {
          this.#record(cells);
          return null;
        },
      });
    } catch (error) {
      this.#broken(error);
      return;
    }
    if (this.#header === null) this.#problems.add('fileEmpty', 'error', { file: this.#spec.file });
    else if (!this.#sawRow && this.#spec.whenNoRows !== 'ignore') {
      this.#problems.add('noRows', 'error', { file: this.#spec.file, line: 1 });
    }
    this.#checkEnd(bytes);
  }

  result(): Table<Required, Optional> {
    return {
      rows: this.#rows,
      columns: this.#columns as ReadonlyMap<Required | Optional, ColumnRef>,
      header: this.#header ?? [],
      problems: this.#problems.list(),
    };
  }

  #record(cells: Cells): void {
    const line = this.#line;
    this.#line += 1 + cells.reduce((sum, cell) => sum + lineEnds(cell), 0);
    if (cells.every((cell) => cell.trim() === '')) return;
    if (this.#header === null) this.#readHeader(cells, line);
    else if (this.#fits(cells, line)) this.#readRow(cells, line);
  }

  #readHeader(cells: Cells, line: number): void {
    const { file, required, optional = [] } = this.#spec;
    if (cells.length > mostColumns) {
      this.#header = [];
      this.#problems.add('tooManyColumns', 'error', { file, line }, { count: cells.length, limit: mostColumns });
      throw new Stop();
    }
    const header = cells.map((cell) => cell.trim());
    this.#header = header;
    const located = locate(file, line, header, required, optional);
    this.#problems.push(...located.problems);
    this.#columns = located.index;
    this.#picks = [...located.index].map(([key, ref]) => [key, ref.number - 1] as const);
  }

  /** Spreadsheets add empty cells at a line's end; anything else of the wrong width is a shifted or cut line. */
  #fits(cells: Cells, line: number): boolean {
    const header = this.#header ?? [];
    const expected = header.length;
    if (cells.length === expected) return true;
    if (cells.length > expected && cells.slice(expected).every((cell) => cell.trim() === '')) return true;
    const at = Math.min(cells.length, expected);
    const column = { name: header[at] ?? '', number: at + 1 };
    this.#sawRow = true;
    this.#problems.add(
      'fieldCount',
      'error',
      { file: this.#spec.file, line, column },
      { expected, found: cells.length },
    );
    return false;
  }

  #readRow(cells: Cells, line: number): void {
    this.#sawRow = true;
    const values: Record<string, string> = {};
    for (const [key, at] of this.#picks) values[key] = (cells[at] ?? '').trim();
    const typed = values as Row<Required, Optional>['values'];
    if (this.#spec.keep === undefined || this.#spec.keep(typed)) this.#rows.push({ line, values: typed });
  }

  #broken(error: unknown): void {
    if (error instanceof Stop) return;
    if (!(error instanceof CsvError)) throw error;
    const at = typeof error.column === 'number' ? error.column : 0;
    const column = { name: this.#header?.[at] ?? '', number: at + 1 };
    const code = parserCodes[error.code] ?? 'csvBroken';
    this.#problems.add(code, 'error', { file: this.#spec.file, line: this.#line, column }, { detail: error.code });
  }

  /** A file whose lines all end but the last may have been cut within its last cell, which no count can show. */
  #checkEnd(bytes: Buffer): void {
    const last = bytes[bytes.length - 1];
    if (last === 10 || last === 13 || this.#line <= 2) return;
    this.#problems.add('noFinalNewline', 'warning', { file: this.#spec.file, line: this.#line - 1 });
  }
}

const parserCodes: Readonly<Record<string, ProblemCode>> = {
  CSV_QUOTE_NOT_CLOSED: 'quoteOpen',
  CSV_MAX_RECORD_SIZE: 'recordTooLong',
  CSV_INVALID_CLOSING_QUOTE: 'quoteMisplaced',
  INVALID_OPENING_QUOTE: 'quoteMisplaced',
};

function lineEnds(cell: string): number {
  if (!cell.includes('\n') && !cell.includes('\r')) return 0;
  return cell.match(/\r\n|\n|\r/g)?.length ?? 0;
}

/** Spreadsheets write semicolons where the comma is the decimal mark: the sign that splits the header into most parts. */
function delimiterOf(bytes: Buffer): ',' | ';' | '\t' {
  const start = bytes.toString('utf8', 0, 64 * 1024).trimStart();
  const head = start.split(/[\r\n]/, 1)[0]?.replace(/"[^"]*"/g, '') ?? '';
  const count = (sign: string): number => head.split(sign).length - 1;
  const commas = count(',');
  if (count('\t') > commas) return '\t';
  return count(';') > commas ? ';' : ',';
}
