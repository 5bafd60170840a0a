import { fault, fine, type Outcome } from '../problem.ts';
import type { Contributors } from '../system.ts';
import type { Formula } from './formula.ts';
import { type Level, levelsOf } from './levels.ts';
import { marginKey, marginsOf, mostCells, tooLarge } from './margins.ts';
import { type Marks, matcherOf } from './marks.ts';
import { type Table, TOTAL } from './table.ts';

/** One published cell: a code for each column, `Total` where it is summed over; below a level that is, too. */
interface Cell {
  readonly codes: readonly string[];
}

/** One relation of a product: the total's count is the sum of its parts' counts. */
export interface Sum {
  readonly total: number;
  readonly parts: readonly number[];
}

/** All cells of a published product, all tables together, each cell once, totals first, in code-unit order. */
export interface Product {
  readonly formula: Formula;
  /** All dimension columns of the input, in its order; those the formula does not use are `Total` in every cell. */
  readonly columns: readonly string[];
  readonly cells: readonly Cell[];
  readonly n: Float64Array;
  /** Different people behind each count; is `n` itself where the input names no contributor. */
  readonly people: Float64Array;
  /** The most that one person contributes to each count; null where the input names no contributor. */
  readonly largest: Float64Array | null;
  /**
   * The people behind each count, numbered, ascending; null for a count with `listed` people or more (see `productOf`).
   * Null as a whole where the input names no contributor.
   */
  readonly who: Contributors | null;
  /** Every relation of all tables, each once. */
  readonly sums: readonly Sum[];
  /** 1: cannot occur, and every reader knows. */
  readonly structuralZero: Uint8Array;
}

/** Cells that divide by the same columns: one level of each of some dimensions. */
interface Shape {
  readonly levels: readonly Level[];
  /** Steps in the numbering for each level's code. */
  readonly strides: readonly number[];
  readonly offset: number;
  readonly size: number;
}

/**
 * Builds the product of a table: every marginal of every table of its formula, counts and people. Rows that are left out
 * count zero. `structural`: combinations that cannot occur. `listed`: people are named one by one behind counts of fewer
 * than so many. Errors: what levelsOf finds, a product of more than a million cells, a structural zero that the data
 * contradict.
 */
export function productOf(
  table: Table,
  structural: Marks | null = null,
  listed = Number.POSITIVE_INFINITY,
): Outcome<Product> {
  const levels = levelsOf(table);
  if (!levels.ok) return levels;
  const shapes = shapesOf(table.formula, levels.value);
  if (!shapes.ok) return shapes;
  const size = shapes.value.reduce((sum, shape) => sum + shape.size, 0);
  const counted = count(table, shapes.value, size, listed);
  const { codes, order } = namesOf(table.columns, shapes.value, size);
  const position = new Int32Array(size);
  order.forEach((cell, index) => {
    position[cell] = index;
  });
  const n = Float64Array.from(order, (cell) => counted.n[cell] ?? 0);
  const product = {
    formula: table.formula,
    columns: table.columns,
    cells: Array.from(order, (cell) => ({ codes: codes[cell] ?? [] })),
    n,
    people: counted.people === counted.n ? n : Float64Array.from(order, (cell) => counted.people[cell] ?? 0),
    largest: counted.largest === null ? null : Float64Array.from(order, (cell) => counted.largest?.[cell] ?? 0),
    who: counted.who === null ? null : Array.from(order, (cell) => counted.who?.[cell] ?? null),
    sums: sumsOf(shapes.value, position, size),
    structuralZero: new Uint8Array(size),
  };
  return structural === null ? fine(product) : withStructuralZeros(product, structural);
}

function shapesOf(formula: Formula, levels: ReadonlyMap<string, Level>): Outcome<readonly Shape[]> {
  const margins = marginsOf(formula);
  if (!margins.ok) return margins;
  const shapes: Shape[] = [];
  let offset = 0;
  for (const margin of margins.value) {
    const chosen = margin.flatMap((column) => levels.get(column) ?? []);
    const strides: number[] = [];
    let size = 1;
    for (const level of chosen) {
      strides.push(size);
      size *= level.codes.length;
    }
    if (offset + size > mostCells) return tooLarge();
    shapes.push({ levels: chosen, strides, offset, size });
    offset += size;
  }
  return fine(shapes);
}

