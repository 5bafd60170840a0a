-- What questions count stands in one row, so that none joins a hundred thousand records with a hundred thousand others:
-- with every student involved what is asked of the incident, and in the vault, with every student attached, what is asked
-- of both. The database keeps the copies itself, in the transaction of what they are copied from.
ALTER TABLE incident_student
  ADD COLUMN officer_id uuid, ADD COLUMN owner_id uuid, ADD COLUMN origin text, ADD COLUMN matter text,
  ADD COLUMN offense text, ADD COLUMN caller_role text, ADD COLUMN setting text, ADD COLUMN through_dispatch_from text,
  ADD COLUMN attached boolean NOT NULL DEFAULT false;                   -- the school has said who it is; not who
ALTER TABLE student_identity
  ADD COLUMN subject boolean NOT NULL DEFAULT false,                    -- in this role in the version in force
  ADD COLUMN incident_school_id uuid, ADD COLUMN outcomes text[] NOT NULL DEFAULT '{}',
  ADD COLUMN enforcement boolean NOT NULL DEFAULT false,
  ADD COLUMN officer_id uuid, ADD COLUMN owner_id uuid, ADD COLUMN origin text, ADD COLUMN matter text,
  ADD COLUMN offense text, ADD COLUMN caller_role text, ADD COLUMN setting text, ADD COLUMN through_dispatch_from text;

-- What is there already; the owner of the tables looks over the walls for these statements.
ALTER TABLE incident NO FORCE ROW LEVEL SECURITY;
ALTER TABLE incident_student NO FORCE ROW LEVEL SECURITY;
ALTER TABLE student_identity NO FORCE ROW LEVEL SECURITY;
UPDATE incident_student student SET officer_id = incident.officer_id, owner_id = incident.owner_id,
  origin = incident.origin, matter = incident.matter, offense = incident.offense, caller_role = incident.caller_role,
  setting = incident.setting, through_dispatch_from = incident.through_dispatch_from,
  attached = EXISTS (SELECT FROM student_identity identity WHERE identity.program_id = student.program_id
    AND identity.incident_id = student.incident_id AND identity.student_key = student.student_key)
FROM incident WHERE incident.program_id = student.program_id AND incident.id = student.incident_id;
UPDATE student_identity identity SET subject = student.role = 'subject', incident_school_id = student.school_id,
  outcomes = student.outcomes, enforcement = student.enforcement, officer_id = student.officer_id,
  owner_id = student.owner_id, origin = student.origin, matter = student.matter, offense = student.offense,
  caller_role = student.caller_role, setting = student.setting, through_dispatch_from = student.through_dispatch_from
FROM incident_student student WHERE student.program_id = identity.program_id
  AND student.incident_id = identity.incident_id AND student.student_key = identity.student_key;
ALTER TABLE incident FORCE ROW LEVEL SECURITY;
ALTER TABLE incident_student FORCE ROW LEVEL SECURITY;
ALTER TABLE student_identity FORCE ROW LEVEL SECURITY;

-- From the incident to its students: when they are written, and when it changes after them.
CREATE FUNCTION keep_student_asked() RETURNS trigger LANGUAGE plpgsql AS
$$ DECLARE before text := coalesce(current_setting('opensro.vault', true), '');
BEGIN
  SELECT officer_id, owner_id, origin, matter, offense, caller_role, setting, through_dispatch_from
  INTO NEW.officer_id, NEW.owner_id, NEW.origin, NEW.matter, NEW.offense, NEW.caller_role, NEW.setting,
    NEW.through_dispatch_from
  FROM incident WHERE program_id = NEW.program_id AND id = NEW.incident_id;
  PERFORM set_config('opensro.vault', 'open', true);
  NEW.attached := EXISTS (SELECT FROM student_identity WHERE program_id = NEW.program_id
    AND incident_id = NEW.incident_id AND student_key = NEW.student_key);
  PERFORM set_config('opensro.vault', before, true);
  RETURN NEW;
END $$;
CREATE TRIGGER keep_student_asked BEFORE INSERT ON incident_student FOR EACH ROW EXECUTE FUNCTION keep_student_asked();

CREATE FUNCTION pass_on_asked() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  UPDATE incident_student SET officer_id = NEW.officer_id, owner_id = NEW.owner_id, origin = NEW.origin,
    matter = NEW.matter, offense = NEW.offense, caller_role = NEW.caller_role, setting = NEW.setting,
    through_dispatch_from = NEW.through_dispatch_from
  WHERE program_id = NEW.program_id AND incident_id = NEW.id;
  RETURN NULL;
END $$;
-- Without a list of columns: another trigger sets some of them, which such a list would not notice.
CREATE TRIGGER pass_on_asked AFTER UPDATE ON incident FOR EACH ROW
  WHEN ((OLD.officer_id, OLD.owner_id, OLD.origin, OLD.matter, OLD.offense, OLD.caller_role, OLD.setting, OLD.through_dispatch_from)
    IS DISTINCT FROM
    (NEW.officer_id, NEW.owner_id, NEW.origin, NEW.matter, NEW.offense, NEW.caller_role, NEW.setting, NEW.through_dispatch_from))
  EXECUTE FUNCTION pass_on_asked();

