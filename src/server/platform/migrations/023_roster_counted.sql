-- Students enrolled are counted from the roster beside every rate: read from here, without the sealed names.
CREATE INDEX roster_student_counted ON roster_student (program_id, school_id)
  INCLUDE (races, sex, grade, idea, section504, el) WHERE active;
