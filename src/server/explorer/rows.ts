import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { type DimensionId, fieldOf, isAboutStudents } from '../../statistics/measures/dimensions.ts';
import { type Condition, type FieldName, fields, type Grain } from '../../statistics/measures/fields.ts';
import { measures } from '../../statistics/measures/measures.ts';
import type { Within } from '../platform/aggregates.ts';
import type { ProgramFrame } from '../platform/program.ts';
import { memberSql } from './members.ts';
import { type Question, sourceOf, wholeOf } from './question.ts';

/** A question with its days, its reader's reach and the program's calendar: all that its rows depend on. */
export interface Asked {
  readonly question: Question;
  readonly days: { readonly from: string; readonly to: string };
  readonly reach: Within;
  readonly frame: ProgramFrame;
}

const aliases = {
  call: 'call',
  incident: 'incident',
  incident_student: 'student',
  enforcement_action: 'action',
  student_identity: 'identity',
} as const;
type Alias = (typeof aliases)[keyof typeof aliases];

/** The table each grain is counted in; school and day stand in it, so that the incident need not be read for them. */
const leading = {
  call: 'call',
  incident: 'incident',
  involvement: 'student',
  action: 'action',
} as const satisfies Record<Grain, Alias>;

/** Collects which tables a question's rows have to be joined from. */
class Reading {
  readonly grain: Grain;
  readonly tables: Set<Alias>;

  constructor(grain: Grain) {
    this.grain = grain;
    this.tables = new Set([leading[grain]]);
  }

  column(name: FieldName): RawBuilder<string | null> {
    if (name === 'incidentSchool') return this.own('school_id');
    if (name === 'incidentDay') return this.own('local_day');
    const { table, column } = fields[name];
    return this.of(aliases[table], column);
  }

  of(alias: Alias, column: string): RawBuilder<string | null> {
    this.tables.add(alias);
    return sql.ref(`${alias}.${column}`);
  }

  own(column: string): RawBuilder<string | null> {
    return sql.ref(`${leading[this.grain]}.${column}`);
  }
}

/** A condition of the registry. An empty column is in no list. */
function conditionSql(reading: Reading, condition: Condition): RawBuilder<SqlBool> {
  if ('all' in condition)
    return joined(
      condition.all.map((one) => conditionSql(reading, one)),
      ' AND ',
    );
  if ('any' in condition)
    return joined(
      condition.any.map((one) => conditionSql(reading, one)),
      ' OR ',
    );
  const column = reading.column(condition.field);
  if ('in' in condition) return sql`coalesce(${column} = ANY (${[...condition.in]}::text[]), false)`;
  if ('notIn' in condition) return sql`coalesce(${column} <> ALL (${[...condition.notIn]}::text[]), true)`;
  if ('overlaps' in condition) return sql`coalesce(${column} && ${[...condition.overlaps]}::text[], false)`;
  return sql`${column} = ${sql.lit(condition.is)}`;
}

function joined(parts: readonly RawBuilder<SqlBool>[], by: ' AND ' | ' OR '): RawBuilder<SqlBool> {
  return parts.length === 0 ? sql`true` : sql`(${sql.join(parts, sql.raw(by))})`;
}

function withinReach(reading: Reading, reach: Within): RawBuilder<SqlBool> {
  if (reach.kind === 'all') return sql`true`;
  const ways: RawBuilder<SqlBool>[] = [sql`${reading.own('school_id')} = ANY (${[...reach.schoolIds]}::uuid[])`];
  if (reach.ownerId !== null) {
    if (reading.grain === 'call') {
      ways.push(sql`call.owner_id = ${reach.ownerId}::uuid`);
      ways.push(sql`call.officer_id IN (SELECT id FROM officer WHERE person_id = ${reach.ownerId}::uuid)`);
    } else ways.push(sql`${reading.of('incident', 'owner_id')} = ${reach.ownerId}::uuid`);
  }
  return joined(ways, ' OR ');
}

