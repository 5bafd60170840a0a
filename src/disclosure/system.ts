/**
 * Linked counts as the engine computes with them: cells are numbered from 0, and every relation between published sums
 * says that some signed cells add up to zero. The engine knows nothing of schools or students.
 */

/** Relations as sparse rows: row r holds `cell[k]` with `sign[k]` for k from `start[r]` to `start[r + 1] - 1`. */
export interface Relations {
  /** Length: number of relations + 1. */
  readonly start: Int32Array;
  readonly cell: Int32Array;
  /** +1 or -1. */
  readonly sign: Int8Array;
}

/** What the engine may do with a cell. */
export const Fate = {
  /** May be published or withheld. */
  open: 0,
  /** Is published whatever it costs: already out, or promised by law. */
  published: 1,
  /** Is withheld whatever it costs: never meant to be printed, or withheld in an earlier release. */
  withheld: 2,
} as const;
export type Fate = (typeof Fate)[keyof typeof Fate];

/**
 * `exact`: a reader finds at least two whole-number values for each primary cell. `bound`: and cannot rule out that it
 * is at or above the threshold. `full`: and cannot rule out 1 either, and so learns nothing.
 */
export type Protection = 'exact' | 'bound' | 'full';

/** Everything the choice of withheld cells depends on. All arrays have one entry a cell. */
export interface System {
  readonly size: number;
  readonly relations: Relations;
  /** True counts, whole, from 0 up to 10^9. */
  readonly n: Float64Array;
  /** What every reader knows a withheld cell to be at least: 1 where zeros are published, else 0. */
  readonly floor: Float64Array;
  /** 1: a small count of students, to be protected. */
  readonly primary: Uint8Array;
  /** 1: withheld, no small count, and yet nobody may work it out. Left out where there is none. */
  readonly guarded?: Uint8Array;
  /** A `Fate` each. */
  readonly fate: Uint8Array;
  /** What withholding the cell costs, positive. */
  readonly cost: Float64Array;
  readonly threshold: number;
  readonly protection: Protection;
}

/** For each cell the people behind its count, as numbers; null where there are too many to be of interest. */
export type Contributors = readonly (readonly number[] | null)[];

/** Builds relations from lists of [cell, sign]. */
export function relationsOf(rows: readonly (readonly (readonly [cell: number, sign: 1 | -1])[])[]): Relations {
  const entries = rows.flat();
  const start = new Int32Array(rows.length + 1);
  rows.forEach((row, index) => {
    start[index + 1] = (start[index] ?? 0) + row.length;
  });
  return {
    start,
    cell: Int32Array.from(entries, ([cell]) => cell),
    sign: Int8Array.from(entries, ([, sign]) => sign),
  };
}
