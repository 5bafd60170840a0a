import { fault, fine, named, nearest, type Outcome, type Place, type Problem } from '../problem.ts';
import { type Formula, parseFormula } from './formula.ts';

/** One record of a file: its cells as written, and the line it begins on. The first one is the header. */
export interface Row {
  readonly line: number;
  readonly cells: readonly string[];
}

/** A column of the input that the formula uses, each row's code as a number. */
export interface Coded {
  readonly name: string;
  /** In the order met. */
  readonly codes: readonly string[];
  /** One entry a row: index into `codes`. */
  readonly index: Int32Array;
}

/** The detailed counts that go in. */
export interface Table {
  readonly file: string;
  readonly formula: Formula;
  /** All columns but those of the count and the contributor, in the file's order; codes only of those in the formula. */
  readonly columns: readonly string[];
  readonly coded: ReadonlyMap<string, Coded>;
  /** Counts, whole, from 0 to 10^9, one a row. */
  readonly n: Float64Array;
  /** Who stands behind each row, as numbers from 0; null where every count is one of different people. */
  readonly contributor: Int32Array | null;
  /** Line of each row. */
  readonly line: Int32Array;
}

export interface TableSpec {
  /** Named in problems. */
  readonly file: string;
  readonly formula: string;
  /** Column with the count. Without one each row counts once, which needs a contributor. */
  readonly count?: string;
  /** Column that tells one person from another. With it rows are records and the threshold counts people. */
  readonly contributor?: string;
}

/** What a total is called in every published table. */
export const TOTAL = 'Total';

/** Names of the columns that every output adds. */
export const ownColumns: readonly string[] = [
  'n',
  'status',
  'lo',
  'hi',
  'true_n',
  'reason',
  'people',
  'largest',
  'contributors',
  'protects',
];

const largestCount = 1e9;
const mostProblems = 20;

/**
 * Reads detailed counts, or records with a contributor, for one formula. Cells are read without blanks around them.
 * Errors: everything that is not a whole count or a code at its place, rows that stand there twice (counts only), columns
 * or a formula that do not fit; each with line and column, at most twenty.
 */
export function readTable(rows: Iterable<Row>, spec: TableSpec): Outcome<Table> {
  const iterator = rows[Symbol.iterator]();
  const first = iterator.next();
  if (first.done)
    return fault('empty', { file: spec.file }, 'The file is empty.', 'Write a line of column names first.');
  const header = readHeader(first.value, spec);
  if (!header.ok) return header;
  const reader = new RowReader(header.value, spec);
  for (let next = iterator.next(); !next.done; next = iterator.next()) {
    if (!reader.take(next.value)) break;
  }
  return reader.result();
}

interface Header {
  readonly names: readonly string[];
  readonly columns: readonly string[];
  readonly formula: Formula;
  /** Position of the count, -1 without one. */
  readonly count: number;
  /** Position of the contributor, -1 without one. */
  readonly contributor: number;
}

function readHeader({ cells, line }: Row, { file, formula: text, count, contributor }: TableSpec): Outcome<Header> {
  const names = cells.map((cell) => cell.trim());
  const problems: Problem[] = [];
  const report = (code: string, place: Place, reason: string, remedy: string): void => {
    problems.push({ code, place: { file, line, ...place }, reason, remedy });
  };
  names.forEach((name, index) => {
    if (name === '') report('columnNameless', {}, `Column ${index + 1} has no name.`, 'Name it, or take it out.');
    else if (names.indexOf(name) < index) {
      report('columnRepeated', { column: name }, `Two columns are called "${name}".`, 'Rename one of them.');
    }
  });
  const find = (name: string | undefined, option: string): number => {
    if (name === undefined) return -1;
    const at = names.indexOf(name);
    if (at === -1) {
      const meant = nearest(name, names);
      const remedy = meant === undefined ? `Columns are ${named(names)}.` : `Did you mean "${meant}"?`;
      report('columnUnknown', { text: `${option} ${name}` }, `There is no column "${name}".`, remedy);
    }
    return at;
  };
  const at = { count: find(count, '--count'), contributor: find(contributor, '--contributor') };
  if (count === undefined && contributor === undefined) {
    report('countMissing', {}, 'It is not said which column holds the count.', 'Name it, as in --count n.');
  }
  if (count !== undefined && count === contributor) {
    report(
      'countIsContributor',
      { column: count },
      'The count and the contributor are one column.',
      'Name two columns.',
    );
  }
  if (problems.length > 0) return { ok: false, problems };
  const free = names.filter((_, index) => index !== at.count && index !== at.contributor);
  const formula = parseFormula(text, free);
  if (!formula.ok) return formula;
  const own = free.filter((name) => ownColumns.includes(name));
  const clash = own.find((name) => formula.value.parents.has(name));
  if (clash !== undefined) {
    const reason = `The output has a column "${clash}" of its own.`;
    return fault('columnReserved', { file, line, column: clash }, reason, 'Rename yours in the file and the formula.');
  }
  return fine({ names, columns: free.filter((name) => !own.includes(name)), formula: formula.value, ...at });
}

/** Numbers the codes of one column in the order met. */
class Coder {
  readonly codes: string[] = [];
  readonly index: number[] = [];
  readonly #known = new Map<string, number>();

  take(code: string): number {
    let number = this.#known.get(code);
    if (number === undefined) {
      number = this.codes.length;
      this.codes.push(code);
      this.#known.set(code, number);
    }
    this.index.push(number);
    return number;
  }
}

