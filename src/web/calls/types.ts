import type {
  CallerRole,
  CallResult,
  CallState,
  GateAnswers,
  GateDecision,
  GateOverride,
  GateResult,
  InvolvementSource,
  InvolvementState,
  Matter,
  Place,
} from '../../domain/calls/record.ts';
import type { CallAction } from '../../domain/calls/transitions.ts';

export type { CallState };

/** A call as GET /calls lists it. */
export type CallRow = {
  readonly id: string;
  readonly schoolId: string;
  readonly schoolName: string;
  readonly requestedAt: string;
  readonly callerRole: CallerRole;
  readonly callerName: string | null;
  readonly matterCode: string;
  readonly matterLabel: Matter['label'];
  readonly place: Place;
  readonly placeDetail: string;
  readonly description: string;
  readonly emergency: boolean;
  readonly state: CallState;
  readonly gateAnswer: GateResult | null;
  readonly gateDueAt: string | null;
  readonly officerName: string | null;
  readonly acknowledgedAt: string | null;
  readonly actions: readonly CallAction[];
};

export type CallList = {
  readonly calls: readonly CallRow[];
  readonly next: string | null;
  readonly total: number;
  /** There are more than `total`. */
  readonly atLeast: boolean;
};

/** One call, as GET /calls/:id and every step answer it. */
export type CallDetail = CallRow & {
  readonly answers: GateAnswers | null;
  readonly decision: GateDecision | null;
  readonly override: GateOverride | null;
  readonly finishedAt: string | null;
  readonly result: CallResult | null;
  readonly incidentId: string | null;
  readonly mine: boolean;
  readonly findings: readonly {
    readonly id: string;
    readonly source: InvolvementSource;
    readonly state: InvolvementState;
  }[];
  readonly events: readonly {
    readonly seq: number;
    readonly at: string;
    readonly who: string | null;
    readonly event: string;
    readonly reason: string;
  }[];
};
