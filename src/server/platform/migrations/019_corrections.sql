-- What is done about a disparity that was flagged (P1.4). Codes of the statistics, never a count of students.
CREATE TABLE corrective_action (
  program_id uuid NOT NULL REFERENCES program,
  id uuid NOT NULL,
  rule text NOT NULL,
  flag text NOT NULL,                -- what, of whom, where, when, as one text: one corrective action for one flag
  measure text NOT NULL,
  dimension text NOT NULL,
  group_code text NOT NULL,
  comparison text NOT NULL,
  school_id uuid,                    -- null: the whole program
  from_day date NOT NULL,
  to_day date NOT NULL,
  owner_id uuid NOT NULL,
  due_on date NOT NULL,
  steps text[] NOT NULL,
  note text NOT NULL,
  state text NOT NULL,               -- open, done, closedWithoutAction
  opened_by uuid NOT NULL,
  opened_at timestamptz NOT NULL,
  PRIMARY KEY (program_id, id),
  UNIQUE (program_id, flag),
  FOREIGN KEY (program_id, school_id) REFERENCES school
);
CREATE INDEX ON corrective_action (program_id, state, due_on);
-- What came of it, and each time it was opened again: every word stays.
CREATE TABLE corrective_event (
  program_id uuid NOT NULL,
  action_id uuid NOT NULL,
  seq int NOT NULL,
  step text NOT NULL,
  words text NOT NULL,
  person_id uuid NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (program_id, action_id, seq),
  FOREIGN KEY (program_id, action_id) REFERENCES corrective_action
);
CALL append_only('corrective_event');
