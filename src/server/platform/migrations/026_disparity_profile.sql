-- A state's profile for disparities (34 CFR 300.647), each version with the day from which it holds (P7.7).
CREATE TABLE disparity_profile (
  program_id uuid NOT NULL REFERENCES program,
  holds_from date NOT NULL,
  profile jsonb NOT NULL,
  set_by uuid NOT NULL,
  set_at timestamptz NOT NULL,
  PRIMARY KEY (program_id, holds_from)
);
-- By whose record the groups were told apart, and what the flag rested on when the action was opened: totals of groups,
-- never of a student. Those of the school's record are handed to the school's side alone. Null: opened before this was kept.
ALTER TABLE corrective_action ADD COLUMN source text NOT NULL DEFAULT 'recorded', ADD COLUMN figures jsonb;
