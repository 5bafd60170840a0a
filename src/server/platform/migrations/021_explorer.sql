-- What questions are asked by stands in columns of its own, so that no count has to open the records (P7.3, P7.4).
ALTER TABLE incident ADD COLUMN setting text, ADD COLUMN caller_role text, ADD COLUMN through_dispatch_from text;
ALTER TABLE enforcement_action ADD COLUMN search_result text, ADD COLUMN on_school_grounds text;

CREATE FUNCTION keep_incident_asked() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  NEW.setting := NEW.body #>> '{what,setting}';
  NEW.caller_role := NEW.body #>> '{origin,callerRole}';
  NEW.through_dispatch_from := NEW.body #>> '{origin,throughDispatchFrom}';
  RETURN NEW;
END $$;
CREATE TRIGGER keep_incident_asked BEFORE INSERT OR UPDATE OF body ON incident FOR EACH ROW
  EXECUTE FUNCTION keep_incident_asked();

CREATE FUNCTION keep_action_asked() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  NEW.search_result := NEW.body #>> '{search,result}';
  NEW.on_school_grounds := NEW.body #>> '{offense,onSchoolGrounds}';
  RETURN NEW;
END $$;
CREATE TRIGGER keep_action_asked BEFORE INSERT OR UPDATE OF body ON enforcement_action FOR EACH ROW
  EXECUTE FUNCTION keep_action_asked();

-- What is there already; the owner of the tables looks over the walls for these statements.
ALTER TABLE incident NO FORCE ROW LEVEL SECURITY;
ALTER TABLE enforcement_action NO FORCE ROW LEVEL SECURITY;
UPDATE incident SET setting = body #>> '{what,setting}', caller_role = body #>> '{origin,callerRole}',
  through_dispatch_from = body #>> '{origin,throughDispatchFrom}' WHERE body IS NOT NULL;
UPDATE enforcement_action SET search_result = body #>> '{search,result}',
  on_school_grounds = body #>> '{offense,onSchoolGrounds}';
ALTER TABLE incident FORCE ROW LEVEL SECURITY;
ALTER TABLE enforcement_action FORCE ROW LEVEL SECURITY;

-- What counts read, whole, as migration 018 has it, with what is asked by besides.
DROP INDEX incident_counted, incident_student_counted, student_identity_counted, call_counted;
CREATE INDEX incident_counted ON incident (program_id, local_day)
  INCLUDE (id, school_id, officer_id, owner_id, origin, offense, outcomes, action_count, occurred_at, both_answers,
    matter, setting, caller_role, through_dispatch_from)
  WHERE state IN ('filed', 'amended');
CREATE INDEX incident_student_counted ON incident_student (program_id, local_day)
  INCLUDE (incident_id, student_key, outcomes, enforcement, races, sex, age_band, disability_known, el_known, grade,
    school_id)
  WHERE role = 'subject';
CREATE INDEX student_identity_counted ON student_identity (program_id, local_day)
  INCLUDE (incident_id, student_key, pseudonym, races, sex, age_band, el, disability, grade);
CREATE INDEX call_counted ON call (program_id, local_day)
  INCLUDE (state, school_id, officer_id, owner_id, matter, caller_role);
CREATE INDEX enforcement_action_counted ON enforcement_action (program_id, local_day)
  INCLUDE (incident_id, student_key, kind, school_id, search_result, on_school_grounds);

-- A question somebody wants to ask again: codes and ids of the question, never an answer.
CREATE TABLE explorer_view (
  program_id uuid NOT NULL REFERENCES program,
  id uuid NOT NULL,
  person_id uuid NOT NULL,
  name text NOT NULL,
  question text NOT NULL,            -- the query of the page's address
  saved_at timestamptz NOT NULL,
  PRIMARY KEY (program_id, id)
);
CREATE INDEX ON explorer_view (program_id, person_id, name);
GRANT DELETE ON explorer_view TO opensro_app;

-- Whom the report of a month was announced to: once, in however many servers the job runs.
CREATE TABLE monthly_report (
  program_id uuid NOT NULL REFERENCES program,
  month text NOT NULL,               -- '2026-10'
  id uuid NOT NULL,
  told_at timestamptz NOT NULL,
  PRIMARY KEY (program_id, month)
);
ANALYZE incident, incident_student, student_identity, enforcement_action, call;
