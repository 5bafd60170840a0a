-- Walls first: who may read what is decided here, once, for every table to come.
-- The owner of these objects is a role nobody signs in with; the app, the sign-in, the worker, the publisher and the
-- public pages each have a role of their own.

CREATE SCHEMA IF NOT EXISTS publication;
GRANT USAGE ON SCHEMA public TO opensro_app, opensro_auth, opensro_worker, opensro_publisher;
GRANT USAGE ON SCHEMA publication TO opensro_app, opensro_publisher, opensro_public;

CREATE FUNCTION current_program() RETURNS uuid LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('opensro.program', true), '')::uuid $$;

CREATE FUNCTION vault_open() RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT coalesce(current_setting('opensro.vault', true), '') = 'open' $$;

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% on % is refused: the table only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege'; END $$;

-- Makes a table append-only, even for its owner.
CREATE PROCEDURE append_only(tbl regclass) LANGUAGE plpgsql AS
$$ BEGIN
  EXECUTE format('CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION refuse_change()', tbl);
  EXECUTE format('CREATE TRIGGER never_emptied BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', tbl);
  EXECUTE format('REVOKE ALL ON %s FROM opensro_app', tbl);
  EXECUTE format('GRANT SELECT, INSERT ON %s TO opensro_app', tbl);
END $$;

-- Puts the wall around every table of the public schema that has a program_id and none yet; the migrator calls it
-- after each run, so that a table without a wall cannot be added by mistake.
CREATE PROCEDURE raise_walls() LANGUAGE plpgsql AS
$$ DECLARE t record;
BEGIN
  FOR t IN SELECT c.oid::regclass AS tbl, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
           WHERE n.nspname = 'public' AND c.relkind = 'r'
             AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'program_id' AND NOT a.attisdropped)
             AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'program_wall')
  LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', t.tbl);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', t.tbl);
    EXECUTE format('CREATE POLICY program_wall ON %s USING (program_id = current_program()) WITH CHECK (program_id = current_program())', t.tbl);
    IF NOT has_table_privilege('opensro_app', t.tbl, 'SELECT') THEN
      EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %s TO opensro_app', t.tbl);
    END IF;
  END LOOP;
END $$;

