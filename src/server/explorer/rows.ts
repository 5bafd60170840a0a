import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { type DimensionId, fieldOf, isAboutStudents } from '../../statistics/measures/dimensions.ts';
import type { Condition } from '../../statistics/measures/fields.ts';
import { measures } from '../../statistics/measures/measures.ts';
import type { Within } from '../platform/aggregates.ts';
import type { ProgramFrame } from '../platform/program.ts';
import { memberSql } from './members.ts';
import { type Question, restsOnRecords, sourceOf, wholeOf } from './question.ts';
import { type Lead, Reading } from './reading.ts';

/** A question with its days, its reader's reach and the program's calendar: all that its rows depend on. */
export interface Asked {
  readonly question: Question;
  readonly days: { readonly from: string; readonly to: string };
  readonly reach: Within;
  readonly frame: ProgramFrame;
}

/**
 * Where the rows of a question stand, one for each record of the measure's grain. What rests on the school's record is
 * read from the vault alone, and those it has not attached from the police's record: together they are all there are.
 */
export function leadsOf({ question }: Pick<Asked, 'question'>): readonly Lead[] {
  const grain = measures[question.measure].numerator?.grain;
  if (grain === undefined) throw new Error('What is not collected has no rows');
  if (grain !== 'involvement') return [grain];
  return restsOnRecords(question) === null ? ['student'] : ['identity', 'unattached'];
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

/** Conditions all or any of which must hold; none at all hold. */
export function joined(parts: readonly RawBuilder<SqlBool>[], by: ' AND ' | ' OR '): RawBuilder<SqlBool> {
  return parts.length === 0 ? sql`true` : sql`(${sql.join(parts, sql.raw(by))})`;
}

function withinReach(reading: Reading, reach: Within): RawBuilder<SqlBool> {
  if (reach.kind === 'all') return sql`true`;
  const ways: RawBuilder<SqlBool>[] = [sql`${reading.school} = ANY (${[...reach.schoolIds]}::uuid[])`];
  if (reach.ownerId !== null) {
    ways.push(sql`${reading.owner} = ${reach.ownerId}::uuid`);
    if (reading.lead === 'call') {
      ways.push(sql`call.officer_id IN (SELECT id FROM officer WHERE person_id = ${reach.ownerId}::uuid)`);
    }
  }
  return joined(ways, ' OR ');
}

/** Which rows of a reading a question is about, in its days and its reader's reach, filters apart. */
export function conditionsOf(reading: Reading, asked: Asked): RawBuilder<SqlBool>[] {
  const { question, reach } = asked;
  const whole = wholeOf(question.measure);
  const where = measures[whole ?? question.measure].numerator?.where ?? null;
  return [
    ...reading.standing(asked.days),
    ...(question.schools.length === 0
      ? []
      : [sql<SqlBool>`${reading.school} = ANY (${[...question.schools]}::uuid[])`]),
    withinReach(reading, reach),
    ...(where === null ? [] : [conditionSql(reading, where)]),
  ];
}

/** Whether a row counts; where the measure is a share, else it is only of the whole that the share is taken of. */
export function countsSql(reading: Reading, { measure }: Question): RawBuilder<SqlBool> {
  const where = measures[measure].numerator?.where ?? null;
  return wholeOf(measure) === null || where === null ? sql`true` : conditionSql(reading, where);
}

/** What of a row a dimension is told by. */
export function rawOf(reading: Reading, dimension: DimensionId, question: Question): RawBuilder<string | null> {
  const field = fieldOf(dimension, reading.grain, sourceOf(question));
  if (field === null) throw new Error(`${dimension} is no dimension of ${question.measure}`);
  return reading.column(field);
}

/**
 * The rows a question counts, one for each record of the measure's grain, within the reader's reach: `id` of the call or
 * incident, `r` and `c` the members of rows and columns, `n` whether it counts (else it is only of the whole that the
 * share is taken of), `pseudonym` where different students are counted. A student stands where the latest record puts
 * them, so that each is in one group only.
 */
export function rowsSql(asked: Asked): RawBuilder<unknown> {
  const { question, days, frame } = asked;
  const students = measures[question.measure].unit === 'students';
  const source = sourceOf(question);
  const parts = leadsOf(asked).map((lead) => {
    const reading = new Reading(lead);
    const pseudonym = students ? reading.column('pseudonym') : null;
    const member = (dimension: DimensionId | undefined): RawBuilder<string | null> => {
      if (dimension === undefined) return sql`NULL::text`;
      const said = memberSql(dimension, source, rawOf(reading, dimension, question), { days, frame });
      return pseudonym !== null && isAboutStudents(dimension)
        ? sql`first_value(${said}) OVER (PARTITION BY ${pseudonym} ORDER BY ${reading.day} DESC, ${reading.id} DESC)`
        : said;
    };
    const columns = [
      sql`${reading.id} AS id`,
      // Codes: compared byte by byte, which is far faster than by the rules of a language.
      sql`${member(question.rows)} COLLATE "C" AS r`,
      sql`${member(question.columns)} COLLATE "C" AS c`,
      sql`${countsSql(reading, question)} AS n`,
      sql`${pseudonym ?? sql`NULL::bytea`} AS pseudonym`,
      ...question.filters.map(({ dimension }, index) => sql`${member(dimension)} AS ${sql.ref(`f${index}`)}`),
    ];
    const conditions = conditionsOf(reading, asked);
    // Columns first: they say which tables have to be joined.
    return sql`SELECT ${sql.join(columns)} FROM ${reading.tablesSql(days)} WHERE ${joined(conditions, ' AND ')}`;
  });
  const filters = question.filters.map(
    ({ members }, index) => sql<SqlBool>`${sql.ref(`f${index}`)} = ANY (${[...members]}::text[])`,
  );
  return sql`(SELECT * FROM (${sql.join(parts, sql` UNION ALL `)}) whole WHERE ${joined(filters, ' AND ')}) fact`;
}
