-- A school's year is counted for the CRDC once and kept until a record of that school changes. The sheet of a district with
-- 192 schools counted 16,000 incidents with every look. What is kept stands in the vault like what it is counted from.
CREATE TABLE crdc_kept (
  program_id uuid NOT NULL,
  collection text NOT NULL,          -- '2025-26'
  school_id uuid NOT NULL,
  id uuid NOT NULL,                  -- another one with each count: equal ids, equal counts
  counted_by text NOT NULL,          -- fingerprint of the program that counted; another release counts anew
  first_day date NOT NULL,
  last_day date NOT NULL,
  summary jsonb NOT NULL,            -- what the page of all schools shows
  said text NOT NULL,                -- every cell with the incidents behind it, as the signature's digest is made of it
  PRIMARY KEY (program_id, collection, school_id)
);
CREATE POLICY vault ON crdc_kept AS RESTRICTIVE USING (vault_open()) WITH CHECK (vault_open());

-- Schools of which a record has changed since they were counted. A mark is made in the transaction of the change, and taken
-- away by the one that counts the school anew and sees that change. Neither waits for the other.
CREATE TABLE crdc_changed (
  program_id uuid NOT NULL,
  school_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  PRIMARY KEY (program_id, school_id, id)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON crdc_kept, crdc_changed TO opensro_app;

-- One mark is enough for many changes, as long as it stays: it is held until the change is committed, so that nobody takes it
-- away who does not see the change. A mark that is just being taken away does not count.
CREATE FUNCTION mark_crdc(program uuid, school uuid) RETURNS void LANGUAGE plpgsql AS
$$ BEGIN
  PERFORM FROM crdc_changed WHERE program_id = program AND school_id = school LIMIT 1 FOR KEY SHARE SKIP LOCKED;
  IF NOT FOUND THEN INSERT INTO crdc_changed (program_id, school_id) VALUES (program, school); END IF;
END $$;

CREATE FUNCTION keep_crdc_mark() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF TG_OP <> 'INSERT' THEN PERFORM mark_crdc(OLD.program_id, OLD.school_id); END IF;
  IF TG_OP = 'INSERT' THEN PERFORM mark_crdc(NEW.program_id, NEW.school_id);
  ELSIF TG_OP = 'UPDATE' AND NEW.school_id <> OLD.school_id THEN PERFORM mark_crdc(NEW.program_id, NEW.school_id);
  END IF;
  RETURN NULL;
END $$;

-- What the counts read, table by table. Drafts count nowhere, and what else is kept at an incident (answers) is no reason.
CREATE TRIGGER keep_crdc_mark_new AFTER INSERT ON incident FOR EACH ROW
  WHEN (NEW.state IN ('filed', 'amended')) EXECUTE FUNCTION keep_crdc_mark();
CREATE TRIGGER keep_crdc_mark AFTER UPDATE ON incident FOR EACH ROW
  WHEN ((OLD.state IN ('filed', 'amended') OR NEW.state IN ('filed', 'amended'))
    AND (OLD.state, OLD.version, OLD.school_id, OLD.local_day, OLD.setting, OLD.origin, OLD.caller_role,
        OLD.through_dispatch_from, OLD.offense, OLD.action_count, OLD.body)
      IS DISTINCT FROM (NEW.state, NEW.version, NEW.school_id, NEW.local_day, NEW.setting, NEW.origin, NEW.caller_role,
        NEW.through_dispatch_from, NEW.offense, NEW.action_count, NEW.body))
  EXECUTE FUNCTION keep_crdc_mark();
CREATE TRIGGER keep_crdc_mark_gone AFTER DELETE ON incident FOR EACH ROW
  WHEN (OLD.state IN ('filed', 'amended')) EXECUTE FUNCTION keep_crdc_mark();

CREATE TRIGGER keep_crdc_mark_new AFTER INSERT OR DELETE ON incident_student FOR EACH ROW EXECUTE FUNCTION keep_crdc_mark();
CREATE TRIGGER keep_crdc_mark AFTER UPDATE ON incident_student FOR EACH ROW
  WHEN ((OLD.role, OLD.school_id, OLD.local_day, OLD.outcomes, OLD.enforcement)
    IS DISTINCT FROM (NEW.role, NEW.school_id, NEW.local_day, NEW.outcomes, NEW.enforcement))
  EXECUTE FUNCTION keep_crdc_mark();

CREATE TRIGGER keep_crdc_mark AFTER INSERT OR UPDATE OR DELETE ON enforcement_action FOR EACH ROW
  EXECUTE FUNCTION keep_crdc_mark();

CREATE TRIGGER keep_crdc_mark AFTER INSERT OR UPDATE OR DELETE ON enrolment FOR EACH ROW EXECUTE FUNCTION keep_crdc_mark();

-- Whom the school attached: the school is the incident's, which migration 024 keeps here.
CREATE FUNCTION keep_crdc_mark_of_identity() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF TG_OP <> 'INSERT' THEN PERFORM mark_crdc(OLD.program_id, coalesce(OLD.incident_school_id, OLD.school_id)); END IF;
  IF TG_OP <> 'DELETE' THEN PERFORM mark_crdc(NEW.program_id, coalesce(NEW.incident_school_id, NEW.school_id)); END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER keep_crdc_mark AFTER INSERT OR UPDATE OR DELETE ON student_identity FOR EACH ROW
  EXECUTE FUNCTION keep_crdc_mark_of_identity();
