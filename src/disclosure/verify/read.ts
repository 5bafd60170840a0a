/** A published file as the verifier reads it. */
export interface Sheet {
  readonly columns: readonly string[];
  readonly rows: readonly SheetRow[];
}

export interface SheetRow {
  readonly line: number;
  readonly codes: readonly string[];
  /** The published count; null when withheld. */
  readonly n: number | null;
  /** The interval the file states, null where it states none; `hi` may be without end. */
  readonly interval: { readonly lo: number; readonly hi: number } | null;
}

/** Columns that are no dimension. */
const own = ['n', 'status', 'lo', 'hi'];

/** Reads a published file (CSV by RFC 4180). What is wrong comes back as sentences. */
export function readSheet(text: string): { readonly sheet: Sheet; readonly faults: readonly string[] } {
  const [header, ...lines] = linesOf(text.replace(/^\uFEFF/, ''));
  const faults: string[] = [];
  const names = header?.cells ?? [];
  const place = (name: string): number => names.indexOf(name);
  if (place('n') < 0 || place('status') < 0)
    return { sheet: { columns: [], rows: [] }, faults: ['no columns n, status'] };
  const dimensions = names.flatMap((name, at) => (own.includes(name) ? [] : [at]));
  const rows = lines.map(({ line, cells }): SheetRow => {
    const cell = (name: string): string => cells[place(name)] ?? '';
    if (cells.length !== names.length) faults.push(`line ${line}: ${cells.length} cells instead of ${names.length}`);
    const [n, status, lo, hi] = [cell('n'), cell('status'), cell('lo'), cell('hi')];
    const fits = status === 'withheld' ? n === '' : status === 'published' && /^\d+$/.test(n);
    if (!fits || !Number.isSafeInteger(Number(n))) faults.push(`line ${line}: n "${n}" with status "${status}"`);
    const interval = lo === '' ? null : { lo: Number(lo), hi: hi === '' ? Number.POSITIVE_INFINITY : Number(hi) };
    const codes = dimensions.map((at) => cells[at] ?? '');
    return { line, codes, n: status === 'published' ? Number(n) : null, interval };
  });
  return { sheet: { columns: dimensions.map((at) => names[at] ?? ''), rows }, faults };
}

function linesOf(text: string): { readonly line: number; readonly cells: string[] }[] {
  const found: { line: number; cells: string[] }[] = [];
  // A cell, quoted or bare, and what ends it.
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|\r|$)/y;
  let cells: string[] = [];
  let line = 1;
  let start = 1;
  for (let at = 0; at < text.length; ) {
    cell.lastIndex = at;
    const match = cell.exec(text);
    if (match === null) {
      found.push({ line: start, cells: [text.slice(at)] });
      break;
    }
    const [whole, quoted, bare, end] = match;
    cells.push(quoted === undefined ? (bare ?? '') : quoted.replaceAll('""', '"'));
    line += whole.split(/\r\n|\n|\r/).length - 1;
    at = cell.lastIndex;
    if (end === ',' && at < text.length) continue;
    if (end === ',') cells.push('');
    found.push({ line: start, cells });
    cells = [];
    start = line;
  }
  return found;
}
