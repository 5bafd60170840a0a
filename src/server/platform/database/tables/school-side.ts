import type { Defaulted, Json, JsonObject, LocalDate, NullableTimestamp, Optional, Timestamp } from './common.ts';

/** The vault, the reviews of both sides, what the district signs. */
export interface SchoolSideTables {
  crdc_sign_off: {
    program_id: string;
    collection: string;
    version: number;
    school_year: string;
    signed_by: string;
    signed_at: Timestamp;
    digest: string;
    missing: number;
    note: string;
  };
  /** What is counted of a school for the CRDC, and which of it is to be counted anew (migration 030). */
  crdc_kept: {
    program_id: string;
    collection: string;
    school_id: string;
    id: string;
    counted_by: string;
    first_day: LocalDate;
    last_day: LocalDate;
    summary: Json<JsonObject>;
    said: string;
  };
  crdc_changed: {
    program_id: string;
    school_id: string;
    id: Defaulted<string>;
  };
  roster_student: {
    program_id: string;
    id: string;
    school_id: string;
    source_key: Buffer;
    identity: Buffer;
    grade: string;
    races: string[];
    sex: string;
    idea: string;
    section504: string;
    el: string;
    active: Defaulted<boolean>;
    digest: Buffer;
  };
  identity_purpose: {
    program_id: string;
    session_id: string;
    person_id: string;
    purpose: string;
    at: Timestamp;
  };
  student_identity: {
    program_id: string;
    incident_id: string;
    student_key: string;
    school_id: string;
    school_year: string;
    roster_student_id: Optional<string>;
    pseudonym: Buffer;
    races: string[];
    sex: string;
    age_band: string;
    grade: string;
    disability: string;
    el: string;
    source: string;
    attached_by: string;
    attached_at: Timestamp;
    /** The day of the incident, kept by the database itself (migration 018). */
    local_day: Defaulted<LocalDate>;
    /** From here on kept by the database itself (migration 024): of the student in the incident's version in force. */
    subject: Defaulted<boolean>;
    incident_school_id: Optional<string>;
    outcomes: Defaulted<string[]>;
    enforcement: Defaulted<boolean>;
    officer_id: Optional<string>;
    owner_id: Optional<string>;
    origin: Optional<string>;
    matter: Optional<string>;
    offense: Optional<string>;
    caller_role: Optional<string>;
    setting: Optional<string>;
    through_dispatch_from: Optional<string>;
  };
  /** Students enrolled, kept by the database itself (migration 024). */
  roster_count: {
    program_id: string;
    school_id: string;
    told_by: string;
    facts: string[];
    students: number;
  };
  review: {
    program_id: string;
    incident_id: string;
    side: string;
    school_id: string;
    owner_id: string;
    state: string;
    asked_at: Timestamp;
    due_at: Timestamp;
    reminded_at: NullableTimestamp;
    answered_by: Optional<string>;
    answered_at: NullableTimestamp;
    involvement: Optional<string>;
    action: Optional<string>;
    comment: Optional<string>;
    version: Defaulted<number>;
  };
  review_answer: {
    program_id: string;
    incident_id: string;
    side: string;
    version: number;
    body: Json<JsonObject>;
    author_id: string;
    at: Timestamp;
  };
}

export interface PublicationTables {
  'publication.program_page': {
    slug: string;
    version: number;
    program_id: string;
    published_at: Timestamp;
    body: Json<JsonObject>;
  };
  'publication.period_release': {
    program_id: string;
    product: string;
    period: string;
    published_at: Timestamp;
    body: Json<JsonObject>;
  };
}
