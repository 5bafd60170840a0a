import type { CalculatedWith } from '../../domain/disparities/record.ts';

export type Source = 'perceived' | 'recorded';
type Named = { readonly id: string; readonly name: string };

/** GET /explorer/registry */
export type Registry = {
  readonly measures: readonly {
    readonly id: string;
    readonly category: string;
    readonly unit: 'events' | 'students';
    readonly collected: boolean;
    readonly dimensions: readonly string[];
    readonly of: string | null;
    readonly allowed: boolean;
  }[];
  readonly dimensions: readonly {
    readonly id: string;
    readonly aboutStudents: boolean;
    /** What can be counted alone; none where schools and days are chosen otherwise. */
    readonly members: readonly Member[];
  }[];
  readonly sources: readonly Source[];
  readonly years: readonly { readonly id: string; readonly firstDay: string; readonly lastDay: string }[];
  readonly schools: readonly Named[];
};

export type Member = { readonly id: string; readonly name: string | null; readonly text: string | null };
export type Cell = { readonly n: number; readonly of: number | null };
export type Period = { readonly from: string; readonly to: string; readonly year: string | null };

type Hidden = {
  readonly kind: 'hidden';
  readonly reason: 'students' | 'recorded' | 'notCollected' | 'periodTooLong';
};

/** GET /explorer/answer */
export type Counted = {
  readonly kind: 'counted';
  readonly asOf: string;
  readonly period: Period;
  readonly measure: string;
  readonly unit: 'events' | 'students';
  readonly source: Source;
  readonly rows: readonly Member[] | null;
  readonly columns: readonly Member[] | null;
  readonly cells: readonly (readonly Cell[])[];
  readonly rowTotals: readonly Cell[];
  readonly columnTotals: readonly Cell[];
  readonly total: Cell;
  readonly unattached: number;
  readonly enrolled: {
    readonly all: number | null;
    readonly rows: readonly (number | null)[];
    readonly sources: readonly string[];
  } | null;
  readonly opens: 'calls' | 'incidents' | null;
};
export type Answer = Counted | Hidden;

/** GET /explorer/records */
export type Records = {
  readonly kind: 'calls' | 'incidents';
  readonly items: readonly {
    readonly id: string;
    readonly at: string;
    readonly day: string;
    readonly schoolName: string;
    readonly matter: string | null;
    readonly matterName: string | null;
  }[];
  readonly next: string | null;
};

type Limits = { readonly value: number; readonly low: number; readonly high: number | null };

export type Flag = {
  readonly source: Source;
  readonly measure: string;
  readonly dimension: string;
  readonly group: string;
  readonly comparison: string;
  readonly schoolId: string | null;
  readonly from: string;
  readonly to: string;
};

export type Comparison = {
  readonly dimension: string;
  readonly group: string;
  readonly groupText: string;
  readonly sentence: string;
  readonly beside: string;
  readonly risk: Limits | null;
  readonly ratio: Limits | null;
  readonly q: number | null;
  readonly flagged: boolean;
  readonly flag: Flag | null;
  readonly correctiveId: string | null;
};

/** GET /explorer/disparity */
export type Disparity =
  | Hidden
  | {
      readonly kind: 'compared';
      readonly period: Period;
      readonly source: Source;
      readonly label: string;
      readonly calculatedWith: CalculatedWith;
      readonly released: {
        readonly period: { readonly from: string; readonly to: string };
        readonly sentences: readonly string[];
      } | null;
      readonly comparisons: readonly Comparison[];
    };

/** GET /explorer/views */
export type Views = {
  readonly views: readonly { readonly id: string; readonly name: string; readonly question: string }[];
};
