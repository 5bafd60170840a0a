-- What the public may read. Only the publishing step writes here, only by adding; the public pages' role reads these
-- tables and nothing else.
CREATE TABLE publication.program_page (
  slug text NOT NULL,
  version int NOT NULL,
  program_id uuid NOT NULL,
  published_at timestamptz NOT NULL,
  body jsonb NOT NULL,
  PRIMARY KEY (slug, version)
);
-- One frozen release per program and period, so that no difference of two releases shows a child.
CREATE TABLE publication.period_release (
  program_id uuid NOT NULL,
  product text NOT NULL,
  period text NOT NULL,
  published_at timestamptz NOT NULL,
  body jsonb NOT NULL,
  PRIMARY KEY (program_id, product, period)
);
CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE ON publication.program_page FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON publication.program_page FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE ON publication.period_release FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON publication.period_release FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
GRANT SELECT, INSERT ON publication.program_page, publication.period_release TO opensro_publisher;
GRANT SELECT ON publication.program_page, publication.period_release TO opensro_public;
