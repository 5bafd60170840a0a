-- A release and its entry in the trail are one transaction of the publisher: a crash between the two can leave neither
-- without the other.
GRANT EXECUTE ON FUNCTION append_audit(uuid, smallint, text, timestamptz, uuid, text, text, text, text) TO opensro_publisher;
