-- Who stood for a collection's counts, and when (P1.5). Another sign-off of the same collection is another version; what
-- was signed stays. The digest tells whether the records still say the same.
CREATE TABLE crdc_sign_off (
  program_id uuid NOT NULL REFERENCES program,
  collection text NOT NULL,          -- '2025-26'
  version int NOT NULL CHECK (version > 0),
  school_year text NOT NULL,
  signed_by uuid NOT NULL,
  signed_at timestamptz NOT NULL,
  digest text NOT NULL,
  missing int NOT NULL CHECK (missing >= 0),
  note text NOT NULL,                -- why it was signed although something is missing; else empty
  PRIMARY KEY (program_id, collection, version)
);
CALL append_only('crdc_sign_off');
