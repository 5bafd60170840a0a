import type { Shown } from '../../portal/view.ts';
import type { Dimension } from '../../statistics/disaggregation.ts';

/** Recorded dimensions that are released. Ethnicity is not: its small counts could be taken from the race table. */
export const releasedDimensions = ['race', 'age', 'sex', 'englishLearner', 'disability'] as const satisfies Dimension[];

/** Different students of a year by the categories of one dimension. */
export interface ReleasedTable {
  readonly total: Shown;
  readonly rows: Readonly<Record<string, Shown>>;
}

export type ReleasedFacts = Readonly<Partial<Record<Dimension, ReleasedTable>>>;
