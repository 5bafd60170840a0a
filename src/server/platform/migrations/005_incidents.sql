CREATE TABLE incident (
  program_id uuid NOT NULL,
  id uuid NOT NULL,
  school_id uuid NOT NULL,
  school_year text,
  local_day date NOT NULL,
  occurred_at timestamptz NOT NULL,
  owner_id uuid NOT NULL,
  officer_id uuid NOT NULL,
  call_id uuid,
  origin text,
  matter text,
  offense text,
  state text NOT NULL,               -- draft, filed, amended
  draft jsonb,                       -- what is being written, until it is filed
  draft_revision int NOT NULL DEFAULT 0,
  draft_saved_at timestamptz,
  version int NOT NULL DEFAULT 0,
  body jsonb,                        -- the version in force
  narrative_check text,              -- 'checked' or 'unchecked'
  filed_at timestamptz,
  student_count int NOT NULL DEFAULT 0,
  attached_count int NOT NULL DEFAULT 0,
  action_count int NOT NULL DEFAULT 0,
  PRIMARY KEY (program_id, id),
  UNIQUE (program_id, call_id),
  FOREIGN KEY (program_id, school_id) REFERENCES school,
  FOREIGN KEY (program_id, officer_id) REFERENCES officer
);
CREATE INDEX ON incident (program_id, school_id, occurred_at DESC);
CREATE INDEX ON incident (program_id, owner_id, occurred_at DESC);
CREATE INDEX ON incident (program_id, occurred_at DESC);
CREATE INDEX ON incident (program_id, local_day);
CREATE TABLE incident_version (
  program_id uuid NOT NULL,
  incident_id uuid NOT NULL,
  version int NOT NULL,
  body jsonb NOT NULL,
  reason text,
  author_id uuid NOT NULL,
  at timestamptz NOT NULL,
  narrative_check text NOT NULL,
  PRIMARY KEY (program_id, incident_id, version)
);
CALL append_only('incident_version');
-- Projections of the version in force, for counting; rebuilt whole when a version is filed.
CREATE TABLE incident_student (
  program_id uuid NOT NULL,
  incident_id uuid NOT NULL,
  student_key uuid NOT NULL,
  school_id uuid NOT NULL,
  local_day date NOT NULL,
  role text NOT NULL,
  grade text NOT NULL,
  sex text NOT NULL,
  races text[] NOT NULL,
  age_band text NOT NULL,
  outcomes text[] NOT NULL,
  PRIMARY KEY (program_id, incident_id, student_key)
);
CREATE INDEX ON incident_student (program_id, local_day);
CREATE TABLE enforcement_action (
  program_id uuid NOT NULL,
  incident_id uuid NOT NULL,
  action_no int NOT NULL,
  student_key uuid,
  school_id uuid NOT NULL,
  local_day date NOT NULL,
  kind text NOT NULL,
  offense text,
  minutes int,
  body jsonb NOT NULL,
  PRIMARY KEY (program_id, incident_id, action_no)
);
CREATE INDEX ON enforcement_action (program_id, local_day);
GRANT SELECT, INSERT, UPDATE, DELETE ON incident_student, enforcement_action TO opensro_app;
