import { type PublicTable, type Sum, sumsOf } from '../audit/public-table.ts';
import { TOTAL } from '../product/table.ts';
import type { Scope } from './entry.ts';
import { atomsOf, boxOf, type Extent, periodColumns, piecesOf } from './periods.ts';

/** One publication, with what a reader knows of it. */
export interface Publication {
  readonly columns: readonly string[];
  /** Columns of its formula. */
  readonly used: ReadonlySet<string>;
  readonly scope: Scope;
  readonly rows: readonly (readonly [codes: readonly string[], n: number | null])[];
  /** What a withheld cell is known to be at least. */
  readonly floor: 0 | 1;
  /** Names of cells printed before that no longer hold since this one. */
  readonly outdated: readonly string[];
}

/** One count: a group of students over a set of periods. */
export interface Node {
  readonly core: Core;
  readonly extent: Extent;
  /** What publications say of it, the last one last. Empty: never printed, it only ties printed ones together. */
  readonly prints: readonly Print[];
}

/** A group of students: its codes in the columns that tell no period, without those summed over. */
interface Core {
  readonly key: string;
  readonly codes: ReadonlyMap<string, string>;
}

export interface Print {
  /** The publication, as a position. */
  readonly by: number;
  /** Its row there; -1 where it is left out, and so is zero. */
  readonly row: number;
  readonly n: number | null;
  readonly floor: 0 | 1;
}

/** Everything that readers of several publications can put together. */
export interface Union {
  readonly nodes: readonly Node[];
  /** The same nodes as rows, with all their sums. Rows of hidden nodes are withheld, and at least 0. */
  readonly table: PublicTable;
  /** True: never printed, or printed and no longer true. */
  readonly hidden: readonly boolean[];
  /** Node of each row of each publication. */
  readonly nodeOf: readonly (readonly number[])[];
  /** From this node on none is anybody's count: they only say what is known of others, and may be known themselves. */
  readonly free?: number;
}

/** The name of a count that does not change from release to release. */
export function cellName({ core, extent }: Pick<Node, 'core' | 'extent'>): string {
  return `${core.key}@${extent.key}`;
}

/** What people call a node: its codes, and the periods where there are several publications. */
export function titleOf({ core, extent }: Node): readonly string[] {
  const codes = [...core.codes.values()];
  return [...(codes.length === 0 ? [TOTAL] : codes), ...(extent.key === '' ? [] : [extent.key])];
}

/**
 * Puts publications together from what everybody can read. The same count printed twice is one node, the later print
 * counts. Where periods overlap, whatever lies between them becomes a
 * node that is never printed: a reader subtracts.
 */
export function unionOf(publications: readonly Publication[]): Union {
  const building = new Building(publications);
  publications.forEach((publication, by) => {
    building.print(publication, by);
  });
  building.printZeros();
  return building.finish();
}

/** Counts that nobody can read: withheld, or never printed. */
export function unreadOf({ table }: Union): readonly number[] {
  return table.rows.flatMap(({ n }, row) => (n === null ? [row] : []));
}

class Building {
  readonly #publications: readonly Publication[];
  readonly #periods: readonly string[];
  readonly #columns: readonly string[];
  readonly #cores = new Map<string, Core>();
  readonly #extents = new Map<string, Extent>();
  readonly #nodes: { core: Core; extent: Extent; prints: Print[] }[] = [];
  readonly #at = new Map<string, number>();
  /** Nodes of each core. */
  readonly #ofCore = new Map<string, number[]>();
  readonly #nodeOf: number[][] = [];
  readonly #sums: Sum[] = [];

  constructor(publications: readonly Publication[]) {
    this.#publications = publications;
    this.#periods = periodColumns(publications.map(({ scope }) => scope));
    const columns = new Set(publications.flatMap((each) => [...each.columns]));
    this.#columns = [...columns].filter((column) => !this.#periods.includes(column));
  }

