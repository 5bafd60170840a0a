import { fault, fine, named, nearest, type Outcome, type Problem } from '../problem.ts';
import { type Formula, parseFormula } from '../product/formula.ts';
import type { Marks } from '../product/marks.ts';
import type { Policy } from '../product/policy.ts';
import { type Product, productOf } from '../product/product.ts';
import { type Table, TOTAL } from '../product/table.ts';
import type { Contributors } from '../system.ts';
import type { Entry, Scope } from './entry.ts';
import { boxOf, type Extent, periodColumns, pointOf } from './periods.ts';
import { type Publication, type Union, unionOf } from './union.ts';

/** What is to be published next. */
export interface Wanted {
  readonly counts: string;
  readonly formula: string;
  readonly scope: Scope;
}

/** The true counts and who stands behind them; one entry a node. */
interface Truth {
  readonly n: Float64Array;
  /** Different people behind each count. */
  readonly people: Float64Array;
  /**
   * What each person contributes to some counts together, the largest first; null where every count is one of different
   * people.
   */
  readonly contributions: ((nodes: readonly number[]) => readonly number[]) | null;
  /** The people behind counts of fewer than the threshold; null where every count is one of different people. */
  readonly who: Contributors | null;
}

/**
 * The formula that makes `readTable` read every column needed: those of all releases that have to do with this one, and
 * those that tell the period. Errors: a column that the data lack; a column nested here and not there, since a reader
 * would compare the two.
 */
export function formulaOfAll(wanted: Wanted, related: readonly Entry[], columns: readonly string[]): Outcome<string> {
  const own = parseFormula(wanted.formula, columns);
  if (!own.ok) return own;
  const periods = periodColumns([wanted.scope, ...related.map(({ scope }) => scope)]);
  const parents = new Map(own.value.parents);
  for (const { formula, columns: theirs, sequence } of related) {
    const parsed = parseFormula(formula, theirs, `entry ${sequence}`);
    if (!parsed.ok) return parsed;
    for (const [column, parent] of parsed.value.parents) {
      if (!columns.includes(column)) return columnLost(column, `release ${sequence} divides by it`, columns);
      const known = parents.get(column);
      if (known !== undefined && known !== parent) {
        const reason = `The column "${column}" is nested in another way in release ${sequence}.`;
        return fault('nestingDiffers', { file: '--publish', column }, reason, `Nest it as there: ${formula}.`);
      }
      parents.set(column, parent);
    }
  }
  for (const column of periods) {
    if (!columns.includes(column)) return columnLost(column, 'it tells the period', columns);
    const nested = parents.get(column) ?? [...parents.values()].includes(column);
    if (nested !== null && nested !== false) {
      const reason = `The column "${column}" tells the period, and is nested in the formula.`;
      return fault('periodNested', { file: '--publish', column }, reason, 'Cross it with * instead.');
    }
  }
  const texts = [wanted.formula, ...related.map(({ formula }) => formula), ...periods.map(quoted)];
  return fine([...new Set(texts)].map((text) => `(${text})`).join(' + '));
}

function quoted(column: string): string {
  return `"${column}"`;
}

function columnLost(column: string, why: string, columns: readonly string[]): Outcome<never> {
  const meant = nearest(column, columns);
  const remedy = meant === undefined ? `Columns are ${named(columns)}.` : `Did you mean "${meant}"?`;
  return fault('columnLost', { column }, `The data have no column "${column}", and ${why}.`, remedy);
}

/** The detailed counts of all periods together with what is out, ready for the engine. */
export interface Counted {
  readonly product: Product;
  readonly publications: readonly Publication[];
  readonly union: Union;
  /** Position of the new publication among the union's. */
  readonly last: number;
  readonly truth: Truth;
}

/**
 * Counts the new product and every other cell of the union anew. `table` is read with `formulaOfAll`. Errors: a period
 * that was published and that the data do not hold; what the product itself refuses.
 */
