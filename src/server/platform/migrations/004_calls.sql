CREATE TABLE call (
  program_id uuid NOT NULL,
  id uuid NOT NULL,
  school_id uuid NOT NULL,
  school_year text,
  local_day date NOT NULL,
  owner_id uuid NOT NULL,            -- who asked, or the officer who entered a radio call
  caller_id uuid,                    -- the signed-in caller; null for a radio call
  caller_role text NOT NULL,
  officer_id uuid,
  matter text NOT NULL,
  emergency boolean NOT NULL DEFAULT false,
  gate_answer text,
  state text NOT NULL,
  requested_at timestamptz NOT NULL,
  answered_at timestamptz,
  incident_id uuid,
  body jsonb NOT NULL,
  PRIMARY KEY (program_id, id),
  FOREIGN KEY (program_id, school_id) REFERENCES school
);
CREATE INDEX ON call (program_id, school_id, requested_at DESC);
CREATE INDEX ON call (program_id, owner_id, requested_at DESC);
CREATE INDEX ON call (program_id, local_day);
CREATE INDEX ON call (program_id, requested_at DESC);
CREATE TABLE call_event (
  program_id uuid NOT NULL,
  call_id uuid NOT NULL,
  seq int NOT NULL,
  at timestamptz NOT NULL,
  person_id uuid,
  event text NOT NULL,
  detail jsonb NOT NULL,
  PRIMARY KEY (program_id, call_id, seq)
);
CALL append_only('call_event');
-- Improper involvement of police in school discipline (P3.2, P3.3) and other findings that need an answer.
CREATE TABLE finding (
  program_id uuid NOT NULL,
  id uuid NOT NULL,
  rule text NOT NULL,
  requirement text NOT NULL,
  record_type text NOT NULL,
  record_id uuid NOT NULL,
  school_id uuid NOT NULL,
  owner_id uuid,                     -- the officer concerned
  caller_id uuid,                    -- who called, for repeat callers
  caller_role text,
  matter text,
  leaned_on boolean NOT NULL DEFAULT false,
  state text NOT NULL,
  raised_by uuid,
  raised_at timestamptz NOT NULL,
  local_day date NOT NULL,
  due_at timestamptz,
  reminded_at timestamptz,
  resolved_by uuid,
  resolved_at timestamptz,
  outcome text,
  body jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (program_id, id),
  UNIQUE (program_id, rule, record_type, record_id)
);
CREATE INDEX ON finding (program_id, state, due_at);
