-- The vault: who a student is. Readable only while the vault is open, which the app does for school-side roles
-- (and for the import of a roster), never for the police side.
CREATE TABLE roster_student (
  program_id uuid NOT NULL,
  id uuid NOT NULL,
  school_id uuid NOT NULL,
  source_key bytea NOT NULL,         -- keyed digest of the roster's own id
  identity bytea NOT NULL,           -- names, number, birth date, sealed (AES-256-GCM)
  grade text NOT NULL,
  races text[] NOT NULL,
  sex text NOT NULL,
  idea text NOT NULL,                -- yes, no, unknown
  section504 text NOT NULL,
  el text NOT NULL,
  active boolean NOT NULL DEFAULT true,
  digest bytea NOT NULL,             -- keyed digest of all facts, to tell changed from unchanged
  PRIMARY KEY (program_id, id),
  UNIQUE (program_id, source_key),
  FOREIGN KEY (program_id, school_id) REFERENCES school
);
CREATE INDEX ON roster_student (program_id, school_id) WHERE active;
CREATE TABLE identity_purpose (
  program_id uuid NOT NULL,
  session_id uuid NOT NULL,
  person_id uuid NOT NULL,
  purpose text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (program_id, session_id)
);
CREATE TABLE student_identity (
  program_id uuid NOT NULL,
  incident_id uuid NOT NULL,
  student_key uuid NOT NULL,
  school_id uuid NOT NULL,
  school_year text NOT NULL,
  roster_student_id uuid,            -- null when entered by hand
  pseudonym bytea NOT NULL,
  races text[] NOT NULL,
  sex text NOT NULL,
  age_band text NOT NULL,
  grade text NOT NULL,
  disability text NOT NULL,          -- idea, section504, none, unknown
  el text NOT NULL,
  source text NOT NULL,              -- 'roster' or 'byHand'
  attached_by uuid NOT NULL,
  attached_at timestamptz NOT NULL,
  PRIMARY KEY (program_id, incident_id, student_key),
  UNIQUE (program_id, incident_id, pseudonym),
  FOREIGN KEY (program_id, incident_id) REFERENCES incident
);
CREATE INDEX ON student_identity (program_id, school_year, pseudonym);
GRANT SELECT, INSERT, UPDATE, DELETE ON student_identity TO opensro_app;
CREATE POLICY vault ON roster_student AS RESTRICTIVE USING (vault_open()) WITH CHECK (vault_open());
CREATE POLICY vault ON student_identity AS RESTRICTIVE USING (vault_open()) WITH CHECK (vault_open());

-- Both sides answer for their part (P7.6); every answer is kept.
CREATE TABLE review (
  program_id uuid NOT NULL,
  incident_id uuid NOT NULL,
  side text NOT NULL CHECK (side IN ('police', 'school')),
  school_id uuid NOT NULL,
  owner_id uuid NOT NULL,            -- the officer whose incident it is
  state text NOT NULL,               -- open, answered
  asked_at timestamptz NOT NULL,
  due_at timestamptz NOT NULL,
  reminded_at timestamptz,
  answered_by uuid,
  answered_at timestamptz,
  involvement text,
  action text,
  comment text,
  version int NOT NULL DEFAULT 0,
  PRIMARY KEY (program_id, incident_id, side),
  FOREIGN KEY (program_id, incident_id) REFERENCES incident
);
CREATE INDEX ON review (program_id, side, state, due_at);
CREATE TABLE review_answer (
  program_id uuid NOT NULL,
  incident_id uuid NOT NULL,
  side text NOT NULL,
  version int NOT NULL,
  body jsonb NOT NULL,
  author_id uuid NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (program_id, incident_id, side, version)
);
CALL append_only('review_answer');
