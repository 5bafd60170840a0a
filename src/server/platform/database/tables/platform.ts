import type { Defaulted, Json, JsonObject, LocalDate, NullableTimestamp, Optional, Timestamp } from './common.ts';

export interface PlatformTables {
  account_person: {
    id: string;
    email: string;
    name: string;
    language: Defaulted<string>;
    password_hash: Optional<string>;
    disabled_at: NullableTimestamp;
    created_at: Defaulted<Date>;
    demonstration: Defaulted<boolean>;
    password_changed_at: NullableTimestamp;
    last_active_at: Defaulted<Date>;
    disabled_for: Optional<string>;
  };
  account_system_admin: { person_id: string };
  account_session: {
    token_hash: Buffer;
    id: string;
    person_id: string;
    csrf_token: string;
    created_at: Timestamp;
    last_seen_at: Timestamp;
    expires_at: Timestamp;
    origin: Optional<string>;
    strong: boolean;
    methods: string[];
    device: string;
    proven_at: Timestamp;
    locked_at: NullableTimestamp;
  };
  account_invitation: {
    token_hash: Buffer;
    person_id: string;
    expires_at: Timestamp;
    used_at: NullableTimestamp;
    kind: Defaulted<string>;
    created_at: Defaulted<Date>;
  };
  account_totp: {
    person_id: string;
    sealed: Optional<Buffer>;
    confirmed_at: NullableTimestamp;
    last_step: Defaulted<number>;
    pending: Optional<Buffer>;
  };
  account_recovery_code: { person_id: string; code_hash: Buffer; salt: Buffer; used_at: NullableTimestamp };
  account_failure: {
    address_digest: Buffer;
    failures: number;
    last_failed_at: Timestamp;
    locked_until: NullableTimestamp;
  };
  account_mail: {
    id: string;
    person_id: string;
    to_name: string;
    to_email: string;
    language: string;
    kind: string;
    params: Json<JsonObject>;
    sealed_link: Optional<Buffer>;
    created_at: Timestamp;
    next_try_at: Timestamp;
    attempts: Defaulted<number>;
    sent_at: NullableTimestamp;
    last_error: Optional<string>;
  };
  sign_in_policy: {
    program_id: string;
    second_factor_roles: string[];
    password_min_length: number;
    password_max_age_days: number | null;
    idle_minutes: number;
    lock_after_failures: number;
    disable_after_inactive_days: number | null;
    password_sign_in: boolean;
    set_by: string;
    set_at: Timestamp;
  };
  account_event: { at: Defaulted<Date>; person_id: Optional<string>; event: string; origin: Optional<string> };
  upkeep: { task: 'auditVerify' | 'backup'; ran_at: Timestamp; succeeded_at: NullableTimestamp };
  program: {
    program_id: string;
    slug: string;
    name: string;
    agency_name: string;
    agency_kind: string;
    ori: string;
    district_name: string;
    leaid: string;
    state: string;
    time_zone: string;
    contact: Json<JsonObject>;
    created_at: Timestamp;
    updated_at: Timestamp;
    frame_version: Defaulted<string>;
  };
  program_policy: {
    program_id: string;
    holds_from: LocalDate;
    policy: Json<JsonObject>;
    set_by: Optional<string>;
    set_at: Timestamp;
  };
  school_year: {
    program_id: string;
    id: string;
    first_day: LocalDate;
    last_day: LocalDate;
    holidays: Defaulted<string[]>;
  };
  school: {
    program_id: string;
    id: string;
    nces_id: string;
    name: string;
    grades: Defaulted<string[]>;
    active: Defaulted<boolean>;
    source_year: Optional<string>;
  };
  member: {
    program_id: string;
    person_id: string;
    name: string;
    email: string;
    language: Defaulted<string>;
    title: Optional<string>;
  };
  membership: {
    program_id: string;
    id: string;
    person_id: string;
    role: string;
    school_ids: Optional<string[]>;
    valid_from: Timestamp;
    ended_at: NullableTimestamp;
  };
  audit_entry: {
    program_id: string;
    lane: number;
    seq: number;
    at: Timestamp;
    person_id: Optional<string>;
    role: string;
    event: string;
    record_type: string;
    record_id: string;
    payload: string;
    hash: Buffer;
  };
  audit_head: { program_id: string; lane: number; seq: number; hash: Buffer };
  notification: {
    program_id: string;
    id: string;
    person_id: string;
    kind: string;
    record_type: string;
    record_id: string;
    params: Json<JsonObject>;
    created_at: Timestamp;
    read_at: NullableTimestamp;
  };
  mail_outbox: {
    program_id: string;
    id: string;
    to_name: string;
    to_email: string;
    language: string;
    kind: string;
    params: Json<JsonObject>;
    link: Optional<string>;
    created_at: Timestamp;
    next_try_at: Timestamp;
    attempts: Defaulted<number>;
    sent_at: NullableTimestamp;
    last_error: Optional<string>;
  };
}
