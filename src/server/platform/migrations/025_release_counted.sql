-- What a proposal counted of its own days, record by record: codes and the ids of calls and incidents, no student. Once it
-- is out, later releases count those days as they were released, and know what has come or changed since (P7.9).
CREATE TABLE release_counted (
  program_id uuid NOT NULL,
  proposal_id uuid NOT NULL,
  body jsonb NOT NULL,               -- written and read by publishing/release/kept.ts
  PRIMARY KEY (program_id, proposal_id),
  FOREIGN KEY (program_id, proposal_id) REFERENCES release_proposal
);
CALL append_only('release_counted');
