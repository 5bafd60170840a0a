-- Backups and keys.

-- Which versions of the master key this database was written with, by fingerprint: a server with another key is
-- refused before it can do harm.
CREATE TABLE installation_key (
  version int PRIMARY KEY CHECK (version BETWEEN 1 AND 255),
  fingerprint text NOT NULL,
  made_at timestamptz NOT NULL
);

-- The backup reads every row of every table and can write none: a role of its own, which nobody signs in with.
GRANT USAGE ON SCHEMA public, publication TO opensro_backup;
ALTER DEFAULT PRIVILEGES FOR ROLE opensro_owner GRANT SELECT ON TABLES TO opensro_backup;
ALTER DEFAULT PRIVILEGES FOR ROLE opensro_owner GRANT SELECT ON SEQUENCES TO opensro_backup;
GRANT SELECT ON ALL TABLES IN SCHEMA public, publication TO opensro_backup;
GRANT SELECT ON ALL SEQUENCES IN SCHEMA public, publication TO opensro_backup;

-- As in 001, and beside every wall a door through which only the backup's role looks.
CREATE OR REPLACE PROCEDURE raise_walls() LANGUAGE plpgsql AS
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
  FOR t IN SELECT c.oid::regclass AS tbl FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
           WHERE n.nspname IN ('public', 'publication') AND c.relkind = 'r' AND c.relrowsecurity
             AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'backup_reads')
  LOOP
    EXECUTE format('CREATE POLICY backup_reads ON %s FOR SELECT TO opensro_backup USING (true)', t.tbl);
  END LOOP;
END $$;
