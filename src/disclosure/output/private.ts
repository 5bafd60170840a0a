import { fault, fine, type Outcome, type Problem } from '../problem.ts';
import type { Product } from '../product/product.ts';
import type { Row } from '../product/table.ts';
import type { Contributors } from '../system.ts';
import { unwritten } from './labels.ts';
import type { PublicFile } from './public.ts';

/** Why a cell is as it is; for the records office only. */
type Reason = 'primary' | 'complementary' | 'published';

export function reasonOf(primary: Uint8Array, withheld: Uint8Array, cell: number): Reason {
  if (withheld[cell] !== 1) return 'published';
  return primary[cell] === 1 ? 'primary' : 'complementary';
}

/** What the private file adds to the rows of the public one. */
export interface Explanation {
  readonly primary: Uint8Array;
  readonly withheld: Uint8Array;
  /** For a complementary cell: the primary cells that it protects. */
  readonly protects: (cell: number) => readonly number[];
}

/** Most protected cells named in one row. */
const mostNamed = 5;

/**
 * The public rows with the true count, the reason, and whom a complementary cell protects; where the input told it also
 * the number of people, the most that one of them contributes, and behind small counts who they are, as numbers that mean
 * nothing outside of this file: people behind two counts are one in their sum.
 */
export function privateRows(
  rows: readonly (readonly string[])[],
  product: Product,
  explained: Explanation,
): string[][] {
  const { people, largest, who } = product;
  const [header = [], ...cells] = rows;
  const name = (cell: number): string => product.cells[cell]?.codes.join(' / ') ?? '';
  return [
    [...header, 'true_n', 'reason', ...(largest === null ? [] : ['people', 'largest', 'contributors']), 'protects'],
    ...cells.map((row, cell) => {
      const reason = reasonOf(explained.primary, explained.withheld, cell);
      const protectedCells = reason === 'complementary' ? explained.protects(cell) : [];
      const more = protectedCells.length - mostNamed;
      return [
        ...row,
        String(product.n[cell]),
        reason,
        ...(largest === null ? [] : [String(people[cell]), String(largest[cell]), (who?.[cell] ?? []).join(' ')]),
        [...protectedCells.slice(0, mostNamed).map(name), ...(more > 0 ? [`and ${more} more`] : [])].join('; '),
      ];
    }),
  ];
}

/** The truth about the rows of a public file, in its order. */
export interface PrivateFile {
  readonly n: Float64Array;
  readonly reason: readonly Reason[];
  /** Where the input named contributors: people behind each count, and the most that one of them contributes. */
  readonly people?: Float64Array;
  readonly largest?: Float64Array;
  /** The people behind each count; null where they are not named. */
  readonly who?: Contributors;
}

interface Truth {
  readonly line: number;
  /** NaN where no whole number stands. */
  readonly n: number;
  readonly people: number;
  readonly largest: number;
  readonly who: readonly number[] | null;
  readonly reason: Reason | undefined;
}

const reasons: readonly Reason[] = ['primary', 'complementary', 'published'];

/** Reads the private file that goes with a public one. Errors: cells that are not the same, counts that contradict. */
export function readPrivate(rows: Iterable<Row>, file: string, beside: PublicFile): Outcome<PrivateFile> {
  const [header, ...lines] = rows;
  const names = (header?.cells ?? []).map((cell) => unwritten(cell.trim()));
  const { table } = beside;
  const lost = [...table.columns, 'true_n', 'reason'].find((name) => !names.includes(name));
  if (lost !== undefined) {
    const remedy = 'Name the private file that was written with this publication.';
    return fault('notPrivate', { file, line: header?.line ?? 1 }, `There is no column "${lost}".`, remedy);
  }
  const places = table.columns.map((column) => names.indexOf(column));
  const counted = names.includes('people') && names.includes('largest');
  const truths = new Map<string, Truth>();
  for (const { line, cells } of lines) {
    const key = JSON.stringify(places.map((at) => unwritten((cells[at] ?? '').trim())));
    const number = (name: string): number => {
      const text = cells[names.indexOf(name)]?.trim() ?? '';
      return /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    };
    const reason = reasons.find((one) => one === cells[names.indexOf('reason')]?.trim());
    const [people, largest] = counted ? [number('people'), number('largest')] : [0, 0];
    const who = (cells[names.indexOf('contributors')] ?? '').split(' ').filter((word) => word !== '');
    // Where the people are too many they are not named.
    const named = who.length === people ? who.map(Number) : null;
    truths.set(key, { line, n: number('true_n'), reason, people, largest, who: named });
  }
  const problems: Problem[] = [];
  const found = table.rows.map(({ codes, n }) => {
    const truth = truths.get(JSON.stringify(codes));
    const place = { file, ...(truth === undefined ? {} : { line: truth.line }), text: codes.join(', ') };
    const remedy = 'Name the private file that was written with this publication.';
    const report = (code: string, why: string): void => {
      problems.push({ code, place, reason: why, remedy });
    };
    if (truth === undefined) report('cellMissing', `The cell "${codes.join(', ')}" is not there.`);
    else if (Number.isNaN(truth.n + truth.people + truth.largest)) {
      report('countNotWhole', 'A true count is not a whole number.');
    } else if (truth.reason === undefined) report('reasonUnknown', `The reason is none of ${reasons.join(', ')}.`);
    else if (n !== null && n !== truth.n) report('countFalse', `${n} is published, and the true count is ${truth.n}.`);
    else if ((n !== null) !== (truth.reason === 'published')) {
      report('reasonFalse', `The cell is ${n === null ? 'withheld' : 'published'}, and the reason is ${truth.reason}.`);
    }
    return truth;
  });
  if (problems.length > 0) return { ok: false, problems: problems.slice(0, 20) };
  return fine({
    n: Float64Array.from(found, (truth) => truth?.n ?? 0),
    reason: found.map((truth) => truth?.reason ?? 'published'),
    ...(counted
      ? {
          people: Float64Array.from(found, (truth) => truth?.people ?? 0),
          largest: Float64Array.from(found, (truth) => truth?.largest ?? 0),
          who: found.map((truth) => truth?.who ?? null),
        }
      : {}),
  });
}
