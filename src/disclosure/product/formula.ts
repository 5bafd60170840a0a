import { fault, fine, named, nearest, type Outcome, type Place } from '../problem.ts';

/** One dimension of a table: columns from the widest level to the finest; a flat dimension has one. */
type Chain = readonly string[];

/** A published product: tables that share their margins. Each table is crossed by its dimensions, with every total. */
export interface Formula {
  readonly text: string;
  readonly tables: readonly (readonly Chain[])[];
  /** The level above each column used, null at the top. */
  readonly parents: ReadonlyMap<string, string | null>;
}

interface Token {
  readonly kind: 'name' | '(' | ')' | '+' | '*' | '>' | 'end';
  readonly name: string;
  /** Character it starts at, from 0. */
  readonly from: number;
}

type Level = { readonly name: string; readonly from: number };
/** Tables of located chains. */
type Tables = readonly (readonly (readonly Level[])[])[];

/** More tables than anybody means, from a few brackets multiplied. */
const mostTables = 1_000;
const deepestBrackets = 50;

/** What stopped the reading; never leaves this file. */
class Stop extends Error {
  override readonly name = 'Stop';
  readonly code: string;
  readonly from: number;
  readonly remedy: string;
  constructor(code: string, from: number, reason: string, remedy: string) {
    super(reason);
    this.code = code;
    this.from = from;
    this.remedy = remedy;
  }
}

/**
 * Reads a product's formula: `*` crosses dimensions, `+` joins tables, `>` nests levels and binds tightest, `"a b"`
 * quotes a column's name. Columns must be among `columns`. Errors name the character and, for a typo, the nearest column.
 */
export function parseFormula(text: string, columns: readonly string[], file = '--publish'): Outcome<Formula> {
  try {
    const tables = distinct(new Reader(tokensOf(text), columns).read());
    return fine({
      text: text.trim(),
      tables: tables.map((table) => table.map((chain) => chain.map(({ name }) => name))),
      parents: parentsOf(tables),
    });
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    const place: Place = { file, at: error.from + 1, text: text.slice(error.from, error.from + 40) };
    return fault(error.code, place, error.message, error.remedy);
  }
}

const signs = '()+*>';

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    const sign = text[at] ?? '';
    if (/\s/.test(sign)) at += 1;
    else if (sign === '(' || sign === ')' || sign === '+' || sign === '*' || sign === '>') {
      tokens.push({ kind: sign, name: sign, from: at });
      at += 1;
    } else if (sign === '"') {
      const quoted = /"((?:[^"]|"")*)"/y;
      quoted.lastIndex = at;
      const found = quoted.exec(text);
      if (found === null) throw new Stop('quoteOpen', at, 'This quote is never closed.', 'Close it with ".');
      tokens.push({ kind: 'name', name: (found[1] ?? '').replaceAll('""', '"'), from: at });
      at = quoted.lastIndex;
    } else {
      const from = at;
      while (at < text.length && !/[\s"]/.test(text[at] ?? '') && !signs.includes(text[at] ?? '')) at += 1;
      tokens.push({ kind: 'name', name: text.slice(from, at), from });
    }
  }
  tokens.push({ kind: 'end', name: '', from: text.length });
  return tokens;
}

