/**
 * Codes in files that people open in spreadsheets. A cell that begins with one of these signs would be run as a formula
 * there; an apostrophe before it makes it text. Cells that begin with apostrophes and such a sign get one more, so that
 * every code comes back exactly as it went in.
 */
const dangerous = /^'*[=+\-@\t\r]/;
const guarded = /^'+[=+\-@\t\r]/;

/** A code as it is written into a file. */
export function written(code: string): string {
  return dangerous.test(code) ? `'${code}` : code;
}

/** The code that `written` wrote. */
export function unwritten(cell: string): string {
  return guarded.test(cell) ? cell.slice(1) : cell;
}