export function countAll(
  table: Table,
  wanted: Wanted,
  { zeros, threshold }: Policy,
  related: readonly Entry[],
  structural: Marks | null,
): Outcome<Counted> {
  const own = parseFormula(wanted.formula, table.columns);
  if (!own.ok) return own;
  const periods = periodColumns([wanted.scope, ...related.map(({ scope }) => scope)]);
  const missing = periodsMissing(table, [wanted.scope, ...related.map(({ scope }) => scope)]);
  if (missing.length > 0) return { ok: false, problems: missing };
  const points = pointsOf(table, periods);
  const box = (scope: Scope): Extent => boxOf(periods.map((column) => scope[column] ?? []));
  const covered = masked({ ...table, formula: own.value }, points, box(wanted.scope));
  const shown = periods.filter((column) => own.value.parents.has(column));
  const product = productOf(onlyCodes(covered, wanted.scope, shown), structural, threshold);
  if (!product.ok) return product;
  const publications: readonly Publication[] = [
    ...related.map(publicationOf),
    {
      columns: product.value.columns,
      used: new Set(own.value.parents.keys()),
      scope: wanted.scope,
      rows: product.value.cells.map(({ codes }) => [codes, null] as const),
      floor: zeros === 'published' ? 1 : 0,
      outdated: [],
    },
  ];
  const union = unionOf(publications);
  const cores = coreFormula(table.formula, periods);
  const last = related.length;
  const truth = truthOf(
    { ...table, formula: cores },
    points,
    union,
    { product: product.value, nodes: union.nodeOf[last] ?? [] },
    threshold,
  );
  return truth.ok ? fine({ product: product.value, publications, union, last, truth: truth.value }) : truth;
}

/** What a reader has of an entry. */
export function publicationOf({ columns, formula, scope, policy, rows, outdated }: PublicSide): Publication {
  const parsed = parseFormula(formula, columns);
  const used = new Set(parsed.ok ? parsed.value.parents.keys() : []);
  return { columns, used, scope, rows, floor: policy.zeros === 'published' ? 1 : 0, outdated };
}

type PublicSide = Pick<Entry, 'columns' | 'formula' | 'scope' | 'rows' | 'outdated'> & {
  readonly policy: Pick<Policy, 'zeros'>;
};

function periodsMissing(table: Table, scopes: readonly Scope[]): readonly Problem[] {
  const problems = new Map<string, Problem>();
  for (const scope of scopes) {
    for (const [column, codes] of Object.entries(scope)) {
      const known = table.coded.get(column)?.codes ?? [];
      for (const code of codes) {
        if (known.includes(code)) continue;
        problems.set(JSON.stringify([column, code]), {
          code: 'periodMissing',
          place: { file: table.file, column, text: code },
          reason: `The data have no rows of "${code}", which this release or an earlier one about the same students covers.`,
          remedy: 'Bring the detailed counts of all these periods; what is out already must be seen beside the new.',
        });
      }
    }
  }
  return [...problems.values()].slice(0, 20);
}

/** The point in time of each row. */
function pointsOf(table: Table, periods: readonly string[]): readonly string[] {
  const coded = periods.flatMap((column) => table.coded.get(column) ?? []);
  return Array.from(table.n, (_, row) => pointOf(coded.map(({ codes, index }) => codes[index[row] ?? 0] ?? '')));
}

/** Counts nothing outside of a period; every group stays, with zero where it has nothing inside. */
function masked(table: Table, points: readonly string[], { points: inside }: Extent): Table {
  const known = new Set(inside);
  return { ...table, n: table.n.map((n, row) => (known.has(points[row] ?? '') ? n : 0)) };
}

/** Leaves out rows of periods that the product would otherwise print with zeros. */
function onlyCodes(table: Table, scope: Scope, columns: readonly string[]): Table {
  const keep = Array.from(table.n.keys()).filter((row) =>
    columns.every((column) => {
      const coded = table.coded.get(column);
      return scope[column]?.includes(coded?.codes[coded.index[row] ?? 0] ?? '');
    }),
  );
  if (keep.length === table.n.length) return table;
  const pick = (list: Int32Array): Int32Array => Int32Array.from(keep, (row) => list[row] ?? 0);
  return {
    ...table,
    coded: new Map([...table.coded].map(([name, coded]) => [name, { ...coded, index: pick(coded.index) }])),
    n: Float64Array.from(keep, (row) => table.n[row] ?? 0),
    contributor: table.contributor === null ? null : pick(table.contributor),
    line: pick(table.line),
  };
}