/** Recursive descent: union of products of nestings. */
class Reader {
  readonly #tokens: readonly Token[];
  readonly #columns: readonly string[];
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly Token[], columns: readonly string[]) {
    this.#tokens = tokens;
    this.#columns = columns;
  }

  read(): Tables {
    const tables = this.#union();
    const left = this.#token();
    if (left.kind === ')') {
      throw new Stop(
        'bracketUnopened',
        left.from,
        'This bracket was never opened.',
        'Take it away, or open it with (.',
      );
    }
    if (left.kind !== 'end') {
      const remedy = 'Put * (crossed with), + (and also the table) or > (divided into) before it.';
      throw new Stop('signMissing', left.from, `A sign is missing before "${left.name}".`, remedy);
    }
    return tables;
  }

  #token(): Token {
    return this.#tokens[this.#next] ?? { kind: 'end', name: '', from: 0 };
  }

  #takes(kind: Token['kind']): boolean {
    if (this.#token().kind !== kind) return false;
    this.#next += 1;
    return true;
  }

  #union(): Tables {
    let tables = this.#product();
    while (this.#takes('+')) tables = [...tables, ...this.#product()];
    return tables;
  }

  #product(): Tables {
    let tables = this.#nesting();
    while (this.#token().kind === '*') {
      const { from } = this.#token();
      this.#next += 1;
      const right = this.#nesting();
      if (tables.length * right.length > mostTables) {
        const reason = `The formula makes more than ${mostTables} tables.`;
        throw new Stop('tooManyTables', from, reason, 'Publish fewer tables at once.');
      }
      tables = tables.flatMap((left) => right.map((table) => crossed(left, table)));
    }
    return tables;
  }

  #nesting(): Tables {
    let above = this.#single();
    while (this.#token().kind === '>') {
      const { from } = this.#token();
      this.#next += 1;
      const below = this.#single();
      above = [[[...this.#chain(above, from), ...this.#chain(below, from)]]];
    }
    for (const [index, level] of (above[0]?.[0] ?? []).entries()) {
      if ((above[0]?.[0] ?? []).findIndex(({ name }) => name === level.name) < index) throw twice(level);
    }
    return above;
  }

  #chain(tables: Tables, from: number): readonly Level[] {
    const [table] = tables;
    if (tables.length === 1 && table?.length === 1 && table[0] !== undefined) return table[0];
    const remedy = 'Write columns only, as in zone > school, and cross or add outside of it.';
    throw new Stop('nestingOfTables', from, 'Only columns can be nested with >.', remedy);
  }

  #single(): Tables {
    const token = this.#token();
    this.#next += 1;
    if (token.kind === '(') {
      this.#depth += 1;
      if (this.#depth > deepestBrackets) {
        throw new Stop('bracketsTooDeep', token.from, 'Too many brackets are open at once.', 'Take some away.');
      }
      const inner = this.#union();
      this.#depth -= 1;
      if (!this.#takes(')')) {
        throw new Stop('bracketOpen', token.from, 'This bracket is never closed.', 'Close it with ).');
      }
      return inner;
    }
    if (token.kind !== 'name') {
      const found = token.kind === 'end' ? 'the formula ends' : `there is "${token.name}"`;
      const remedy = `Write the name of a column: ${named(this.#columns)}.`;
      throw new Stop('columnMissing', token.from, `A column is expected here, but ${found}.`, remedy);
    }
    if (!this.#columns.includes(token.name)) {
      const meant = nearest(token.name, this.#columns);
      const remedy = meant === undefined ? `Columns are ${named(this.#columns)}.` : `Did you mean "${meant}"?`;
      throw new Stop('columnUnknown', token.from, `There is no column "${token.name}".`, remedy);
    }
    return [[[{ name: token.name, from: token.from }]]];
  }
}

function twice({ name, from }: Level): Stop {
  return new Stop('columnTwice', from, `The column "${name}" is used twice in one table.`, 'Use it once.');
}

type LevelTable = Tables[number];

function crossed(left: LevelTable, right: LevelTable): LevelTable {
  const names = new Set(left.flat().map(({ name }) => name));
  const again = right.flat().find(({ name }) => names.has(name));
  if (again !== undefined) throw twice(again);
  return [...left, ...right];
}

/** Each table once, whichever way round its dimensions are written. */
function distinct(tables: Tables): Tables {
  const seen = new Map<string, LevelTable>();
  for (const table of tables) {
    const key = JSON.stringify(table.map((chain) => JSON.stringify(chain.map(({ name }) => name))).sort());
    if (!seen.has(key)) seen.set(key, table);
  }
  return [...seen.values()];
}

/**
 * The level above each column. It must be the same wherever the column stands: a school alone and a school in its zone
 * are one and the same count under two names, and a reader would compare them.
 */
function parentsOf(tables: Tables): ReadonlyMap<string, string | null> {
  const parents = new Map<string, string | null>();
  for (const chain of tables.flat()) {
    chain.forEach((level, depth) => {
      const above = chain[depth - 1]?.name ?? null;
      const known = parents.get(level.name);
      if (known === undefined) parents.set(level.name, above);
      else if (known !== above) {
        const [here, there] = [above, known].map((name) => (name === null ? 'alone' : `under "${name}"`));
        const right = known ?? above ?? '';
        throw new Stop(
          'nestingDiffers',
          level.from,
          `The column "${level.name}" stands ${here} here and ${there} elsewhere in the formula.`,
          `Write (${right} > ${level.name}) everywhere.`,
        );
      }
    });
  }
  return parents;
}
