-- Releases of a program's numbers (P7.9): proposed by one, approved by both sides, signed, and then never changed.

-- The program's own key (Ed25519). The private part is sealed; a lost master key takes it away, and the next release is
-- signed with the next version. Public parts stay beside the releases they belong to.
CREATE TABLE program_signing_key (
  program_id uuid NOT NULL REFERENCES program,
  version int NOT NULL CHECK (version > 0),
  public_key text NOT NULL,          -- SPKI, PEM
  private_key bytea NOT NULL,        -- PKCS #8, sealed
  made_at timestamptz NOT NULL,
  PRIMARY KEY (program_id, version)
);
GRANT SELECT, INSERT ON program_signing_key TO opensro_app;

-- What somebody proposes to release: exactly the text that will be signed, and what those who decide should know.
CREATE TABLE release_proposal (
  program_id uuid NOT NULL REFERENCES program,
  id uuid NOT NULL,
  number int NOT NULL CHECK (number > 0),   -- what it would be as a release
  kind text NOT NULL CHECK (kind IN ('quarter', 'year')),
  period text NOT NULL,                     -- '2025-26' or '2025-26.Q1'
  proposed_by uuid NOT NULL,
  proposed_at timestamptz NOT NULL,
  digest text NOT NULL CHECK (digest ~ '^[0-9a-f]{64}$'),  -- SHA-256 of document
  document text NOT NULL,
  files jsonb NOT NULL,                     -- [{name, type, base64}]: what can be downloaded besides
  preview jsonb NOT NULL,                   -- audit and difference to the last release
  ledger jsonb NOT NULL,                    -- entries the disclosure ledger gets once it is out
  PRIMARY KEY (program_id, id)
);
CALL append_only('release_proposal');

-- What each side said of a proposal. Both must approve; who sends one back says why.
CREATE TABLE release_decision (
  program_id uuid NOT NULL,
  proposal_id uuid NOT NULL,
  side text NOT NULL CHECK (side IN ('police', 'school')),
  decision text NOT NULL CHECK (decision IN ('approved', 'returned')),
  digest text NOT NULL,                     -- of the document that was looked at
  note text NOT NULL,
  decided_by uuid NOT NULL,
  decided_at timestamptz NOT NULL,
  PRIMARY KEY (program_id, proposal_id, side),
  FOREIGN KEY (program_id, proposal_id) REFERENCES release_proposal
);
CALL append_only('release_decision');

-- Reminders that a quarter or a year can be released, each sent once.
CREATE TABLE release_reminder (
  program_id uuid NOT NULL REFERENCES program,
  period text NOT NULL,
  sent_at timestamptz NOT NULL,
  PRIMARY KEY (program_id, period)
);
CALL append_only('release_reminder');

-- What the public reads. The document is kept byte for byte as it was signed.
CREATE TABLE publication.release (
  program_id uuid NOT NULL,
  number int NOT NULL,
  slug text NOT NULL,
  kind text NOT NULL,
  period text NOT NULL,
  proposal_id uuid NOT NULL,
  published_at timestamptz NOT NULL,
  digest text NOT NULL,
  document text NOT NULL,
  signature text NOT NULL,           -- Ed25519 over the bytes of document, base64
  public_key text NOT NULL,
  PRIMARY KEY (program_id, number)
);
CREATE INDEX ON publication.release (slug, number);
CREATE TABLE publication.release_file (
  program_id uuid NOT NULL,
  number int NOT NULL,
  name text NOT NULL,
  media_type text NOT NULL,
  content bytea NOT NULL,
  PRIMARY KEY (program_id, number, name),
  FOREIGN KEY (program_id, number) REFERENCES publication.release
);

-- Everything ever published about the same students, as the disclosure engine remembers it. Only publishing reads it.
CREATE TABLE publication.ledger_entry (
  program_id uuid NOT NULL,
  seq int NOT NULL CHECK (seq > 0),
  number int NOT NULL,
  entry text NOT NULL,
  PRIMARY KEY (program_id, seq),
  FOREIGN KEY (program_id, number) REFERENCES publication.release
);

-- The database itself refuses a release that not both sides have approved, word for word.
CREATE FUNCTION publication.needs_both_sides() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS
$$ BEGIN
  IF NEW.digest <> encode(sha256(convert_to(NEW.document, 'UTF8')), 'hex') THEN
    RAISE EXCEPTION 'release %: the digest is not the document''s', NEW.number;
  END IF;
  IF (SELECT count(DISTINCT side) FROM release_decision
      WHERE program_id = NEW.program_id AND proposal_id = NEW.proposal_id AND decision = 'approved'
        AND digest = NEW.digest) <> 2 THEN
    RAISE EXCEPTION 'release % is not approved by both sides', NEW.number;
  END IF;
  RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION publication.needs_both_sides FROM PUBLIC;
CREATE TRIGGER both_sides BEFORE INSERT ON publication.release FOR EACH ROW EXECUTE FUNCTION publication.needs_both_sides();

CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE ON publication.release FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON publication.release FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE ON publication.release_file FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON publication.release_file FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE ON publication.ledger_entry FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON publication.ledger_entry FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
GRANT SELECT, INSERT ON publication.release, publication.release_file, publication.ledger_entry TO opensro_publisher;
GRANT SELECT ON publication.release, publication.release_file TO opensro_public;
