import type { ReleaseDocument, ReleaseTableId } from '../../../portal/release-view.ts';
import type { PassedTable } from './document.ts';
import type { LeftOut } from './known.ts';

/**
 * `counted`: in this release, because the difference shows nobody. `held`: not in it, because it would show a few.
 * `possible`, `elsewhere`: of a quarter that this release is not about, which could be released anew, or not yet.
 */
export const lateStates = ['counted', 'held', 'possible', 'elsewhere'] as const;

/** What of some days came or changed after they were released. */
export interface LateLine {
  readonly table: ReleaseTableId;
  /** Null: of the whole year. */
  readonly quarter: string | null;
  /** Records that came, and records that are told otherwise now; of students neither is said. */
  readonly came: number;
  readonly changed: number;
  readonly state: (typeof lateStates)[number];
}

/** What those who decide see of each table, beside the document itself. No true count is in it. */
export interface Preview {
  readonly tables: readonly {
    readonly id: string;
    readonly cells: number;
    readonly shown: number;
    readonly zeros: number;
    /** Withheld because they are small counts of people. */
    readonly small: number;
    /** Withheld to guard the small ones. */
    readonly guarding: number;
    /** What the audit says a reader can find out: cells worked out exactly, and others below what is promised. */
    readonly audit: { readonly exact: number; readonly below: number };
  }[];
  /** Counts that differ from the release about the same period before. */
  readonly changed: number;
  readonly compared: number;
  /** Absent in proposals from before late records were told. */
  readonly late?: readonly LateLine[];
  /** Detail that is left out since the tables together would tell too much; absent as above. */
  readonly left?: LeftOut;
  /** Counts that are withheld only because of what the tables tell together; absent as above. */
  readonly together?: number;
}

/** Counts what is shown and what is withheld, table by table. */
export function previewOf(
  tables: readonly PassedTable[],
  { changes, comparisons }: ReleaseDocument,
  { late, left }: { readonly late: readonly LateLine[]; readonly left: LeftOut },
): Preview {
  return {
    tables: tables.map(({ id, passed: { cells, withheld, audit } }) => ({
      id,
      cells: cells.length,
      shown: cells.filter(({ n }) => n !== null && n > 0).length,
      zeros: cells.filter(({ n }) => n === 0).length,
      small: withheld.filter(({ reason }) => reason === 'primary').length,
      guarding: withheld.filter(({ reason }) => reason === 'complementary').length,
      audit: { exact: audit.exact + audit.exactInIntegers, below: audit.belowBound + audit.groupSums },
    })),
    changed: changes?.list.length ?? 0,
    compared: comparisons.length,
    late,
    left,
    together: tables.reduce((sum, { together }) => sum + together, 0),
  };
}
