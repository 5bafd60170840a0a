import { CsvError, parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { fault, fine, type Outcome } from '../../disclosure/problem.ts';
import type { Row } from '../../disclosure/product/table.ts';

/** Characters of one record: longer ones are a quote that was never closed. */
const longestRecord = 100_000;

const remedies: Readonly<Record<string, readonly [code: string, reason: string, remedy: string]>> = {
  CSV_QUOTE_NOT_CLOSED: ['quoteOpen', 'A quote is opened and never closed.', 'Close it, or write "" for a quote.'],
  CSV_MAX_RECORD_SIZE: ['recordTooLong', 'A record is too long to be one.', 'Look for a quote that is not closed.'],
  CSV_INVALID_CLOSING_QUOTE: [
    'quoteMisplaced',
    'Something follows a closing quote.',
    'Write "" for a quote in a cell.',
  ],
  INVALID_OPENING_QUOTE: ['quoteMisplaced', 'A quote stands in the middle of a cell.', 'Quote the whole cell.'],
};

/**
 * Splits comma-separated text (RFC 4180; any line end; byte order mark or none) into its records, each with the line it
 * begins on. Blank lines are passed over. Errors: broken quotes, with the line.
 */
export function rowsOfCsv(text: string, file: string): Outcome<readonly Row[]> {
  const rows: Row[] = [];
  let line = 1;
  try {
    parse(text, {
      bom: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      max_record_size: longestRecord,
      on_record: (cells: readonly string[]) => {
        const blank = cells.length === 1 && cells[0]?.trim() === '';
        if (!blank) rows.push({ line, cells });
        line += 1;
        for (const cell of cells) if (cell.includes('\n') || cell.includes('\r')) line += lineEnds(cell);
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const [code, reason, remedy] = remedies[error.code] ?? [
      'csvBroken',
      'This cannot be read as a table.',
      'Save it as CSV with commas.',
    ];
    return fault(code, { file, line }, reason, remedy);
  }
  return fine(rows);
}

function lineEnds(cell: string): number {
  return cell.match(/\r\n|\n|\r/g)?.length ?? 0;
}

/** Rows as comma-separated text (RFC 4180, line feeds, UTF-8 without a byte order mark). */
export function csvOfRows(rows: readonly (readonly string[])[]): string {
  return stringify(rows.map((row) => [...row]));
}
