export interface PeriodLine {
  readonly id: string;
  readonly kind: 'quarter' | 'year';
  readonly from: string;
  readonly to: string;
  readonly state: 'notOver' | 'early' | 'ready' | 'proposed' | 'released' | 'frozen';
  readonly openFrom: string;
}

interface ProposalLine {
  readonly id: string;
  readonly number: number;
  readonly period: string;
  readonly proposedAt: string;
  readonly state: 'open' | 'returned' | 'outdated' | 'published';
}

export type Overview = {
  readonly slug: string | null;
  readonly mayPropose: boolean;
  readonly periods: readonly PeriodLine[];
  readonly proposals: readonly ProposalLine[];
  readonly making: {
    readonly state: 'working' | 'done' | 'refused' | 'failed';
    readonly period: string;
    readonly share: number | null;
    readonly proposalId: string | null;
    readonly reason: string | null;
    readonly remedy: string | null;
  } | null;
};

type Said = { readonly en: string; readonly es: string };

/** A count that another release tells otherwise. */
export interface Change {
  readonly table: string;
  readonly codes: readonly string[];
  readonly before: number | null;
  readonly now: number | null;
}

export interface ReleaseTable {
  readonly id: string;
  readonly columns: readonly string[];
  readonly cells: readonly {
    readonly codes: readonly string[];
    readonly n: number | null;
    readonly lo?: number;
    readonly hi?: number | null;
  }[];
}

export type Proposal = {
  readonly line: ProposalLine;
  readonly digest: string;
  readonly proposedBy: string;
  readonly document: {
    readonly number: number;
    readonly kind: 'quarter' | 'year';
    readonly period: string;
    readonly schoolYear: string;
    readonly from: string;
    readonly to: string;
    readonly asOf: string;
    readonly schools: readonly { readonly id: string; readonly name: string }[];
    readonly tables: readonly ReleaseTable[];
    readonly comparisons: readonly { readonly sentence: Said }[];
    readonly comparisonLabel: Said;
    readonly changes: { readonly since: number; readonly list: readonly Change[] } | null;
    readonly beside?: readonly {
      readonly kind: 'quarters' | 'yearBefore';
      readonly since: readonly number[];
      readonly period?: string;
      readonly list: readonly Change[];
    }[];
  };
  readonly preview: {
    readonly tables: readonly {
      readonly id: string;
      readonly cells: number;
      readonly shown: number;
      readonly zeros: number;
      readonly small: number;
      readonly guarding: number;
      readonly audit: { readonly exact: number; readonly below: number };
    }[];
    readonly left?: 'nothing' | 'kinds' | 'steps';
    /** Counts withheld only because of what the tables tell together; absent as above. */
    readonly together?: number;
    readonly late?: readonly {
      readonly table: string;
      readonly quarter: string | null;
      readonly came: number;
      readonly changed: number;
      readonly state: 'counted' | 'held' | 'possible' | 'elsewhere';
    }[];
  };
  readonly said: readonly {
    readonly side: 'police' | 'school';
    readonly decision: 'approved' | 'returned';
    readonly note: string;
    readonly by: string;
    readonly at: string;
  }[];
  readonly mayDecide: 'police' | 'school' | null;
};
