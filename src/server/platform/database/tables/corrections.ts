import type { LocalDate, Optional, Timestamp } from './common.ts';

/** What is done about flagged disparities. */
export interface CorrectionTables {
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