function tablesSql(reading: Reading, days: Asked['days']): RawBuilder<unknown> {
  const { grain, tables } = reading;
  const lead = leading[grain];
  const key = (other: string) =>
    sql`${sql.ref(`${other}.program_id`)} = ${sql.ref(`${lead}.program_id`)}
      AND ${sql.ref(`${other}.incident_id`)} = ${sql.ref(`${lead}.incident_id`)}`;
  // Said of both, each is read by its own days.
  const sameDays = (alias: string) =>
    sql`${sql.ref(`${alias}.local_day`)} BETWEEN ${days.from}::date AND ${days.to}::date`;
  const parts: RawBuilder<unknown>[] = [];
  switch (grain) {
    case 'call':
    case 'incident':
      parts.push(sql.table(grain));
      break;
    case 'involvement':
      parts.push(sql`incident_student student`);
      break;
    case 'action':
      parts.push(sql`enforcement_action action`);
      if (tables.has('student')) {
        parts.push(
          sql`LEFT JOIN incident_student student ON ${key('student')} AND student.student_key = action.student_key
            AND ${sameDays('student')}`,
        );
      }
  }
  if (lead !== 'incident' && tables.has('incident')) {
    parts.push(
      sql`JOIN incident ON incident.program_id = ${sql.ref(`${lead}.program_id`)}
        AND incident.id = ${sql.ref(`${lead}.incident_id`)} AND ${sameDays('incident')}
        AND incident.state IN ('filed', 'amended')`,
    );
  }
  if (tables.has('identity')) {
    parts.push(
      sql`LEFT JOIN student_identity identity ON ${key('identity')}
        AND identity.student_key = ${sql.ref(`${lead}.student_key`)} AND ${sameDays('identity')}`,
    );
  }
  return sql.join(parts, sql` `);
}

/**
 * The rows a question counts, one for each record of the measure's grain, within the reader's reach: `id` of the call or
 * incident, `r` and `c` the members of rows and columns, `n` whether it counts (else it is only of the whole that the
 * share is taken of), `pseudonym` where different students are counted. A student stands where the latest record puts
 * them, so that each is in one group only.
 */
export function rowsSql(asked: Asked): RawBuilder<unknown> {
  const { question, days, reach, frame } = asked;
  const measure = measures[question.measure];
  if (measure.numerator === null) throw new Error('What is not collected has no rows');
  const { grain, where } = measure.numerator;
  const reading = new Reading(grain);
  const students = measure.unit === 'students';
  const source = sourceOf(question);
  const whole = wholeOf(question.measure);
  const pseudonym = students ? reading.of('identity', 'pseudonym') : null;
  const id = grain === 'call' || grain === 'incident' ? reading.own('id') : reading.own('incident_id');
  const member = (dimension: DimensionId | undefined): RawBuilder<string | null> => {
    if (dimension === undefined) return sql`NULL::text`;
    const field = fieldOf(dimension, grain, source);
    if (field === null) throw new Error(`${dimension} is no dimension of ${question.measure}`);
    const said = memberSql(dimension, source, reading.column(field), { days, frame });
    return pseudonym !== null && isAboutStudents(dimension)
      ? sql`first_value(${said}) OVER (PARTITION BY ${pseudonym} ORDER BY ${reading.own('local_day')} DESC, ${id} DESC)`
      : said;
  };
  const counts = where === null ? sql<SqlBool>`true` : conditionSql(reading, where);
  const outer = whole === null ? null : (measures[whole].numerator?.where ?? null);
  const conditions: RawBuilder<SqlBool>[] = [
    sql`${reading.own('local_day')} BETWEEN ${days.from}::date AND ${days.to}::date`,
    ...(grain === 'incident' ? [sql<SqlBool>`incident.state IN ('filed', 'amended')`] : []),
    ...(grain === 'involvement' ? [sql<SqlBool>`student.role = 'subject'`] : []),
    ...(question.schools.length === 0
      ? []
      : [sql<SqlBool>`${reading.own('school_id')} = ANY (${[...question.schools]}::uuid[])`]),
    withinReach(reading, reach),
    ...(whole === null ? [counts] : outer === null ? [] : [conditionSql(reading, outer)]),
  ];
  const columns = [
    sql`${id} AS id`,
    sql`${reading.own('local_day')} AS day`,
    // Codes: compared byte by byte, which is far faster than by the rules of a language.
    sql`${member(question.rows)} COLLATE "C" AS r`,
    sql`${member(question.columns)} COLLATE "C" AS c`,
    sql`${whole === null ? sql`true` : counts} AS n`,
    sql`${pseudonym ?? sql`NULL::bytea`} AS pseudonym`,
    ...question.filters.map(({ dimension }, index) => sql`${member(dimension)} AS ${sql.ref(`f${index}`)}`),
  ];
  const filters = question.filters.map(
    ({ members }, index) => sql<SqlBool>`${sql.ref(`f${index}`)} = ANY (${[...members]}::text[])`,
  );
  // Columns first: they say which tables have to be joined.
  return sql`(SELECT * FROM (
      SELECT ${sql.join(columns)} FROM ${tablesSql(reading, days)} WHERE ${joined(conditions, ' AND ')}
    ) whole WHERE ${joined(filters, ' AND ')}) fact`;
}