interface Counted {
  readonly n: Float64Array;
  readonly people: Float64Array;
  readonly largest: Float64Array | null;
  readonly who: Contributors | null;
}

function count(table: Table, shapes: readonly Shape[], size: number, listed: number): Counted {
  const n = new Float64Array(size);
  const persons = table.contributor === null ? null : new Persons(table.contributor, table.n, size, listed);
  const rows = rowsByPerson(table);
  const wider = Map.groupBy(shapes, ({ levels }) => (levels.length === 0 ? '' : keyOf(levels.slice(0, -1))));
  /** `cells`: for each row its cell within the shape, -1 where the row's branch ends above the shape's levels. */
  const visit = ({ levels, offset, size: inside }: Shape, cells: Int32Array): void => {
    for (let at = 0; at < rows.length; at += 1) {
      const within = cells[at] ?? -1;
      if (within < 0) continue;
      const row = rows[at] ?? 0;
      n[offset + within] = (n[offset + within] ?? 0) + (table.n[row] ?? 0);
      persons?.count(offset + within, row);
    }
    for (const next of wider.get(keyOf(levels)) ?? []) {
      const finest = next.levels.at(-1);
      if (finest !== undefined) visit(next, oneFiner(cells, rows, finest.ofRow, inside));
    }
  };
  for (const shape of wider.get('') ?? []) visit(shape, new Int32Array(rows.length));
  return { n, people: persons?.people ?? n, largest: persons?.largest ?? null, who: persons?.who ?? null };
}

/** Counts people behind cells. Rows of one person come one after the other, so a cell need only remember the last one. */
class Persons {
  readonly people: Float64Array;
  readonly largest: Float64Array;
  readonly who: (number[] | null)[];
  readonly #listed: number;
  readonly #contributor: Int32Array;
  readonly #n: Float64Array;
  readonly #last: Int32Array;
  /** What the last person has contributed so far. */
  readonly #own: Float64Array;

  constructor(contributor: Int32Array, n: Float64Array, size: number, listed: number) {
    this.#listed = listed;
    this.who = Array.from({ length: size }, () => []);
    this.#contributor = contributor;
    this.#n = n;
    this.people = new Float64Array(size);
    this.largest = new Float64Array(size);
    this.#last = new Int32Array(size).fill(-1);
    this.#own = new Float64Array(size);
  }