/** Each row's code as its rank among all, so that numbers do not depend on the order of rows. */
function ranked({ codes, index }: Coder): Int32Array {
  const rank = new Map(codes.toSorted().map((code, at) => [code, at]));
  return Int32Array.from(index, (code) => rank.get(codes[code] ?? '') ?? 0);
}

class RowReader {
  readonly #header: Header;
  readonly #spec: TableSpec;
  /** A coder for each column that matters, at the column's position. */
  readonly #coders: readonly (Coder | null)[];
  readonly #n: number[] = [];
  readonly #line: number[] = [];
  readonly #rows = new Map<string, number>();
  readonly #problems: Problem[] = [];

  constructor(header: Header, spec: TableSpec) {
    this.#header = header;
    this.#spec = spec;
    const twiceMatters = header.contributor === -1;
    this.#coders = header.names.map((name, at) => {
      if (at === header.count) return null;
      return twiceMatters || at === header.contributor || header.formula.parents.has(name) ? new Coder() : null;
    });
  }

  /** False when enough is wrong to stop. */
  take({ cells, line }: Row): boolean {
    const { names, contributor } = this.#header;
    if (cells.length !== names.length) {
      const reason = `This line has ${cells.length} cells, the header has ${names.length}.`;
      return this.#report('cellCount', { line }, reason, 'Quote cells that hold a comma, and fill the missing ones.');
    }
    const n = this.#count(cells, line);
    let key = '';
    this.#coders.forEach((coder, at) => {
      if (coder === null) return;
      const code = (cells[at] ?? '').trim();
      if (code === TOTAL && at !== contributor) this.#refuseTotal(at, line);
      key += `${coder.take(code)} `;
    });
    if (contributor === -1) this.#once(key, line);
    else if (n > 0 && (cells[contributor] ?? '').trim() === '') {
      const reason = 'Nobody is named behind this record.';
      const remedy = 'Give the contributor a key of its own, or leave the record out.';
      this.#report('contributorMissing', { line, column: names[contributor] ?? '' }, reason, remedy);
    }
    this.#n.push(n);
    this.#line.push(line);
    return this.#problems.length < mostProblems;
  }

  result(): Outcome<Table> {
    const { names, columns, formula, contributor } = this.#header;
    const { file } = this.#spec;
    const coded = new Map<string, Coded>();
    names.forEach((name, at) => {
      const coder = this.#coders[at];
      if (coder === null || coder === undefined || !formula.parents.has(name)) return;
      coded.set(name, { name, codes: coder.codes, index: Int32Array.from(coder.index) });
      this.#alike(name, coder.codes);
    });
    if (this.#problems.length > 0) return { ok: false, problems: this.#problems };
    if (this.#n.length === 0) {
      return fault('noRows', { file }, 'The file has column names and no counts.', 'Write a line for each count.');
    }
    const people = this.#coders[contributor];
    return fine({
      file,
      formula,
      columns,
      coded,
      n: Float64Array.from(this.#n),
      contributor: people === undefined || people === null ? null : ranked(people),
      line: Int32Array.from(this.#line),
    });
  }

  #report(code: string, place: Place, reason: string, remedy: string): boolean {
    this.#problems.push({ code, place: { file: this.#spec.file, ...place }, reason, remedy });
    return this.#problems.length < mostProblems;
  }

  #count(cells: readonly string[], line: number): number {
    const { count, names } = this.#header;
    if (count === -1) return 1;
    const text = (cells[count] ?? '').trim();
    const n = /^\d{1,20}$/.test(text) ? Number(text) : Number.NaN;
    if (n <= largestCount) return n;
    const place = { line, column: names[count] ?? '', text };
    if (n > largestCount) {
      this.#report('countTooLarge', place, `The count ${text} is above 1000000000.`, 'Check the number.');
    } else if (/^-\s*\d/.test(text)) {
      this.#report('countNegative', place, `The count ${text} is negative.`, 'Write a whole number from 0 up.');
    } else {
      const what = text === '' ? 'The count is missing.' : `"${text}" is not a whole number.`;
      this.#report('countNotWhole', place, what, 'Write digits only, as in 12; 0 where there is none.');
    }
    return 0;
  }

  #refuseTotal(at: number, line: number): void {
    const { names, formula } = this.#header;
    const column = names[at] ?? '';
    if (!formula.parents.has(column)) return;
    const remedy = 'Take out the rows that are sums (they are made anew), or rename the code.';
    this.#report('codeTotal', { line, column, text: TOTAL }, `"${TOTAL}" stands where a code is expected.`, remedy);
  }

  #once(key: string, line: number): void {
    const before = this.#rows.get(key);
    if (before === undefined) {
      this.#rows.set(key, line);
      return;
    }
    const reason = `This line holds the same combination as line ${before}.`;
    this.#report('rowTwice', { line }, reason, 'Add the two counts in one line, or take one out.');
  }

  /** Codes that look the same to a person and are not. */
  #alike(column: string, codes: readonly string[]): void {
    const seen = new Map<string, string>();
    for (const code of codes) {
      const look = code.normalize('NFC');
      const other = seen.get(look);
      if (other === undefined) seen.set(look, code);
      else {
        const reason = `"${code}" is written in two ways that look the same (composed and decomposed letters).`;
        this.#report('codesAlike', { column, text: code }, reason, 'Save the file with one way of writing accents.');
      }
    }
  }
}
