import type { Defaulted, Json, JsonObject, LocalDate, NullableTimestamp, Optional, Timestamp } from './common.ts';

/** What officers and callers record: activities, calls, findings, incidents. */
export interface WorkTables {
  activity: {
    program_id: string;
    id: string;
    officer_id: string;
    owner_id: string;
    school_id: Optional<string>;
    school_year: Optional<string>;
    local_day: LocalDate;
    started_at: Timestamp;
    minutes: number;
    kind: string;
    role: string;
    function: string;
    topic: Optional<string>;
    audience: string;
    audience_size: Optional<number>;
    positive: boolean;
    withdrawn: Defaulted<boolean>;
    version: number;
    body: Json<JsonObject>;
    saved_at: Timestamp;
  };
  activity_version: {
    program_id: string;
    activity_id: string;
    version: number;
    body: Json<JsonObject>;
    reason: Optional<string>;
    author_id: string;
    at: Timestamp;
  };
  officer_day: {
    program_id: string;
    officer_id: string;
    local_day: LocalDate;
    planned_documentation_minutes: number;
    closed_at: NullableTimestamp;
    closed_by: Optional<string>;
  };
  activity_month: {
    program_id: string;
    month: LocalDate;
    officer_id: string;
    owner_id: string;
    school_id: string;
    kind: string;
    role: string;
    function: string;
    positive: boolean;
    entries: number;
    minutes: number;
    audience: number;
  };
  activity_total: {
    program_id: string;
    officer_id: string;
    owner_id: string;
    school_id: string;
    kind: string;
    role: string;
    function: string;
    positive: boolean;
    entries: number;
    minutes: number;
    audience: number;
  };
  hand_off: {
    program_id: string;
    id: string;
    officer_id: string;
    owner_id: string;
    school_id: string;
    local_day: LocalDate;
    at: Timestamp;
    professional: string;
    body: Json<JsonObject>;
  };
  call: {
    program_id: string;
    id: string;
    school_id: string;
    school_year: Optional<string>;
    local_day: LocalDate;
    owner_id: string;
    caller_id: Optional<string>;
    caller_role: string;
    officer_id: Optional<string>;
    matter: string;
    emergency: Defaulted<boolean>;
    gate_answer: Optional<string>;
    state: string;
    requested_at: Timestamp;
    answered_at: NullableTimestamp;
    incident_id: Optional<string>;
    body: Json<JsonObject>;
  };
  call_event: {
    program_id: string;
    call_id: string;
    seq: number;
    at: Timestamp;
    person_id: Optional<string>;
    event: string;
    detail: Json<JsonObject>;
  };
  finding: {
    program_id: string;
    id: string;
    rule: string;
    requirement: string;
    record_type: string;
    record_id: string;
    school_id: string;
    owner_id: Optional<string>;
    caller_id: Optional<string>;
    caller_role: Optional<string>;
    matter: Optional<string>;
    leaned_on: Defaulted<boolean>;
    state: string;
    raised_by: Optional<string>;
    raised_at: Timestamp;
    local_day: LocalDate;
    due_at: NullableTimestamp;
    reminded_at: NullableTimestamp;
    resolved_by: Optional<string>;
    resolved_at: NullableTimestamp;
    outcome: Optional<string>;
    body: Json<JsonObject>;
  };
  incident: {
    program_id: string;
    id: string;
    school_id: string;
    school_year: Optional<string>;
    local_day: LocalDate;
    occurred_at: Timestamp;
    owner_id: string;
    officer_id: string;
    call_id: Optional<string>;
    origin: Optional<string>;
    matter: Optional<string>;
    offense: Optional<string>;
    state: string;
    draft: Json<JsonObject | null> | null;
    draft_revision: Defaulted<number>;
    draft_saved_at: NullableTimestamp;
    version: Defaulted<number>;
    body: Json<JsonObject | null> | null;
    narrative_check: Optional<string>;
    filed_at: NullableTimestamp;
    student_count: Defaulted<number>;
    attached_count: Defaulted<number>;
    action_count: Defaulted<number>;
    outcomes: Defaulted<string[]>;
    /** Kept by the database (migration 018); null while a side owes its answer. */
    both_answers: Optional<string>;
    /** Of the body, kept by the database for counting (migration 021). */
    setting: Optional<string>;
    caller_role: Optional<string>;
    through_dispatch_from: Optional<string>;
  };
  incident_version: {
    program_id: string;
    incident_id: string;
    version: number;
    body: Json<JsonObject>;
    reason: Optional<string>;
    author_id: string;
    at: Timestamp;
    narrative_check: string;
  };
  incident_student: {
    program_id: string;
    incident_id: string;
    student_key: string;
    school_id: string;
    local_day: LocalDate;
    role: string;
    grade: string;
    sex: string;
    races: string[];
    age_band: string;
    outcomes: string[];
    disability_known: Defaulted<string>;
    el_known: Defaulted<string>;
    enforcement: Defaulted<boolean>;
    /** From here on kept by the database itself (migration 024): of the incident, and whether the school attached anybody. */
    officer_id: Optional<string>;
    owner_id: Optional<string>;
    origin: Optional<string>;
    matter: Optional<string>;
    offense: Optional<string>;
    caller_role: Optional<string>;
    setting: Optional<string>;
    through_dispatch_from: Optional<string>;
    attached: Defaulted<boolean>;
  };
  enforcement_action: {
    program_id: string;
    incident_id: string;
    action_no: number;
    student_key: Optional<string>;
    school_id: string;
    local_day: LocalDate;
    kind: string;
    offense: Optional<string>;
    minutes: Optional<number>;
    body: Json<JsonObject>;
    /** Of the body, kept by the database for counting (migration 021). */
    search_result: Optional<string>;
    on_school_grounds: Optional<string>;
  };
}
