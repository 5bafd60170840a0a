-- When the tasks of whoever runs the server were last done: what monitoring asks for. Of the installation, not of a
-- program; no more than a task's name and times.
CREATE TABLE upkeep (
  task text PRIMARY KEY CHECK (task IN ('auditVerify', 'backup')),
  ran_at timestamptz NOT NULL,
  succeeded_at timestamptz
);
GRANT SELECT, INSERT, UPDATE ON upkeep TO opensro_worker;
