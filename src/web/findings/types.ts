import type { CallerRole, InvolvementOutcome, InvolvementSource, InvolvementState } from '../../domain/calls/record.ts';
import type { InvolvementAction } from '../../domain/calls/transitions.ts';

/** A finding of improper involvement, as GET /findings and /findings/:id answer it. */
export type FindingRecord = {
  readonly id: string;
  readonly source: InvolvementSource;
  readonly requirement: string;
  readonly citation: string;
  readonly schoolName: string;
  readonly callId: string | null;
  readonly incidentId: string | null;
  readonly matterCode: string | null;
  readonly officerName: string | null;
  readonly callerRole: CallerRole | null;
  readonly callerName: string | null;
  readonly note: string;
  readonly raisedAt: string;
  readonly raisedByName: string | null;
  readonly dueAt: string;
  readonly overdue: boolean;
  readonly state: InvolvementState;
  readonly outcome: InvolvementOutcome | null;
  readonly outcomeNote: string;
  readonly resolvedAt: string | null;
  readonly resolvedByName: string | null;
  readonly earlier: readonly {
    readonly outcome: InvolvementOutcome;
    readonly note: string;
    readonly reopened: string;
  }[];
  readonly actions: readonly InvolvementAction[];
};

export type FindingList = {
  readonly findings: readonly FindingRecord[];
  readonly next: string | null;
  readonly total: number;
};

export type RepeatCallers = {
  readonly threshold: number;
  readonly days: number;
  readonly since: string;
  readonly until: string;
  readonly callers: readonly {
    readonly key: string;
    readonly name: string | null;
    readonly schoolName: string;
    readonly callerRole: CallerRole;
    readonly count: number;
    readonly calls: readonly { readonly id: string; readonly day: string; readonly matterCode: string }[];
  }[];
};
