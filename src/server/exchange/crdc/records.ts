import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Setting } from '../../../domain/incidents/record.ts';
import type { SchoolYear } from '../../../domain/partnerships/record.ts';
import type { DisabilityStatus } from '../../../domain/roster/record.ts';
import type { Grade } from '../../../domain/shared/people.ts';
import type { CountedIncident, Involvement } from '../../../statistics/crdc/involvement.ts';
import { enrolmentColumn, isCrdcCode, isCrdcSex } from '../../../statistics/crdc/layout.ts';
import { officerFte, staffDay } from '../../../statistics/crdc/officers.ts';
import type { Tx } from '../../platform/database/tenancy.ts';

type Student = NonNullable<Involvement['student']>;

interface InvolvementRow {
  readonly incident_id: string;
  readonly version: number;
  readonly student_key: string;
  readonly school_id: string;
  readonly day: string;
  readonly setting: Setting;
  readonly origin: Involvement['origin']['kind'];
  readonly caller_role: Involvement['origin']['callerRole'];
  readonly through_dispatch_from: Involvement['origin']['throughDispatchFrom'];
  readonly outcomes: Involvement['outcomes'];
  readonly restraints: Involvement['restraints'] | null;
  readonly pseudonym: string | null;
  readonly grade: Grade;
  readonly races: Student['races'];
  readonly sex: Student['sex'];
  readonly disability: DisabilityStatus;
  readonly el: Student['englishLearner'];
}

/** A condition on a column with a school. */
function among(column: string, schoolIds: readonly string[]): RawBuilder<SqlBool> {
  return sql`${sql.ref(column)} = ANY (${[...schoolIds]}::uuid[])`;
}

/**
 * Every student in the role 'subject' of the filed incidents of a school year, with what the school attached; of some
 * schools. Only with the vault open; a pseudonym is of one year and opens no name.
 */
export async function involvementsOf(tx: Tx, year: SchoolYear, schoolIds: readonly string[]): Promise<Involvement[]> {
  const { rows } = await sql<InvolvementRow>`
    SELECT incident.id AS incident_id, incident.version, student.student_key, incident.school_id,
      incident.local_day::text AS day, incident.setting, incident.origin, incident.caller_role,
      incident.through_dispatch_from, student.outcomes, used.restraints,
      encode(kept.pseudonym, 'hex') AS pseudonym, kept.grade, kept.races, kept.sex, kept.disability, kept.el
    FROM incident
    JOIN incident_student student ON student.program_id = incident.program_id AND student.incident_id = incident.id
      AND student.role = 'subject' AND student.local_day BETWEEN ${year.firstDay}::date AND ${year.lastDay}::date
      AND ${among('student.school_id', schoolIds)}
    LEFT JOIN student_identity kept ON kept.program_id = incident.program_id AND kept.incident_id = incident.id
      AND kept.student_key = student.student_key
      AND kept.subject AND kept.local_day BETWEEN ${year.firstDay}::date AND ${year.lastDay}::date
      AND ${among('kept.incident_school_id', schoolIds)}
    LEFT JOIN (
      SELECT incident_id, student_key, array_agg(DISTINCT type COLLATE "C") AS restraints
      FROM enforcement_action action, jsonb_array_elements_text(action.body -> 'restraintTypes') type
      WHERE jsonb_typeof(action.body -> 'restraintTypes') = 'array'
        AND action.local_day BETWEEN ${year.firstDay}::date AND ${year.lastDay}::date
        AND ${among('action.school_id', schoolIds)} GROUP BY 1, 2
    ) used ON student.enforcement AND used.incident_id = incident.id AND used.student_key = student.student_key
    WHERE incident.state IN ('filed', 'amended')
      AND incident.local_day BETWEEN ${year.firstDay}::date AND ${year.lastDay}::date
      AND ${among('incident.school_id', schoolIds)}
    ORDER BY incident.local_day, incident.id, student.student_key`.execute(tx);
  return rows.map(
    (row): Involvement => ({
      incidentId: row.incident_id,
      version: row.version,
      studentKey: row.student_key,
      schoolId: row.school_id,
      day: row.day,
      setting: row.setting,
      origin: { kind: row.origin, callerRole: row.caller_role, throughDispatchFrom: row.through_dispatch_from },
      outcomes: row.outcomes,
      restraints: row.restraints ?? [],
      student:
        row.pseudonym === null
          ? null
          : {
              pseudonym: row.pseudonym,
              grade: row.grade,
              races: row.races,
              sex: row.sex,
              disability: row.disability,
              englishLearner: row.el,
            },
    }),
  );
}

interface IncidentRow {
  readonly id: string;
  readonly version: number;
  readonly school_id: string;
  readonly setting: Setting;
  readonly offense: CountedIncident['offense'];
  readonly items: CountedIncident['items'];
  readonly discharged: boolean;
}

/**
 * The filed incidents of a school year with an offence, for the module of offenses. What an incident without police powers
 * is counted by stands in an index; only the few others are read themselves.
 */
