-- What lists are read by, so that a page costs what it shows and not what the program has ever kept.
CREATE INDEX activity_newest ON activity (program_id, started_at DESC, id DESC);
CREATE INDEX activity_newest_at_school ON activity (program_id, school_id, started_at DESC, id DESC);
CREATE INDEX call_newest_of_officer ON call (program_id, officer_id, requested_at DESC);
CREATE INDEX call_open ON call (program_id, requested_at DESC) WHERE state IN ('requested', 'responding');
CREATE INDEX incident_draft ON incident (program_id, owner_id) WHERE state = 'draft';
CREATE INDEX incident_newest_of_matter ON incident (program_id, matter, occurred_at DESC, id DESC);
CREATE INDEX incident_newest_of_officer ON incident (program_id, officer_id, occurred_at DESC, id DESC);
CREATE INDEX enforcement_action_of_kind ON enforcement_action (program_id, kind, incident_id);
CREATE INDEX finding_of_call ON finding (program_id, (body ->> 'callId'));
CREATE INDEX finding_newest ON finding (program_id, state, raised_at DESC, id DESC);
CREATE INDEX finding_of_record ON finding (program_id, record_id);
CREATE INDEX audit_entry_newest_of_event ON audit_entry (program_id, event, at DESC);
CREATE INDEX audit_entry_newest_of_person ON audit_entry (program_id, person_id, at DESC);

-- Time added up by month: numbers over years need not read every entry. Kept by the database itself in the transaction
-- of the entry, so that both always say the same; its rows are one officer's, so that nobody waits for anybody.
CREATE TABLE activity_month (
  program_id uuid NOT NULL,
  month date NOT NULL,
  officer_id uuid NOT NULL,
  owner_id uuid NOT NULL,
  school_id uuid NOT NULL,           -- all zeros: time at no school
  kind text NOT NULL,
  role text NOT NULL,
  function text NOT NULL,
  positive boolean NOT NULL,
  entries int NOT NULL,
  minutes int NOT NULL,
  audience int NOT NULL,
  PRIMARY KEY (program_id, month, officer_id, owner_id, school_id, kind, role, function, positive)
);

CREATE FUNCTION add_to_month(a activity, sign int) RETURNS void LANGUAGE sql AS
$$ INSERT INTO activity_month AS kept
   SELECT a.program_id, date_trunc('month', a.local_day)::date, a.officer_id, a.owner_id,
     coalesce(a.school_id, '00000000-0000-0000-0000-000000000000'), a.kind, a.role, a.function, a.positive,
     sign, sign * a.minutes, sign * coalesce(a.audience_size, 0) WHERE NOT a.withdrawn
   ON CONFLICT (program_id, month, officer_id, owner_id, school_id, kind, role, function, positive) DO UPDATE
   SET entries = kept.entries + excluded.entries, minutes = kept.minutes + excluded.minutes,
     audience = kept.audience + excluded.audience $$;

CREATE FUNCTION keep_months() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF TG_OP <> 'INSERT' THEN PERFORM add_to_month(OLD, -1); END IF;
  IF TG_OP <> 'DELETE' THEN PERFORM add_to_month(NEW, 1); END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER keep_months AFTER INSERT OR UPDATE OR DELETE ON activity FOR EACH ROW EXECUTE FUNCTION keep_months();

-- What is there already; the owner of the tables looks over the walls for this one statement.
ALTER TABLE activity NO FORCE ROW LEVEL SECURITY;
INSERT INTO activity_month
SELECT program_id, date_trunc('month', local_day)::date, officer_id, owner_id,
  coalesce(school_id, '00000000-0000-0000-0000-000000000000'), kind, role, function, positive,
  count(*), sum(minutes), coalesce(sum(audience_size), 0)
FROM activity WHERE NOT withdrawn GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9;
ALTER TABLE activity FORCE ROW LEVEL SECURITY;
