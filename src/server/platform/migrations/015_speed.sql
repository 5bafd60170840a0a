-- What every command asks of its program (time zone, school years, policies, schools) is kept by the server under this
-- version. Each change of it draws a new one in the same transaction, so what is kept is never older than what is read.
ALTER TABLE program ADD COLUMN frame_version uuid NOT NULL DEFAULT gen_random_uuid();

CREATE FUNCTION renew_frame() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN NEW.frame_version := gen_random_uuid(); RETURN NEW; END $$;
CREATE TRIGGER renew_frame BEFORE UPDATE ON program FOR EACH ROW EXECUTE FUNCTION renew_frame();

CREATE FUNCTION renew_program_frame() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  UPDATE program SET frame_version = gen_random_uuid() WHERE program_id = coalesce(NEW.program_id, OLD.program_id);
  RETURN NULL;
END $$;
CREATE TRIGGER renew_frame AFTER INSERT OR UPDATE OR DELETE ON school_year FOR EACH ROW EXECUTE FUNCTION renew_program_frame();
CREATE TRIGGER renew_frame AFTER INSERT OR UPDATE OR DELETE ON program_policy FOR EACH ROW EXECUTE FUNCTION renew_program_frame();
CREATE TRIGGER renew_frame AFTER INSERT OR UPDATE OR DELETE ON school FOR EACH ROW EXECUTE FUNCTION renew_program_frame();