-- Accounts: not records of a program. Only the sign-in role touches them.
CREATE TABLE account_person (
  id uuid PRIMARY KEY,
  email text NOT NULL UNIQUE CHECK (email = lower(email)),
  name text NOT NULL,
  language text NOT NULL DEFAULT 'en',
  password_hash text,
  disabled_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE account_system_admin (person_id uuid PRIMARY KEY REFERENCES account_person);
CREATE TABLE account_session (
  token_hash bytea PRIMARY KEY,
  id uuid NOT NULL UNIQUE,
  person_id uuid NOT NULL REFERENCES account_person,
  csrf_token text NOT NULL,
  created_at timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  origin text
);
CREATE INDEX ON account_session (person_id);
CREATE TABLE account_invitation (
  token_hash bytea PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES account_person,
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);
-- Sign-in attempts: accounts' own trail, outside any program.
CREATE TABLE account_event (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT now(),
  person_id uuid,
  event text NOT NULL,
  origin text
);
GRANT SELECT, INSERT, UPDATE ON account_person TO opensro_auth;
GRANT SELECT, INSERT, DELETE ON account_system_admin TO opensro_auth;
GRANT SELECT, INSERT, UPDATE, DELETE ON account_session TO opensro_auth;
GRANT SELECT, INSERT, UPDATE ON account_invitation TO opensro_auth;
GRANT SELECT, INSERT ON account_event TO opensro_auth;

-- The program: one agency and one district (D4).
CREATE TABLE program (
  program_id uuid PRIMARY KEY,
  slug text NOT NULL UNIQUE,
  name text NOT NULL,
  agency_name text NOT NULL,
  agency_kind text NOT NULL,
  ori text NOT NULL,
  district_name text NOT NULL,
  leaid text NOT NULL CHECK (leaid ~ '^[0-9]{7}$'),
  state text NOT NULL,
  time_zone text NOT NULL,
  contact jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
-- Clocks and thresholds, each version with the day from which it holds (design idea 7).
CREATE TABLE program_policy (
  program_id uuid NOT NULL REFERENCES program,
  holds_from date NOT NULL,
  policy jsonb NOT NULL,
  set_by uuid,
  set_at timestamptz NOT NULL,
  PRIMARY KEY (program_id, holds_from)
);
CREATE TABLE school_year (
  program_id uuid NOT NULL REFERENCES program,
  id text NOT NULL,
  first_day date NOT NULL,
  last_day date NOT NULL CHECK (last_day > first_day),
  holidays date[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (program_id, id)
);
CREATE TABLE school (
  program_id uuid NOT NULL REFERENCES program,
  id uuid NOT NULL,
  nces_id text NOT NULL CHECK (nces_id ~ '^[0-9]{12}$'),
  name text NOT NULL,
  grades text[] NOT NULL DEFAULT '{}',
  active boolean NOT NULL DEFAULT true,
  source_year text,
  PRIMARY KEY (program_id, id),
  UNIQUE (program_id, nces_id)
);

-- People of a program: what the program itself knows of them; rights have a beginning and an end.
CREATE TABLE member (
  program_id uuid NOT NULL REFERENCES program,
  person_id uuid NOT NULL,
  name text NOT NULL,
  email text NOT NULL,
  language text NOT NULL DEFAULT 'en',
  title text,
  PRIMARY KEY (program_id, person_id)
);
CREATE TABLE membership (
  program_id uuid NOT NULL,
  id uuid NOT NULL,
  person_id uuid NOT NULL,
  role text NOT NULL,
  school_ids uuid[],
  valid_from timestamptz NOT NULL,
  ended_at timestamptz,
  PRIMARY KEY (program_id, id),
  FOREIGN KEY (program_id, person_id) REFERENCES member
);
CREATE INDEX ON membership (person_id);

-- The audit trail: per program a few chains ("lanes", by person), so that people do not wait for each other.
CREATE TABLE audit_entry (
  program_id uuid NOT NULL,
  lane smallint NOT NULL,
  seq bigint NOT NULL,
  at timestamptz NOT NULL,
  person_id uuid,
  role text NOT NULL,
  event text NOT NULL,
  record_type text NOT NULL,
  record_id text NOT NULL,
  payload text NOT NULL,
  hash bytea NOT NULL,
  PRIMARY KEY (program_id, lane, seq)
);
CREATE INDEX ON audit_entry (program_id, at DESC);
CREATE INDEX ON audit_entry (program_id, record_type, record_id);
CREATE TABLE audit_head (
  program_id uuid NOT NULL,
  lane smallint NOT NULL,
  seq bigint NOT NULL,
  hash bytea NOT NULL,
  PRIMARY KEY (program_id, lane)
);
CALL append_only('audit_entry');
-- The app may read the heads; only append_audit, below, moves them.
GRANT SELECT ON audit_head TO opensro_app;
REVOKE INSERT ON audit_entry FROM opensro_app;

CREATE FUNCTION append_audit(p_program uuid, p_lane smallint, p_payload text, p_at timestamptz, p_person uuid, p_role text,
                             p_event text, p_type text, p_id text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS
$$ DECLARE v_seq bigint; v_hash bytea;
BEGIN
  IF p_program IS DISTINCT FROM current_program() THEN RAISE EXCEPTION 'audit entry for another program'; END IF;
  INSERT INTO audit_head VALUES (p_program, p_lane, 0, decode(repeat('00', 32), 'hex')) ON CONFLICT DO NOTHING;
  SELECT seq + 1, hash INTO v_seq, v_hash FROM audit_head WHERE program_id = p_program AND lane = p_lane FOR UPDATE;
  v_hash := sha256(v_hash || convert_to(v_seq::text || ':' || p_payload, 'UTF8'));
  INSERT INTO audit_entry VALUES (p_program, p_lane, v_seq, p_at, p_person, p_role, p_event, p_type, p_id, p_payload, v_hash);
  UPDATE audit_head SET seq = v_seq, hash = v_hash WHERE program_id = p_program AND lane = p_lane;
  RETURN v_seq;
END $$;
REVOKE ALL ON FUNCTION append_audit FROM PUBLIC;
GRANT EXECUTE ON FUNCTION append_audit TO opensro_app;

-- What someone should know: in the app, and by mail where the kind asks for it. No student identity in either.
CREATE TABLE notification (
  program_id uuid NOT NULL,
  id uuid NOT NULL,
  person_id uuid NOT NULL,
  kind text NOT NULL,
  record_type text NOT NULL,
  record_id uuid NOT NULL,
  params jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL,
  read_at timestamptz,
  PRIMARY KEY (program_id, id)
);
CREATE INDEX ON notification (program_id, person_id, created_at DESC);
CREATE TABLE mail_outbox (
  program_id uuid NOT NULL,
  id uuid NOT NULL,
  to_name text NOT NULL,
  to_email text NOT NULL,
  language text NOT NULL,
  kind text NOT NULL,
  params jsonb NOT NULL DEFAULT '{}',
  link text,
  created_at timestamptz NOT NULL,
  next_try_at timestamptz NOT NULL,
  attempts int NOT NULL DEFAULT 0,
  sent_at timestamptz,
  last_error text,
  PRIMARY KEY (program_id, id)
);
CREATE INDEX ON mail_outbox (next_try_at) WHERE sent_at IS NULL;
GRANT SELECT, INSERT ON mail_outbox TO opensro_app;
GRANT SELECT, UPDATE ON mail_outbox TO opensro_worker;
GRANT SELECT ON program TO opensro_worker, opensro_auth;
GRANT SELECT ON member, membership, school TO opensro_auth;
CREATE POLICY worker_reads ON mail_outbox TO opensro_worker USING (true);
CREATE POLICY worker_lists ON program FOR SELECT TO opensro_worker USING (true);
CREATE POLICY sign_in_reads ON program FOR SELECT TO opensro_auth USING (true);
CREATE POLICY sign_in_reads ON member FOR SELECT TO opensro_auth USING (true);
CREATE POLICY sign_in_reads ON membership FOR SELECT TO opensro_auth USING (true);
CREATE POLICY sign_in_reads ON school FOR SELECT TO opensro_auth USING (true);
-- A person's choice of language reaches the mails of every program the person is in.
GRANT UPDATE (language) ON member TO opensro_auth;
CREATE POLICY sign_in_language ON member FOR UPDATE TO opensro_auth USING (true) WITH CHECK (true);
