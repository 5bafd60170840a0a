export type Stage = {
  readonly key: string;
  readonly n: number;
  readonly of: { readonly key: string; readonly n: number } | null;
};

type TimeSum = { readonly entries: number; readonly minutes: number; readonly audience: number };
export type TimeRow = TimeSum & { readonly key: string };

export const timeTables = ['role', 'triad', 'statutoryFunction', 'kind', 'school', 'officer', 'month'] as const;
export type TimeTable = (typeof timeTables)[number];

export type Figures = {
  readonly calls: readonly Stage[];
  readonly incidents: readonly Stage[];
  readonly students: readonly Stage[] | null;
  readonly unattached: number | null;
  readonly contacts: {
    readonly positive: number;
    readonly enforcement: number;
    readonly perEnforcement: number | null;
  };
  readonly time: { readonly all: TimeSum; readonly by: Readonly<Record<TimeTable, readonly TimeRow[]>> };
};

type Period = { readonly from: string; readonly to: string; readonly year: string | null };
type Named = { readonly id: string; readonly name: string };

/** GET /numbers */
export type Numbers = {
  readonly asOf: string;
  readonly period: Period;
  readonly before: Period;
  readonly years: readonly { readonly id: string; readonly firstDay: string; readonly lastDay: string }[];
  readonly schools: readonly Named[];
  readonly officers: readonly Named[];
  readonly now: Figures;
  readonly yearBefore: Figures;
};

export const dimensions = ['race', 'ethnicity', 'age', 'sex', 'offenseType', 'englishLearner', 'disability'] as const;
export type Dimension = (typeof dimensions)[number];

export const sources = ['perceived', 'recorded'] as const;
export type Source = (typeof sources)[number];

/** A released count: the number, or that it is withheld. */
type Shown = { readonly status: 'published'; readonly n: number } | { readonly status: 'withheld' };

export type FullGroups = {
  readonly kind: 'full';
  readonly dimension: Dimension;
  readonly source: Source;
  readonly total: number;
  readonly unattached: number | null;
  readonly rows: readonly {
    readonly category: string;
    readonly involved: number;
    readonly enforcement: number;
    readonly diverted: number;
    readonly formal: number;
    readonly students: number | null;
  }[];
};

export type ReleasedGroups = {
  readonly kind: 'released';
  readonly dimension: Dimension;
  readonly source: Source;
  readonly year: string;
  readonly total: Shown;
  readonly rows: readonly { readonly category: string; readonly students: Shown }[];
};

/** GET /numbers/groups */
export type Groups =
  | FullGroups
  | ReleasedGroups
  | {
      readonly kind: 'hidden';
      readonly dimension: Dimension;
      readonly source: Source;
      readonly reason: 'yearNotPublished' | 'onlyWholeProgramYears' | 'seeRace';
    };
