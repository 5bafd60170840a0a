import type { Defaulted, Json, JsonObject, LocalDate, Optional, Timestamp } from './common.ts';

/** How disparities are measured, and what is done about flagged ones. */
export interface CorrectionTables {
  disparity_profile: {
    program_id: string;
    holds_from: LocalDate;
    profile: Json<JsonObject>;
    set_by: string;
    set_at: Timestamp;
  };
  corrective_action: {
    program_id: string;
    id: string;
    rule: string;
    flag: string;
    measure: string;
    dimension: string;
    group_code: string;
    comparison: string;
    school_id: Optional<string>;
    from_day: LocalDate;
    to_day: LocalDate;
    owner_id: string;
    due_on: LocalDate;
    steps: string[];
    note: string;
    state: string;
    opened_by: string;
    opened_at: Timestamp;
    source: Defaulted<string>;
    figures: Json<JsonObject | null>;
  };
  corrective_event: {
    program_id: string;
    action_id: string;
    seq: number;
    step: string;
    words: string;
    person_id: string;
    at: Timestamp;
  };
}
