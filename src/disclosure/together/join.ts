import { extentOf } from '../ledger/periods.ts';
import { cellName, type Union } from '../ledger/union.ts';

/** A count of a table: codes by column, those left out summed over. */
export interface At {
  readonly table: string;
  readonly codes: Readonly<Record<string, string>>;
}

/** What everybody knows: in every period `less` is never more than all of `most` together. */
export interface NeverMore {
  readonly less: At;
  readonly most: readonly At[];
}

/** Everything that is out of one table, and what its name is. */
export interface OneTable {
  readonly table: string;
  readonly union: Union;
}

/** Something known about counts of several tables, as positions in the joined rows: sum of `most` = `less` + rest. */
interface Tie {
  readonly less: number;
  readonly most: readonly number[];
  /** A row that no table has: what `most` are together. */
  readonly sum: number;
  /** A row that no table has: by how much that is more than `less`. */
  readonly rest: number;
}

/** Several tables as one, with what everybody knows of how they hang together. */
export interface Joint {
  readonly union: Union;
  /** Where the rows of each table begin. */
  readonly starts: ReadonlyMap<string, number>;
  readonly ties: readonly Tie[];
}

/** What rows are called that no table has. */
const between = 'what is known of several tables';

/** Whether what an audit names is a row that no table has, and so nobody's count. */
export function isBetween(title: readonly string[]): boolean {
  return title.includes(between);
}

type Row = Union['table']['rows'][number];

/**
 * Puts tables together: the rows of each in turn, then two rows for each thing known in each period. `periods`: codes of
 * all periods that a table without periods is of. What is known of counts that no table has is left out.
 */
export function joined(tables: readonly OneTable[], periods: readonly string[], known: readonly NeverMore[]): Joint {
  const width = tables.reduce((sum, { union }) => sum + union.table.columns.length, 0);
  const rows: Row[] = [];
  const nodes: Union['nodes'][number][] = [];
  const hidden: boolean[] = [];
  const sums: { total: number; parts: readonly number[]; column: number }[] = [];
  const places = new Map<string, number>();
  const starts = new Map<string, number>();
  let first = 0;
  for (const { table, union } of tables) {
    const base = rows.length;
    starts.set(table, base);
    for (const row of union.table.rows) {
      const codes = Array.from({ length: width }, (_, at) => row.codes[at - first] ?? '');
      rows.push({ ...row, codes: [table, ...codes] });
    }
    for (const { total, parts } of union.table.sums ?? []) {
      sums.push({ total: base + total, parts: parts.map((part) => base + part), column: -1 });
    }
    nodes.push(...union.nodes);
    hidden.push(...union.hidden);
    for (const [at, node] of union.nodes.entries()) places.set(`${table} ${cellName(node)}`, base + at);
    first += union.table.columns.length;
  }
  const extents = [...new Set(nodes.map(({ extent }) => extent.key))];
  const whole = extentOf(periods).key;
  const place = ({ table, codes }: At, extent: string): number | undefined => {
    const key = JSON.stringify(Object.entries(codes).sort(([a], [b]) => (a < b ? -1 : 1)));
    // A table that tells no periods is of all of them.
    return places.get(`${table} ${key}@${extent}`) ?? (extent === whole ? places.get(`${table} ${key}@`) : undefined);
  };
  const add = (): number => {
    nodes.push({ core: { key: between, codes: new Map([['', between]]) }, extent: extentOf([]), prints: [] });
    hidden.push(true);
    return rows.push({ codes: [`#${rows.length}`, ...Array<string>(width).fill('')], n: null, floor: 0 }) - 1;
  };
  const free = nodes.length;
  const ties: Tie[] = [];
  for (const one of known) {
    for (const extent of extents) {
      const less = place(one.less, extent);
      const most = one.most.flatMap((at) => place(at, extent) ?? []);
      if (less === undefined || most.length < one.most.length) continue;
      const tie = { less, most, sum: add(), rest: add() };
      ties.push(tie);
      sums.push({ total: tie.sum, parts: most, column: -1 }, { total: tie.sum, parts: [less, tie.rest], column: -1 });
    }
  }
  const columns = ['#table', ...Array.from({ length: width }, (_, at) => `#${at}`)];
  return { union: { nodes, hidden, nodeOf: [], free, table: { columns, formula: '', rows, sums } }, starts, ties };
}
