-- Enrolment as the federal files give it: a count, or the reserve code that says why there is none. Never both.
CREATE TABLE enrolment (
  program_id uuid NOT NULL,
  school_id uuid NOT NULL,
  source_year text NOT NULL,
  dimension text NOT NULL,           -- 'race', 'idea', 'section504', 'el'
  category text NOT NULL,            -- CRDC race code, or 'all'
  sex text NOT NULL,
  students int CHECK (students >= 0),
  reserve_code int CHECK (reserve_code < 0),
  PRIMARY KEY (program_id, school_id, source_year, dimension, category, sex),
  FOREIGN KEY (program_id, school_id) REFERENCES school,
  CHECK (students IS NULL OR reserve_code IS NULL)
);
CREATE TABLE school_support (
  program_id uuid NOT NULL,
  school_id uuid NOT NULL,
  source_year text NOT NULL,
  measure text NOT NULL,             -- 'swornOfficerFte', 'counselorFte', ...
  fte numeric CHECK (fte >= 0),
  reserve_code int,
  PRIMARY KEY (program_id, school_id, source_year, measure),
  FOREIGN KEY (program_id, school_id) REFERENCES school
);
CREATE TABLE import_run (
  program_id uuid NOT NULL,
  id uuid NOT NULL,
  kind text NOT NULL,                -- 'crdc', 'roster'
  at timestamptz NOT NULL,
  person_id uuid,
  source_digest text NOT NULL,
  summary jsonb NOT NULL,
  PRIMARY KEY (program_id, id)
);
CREATE TABLE officer (
  program_id uuid NOT NULL REFERENCES program,
  id uuid NOT NULL,
  person_id uuid,
  kind text NOT NULL CHECK (kind IN ('SRO', 'SBLE')),   -- D1, 34 U.S.C. 10389(4)
  name text NOT NULL,
  badge text,
  employing_agency text NOT NULL,
  sworn_date date NOT NULL,
  active boolean NOT NULL DEFAULT true,
  PRIMARY KEY (program_id, id),
  UNIQUE (program_id, person_id)
);
CREATE TABLE community_partner (
  program_id uuid NOT NULL REFERENCES program,
  id uuid NOT NULL,
  kind text NOT NULL,
  name text NOT NULL,
  organisation text,
  active boolean NOT NULL DEFAULT true,
  PRIMARY KEY (program_id, id)
);
CREATE TABLE assignment (
  program_id uuid NOT NULL,
  id uuid NOT NULL,
  officer_id uuid NOT NULL,
  school_id uuid NOT NULL,
  from_day date NOT NULL,
  until_day date CHECK (until_day >= from_day),
  weekdays int[] NOT NULL DEFAULT '{1,2,3,4,5}',
  from_time text,
  until_time text,
  PRIMARY KEY (program_id, id),
  FOREIGN KEY (program_id, officer_id) REFERENCES officer,
  FOREIGN KEY (program_id, school_id) REFERENCES school
);
CREATE TABLE matter_setting (
  program_id uuid NOT NULL REFERENCES program,
  matter text NOT NULL,
  holds_from date NOT NULL,
  body jsonb NOT NULL,               -- MatterOverride of the domain
  set_by uuid,
  set_at timestamptz NOT NULL,
  PRIMARY KEY (program_id, matter, holds_from)
);
