import type { Defaulted, Json, JsonObject, LocalDate, Optional, Timestamp } from './common.ts';

export interface SetupTables {
  enrolment: {
    program_id: string;
    school_id: string;
    source_year: string;
    dimension: string;
    category: string;
    sex: string;
    students: Optional<number>;
    reserve_code: Optional<number>;
  };
  school_support: {
    program_id: string;
    school_id: string;
    source_year: string;
    measure: string;
    fte: Optional<number>;
    reserve_code: Optional<number>;
  };
  import_run: {
    program_id: string;
    id: string;
    kind: string;
    at: Timestamp;
    person_id: Optional<string>;
    source_digest: string;
    summary: Json<JsonObject>;
  };
  officer: {
    program_id: string;
    id: string;
    person_id: Optional<string>;
    kind: string;
    name: string;
    badge: Optional<string>;
    employing_agency: string;
    sworn_date: LocalDate;
    active: Defaulted<boolean>;
  };
  community_partner: {
    program_id: string;
    id: string;
    kind: string;
    name: string;
    organisation: Optional<string>;
    active: Defaulted<boolean>;
  };
  assignment: {
    program_id: string;
    id: string;
    officer_id: string;
    school_id: string;
    from_day: LocalDate;
    until_day: Optional<LocalDate>;
    weekdays: Defaulted<number[]>;
    from_time: Optional<string>;
    until_time: Optional<string>;
  };
  matter_setting: {
    program_id: string;
    matter: string;
    holds_from: LocalDate;
    body: Json<JsonObject>;
    set_by: Optional<string>;
    set_at: Timestamp;
  };
}