export async function offensesOf(tx: Tx, year: SchoolYear, schoolIds: readonly string[]): Promise<CountedIncident[]> {
  const { rows } = await sql<IncidentRow>`
    SELECT id, version, school_id, setting, offense, '{}'::text[] AS items, false AS discharged, local_day
    FROM incident
    WHERE state IN ('filed', 'amended') AND local_day BETWEEN ${year.firstDay}::date AND ${year.lastDay}::date
      AND action_count = 0 AND offense IS NOT NULL AND ${among('school_id', schoolIds)}
    UNION ALL
    SELECT id, version, school_id, setting, offense,
      ARRAY(SELECT DISTINCT item #>> '{}' FROM (
        SELECT jsonb_path_query(body, '$.actions[*].search.found[*]')
        UNION SELECT jsonb_path_query(body, '$.actions[*].seizure.items[*]')) found (item)) AS items,
      body @? '$.actions[*].force.types[*] ? (@ == "firearmDischarged")' AS discharged, local_day
    FROM incident
    WHERE state IN ('filed', 'amended') AND local_day BETWEEN ${year.firstDay}::date AND ${year.lastDay}::date
      AND action_count > 0 AND ${among('school_id', schoolIds)}
      AND (offense IS NOT NULL OR body @? '$.actions[*].force.types[*] ? (@ == "firearmDischarged")')
    ORDER BY local_day, id`.execute(tx);
  return rows.map((row) => ({
    incidentId: row.id,
    version: row.version,
    schoolId: row.school_id,
    setting: row.setting,
    offense: row.offense,
    items: row.items,
    firearmDischarged: row.discharged,
  }));
}

/** Full-time equivalents of sworn officers by school on the day staff is counted. */
export async function officersOf(tx: Tx, year: SchoolYear): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{
    readonly officer_id: string;
    readonly school_id: string;
    readonly from_day: string;
    readonly until_day: string | null;
    readonly weekdays: number[];
    readonly from_time: string | null;
    readonly until_time: string | null;
  }>`SELECT officer_id, school_id, from_day::text, until_day::text, weekdays, from_time, until_time FROM assignment`.execute(
    tx,
  );
  const places = rows.map((row) => ({
    officerId: row.officer_id,
    schoolId: row.school_id,
    from: row.from_day,
    until: row.until_day,
    weekdays: row.weekdays,
    fromTime: row.from_time,
    untilTime: row.until_time,
  }));
  return officerFte(places, staffDay(year));
}

interface EnrolmentRow {
  readonly school_id: string;
  readonly dimension: string;
  readonly category: string;
  readonly sex: string;
  readonly students: number;
}

const sums: Readonly<Record<string, (sex: string) => string>> = {
  total: (sex) => `TOT_ENR_${sex}`,
  idea: (sex) => `SCH_ENR_IDEA_${sex}`,
  section504: (sex) => `SCH_ENR_504_${sex}`,
};

/**
 * Enrollment by school and official column: as imported from CRDC files of the same collection. Another year's numbers
 * would be wrong under this year's name, so without that import the cells stay blank.
 */
export async function enrolmentOf(
  tx: Tx,
  collection: string,
  el: 'LEP' | 'EL',
  schoolIds: readonly string[],
): Promise<ReadonlyMap<string, ReadonlyMap<string, number>>> {
  const { rows } = await sql<EnrolmentRow>`
    SELECT school_id, dimension, category, sex, students FROM enrolment
    WHERE source_year = ${collection} AND students IS NOT NULL AND ${among('school_id', schoolIds)}`.execute(tx);
  const bySchool = new Map<string, Map<string, number>>();
  for (const row of rows) {
    const column = columnOf(row, el);
    if (column === null) continue;
    const school = bySchool.get(row.school_id) ?? new Map<string, number>();
    bySchool.set(row.school_id, school.set(column, row.students));
  }
  return bySchool;
}

function columnOf({ dimension, category, sex }: EnrolmentRow, el: string): string | null {
  if (!isCrdcSex(sex)) return null;
  if (dimension === 'race') return isCrdcCode(category) ? enrolmentColumn(category, sex) : null;
  if (dimension === 'el') return `SCH_ENR_${el}_${sex}`;
  return sums[dimension]?.(sex) ?? null;
}

export interface SchoolRow {
  readonly id: string;
  readonly nces_id: string;
  readonly name: string;
  readonly grades: Grade[];
}

export interface District {
  readonly slug: string;
  readonly name: string;
  readonly district_name: string;
  readonly leaid: string;
  readonly state: string;
}

/** The program's district and its schools that are open, or that have records in the year. */
export async function districtOf(tx: Tx, year: SchoolYear): Promise<{ district: District; schools: SchoolRow[] }> {
  const district = await tx
    .selectFrom('program')
    .select(['slug', 'name', 'district_name', 'leaid', 'state'])
    .executeTakeFirstOrThrow();
  const { rows } = await sql<SchoolRow>`
    SELECT id, nces_id, name, grades FROM school
    WHERE active OR EXISTS (SELECT FROM incident WHERE incident.program_id = school.program_id AND incident.school_id = school.id
      AND incident.state IN ('filed', 'amended') AND incident.local_day BETWEEN ${year.firstDay}::date AND ${year.lastDay}::date)
    ORDER BY nces_id`.execute(tx);
  return { district, schools: rows };
}