/** All tables without the columns that tell the period. */
function coreFormula(all: Formula, periods: readonly string[]): Formula {
  const tables = all.tables.map((table) =>
    table.map((chain) => chain.filter((column) => !periods.includes(column))).filter((chain) => chain.length > 0),
  );
  const distinct = new Map(tables.map((table) => [JSON.stringify(table), table]));
  const parents = new Map([...all.parents].filter(([column]) => !periods.includes(column)));
  return { text: all.text, tables: [...distinct.values()], parents };
}

/** `own`: the new product, and the node of each of its cells. */
function truthOf(
  table: Table,
  points: readonly string[],
  union: Union,
  own: { readonly product: Product; readonly nodes: readonly number[] },
  threshold: number,
): Outcome<Truth> {
  const size = union.nodes.length;
  const [n, people] = [new Float64Array(size), new Float64Array(size)];
  const who: (readonly number[] | null)[] = Array.from({ length: size }, () => []);
  const take = (node: number, counted: Product, cell: number): void => {
    n[node] = counted.n[cell] ?? 0;
    people[node] = counted.people[cell] ?? 0;
    who[node] = counted.who?.[cell] ?? null;
  };
  own.nodes.forEach((node, cell) => {
    take(node, own.product, cell);
  });
  const known = new Set(own.nodes);
  const others = [...union.nodes.keys()].filter((node) => !known.has(node));
  const nodesOf = Map.groupBy(others, (node) => union.nodes[node]?.extent.key ?? '');
  for (const nodes of nodesOf.values()) {
    const extent = union.nodes[nodes[0] ?? 0]?.extent;
    if (extent === undefined) continue;
    const product = productOf(masked(table, points, extent), null, threshold);
    if (!product.ok) return product;
    const { columns, cells } = product.value;
    const cellOf = new Map(cells.map(({ codes }, cell) => [keyOf(columns, codes), cell]));
    for (const node of nodes) {
      // A group that the data no longer name counts nobody.
      const cell = cellOf.get(union.nodes[node]?.core.key ?? '');
      if (cell !== undefined) take(node, product.value, cell);
    }
  }
  const { contributor } = table;
  if (contributor === null) return fine({ n, people, contributions: null, who: null });
  const contributions = (nodes: readonly number[]): readonly number[] => {
    const own = new Map<number, number>();
    for (const row of rowsOf(table, points, union, nodes)) {
      const person = contributor[row] ?? 0;
      own.set(person, (own.get(person) ?? 0) + (table.n[row] ?? 0));
    }
    return [...own.values()].sort((a, b) => b - a);
  };
  return fine({ n, people, contributions, who });
}

/** Rows of the data that any of the nodes counts. */
function rowsOf(table: Table, points: readonly string[], union: Union, nodes: readonly number[]): readonly number[] {
  const inside = nodes.flatMap((index) => {
    const node = union.nodes[index];
    if (node === undefined) return [];
    const known = new Set(node.extent.points);
    const wanted = [...node.core.codes].map(([column, code]) => ({ coded: table.coded.get(column), code }));
    return (row: number): boolean =>
      known.has(points[row] ?? '') && wanted.every(({ coded, code }) => coded?.codes[coded.index[row] ?? 0] === code);
  });
  return [...table.n.keys()].filter((row) => inside.some((counts) => counts(row)));
}

function keyOf(columns: readonly string[], codes: readonly string[]): string {
  const pairs = columns.flatMap((column, at): [string, string][] =>
    codes[at] === TOTAL ? [] : [[column, codes[at] ?? '']],
  );
  pairs.sort((a, b) => (a[0] < b[0] ? -1 : 1));
  return JSON.stringify(pairs);
}
