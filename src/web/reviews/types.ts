import type { ActionAnswer, ReviewSide, ReviewState } from '../../domain/reviews/record.ts';
import type { Disagreement, SemiAnnualReason } from '../../domain/reviews/rules.ts';
import type { YesNoUnsure } from '../../domain/shared/people.ts';
import type { School } from '../session/types.ts';

/** GET /reviews/waiting and /reviews/overdue */
export type WaitingPart = { readonly items: readonly Waiting[]; readonly next: string | null };

/** A row of them */
export type Waiting = {
  readonly incidentId: string;
  readonly side: ReviewSide;
  readonly school: School;
  readonly officer: string;
  readonly matter: string | null;
  readonly occurredAt: string;
  readonly askedAt: string;
  readonly dueAt: string;
  readonly overdue: boolean;
  readonly again: boolean;
  readonly students: number;
  readonly attached: number;
  readonly actions: readonly string[];
};

export type Given = {
  readonly version: number;
  readonly at: string;
  readonly by: string;
  readonly involvementAppropriate: YesNoUnsure;
  readonly actionAppropriate: ActionAnswer;
  readonly comment: string;
  readonly reason: string;
  readonly incidentVersion: number;
};

export type SideView = {
  readonly side: ReviewSide;
  readonly state: 'open' | 'answered';
  readonly dueAt: string;
  readonly overdue: boolean;
  readonly version: number;
  readonly mine: boolean;
  readonly hidden: boolean;
  readonly answers: readonly Given[];
};

/** GET /incidents/:id/reviews */
export type IncidentReviews = {
  readonly incidentVersion: number;
  readonly state: ReviewState;
  readonly disagreement: Disagreement | null;
  readonly sides: readonly SideView[];
};

type Counts = {
  readonly calls: number;
  readonly handedBack: number;
  readonly incidents: number;
  readonly withActions: number;
};
export type CountKey = keyof Counts;

/** GET /school/summary */
export type SchoolSummary = {
  readonly schoolId: string;
  readonly week: { readonly from: string; readonly to: string };
  readonly calls: readonly {
    readonly id: string;
    readonly requestedAt: string;
    readonly matter: string;
    readonly callerRole: string;
    readonly callerName: string | null;
    readonly state: string;
    readonly result: string | null;
    readonly officer: string | null;
    readonly incidentId: string | null;
  }[];
  readonly month: { readonly from: string; readonly to: string; readonly now: Counts; readonly before: Counts | null };
};

/** GET /reviews/officers */
export type OfficerRows = {
  readonly from: string;
  readonly to: string;
  readonly officers: readonly OfficerRow[];
};
export type OfficerRow = {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly schools: readonly string[];
  readonly minutes: readonly { readonly role: string; readonly minutes: number }[];
  readonly positive: number;
  readonly enforcement: number;
  readonly oldDrafts: number;
  readonly overloadDays: number;
};

type ShortAnswer = Pick<Given, 'involvementAppropriate' | 'actionAppropriate' | 'comment'>;

/** GET /reviews/half-year */
export type HalfYear = {
  readonly half: string;
  readonly halves: readonly { readonly id: string; readonly schoolYear: string; readonly number: 1 | 2 }[];
  readonly answeredByBoth: number;
  readonly disagreed: number;
  readonly incidents: number;
  readonly next: string | null;
  readonly rows: readonly HalfYearRow[];
};
export type HalfYearRow = {
  readonly incidentId: string;
  readonly school: School;
  readonly officer: string;
  readonly matter: string | null;
  readonly localDay: string;
  readonly why: readonly SemiAnnualReason[];
  readonly involvement: 'agree' | 'disagree' | 'open' | null;
  readonly action: 'agree' | 'disagree' | 'open' | null;
  readonly police: ShortAnswer | null;
  readonly schoolAnswer: ShortAnswer | null;
};

/** What the supervisor's page shows of GET /findings */
export type OpenFindings = {
  readonly next: string | null;
  readonly findings: readonly {
    readonly id: string;
    readonly source: string;
    readonly schoolName: string;
    readonly matterCode: string | null;
    readonly officerName: string | null;
    readonly raisedAt: string;
    readonly dueAt: string;
    readonly overdue: boolean;
  }[];
};