-- From the student to the vault, open for this one statement only: nobody is told what is in it.
CREATE FUNCTION pass_on_student() RETURNS trigger LANGUAGE plpgsql AS
$$ DECLARE before text := coalesce(current_setting('opensro.vault', true), '');
BEGIN
  PERFORM set_config('opensro.vault', 'open', true);
  IF TG_OP = 'DELETE' THEN
    UPDATE student_identity SET subject = false
    WHERE program_id = OLD.program_id AND incident_id = OLD.incident_id AND student_key = OLD.student_key;
  ELSE
    UPDATE student_identity SET subject = NEW.role = 'subject', incident_school_id = NEW.school_id,
      outcomes = NEW.outcomes, enforcement = NEW.enforcement, officer_id = NEW.officer_id, owner_id = NEW.owner_id,
      origin = NEW.origin, matter = NEW.matter, offense = NEW.offense, caller_role = NEW.caller_role,
      setting = NEW.setting, through_dispatch_from = NEW.through_dispatch_from
    WHERE program_id = NEW.program_id AND incident_id = NEW.incident_id AND student_key = NEW.student_key;
  END IF;
  PERFORM set_config('opensro.vault', before, true);
  RETURN NULL;
END $$;
CREATE TRIGGER pass_on_student_gone AFTER DELETE ON incident_student FOR EACH ROW
  WHEN (OLD.attached) EXECUTE FUNCTION pass_on_student();
CREATE TRIGGER pass_on_student_new AFTER INSERT ON incident_student FOR EACH ROW
  WHEN (NEW.attached) EXECUTE FUNCTION pass_on_student();
CREATE TRIGGER pass_on_student AFTER UPDATE ON incident_student FOR EACH ROW
  WHEN (NEW.attached) EXECUTE FUNCTION pass_on_student();

-- When the school says who a student is, or takes it back. Setting `attached` passes the rest on, by the trigger above.
CREATE FUNCTION keep_attached() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF TG_OP = 'DELETE' THEN
    UPDATE incident_student SET attached = false
    WHERE program_id = OLD.program_id AND incident_id = OLD.incident_id AND student_key = OLD.student_key;
  ELSE
    UPDATE incident_student SET attached = true
    WHERE program_id = NEW.program_id AND incident_id = NEW.incident_id AND student_key = NEW.student_key;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER keep_attached AFTER INSERT OR DELETE ON student_identity FOR EACH ROW EXECUTE FUNCTION keep_attached();

-- What counts read, in place of what they read in part (migrations 018 and 021).
DROP INDEX incident_student_counted, student_identity_counted;
CREATE INDEX incident_student_counted ON incident_student (program_id, local_day)
  INCLUDE (incident_id, student_key, outcomes, enforcement, races, sex, age_band, disability_known, el_known, grade,
    school_id, officer_id, owner_id, origin, matter, offense, caller_role, setting, through_dispatch_from)
  WHERE role = 'subject';
CREATE INDEX incident_student_unattached ON incident_student (program_id, local_day) WHERE role = 'subject' AND NOT attached;
CREATE INDEX student_identity_counted ON student_identity (program_id, local_day)
  INCLUDE (incident_id, student_key, pseudonym, races, sex, age_band, el, disability, grade,
    outcomes, enforcement, incident_school_id, officer_id, owner_id, origin, matter, offense, caller_role, setting,
    through_dispatch_from)
  WHERE subject;

-- Students enrolled, counted when the roster changes and not with every question. In the vault like the roster itself.
CREATE TABLE roster_count (
  program_id uuid NOT NULL,
  school_id uuid NOT NULL,
  told_by text NOT NULL,             -- all, races, sex, grade, el, plan
  facts text[] NOT NULL,             -- all: none; plan: idea, section504; else the fact itself
  students int NOT NULL,
  PRIMARY KEY (program_id, told_by, school_id, facts)
);
CREATE POLICY vault ON roster_count AS RESTRICTIVE USING (vault_open()) WITH CHECK (vault_open());

CREATE FUNCTION roster_facts(student roster_student) RETURNS TABLE (told_by text, facts text[])
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ VALUES ('all', '{}'::text[]), ('races', student.races), ('sex', ARRAY[student.sex]), ('grade', ARRAY[student.grade]),
  ('el', ARRAY[student.el]), ('plan', ARRAY[student.idea, student.section504]) $$;

-- Once a statement, however many students it brings.
CREATE FUNCTION keep_roster_count() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF TG_OP <> 'INSERT' THEN
    INSERT INTO roster_count AS kept
    SELECT gone.program_id, gone.school_id, fact.told_by, fact.facts, -count(*)
    FROM gone, roster_facts(gone::roster_student) fact WHERE gone.active GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
    ON CONFLICT (program_id, told_by, school_id, facts) DO UPDATE SET students = kept.students + excluded.students;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO roster_count AS kept
    SELECT come.program_id, come.school_id, fact.told_by, fact.facts, count(*)
    FROM come, roster_facts(come::roster_student) fact WHERE come.active GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
    ON CONFLICT (program_id, told_by, school_id, facts) DO UPDATE SET students = kept.students + excluded.students;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER keep_roster_count_new AFTER INSERT ON roster_student REFERENCING NEW TABLE AS come
  FOR EACH STATEMENT EXECUTE FUNCTION keep_roster_count();
CREATE TRIGGER keep_roster_count AFTER UPDATE ON roster_student REFERENCING OLD TABLE AS gone NEW TABLE AS come
  FOR EACH STATEMENT EXECUTE FUNCTION keep_roster_count();
CREATE TRIGGER keep_roster_count_gone AFTER DELETE ON roster_student REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION keep_roster_count();

ALTER TABLE roster_student NO FORCE ROW LEVEL SECURITY;
INSERT INTO roster_count
SELECT student.program_id, student.school_id, fact.told_by, fact.facts, count(*)
FROM roster_student student, roster_facts(student) fact WHERE student.active GROUP BY 1, 2, 3, 4;
ALTER TABLE roster_student FORCE ROW LEVEL SECURITY;

ANALYZE incident_student, student_identity, roster_count;
