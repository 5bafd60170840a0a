import { readSheet, type Sheet, type SheetRow } from './read.ts';
import { sha256 } from './sha256.ts';

/**
 * Checks a certificate against a published file by addition alone: no solver, and no code of those who chose or attacked.
 */

/** One thing that was checked, how often, and what is wrong with it (empty: it holds). */
interface Claim {
  readonly claim: ClaimName;
  readonly checked: number;
  readonly faults: readonly string[];
  /** Cells about which only the private file could tell. */
  readonly undecided?: number;
}

type ClaimName =
  /** The certificate is one, and its tables have a value for each withheld row. */
  | 'certificate'
  /** It was made for this very file. */
  | 'digest'
  /** Each row is one cell, with a whole count or withheld. */
  | 'rows'
  /** Each cell's totals stand in the file, so that its sums can be checked. */
  | 'totals'
  /** Values are whole numbers, and no smaller than a reader knows them to be. */
  | 'floor'
  /** In each table every total is the sum of its parts. */
  | 'sums'
  /** Each withheld cell takes two values at least. */
  | 'twoValues'
  /** Each withheld cell reaches the threshold (levels `bound` and `full`). */
  | 'bound'
  /** Each withheld cell comes down to the floor, unless it is always large (level `full`). */
  | 'full'
  /** The intervals in the file, if any, hold every value. */
  | 'intervals';

export interface VerifyReport {
  readonly holds: boolean;
  readonly claims: readonly Claim[];
  /** As the certificate states it; null where it is none. */
  readonly policy: { readonly threshold: number; readonly zeros: string; readonly protect: string } | null;
  /** The certificate contains the truth and must not be published. */
  readonly private: boolean;
  /** Number of tables. */
  readonly tables: number;
}

/** Faults named a claim; the rest are only counted. */
const mostNamed = 20;

const total = 'Total';

interface Paper {
  readonly formula: string;
  readonly threshold: number;
  readonly zeros: string;
  readonly protect: string;
  readonly digest: string;
  readonly private: boolean;
  readonly values: readonly (readonly number[])[];
}

/** Verifies the text of a certificate against the text of the published file it was made for. */
export function verifyCertificate(publicCsv: string, certificate: string): VerifyReport {
  const paper = read(certificate);
  if (typeof paper === 'string') {
    const claims = [claim('certificate', 1, [paper])];
    return { holds: false, claims, policy: null, private: false, tables: 0 };
  }
  const { sheet, faults } = readSheet(publicCsv);
  const withheld = sheet.rows.flatMap(({ n }, row) => (n === null ? [row] : []));
  const shape = paper.values.flatMap((values, k) =>
    values.length === withheld.length ? [] : [`table ${k + 1}: ${values.length} values for ${withheld.length} cells`],
  );
  const digest = sha256(publicCsv) === paper.digest ? [] : ['the published file is not the one it was made for'];
  const keyed = keysOf(sheet);
  const claims = [
    claim('certificate', paper.values.length, shape),
    claim('digest', 1, digest),
    claim('rows', sheet.rows.length, [...faults, ...twice(sheet)]),
    totals(sheet, keyed, paper.formula),
    floor(sheet, withheld, paper),
    sums(sheet, withheld, paper),
    ...values(sheet, withheld, paper),
  ];
  const { threshold, zeros, protect } = paper;
  return {
    holds: claims.every((each) => each.faults.length === 0),
    claims,
    policy: { threshold, zeros, protect },
    private: paper.private,
    tables: paper.values.length,
  };
}

function claim(name: ClaimName, checked: number, faults: readonly string[]): Claim {
  const more = faults.length - mostNamed;
  return { claim: name, checked, faults: more > 0 ? [...faults.slice(0, mostNamed), `and ${more} more`] : faults };
}

/** What a certificate says, or why it is none. */
function read(text: string): Paper | string {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return 'it is no JSON';
    throw error;
  }
  const all = record(found);
  const policy = record(all.policy);
  const { threshold, zeros, protect } = policy;
  const { formula, publicSha256: digest, values, tables } = all;
  if (all.format !== 'opensro-certificate' || all.version !== 1) return 'format or version is unknown';
  if (typeof formula !== 'string' || typeof digest !== 'string') return 'formula or publicSha256 is missing';
  if (typeof threshold !== 'number' || !(threshold >= 2)) return 'the threshold is missing';
  if (zeros !== 'published' && zeros !== 'complement') return 'zeros must be published or complement';
  if (protect !== 'exact' && protect !== 'bound' && protect !== 'full') return 'the level of protection is unknown';
  if (!isTables(values) || values.length === 0) return 'the tables are missing';
  if (tables !== values.length) return 'the number of tables is another one';
  return { formula, threshold, zeros, protect, digest, private: all.private !== false, values };
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function isTables(value: unknown): value is number[][] {
  const isRow = (row: unknown): boolean => Array.isArray(row) && row.every((each) => typeof each === 'number');
  return Array.isArray(value) && value.every(isRow);
}

function keyOf(codes: readonly string[]): string {
  return JSON.stringify(codes);
}

function keysOf({ rows }: Sheet): ReadonlySet<string> {
  return new Set(rows.map(({ codes }) => keyOf(codes)));
}

function nameOf({ codes, line }: SheetRow): string {
  return `line ${line} (${codes.join(', ')})`;
}

