/**
 * The CRDC's counts a second time, in SQL alone and written apart from src/statistics/crdc: what the export says is
 * compared with it. Definition of 2021-22 and later; two sexes. Runs with every row in sight (the owner's role).
 */
export const crdcCountSql = `
WITH contact AS (
  SELECT i.program_id, i.id, i.school_id, i.local_day,
    i.body #>> '{what,setting}' <> 'offCampus' AS at_school,
    i.body #>> '{origin,kind}' = 'called' AND CASE i.body #>> '{origin,callerRole}'
      WHEN 'dispatch' THEN i.body #>> '{origin,throughDispatchFrom}' ELSE i.body #>> '{origin,callerRole}' END
      IN ('teacher', 'administrator', 'counselor', 'staffMember') AS by_school,
    'arrest' = ANY (s.outcomes) AS arrested,
    EXISTS (SELECT FROM enforcement_action a WHERE a.program_id = i.program_id AND a.incident_id = i.id
      AND a.student_key = s.student_key AND a.body -> 'restraintTypes' ?| '{wristRestraints,legRestraints}') AS cuffed,
    k.pseudonym, k.grade, k.sex, k.disability, k.el,
    CASE WHEN 'hispanicOrLatino' = ANY (k.races) THEN 'HI' ELSE (
      SELECT CASE count(DISTINCT code) WHEN 0 THEN NULL WHEN 1 THEN min(code) ELSE 'TR' END
      FROM unnest(k.races) race JOIN (VALUES ('americanIndianOrAlaskaNative', 'AM'), ('asian', 'AS'),
        ('blackOrAfricanAmerican', 'BL'), ('middleEasternOrNorthAfrican', 'WH'), ('nativeHawaiianOrPacificIslander', 'HP'),
        ('white', 'WH')) codes (name, code) ON name = race) END AS race
  FROM incident i
  JOIN incident_student s ON s.program_id = i.program_id AND s.incident_id = i.id
  LEFT JOIN student_identity k ON k.program_id = i.program_id AND k.incident_id = i.id AND k.student_key = s.student_key
  WHERE i.program_id = $1 AND i.state IN ('filed', 'amended') AND s.role = 'subject' AND i.local_day BETWEEN $2 AND $3
), asked AS (
  SELECT *, coalesce(by_school, false) AND at_school OR arrested AND (at_school OR coalesce(by_school, false)) AS referred,
    arrested AND (at_school OR coalesce(by_school, false)) AS counts_as_arrest,
    cuffed AND at_school AND NOT arrested AS restrained
  FROM contact WHERE pseudonym IS NOT NULL AND grade <> 'PK'
), latest AS (
  SELECT DISTINCT ON (school_id, pseudonym) school_id, pseudonym, sex, race, el,
    CASE disability WHEN 'idea' THEN 'IDEA' WHEN 'section504' THEN '504' WHEN 'none' THEN 'WODIS' END AS grp
  FROM asked WHERE referred OR restrained OR by_school IS NULL AND at_school OR by_school IS NULL AND arrested
  ORDER BY school_id, pseudonym, local_day DESC, id DESC
), placed AS (
  SELECT asked.school_id, asked.pseudonym, referred, counts_as_arrest, restrained,
    latest.grp, latest.race, latest.sex, latest.el = 'yes' AS learner
  FROM asked JOIN latest USING (school_id, pseudonym)
  WHERE latest.grp IS NOT NULL AND latest.race IS NOT NULL AND latest.sex IN ('M', 'F')
), cell AS (
  SELECT school_id, 'SCH_DISCW' || CASE grp WHEN 'WODIS' THEN 'ODIS_REF_' ELSE 'DIS_REF_IDEA_' END || race || '_' || sex AS name,
    count(DISTINCT pseudonym) AS n FROM placed WHERE referred AND grp <> '504' GROUP BY 1, 2
  UNION ALL SELECT school_id, 'SCH_DISCW' || CASE grp WHEN 'WODIS' THEN 'ODIS_ARR_' ELSE 'DIS_ARR_IDEA_' END || race || '_' || sex,
    count(DISTINCT pseudonym) FROM placed WHERE counts_as_arrest AND grp <> '504' GROUP BY 1, 2
  UNION ALL SELECT school_id, 'TOT_DISCW' || CASE grp WHEN 'WODIS' THEN 'ODIS_REF_' ELSE 'DIS_REF_IDEA_' END || sex,
    count(DISTINCT pseudonym) FROM placed WHERE referred AND grp <> '504' GROUP BY 1, 2
  UNION ALL SELECT school_id, 'TOT_DISCW' || CASE grp WHEN 'WODIS' THEN 'ODIS_ARR_' ELSE 'DIS_ARR_IDEA_' END || sex,
    count(DISTINCT pseudonym) FROM placed WHERE counts_as_arrest AND grp <> '504' GROUP BY 1, 2
  UNION ALL SELECT school_id, 'SCH_DISCW' || CASE grp WHEN 'WODIS' THEN 'ODIS' ELSE 'DIS' END || '_REF_EL_' || sex,
    count(DISTINCT pseudonym) FROM placed WHERE referred AND learner AND grp <> '504' GROUP BY 1, 2
  UNION ALL SELECT school_id, 'SCH_DISCW' || CASE grp WHEN 'WODIS' THEN 'ODIS' ELSE 'DIS' END || '_ARR_EL_' || sex,
    count(DISTINCT pseudonym) FROM placed WHERE counts_as_arrest AND learner AND grp <> '504' GROUP BY 1, 2
  UNION ALL SELECT school_id, 'SCH_DISCWDIS_REF_504_' || sex, count(DISTINCT pseudonym)
    FROM placed WHERE referred AND grp = '504' GROUP BY 1, 2
  UNION ALL SELECT school_id, 'SCH_DISCWDIS_ARR_504_' || sex, count(DISTINCT pseudonym)
    FROM placed WHERE counts_as_arrest AND grp = '504' GROUP BY 1, 2
  UNION ALL SELECT school_id, 'REF_INSTANCES_' || grp, count(*) FROM placed WHERE referred GROUP BY 1, 2
  UNION ALL SELECT school_id, 'ARR_INSTANCES_' || grp, count(*) FROM placed WHERE counts_as_arrest GROUP BY 1, 2
  UNION ALL SELECT school_id, 'SCH_RS_' || CASE grp WHEN 'IDEA' THEN '' ELSE 'NON' END || 'IDEA_MECH_' || race || '_' || sex,
    count(DISTINCT pseudonym) FROM placed WHERE restrained GROUP BY 1, 2
  UNION ALL SELECT school_id, 'TOT_RS_' || CASE grp WHEN 'IDEA' THEN '' ELSE 'NON' END || 'IDEA_MECH_' || sex,
    count(DISTINCT pseudonym) FROM placed WHERE restrained GROUP BY 1, 2
  UNION ALL SELECT school_id, 'SCH_RS_' || CASE grp WHEN 'IDEA' THEN '' ELSE 'NON' END || 'IDEA_MECH_EL_' || sex,
    count(DISTINCT pseudonym) FROM placed WHERE restrained AND learner GROUP BY 1, 2
  UNION ALL SELECT school_id, 'SCH_RS_NONIDEA_MECH_504_' || sex, count(DISTINCT pseudonym)
    FROM placed WHERE restrained AND grp = '504' GROUP BY 1, 2
  UNION ALL SELECT school_id, 'SCH_RSINSTANCES_MECH_' || grp, count(*) FROM placed WHERE restrained GROUP BY 1, 2
)
SELECT school.nces_id AS school, cell.name AS "column", cell.n::int AS n
FROM cell JOIN school ON school.program_id = $1 AND school.id = cell.school_id
ORDER BY 1, 2`;