  count(cell: number, row: number): void {
    const person = this.#contributor[row] ?? -1;
    if (this.#last[cell] !== person) {
      this.#last[cell] = person;
      this.#own[cell] = 0;
      this.people[cell] = (this.people[cell] ?? 0) + 1;
      if ((this.people[cell] ?? 0) < this.#listed) this.who[cell]?.push(person);
      else this.who[cell] = null;
    }
    const own = (this.#own[cell] ?? 0) + (this.#n[row] ?? 0);
    this.#own[cell] = own;
    if (own > (this.largest[cell] ?? 0)) this.largest[cell] = own;
  }
}

/** Cells of a shape divided by one more level, whose codes step by `stride`. */
function oneFiner(cells: Int32Array, rows: Int32Array, ofRow: Int32Array, stride: number): Int32Array {
  const finer = new Int32Array(cells.length);
  for (let at = 0; at < cells.length; at += 1) {
    const within = cells[at] ?? -1;
    const code = ofRow[rows[at] ?? 0] ?? -1;
    finer[at] = within < 0 || code < 0 ? -1 : within + code * stride;
  }
  return finer;
}

/** Rows that count something, those of one person one after the other. */
function rowsByPerson({ n, contributor }: Table): Int32Array {
  const rows = Int32Array.from(n.keys()).filter((row) => (n[row] ?? 0) > 0);
  if (contributor === null) return rows;
  const start = new Int32Array(contributor.reduce((a, b) => Math.max(a, b), 0) + 2);
  for (const row of rows) start[(contributor[row] ?? 0) + 1] = (start[(contributor[row] ?? 0) + 1] ?? 0) + 1;
  for (let person = 1; person < start.length; person += 1) {
    start[person] = (start[person] ?? 0) + (start[person - 1] ?? 0);
  }
  const sorted = new Int32Array(rows.length);
  for (const row of rows) {
    const person = contributor[row] ?? 0;
    sorted[start[person] ?? 0] = row;
    start[person] = (start[person] ?? 0) + 1;
  }
  return sorted;
}

/** Every cell's codes by its number, and the numbers in the order in which cells are published. */
function namesOf(columns: readonly string[], shapes: readonly Shape[], size: number) {
  const width = columns.length;
  const codes: string[][] = [];
  // Rank of each code within its column; 0 is the total.
  const ranks = new Int32Array(size * width);
  for (const { levels, strides, offset, size: cells } of shapes) {
    for (let cell = 0; cell < cells; cell += 1) {
      const names = new Array<string>(width).fill(TOTAL);
      levels.forEach((deepest, at) => {
        let code = Math.floor(cell / (strides[at] ?? 1)) % deepest.codes.length;
        for (let level: Level | null = deepest; level !== null; level = level.parent) {
          const column = columns.indexOf(level.column);
          names[column] = level.codes[code] ?? '';
          ranks[(offset + cell) * width + column] = code + 1;
          code = level.parentOf[code] ?? 0;
        }
      });
      codes.push(names);
    }
  }
  const order = Int32Array.from(codes.keys()).sort((a, b) => {
    for (let column = 0; column < width; column += 1) {
      const apart = (ranks[a * width + column] ?? 0) - (ranks[b * width + column] ?? 0);
      if (apart !== 0) return apart;
    }
    return 0;
  });
  return { codes, order };
}

/** For every cell and each column it divides by: the cell one level up is the sum over that column. */
function sumsOf(shapes: readonly Shape[], position: Int32Array, size: number): Sum[] {
  const known = new Map(shapes.map((shape) => [keyOf(shape.levels), shape]));
  const sums: Sum[] = [];
  for (const shape of shapes) {
    shape.levels.forEach((level, at) => {
      const upper = shape.levels.flatMap((other, index) => (index === at ? (level.parent ?? []) : other));
      const above = known.get(keyOf(upper));
      if (above === undefined) throw new Error('A margin is missing.');
      sums.push(...sumsOver(shape, above, level, position, size));
    });
  }
  return sums.sort((a, b) => a.total - b.total || (a.parts[0] ?? 0) - (b.parts[0] ?? 0));
}

function keyOf(levels: readonly Level[]): string {
  return marginKey(levels.map(({ column }) => column));
}

function sumsOver(shape: Shape, above: Shape, level: Level, position: Int32Array, size: number): Sum[] {
  const strideAbove = (wanted: Level | null): number => {
    const at = above.levels.findIndex(({ column }) => column === wanted?.column);
    return above.strides[at] ?? 0;
  };
  const steps = shape.levels.map((other) => strideAbove(other === level ? level.parent : other));
  const parts = new Map<number, number[]>();
  for (let cell = 0; cell < shape.size; cell += 1) {
    let total = above.offset;
    shape.levels.forEach((other, index) => {
      const code = Math.floor(cell / (shape.strides[index] ?? 1)) % other.codes.length;
      total += (other === level ? (level.parentOf[code] ?? 0) : code) * (steps[index] ?? 0);
    });
    const list = parts.get(total);
    if (list === undefined) parts.set(total, [position[shape.offset + cell] ?? size]);
    else list.push(position[shape.offset + cell] ?? size);
  }
  return Array.from(parts, ([total, list]) => ({
    total: position[total] ?? size,
    parts: list.sort((a, b) => a - b),
  }));
}

function withStructuralZeros(product: Product, structural: Marks): Outcome<Product> {
  const matches = matcherOf(structural, product);
  if (!matches.ok) return matches;
  const structuralZero = new Uint8Array(product.cells.length);
  for (const [cell, { codes }] of product.cells.entries()) {
    const mark = matches.value(codes);
    if (mark === null) continue;
    if ((product.n[cell] ?? 0) > 0) {
      return fault(
        'structuralZeroCounted',
        { file: structural.file, line: mark.line, text: codes.join(', ') },
        'This combination is said to be impossible, and the data hold a count for it.',
        'Take the line out, or mend the data.',
      );
    }
    structuralZero[cell] = 1;
  }
  return fine({ ...product, structuralZero });
}