function twice({ rows }: Sheet): string[] {
  const seen = new Set<string>();
  return rows.flatMap((row) => {
    const key = keyOf(row.codes);
    if (seen.has(key)) return [`${nameOf(row)} stands there twice`];
    seen.add(key);
    return [];
  });
}

/** Columns nested right below each column, as the formula writes them. */
function below(formula: string): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  const signs = formula.match(/"(?:[^"]|"")*"|[+*>]|[^\s"()+*>]+/g) ?? [];
  const name = (sign: string): string => (sign.startsWith('"') ? sign.slice(1, -1).replaceAll('""', '"') : sign);
  signs.forEach((sign, at) => {
    const [above, under] = [signs[at - 1], signs[at + 1]];
    if (sign !== '>' || above === undefined || under === undefined) return;
    found.set(name(above), (found.get(name(above)) ?? new Set()).add(name(under)));
  });
  return found;
}

/** A row must have the row that sums it over each dimension: over the finest level it shows. */
function totals({ columns, rows }: Sheet, keys: ReadonlySet<string>, formula: string): Claim {
  const children = below(formula);
  const finer = columns.map((column) =>
    columns.flatMap((other, at) => (children.get(column)?.has(other) === true ? [at] : [])),
  );
  let checked = 0;
  const faults = rows.flatMap((row) =>
    columns.flatMap((column, at) => {
      const isFinest = (finer[at] ?? []).every((under) => row.codes[under] === total);
      if (row.codes[at] === total || !isFinest) return [];
      checked += 1;
      return keys.has(keyOf(row.codes.with(at, total))) ? [] : [`${nameOf(row)} has no total over ${column}`];
    }),
  );
  return claim('totals', checked, faults);
}

function floor({ rows }: Sheet, withheld: readonly number[], { values, zeros }: Paper): Claim {
  const least = zeros === 'published' ? 1 : 0;
  const faults = values.flatMap((table, k) =>
    table.flatMap((value, j) => {
      if (Number.isSafeInteger(value) && value >= least) return [];
      const row = rows[withheld[j] ?? -1];
      return [`table ${k + 1}: ${value} at ${row === undefined ? `place ${j + 1}` : nameOf(row)}`];
    }),
  );
  return claim('floor', values.length * withheld.length, faults);
}

/** Rows that agree in all columns but one: the one with `Total` there must be the sum of the others, in each table. */
function sums({ columns, rows }: Sheet, withheld: readonly number[], { values }: Paper): Claim {
  const groups = columns.flatMap((_, at) => {
    const found = new Map<string, { whole: number; parts: number[] }>();
    rows.forEach(({ codes }, row) => {
      const key = keyOf(codes.with(at, total));
      const group = found.get(key) ?? { whole: -1, parts: [] };
      found.set(key, group);
      if (codes[at] === total) group.whole = row;
      else group.parts.push(row);
    });
    return [...found.values()].filter(({ whole, parts }) => whole >= 0 && parts.length > 0);
  });
  const faults = values.flatMap((table, k) => {
    const all = rows.map(({ n }) => n ?? Number.NaN);
    withheld.forEach((row, j) => {
      all[row] = table[j] ?? Number.NaN;
    });
    return groups.flatMap(({ whole, parts }) => {
      const sum = parts.reduce((before, part) => before + (all[part] ?? Number.NaN), 0);
      const row = rows[whole];
      if (sum === all[whole] || row === undefined) return [];
      return [`table ${k + 1}: ${nameOf(row)} is ${all[whole]}, its parts are ${sum}`];
    });
  });
  return claim('sums', values.length * groups.length, faults);
}

/** What the tables show of each withheld cell, against what the level promises. */
function values({ rows }: Sheet, withheld: readonly number[], paper: Paper): Claim[] {
  const { threshold, protect, zeros } = paper;
  const least = zeros === 'published' ? 1 : 0;
  const shown = withheld.map((row, j) => {
    const all = paper.values.map((table) => table[j] ?? Number.NaN);
    return { row: rows[row], all, min: Math.min(...all), max: Math.max(...all) };
  });
  const faultsOf = (isWrong: (each: (typeof shown)[number]) => boolean, what: string): string[] =>
    shown.flatMap((each) => (isWrong(each) && each.row !== undefined ? [`${nameOf(each.row)} ${what}`] : []));
  const claims = [
    claim(
      'twoValues',
      shown.length,
      faultsOf(({ min, max }) => !(min < max), 'has one value only'),
    ),
  ];
  if (protect !== 'exact') {
    const faults = faultsOf(({ max }) => !(max >= threshold), `never reaches ${threshold}`);
    claims.push(claim('bound', shown.length, faults));
  }
  if (protect === 'full') {
    // A cell that cannot come down is no breach unless it is small, which its publisher alone knows.
    const undecided = shown.filter(({ min }) => min < threshold && min > least).length;
    claims.push({ ...claim('full', shown.length - undecided, []), undecided });
  }
  const stated = shown.flatMap((each) => each.row?.interval ?? []);
  if (stated.length > 0) {
    const isOutside = ({ row, min, max }: (typeof shown)[number]): boolean =>
      row?.interval !== null && row !== undefined && !(row.interval.lo <= min && max <= row.interval.hi);
    claims.push(claim('intervals', stated.length, faultsOf(isOutside, 'leaves its interval')));
  }
  return claims;
}
