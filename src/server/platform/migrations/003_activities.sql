CREATE TABLE activity (
  program_id uuid NOT NULL,
  id uuid NOT NULL,
  officer_id uuid NOT NULL,
  owner_id uuid NOT NULL,
  school_id uuid,                    -- null: time at no school (court, academy)
  school_year text,
  local_day date NOT NULL,
  started_at timestamptz NOT NULL,
  minutes int NOT NULL CHECK (minutes BETWEEN 1 AND 720),
  kind text NOT NULL,
  role text NOT NULL,
  function text NOT NULL,
  topic text,
  audience text NOT NULL,
  audience_size int,
  positive boolean NOT NULL,
  withdrawn boolean NOT NULL DEFAULT false,
  version int NOT NULL,
  body jsonb NOT NULL,
  saved_at timestamptz NOT NULL,
  PRIMARY KEY (program_id, id),
  FOREIGN KEY (program_id, officer_id) REFERENCES officer,
  FOREIGN KEY (program_id, school_id) REFERENCES school
);
CREATE INDEX ON activity (program_id, officer_id, local_day);
CREATE INDEX ON activity (program_id, local_day, school_id);
CREATE TABLE activity_version (
  program_id uuid NOT NULL,
  activity_id uuid NOT NULL,
  version int NOT NULL,
  body jsonb NOT NULL,
  reason text,
  author_id uuid NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (program_id, activity_id, version)
);
CALL append_only('activity_version');
CREATE TABLE officer_day (
  program_id uuid NOT NULL,
  officer_id uuid NOT NULL,
  local_day date NOT NULL,
  planned_documentation_minutes int NOT NULL,
  closed_at timestamptz,
  closed_by uuid,
  PRIMARY KEY (program_id, officer_id, local_day)
);
-- D5: no counselling by officers; the hand-off to a professional is what is recorded. No student is named.
CREATE TABLE hand_off (
  program_id uuid NOT NULL,
  id uuid NOT NULL,
  officer_id uuid NOT NULL,
  owner_id uuid NOT NULL,
  school_id uuid NOT NULL,
  local_day date NOT NULL,
  at timestamptz NOT NULL,
  professional text NOT NULL,
  body jsonb NOT NULL,
  PRIMARY KEY (program_id, id)
);
CALL append_only('hand_off');