  print({ columns, used, scope, rows, floor }: Publication, by: number): void {
    const places = this.#periods.map((column) => (used.has(column) ? columns.indexOf(column) : -1));
    const nodes = rows.map(([codes, n], row) => {
      const extent = this.#extent(
        places.map((place, at) => {
          const code = codes[place] ?? TOTAL;
          return code === TOTAL ? (scope[this.#periods[at] ?? ''] ?? []) : [code];
        }),
      );
      const node = this.#node(this.#core(columns, codes), extent);
      this.#nodes[node]?.prints.push({ by, row, n, floor });
      return node;
    });
    this.#nodeOf.push(nodes);
  }

  /** A group that a publication leaves out, although it divides by those columns, is zero there: its parts add up. */
  printZeros(): void {
    const shapes = Map.groupBy(this.#cores.values(), shapeOf);
    this.#publications.forEach(({ floor }, by) => {
      const inside = new Set(this.#nodeOf[by] ?? []);
      const tables = new Map<string, { extent: Extent; cores: readonly Core[] }>();
      for (const node of inside) {
        const { core, extent } = this.#nodes[node] ?? {};
        if (core === undefined || extent === undefined) continue;
        const shape = shapeOf(core);
        tables.set(`${shape}@${extent.key}`, { extent, cores: shapes.get(shape) ?? [] });
      }
      for (const { extent, cores } of tables.values()) {
        for (const core of cores) {
          const node = this.#node(core, extent);
          if (!inside.has(node)) this.#nodes[node]?.prints.push({ by, row: -1, n: 0, floor });
        }
      }
    });
  }

  finish(): Union {
    for (const { prints } of this.#nodes) prints.sort((a, b) => a.by - b.by);
    const printed = this.#table();
    const { sums } = sumsOf(printed);
    for (const core of [...this.#ofCore.keys()]) this.#tie(core);
    this.#addUpHidden(sums);
    return {
      nodes: this.#nodes,
      table: { ...this.#table(), sums: this.#sums },
      hidden: this.#nodes.map((node) => this.#isHidden(node)),
      nodeOf: this.#nodeOf,
    };
  }

  /** Every period of a group as a sum of pieces that do not overlap. */
  #tie(core: string): void {
    const nodes = this.#ofCore.get(core) ?? [];
    if (nodes.length < 2) return;
    const extents = nodes.flatMap((node) => this.#nodes[node]?.extent ?? []);
    const atoms = atomsOf(extents);
    nodes.slice().forEach((node, index) => {
      const extent = extents[index];
      if (extent !== undefined) this.#sumOfPieces(node, piecesOf(extent, atoms) ?? []);
    });
  }

  #sumOfPieces(node: number, pieces: readonly Extent[]): void {
    const core = this.#nodes[node]?.core;
    if (core === undefined || pieces.length < 2) return;
    const parts = pieces.map((piece) => this.#node(core, piece));
    this.#sums.push({ total: node, parts, column: -1 });
  }

  /** What is never printed adds up as well: between two periods every table is whole again. */
  #addUpHidden(sums: readonly Sum[]): void {
    const patterns = new Map<string, { total: Core; parts: Map<string, Core>; extents: Map<string, Extent> }>();
    for (const { total, parts, column } of sums) {
      const whole = this.#nodes[total]?.core;
      if (whole === undefined) continue;
      const key = `${whole.key} ${column}`;
      const pattern = patterns.get(key) ?? { total: whole, parts: new Map(), extents: new Map() };
      patterns.set(key, pattern);
      for (const part of parts) {
        const core = this.#nodes[part]?.core;
        if (core !== undefined) pattern.parts.set(core.key, core);
      }
    }
    for (const { total, parts } of patterns.values()) {
      const cores = [total, ...parts.values()];
      const hidden = new Map<string, Extent>();
      for (const core of cores) {
        for (const node of this.#ofCore.get(core.key) ?? []) {
          const found = this.#nodes[node];
          if (found?.prints.length === 0) hidden.set(found.extent.key, found.extent);
        }
      }
      for (const extent of hidden.values()) {
        const nodes = cores.map((core) => this.#known(core, extent));
        const [whole, ...rest] = nodes.flatMap((node) => node ?? []);
        if (whole === undefined || rest.length + 1 < cores.length) continue;
        this.#sums.push({ total: whole, parts: rest, column: -1 });
      }
    }
  }

  /** The node, made from pieces where it is not there; null where no pieces make it. */
  #known(core: Core, extent: Extent): number | null {
    const there = this.#at.get(cellName({ core, extent }));
    if (there !== undefined) return there;
    const atoms = atomsOf((this.#ofCore.get(core.key) ?? []).flatMap((node) => this.#nodes[node]?.extent ?? []));
    const pieces = piecesOf(extent, atoms);
    if (pieces === null) return null;
    const node = this.#node(core, extent);
    this.#sumOfPieces(node, pieces);
    return node;
  }

  #core(columns: readonly string[], codes: readonly string[]): Core {
    const pairs = columns.flatMap((column, at): [string, string][] => {
      const code = codes[at] ?? TOTAL;
      return code === TOTAL || this.#periods.includes(column) ? [] : [[column, code]];
    });
    pairs.sort((a, b) => (a[0] < b[0] ? -1 : 1));
    const key = JSON.stringify(pairs);
    const known = this.#cores.get(key) ?? { key, codes: new Map(pairs) };
    this.#cores.set(key, known);
    return known;
  }

  #extent(codes: readonly (readonly string[])[]): Extent {
    const name = JSON.stringify(codes);
    const known = this.#extents.get(name) ?? boxOf(codes);
    this.#extents.set(name, known);
    return known;
  }

  #node(core: Core, extent: Extent): number {
    const name = cellName({ core, extent });
    const there = this.#at.get(name);
    if (there !== undefined) return there;
    const node = this.#nodes.push({ core, extent, prints: [] }) - 1;
    this.#at.set(name, node);
    const siblings = this.#ofCore.get(core.key);
    if (siblings === undefined) this.#ofCore.set(core.key, [node]);
    else siblings.push(node);
    return node;
  }

  #isHidden(node: Node): boolean {
    const print = node.prints.at(-1);
    return print === undefined || isOutdated(this.#publications, node, print);
  }

  #table(): PublicTable {
    const rows = this.#nodes.map((node, index) => {
      const { core, extent, prints } = node;
      const print = prints.at(-1);
      if (print === undefined) {
        // Codes of its own, so that nothing is taken for a sum of the same table.
        return { codes: [...this.#columns.map(() => `#${index}`), extent.key], n: null, floor: 0 as const };
      }
      const codes = [...this.#columns.map((column) => core.codes.get(column) ?? TOTAL), extent.key];
      if (this.#isHidden(node)) return { codes, n: null, floor: 0 as const };
      return { codes, n: print.n, floor: print.floor };
    });
    return { columns: [...this.#columns, '#period'], formula: '', rows };
  }
}

/** Whether a publication after this print said that it no longer holds. */
export function isOutdated(publications: readonly Publication[], node: Node, { by }: Print): boolean {
  const name = cellName(node);
  return publications.some(({ outdated }, index) => index > by && outdated.includes(name));
}

function shapeOf({ codes }: Core): string {
  return JSON.stringify([...codes.keys()]);
}
