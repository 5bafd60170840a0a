/**
 * What stands in a published file, and the sums every reader can write down from its rows alone. Nothing here knows how
 * the withheld cells were chosen.
 */

/** The code of a dimension that is summed over. */
const TOTAL = 'Total';

/** One row a cell: a code a column, `Total` where summed over, and the count, null when withheld. */
interface PublicRow {
  readonly codes: readonly string[];
  readonly n: number | null;
  /** What a reader knows the count to be at least when it is withheld; the policy says where this is left out. */
  readonly floor?: 0 | 1;
}

export interface PublicTable {
  /** The dimension columns. Of nested ones every level has its column, lower levels `Total`. */
  readonly columns: readonly string[];
  readonly formula: string;
  readonly rows: readonly PublicRow[];
  /** Sums that every reader knows beside those that the codes tell, as of periods published one by one. */
  readonly sums?: readonly Sum[];
}

/** What a release promises, as written into every output. */
export interface AuditPolicy {
  /** Counts of students from 1 to threshold - 1 are small. */
  readonly threshold: number;
  /** `published`: a withheld cell is known to be at least 1; `complement`: at least 0. */
  readonly zeros: 'published' | 'complement';
  readonly protect: 'exact' | 'bound' | 'full';
}

/** What a reader knows a withheld cell to be at least. */
export function floorOf(policy: AuditPolicy): 0 | 1 {
  return policy.zeros === 'published' ? 1 : 0;
}

/** The row `total` is the sum of the rows `parts`; `column` is the one summed over, -1 for none. Numbers are positions in `rows`. */
export interface Sum {
  readonly total: number;
  readonly parts: readonly number[];
  readonly column: number;
}

/** A published file that cannot be what it says. `rows` are positions; -1 names the whole file. */
export interface TableFault {
  readonly kind: 'duplicate' | 'notACount' | 'shape' | 'contradiction';
  readonly rows: readonly number[];
  readonly reason: string;
}

/**
 * Every sum of the file: rows that agree in all columns but one, with a `Total` row among them, whose count is the sum
 * of the others. This holds for nested columns too, since levels below a `Total` are `Total`; and for linked tables,
 * since they meet in the margins they share. Also tells rows that no honest file has.
 */
export function sumsOf(table: PublicTable): { readonly sums: readonly Sum[]; readonly faults: readonly TableFault[] } {
  const width = table.columns.length;
  const faults: TableFault[] = [];
  const interned = table.columns.map(() => new Map<string, number>([[TOTAL, 0]]));
  const numbered = table.rows.map(({ codes, n }, row) => {
    if (codes.length !== width) faults.push({ kind: 'shape', rows: [row], reason: `${codes.length} codes` });
    if (n !== null && !(Number.isSafeInteger(n) && n >= 0)) {
      faults.push({ kind: 'notACount', rows: [row], reason: `${n}` });
    }
    return interned.map((known, column) => {
      const code = codes[column] ?? '';
      const number = known.get(code) ?? known.size;
      known.set(code, number);
      return number;
    });
  });
  const seen = new Map<string, number>();
  numbered.forEach((codes, row) => {
    const key = codes.join(',');
    const first = seen.get(key);
    if (first === undefined) seen.set(key, row);
    else faults.push({ kind: 'duplicate', rows: [first, row], reason: 'two rows for one cell' });
  });
  if (faults.length > 0) return { sums: [], faults };
  const sums: Sum[] = [...(table.sums ?? [])];
  for (let column = 0; column < width; column += 1) {
    const groups = new Map<string, { total: number; parts: number[] }>();
    numbered.forEach((codes, row) => {
      const key = codes.with(column, 0).join(',');
      const group = groups.get(key) ?? { total: -1, parts: [] };
      groups.set(key, group);
      if (codes[column] === 0) group.total = row;
      else group.parts.push(row);
    });
    for (const { total, parts } of groups.values()) {
      if (total >= 0 && parts.length > 0) sums.push({ total, parts, column });
    }
  }
  return { sums, faults };
}
