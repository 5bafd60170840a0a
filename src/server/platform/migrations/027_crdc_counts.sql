-- The CRDC sheet tells by the version of each incident whether what was signed still holds: counts read it with the rest.
DROP INDEX incident_counted;
CREATE INDEX incident_counted ON incident (program_id, local_day)
  INCLUDE (id, version, school_id, officer_id, owner_id, origin, offense, outcomes, action_count, occurred_at, both_answers,
    matter, setting, caller_role, through_dispatch_from)
  WHERE state IN ('filed', 'amended');
