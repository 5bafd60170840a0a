-- Lists are read a part at a time; what a part is read by stands in the order of the list and holds only what can be on
-- it, so that it pays from the day it is made, without a vacuum.

-- Duties: an officer's calls that still need something. Calls that need nothing any more leave these indexes.
CREATE INDEX call_gate_owed ON call (program_id, officer_id, requested_at) WHERE gate_answer IS NULL;
CREATE INDEX call_incident_owed ON call (program_id, officer_id, requested_at)
  WHERE state = 'responded' AND incident_id IS NULL AND body ->> 'result' = 'incident';

-- Answers that are waited for, by when they are due: of a side in the whole program, and at one school.
CREATE INDEX review_open ON review (program_id, side, due_at, incident_id) WHERE state = 'open';
CREATE INDEX review_open_at_school ON review (program_id, school_id, due_at, incident_id) WHERE state = 'open';
DROP INDEX review_program_id_side_state_due_at_idx;

-- Incidents with students whom the school has not attached: what a finished year still waits for.
CREATE INDEX incident_unattached ON incident (program_id, local_day)
  WHERE state IN ('filed', 'amended') AND attached_count < student_count;

-- Both sides' answers in one place, once both stand: what the meeting's list and its counts look at (P6.6, P7.6).
-- 'involvement action involvement action', the police's side first; null while one of them is waited for.
ALTER TABLE incident ADD COLUMN both_answers text;

CREATE FUNCTION keep_both_answers() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  -- Of two sides that answer at the same moment the second waits here, and then sees the first's answer.
  PERFORM FROM incident WHERE program_id = NEW.program_id AND id = NEW.incident_id FOR NO KEY UPDATE;
  UPDATE incident SET both_answers = (
    SELECT string_agg(involvement || ' ' || action, ' ' ORDER BY side) FROM review
    WHERE program_id = NEW.program_id AND incident_id = NEW.incident_id AND state = 'answered'
    HAVING count(involvement || action) = 2)
  WHERE program_id = NEW.program_id AND id = NEW.incident_id;
  RETURN NULL;
END $$;
CREATE TRIGGER keep_both_answers AFTER UPDATE OF state, involvement, action ON review FOR EACH ROW
  WHEN (OLD.state = 'answered' OR NEW.state = 'answered') EXECUTE FUNCTION keep_both_answers();
CREATE TRIGGER keep_both_answers_given AFTER INSERT ON review FOR EACH ROW
  WHEN (NEW.state = 'answered') EXECUTE FUNCTION keep_both_answers();

-- What is there already; the owner of the tables looks over the walls for this statement.
ALTER TABLE incident NO FORCE ROW LEVEL SECURITY;
ALTER TABLE review NO FORCE ROW LEVEL SECURITY;
UPDATE incident SET both_answers = answers.both_answers
FROM (
  SELECT program_id, incident_id, string_agg(involvement || ' ' || action, ' ' ORDER BY side) AS both_answers
  FROM review WHERE state = 'answered' GROUP BY 1, 2 HAVING count(involvement || action) = 2
) answers
WHERE answers.program_id = incident.program_id AND answers.incident_id = incident.id;
ALTER TABLE incident FORCE ROW LEVEL SECURITY;
ALTER TABLE review FORCE ROW LEVEL SECURITY;

-- Whom the school has attached is counted by days like everything else. The day is the incident's; the database keeps it
-- here itself, with the vault open for this one statement only, and tells nobody what is in it.
ALTER TABLE student_identity ADD COLUMN local_day date;

CREATE FUNCTION keep_identity_day() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  NEW.local_day := (SELECT local_day FROM incident WHERE program_id = NEW.program_id AND id = NEW.incident_id);
  RETURN NEW;
END $$;
CREATE TRIGGER keep_identity_day BEFORE INSERT OR UPDATE OF incident_id ON student_identity FOR EACH ROW
  EXECUTE FUNCTION keep_identity_day();

CREATE FUNCTION move_identity_day() RETURNS trigger LANGUAGE plpgsql AS
$$ DECLARE before text := coalesce(current_setting('opensro.vault', true), '');
BEGIN
  PERFORM set_config('opensro.vault', 'open', true);
  UPDATE student_identity SET local_day = NEW.local_day WHERE program_id = NEW.program_id AND incident_id = NEW.id;
  PERFORM set_config('opensro.vault', before, true);
  RETURN NULL;
END $$;
CREATE TRIGGER move_identity_day AFTER UPDATE OF local_day ON incident FOR EACH ROW
  WHEN (OLD.local_day IS DISTINCT FROM NEW.local_day) EXECUTE FUNCTION move_identity_day();

ALTER TABLE incident NO FORCE ROW LEVEL SECURITY;
ALTER TABLE student_identity NO FORCE ROW LEVEL SECURITY;
UPDATE student_identity SET local_day = incident.local_day FROM incident
WHERE incident.program_id = student_identity.program_id AND incident.id = student_identity.incident_id;
ALTER TABLE incident FORCE ROW LEVEL SECURITY;
ALTER TABLE student_identity FORCE ROW LEVEL SECURITY;
ALTER TABLE student_identity ALTER COLUMN local_day SET NOT NULL;

-- What counts read, whole, in place of what they read in part (migrations 003 and 017).
DROP INDEX activity_program_id_local_day_school_id_idx, incident_counted, incident_student_counted,
  student_identity_counted, call_program_id_local_day_idx;
CREATE INDEX activity_counted ON activity (program_id, local_day)
  INCLUDE (school_id, officer_id, owner_id, kind, role, function, positive, minutes, audience_size, withdrawn);
CREATE INDEX incident_counted ON incident (program_id, local_day)
  INCLUDE (id, school_id, officer_id, owner_id, origin, offense, outcomes, action_count, occurred_at, both_answers)
  WHERE state IN ('filed', 'amended');
CREATE INDEX incident_student_counted ON incident_student (program_id, local_day)
  INCLUDE (incident_id, student_key, outcomes, enforcement, races, sex, age_band, disability_known, el_known)
  WHERE role = 'subject';
CREATE INDEX student_identity_counted ON student_identity (program_id, local_day)
  INCLUDE (incident_id, student_key, pseudonym, races, sex, age_band, el, disability);

-- Such an index spares reading the records only where a vacuum has been by. What only grows is otherwise left alone
-- until a fifth of it is new: the days that are read most would be the last to be seen to.
ALTER TABLE activity SET (autovacuum_vacuum_insert_scale_factor = 0.005);
ALTER TABLE call SET (autovacuum_vacuum_insert_scale_factor = 0.005, autovacuum_vacuum_scale_factor = 0.02);
ALTER TABLE incident SET (autovacuum_vacuum_insert_scale_factor = 0.005, autovacuum_vacuum_scale_factor = 0.02);
ALTER TABLE incident_student SET (autovacuum_vacuum_insert_scale_factor = 0.005, autovacuum_vacuum_scale_factor = 0.02);
ALTER TABLE student_identity SET (autovacuum_vacuum_insert_scale_factor = 0.005, autovacuum_vacuum_scale_factor = 0.02);

-- What the planner expects is counted anew with them.
ANALYZE activity, call, review, incident, incident_student, student_identity;
