import { ExactSimplex } from './exact-simplex.ts';

/** A published file as rows; null: withheld. */
export interface Sheet {
  readonly rows: readonly { readonly codes: readonly string[]; readonly n: number | null }[];
}

export interface Verdicts {
  /** False: no values fit the published counts. */
  readonly possible: boolean;
  /** Rows whose count has one value only, fractions allowed. */
  readonly exact: readonly number[];
  /** Rows that have one whole value only between the fractions they can be. */
  readonly exactInIntegers: readonly number[];
  /** Rows that are below the threshold in every table. */
  readonly belowBound: readonly number[];
}

/**
 * The auditor's auditor: finds the withheld cells that a reader can compute, by exact arithmetic alone. Every corner it
 * comes by shows values of all cells at once, so only cells that never moved are asked about one by one. `threshold`: null
 * leaves out the question whether cells can be as large as that.
 */
export function secondAudit({ rows }: Sheet, floor: number, threshold: number | null): Verdicts {
  const withheld = rows.flatMap(({ n }, row) => (n === null ? [row] : []));
  const variable = new Map(withheld.map((row, index) => [row, index]));
  const equations = sumsFrom(rows).map(({ whole, parts }) => {
    const by = new Map<number, number>();
    let is = 0;
    for (const [row, times] of [[whole, 1], ...parts.map((part) => [part, -1] as const)] as const) {
      const at = variable.get(row);
      if (at === undefined) is -= times * (rows[row]?.n ?? 0);
      else {
        by.set(at, times);
        // Counts above the floor are what the simplex sees.
        is -= times * floor;
      }
    }
    return { by, is };
  });
  const simplex = new ExactSimplex(withheld.length, equations);
  if (!simplex.feasible) return { possible: false, exact: [], exactInIntegers: [], belowBound: [] };
  const least = new Array<number>(withheld.length).fill(Number.POSITIVE_INFINITY);
  const most = new Array<number>(withheld.length).fill(Number.NEGATIVE_INFINITY);
  const look = (): void => {
    const values = simplex.values();
    if (values.some(([value, by]) => value % by !== 0)) return;
    values.forEach(([value, by], index) => {
      least[index] = Math.min(least[index] ?? 0, value / by + floor);
      most[index] = Math.max(most[index] ?? 0, value / by + floor);
    });
  };
  const end = (index: number, turn: 1 | -1): number => {
    if (!simplex.drive(index, turn)) return Number.POSITIVE_INFINITY;
    look();
    const [value, by] = simplex.values()[index] ?? [0, 1];
    return value / by + floor;
  };
  const exact: number[] = [];
  const exactInIntegers: number[] = [];
  const belowBound: number[] = [];
  look();
  withheld.forEach((row, index) => {
    const moved = (least[index] ?? 0) < (most[index] ?? 0);
    const reached = threshold === null || (most[index] ?? 0) >= threshold;
    if (moved && reached) return;
    const high = end(index, 1);
    if (threshold !== null && Math.floor(high) < threshold) belowBound.push(row);
    if ((least[index] ?? 0) < (most[index] ?? 0)) return;
    const low = end(index, -1);
    if (low === high) exact.push(row);
    else if (Math.floor(high) <= Math.ceil(low)) exactInIntegers.push(row);
  });
  return { possible: true, exact, exactInIntegers, belowBound };
}

/** Rows and the rows they are the sum of: one dimension is summed over, all others stay. */
function sumsFrom(rows: Sheet['rows']): { readonly whole: number; readonly parts: readonly number[] }[] {
  const rowOf = new Map(rows.map(({ codes }, row) => [codes.join('\u0000'), row]));
  const parts = new Map<string, { whole: number; parts: number[] }>();
  rows.forEach(({ codes }, row) => {
    codes.forEach((code, column) => {
      if (code === 'Total') return;
      const whole = rowOf.get(codes.with(column, 'Total').join('\u0000'));
      if (whole === undefined) return;
      const key = `${whole}/${column}`;
      const sum = parts.get(key) ?? { whole, parts: [] };
      sum.parts.push(row);
      parts.set(key, sum);
    });
  });
  return [...parts.values()];
}
