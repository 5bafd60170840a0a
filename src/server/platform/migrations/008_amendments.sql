-- An amendment took students out of a record: who was attached to them goes too. The officer's side calls this and
-- learns how many, never who; the vault is open inside the function only.
CREATE FUNCTION detach_removed_students(incident uuid, keys uuid[]) RETURNS int LANGUAGE plpgsql VOLATILE AS
$$ DECLARE before text := coalesce(current_setting('opensro.vault', true), ''); gone int;
BEGIN
  PERFORM set_config('opensro.vault', 'open', true);
  DELETE FROM student_identity WHERE incident_id = incident AND student_key = ANY (keys);
  GET DIAGNOSTICS gone = ROW_COUNT;
  PERFORM set_config('opensro.vault', before, true);
  RETURN gone;
END $$;
GRANT EXECUTE ON FUNCTION detach_removed_students(uuid, uuid[]) TO opensro_app;
