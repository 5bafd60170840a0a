import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { type DimensionId, isAboutStudents } from '../../statistics/measures/dimensions.ts';
import { measures } from '../../statistics/measures/measures.ts';
import type { Tx } from '../platform/database/tenancy.ts';
import { groupedSql, groupMemberSql, memberSql } from './members.ts';
import { sourceOf, wholeOf } from './question.ts';
import { type Lead, Reading } from './reading.ts';
import { type Asked, conditionsOf, countsSql, joined, leadsOf, rawOf } from './rows.ts';

/** One number: of a row and a column, of either alone, or of all (null). */
export interface Count {
  readonly row: string | null;
  readonly column: string | null;
  readonly n: number;
  /** What a share is taken of; null where the measure is no share. */
  readonly of: number | null;
  /** Records whose student nobody has named, where different students are counted: in no number. */
  readonly unattached: number;
}

interface Stored {
  readonly r: string | null;
  readonly c: string | null;
  readonly level: number;
  readonly n: number;
  readonly of: number;
  readonly unattached: number;
}

/**
 * The statement that answers a question: cells, both margins and the total at once. `level` tells them apart: 0 a cell,
 * 1 a row, 2 a column, 3 all. Records are first put together as they stand, in one pass over an index that has all of
 * them; members are told, and margins added up, of the far fewer groups.
 */
function countSql(asked: Asked): RawBuilder<Stored> {
  const { rows, columns, measure } = asked.question;
  const levels = [0, 1, 2, 3].filter(
    (level) => (rows !== undefined || level >= 2) && (columns !== undefined || level % 2 === 1),
  );
  return measures[measure].unit === 'students' ? countStudents(asked, levels) : countEvents(asked, levels);
}

const kept = (level: number) => ({ r: level < 2, c: level % 2 === 0 });
const none = sql<string | null>`NULL::text`;

/** A select of every lead, one under the other. */
function fromEach(asked: Asked, leads: readonly Lead[], select: (reading: Reading) => Select): RawBuilder<unknown> {
  const parts = leads.map((lead) => {
    const reading = new Reading(lead);
    const conditions = conditionsOf(reading, asked);
    const { columns, where, groups } = select(reading);
    // Columns first: they say which tables have to be joined.
    return sql`SELECT ${sql.join(columns)} FROM ${reading.tablesSql(asked.days)}
      WHERE ${joined([...conditions, ...where], ' AND ')} GROUP BY ${sql.join(groups)}`;
  });
  return sql.join(parts, sql` UNION ALL `);
}

interface Select {
  readonly columns: readonly RawBuilder<unknown>[];
  readonly where: readonly RawBuilder<SqlBool>[];
  readonly groups: readonly RawBuilder<unknown>[];
}

const groupsOf = (count: number): RawBuilder<unknown>[] =>
  Array.from({ length: count }, (_, index) => sql.lit(index + 1));

/** Filters of a reading: of all, or of those by what a student is or is not. */
function filtersOf(reading: Reading, asked: Asked, wanted: (id: DimensionId) => boolean): RawBuilder<SqlBool>[] {
  const { question } = asked;
  return question.filters
    .filter(({ dimension }) => wanted(dimension))
    .map(({ dimension, members }) => {
      const said = memberSql(dimension, sourceOf(question), rawOf(reading, dimension, question), asked);
      return sql<SqlBool>`${said} = ANY (${[...members]}::text[])`;
    });
}

function told(asked: Asked, dimension: DimensionId | undefined, column: string): RawBuilder<string | null> {
  if (dimension === undefined) return none;
  const grouped: RawBuilder<string | null> = sql.ref(column);
  // Codes: compared byte by byte, which is far faster than by the rules of a language.
  return sql<string | null>`${groupMemberSql(dimension, sourceOf(asked.question), grouped, asked)} COLLATE "C"`;
}

function countEvents(asked: Asked, levels: readonly number[]): RawBuilder<Stored> {
  const { question } = asked;
  const { rows, columns } = question;
  const groups = fromEach(asked, leadsOf(asked), (reading) => {
    const grouped = (dimension: DimensionId | undefined) =>
      dimension === undefined ? none : groupedSql(dimension, rawOf(reading, dimension, question), asked);
    return {
      columns: [
        sql`${grouped(rows)} AS v`,
        sql`${grouped(columns)} AS w`,
        sql`${countsSql(reading, question)} AS n`,
        sql`count(*) AS times`,
      ],
      where: filtersOf(reading, asked, () => true),
      groups: groupsOf(3),
    };
  });
  const sets = levels.map((level) => {
    const { r, c } = kept(level);
    return sql`(${sql.join([...(r ? [sql`r`] : []), ...(c ? [sql`c`] : [])])})`;
  });
  return sql`SELECT ${rows === undefined ? none : sql`r`} AS r, ${columns === undefined ? none : sql`c`} AS c,
      2 * ${rows === undefined ? sql`1` : sql`grouping(r)`} + ${columns === undefined ? sql`1` : sql`grouping(c)`} AS level,
      coalesce(sum(times) FILTER (WHERE n), 0) AS n, coalesce(sum(times), 0) AS of, 0 AS unattached
    FROM (SELECT ${told(asked, rows, 'v')} AS r, ${told(asked, columns, 'w')} AS c, n, times FROM (${groups}) one) fact
    GROUP BY GROUPING SETS (${sql.join(sets)})`;
}

/**
 * Each student is in one group of what is told of students, the one of the latest record; of schools, days and the like
 * in as many as there are records of. A margin over all of the latter has to put its students together again, the
 * others are counted as they stand.
 */
function countStudents(asked: Asked, levels: readonly number[]): RawBuilder<Stored> {
  const { question } = asked;
  const { rows, columns } = question;
  const isOther = (id: DimensionId | undefined): boolean => id !== undefined && !isAboutStudents(id);
  const studentFilters = question.filters.filter(({ dimension }) => isAboutStudents(dimension));
  const hasLatest = [rows, columns].some((id) => id !== undefined && isAboutStudents(id)) || studentFilters.length > 0;
  const leads = leadsOf(asked).filter((lead) => lead !== 'unattached');
  const groups = fromEach(asked, leads, (reading) => {
    const grouped = (dimension: DimensionId | undefined) =>
      dimension === undefined ? none : groupedSql(dimension, rawOf(reading, dimension, question), asked);
    const others = filtersOf(reading, asked, isOther);
    const pseudonym = reading.column('pseudonym');
    const named = sql<SqlBool>`${pseudonym} IS NOT NULL`;
    return {
      columns: [
        sql`${pseudonym} AS pseudonym`,
        sql`${grouped(rows)} AS v`,
        sql`${grouped(columns)} AS w`,
        // A record that is filtered out may still be the latest of its student.
        sql`${hasLatest ? joined(others, ' AND ') : sql`true`} AS passes`,
        ...studentFilters.map(({ dimension }, index) => sql`${grouped(dimension)} AS ${sql.ref(`x${index}`)}`),
        ...(hasLatest ? [sql`max(row(${reading.day}, ${reading.id})) AS latest`] : []),
      ],
      where: hasLatest ? [named] : [named, ...others],
      groups: groupsOf(4 + studentFilters.length),
    };
  });
  const latest = (dimension: DimensionId, column: string): RawBuilder<unknown> =>
    sql`first_value(${told(asked, dimension, column)}) OVER (PARTITION BY pseudonym ORDER BY latest DESC)`;
  const placed = (dimension: DimensionId | undefined, column: string): RawBuilder<unknown> =>
    dimension === undefined || !isAboutStudents(dimension) ? sql.ref(column) : latest(dimension, column);
  const filters = studentFilters.map(
    ({ members }, index) => sql<SqlBool>`${sql.ref(`f${index}`)} = ANY (${[...members]}::text[])`,
  );
  const students = hasLatest
    ? sql`SELECT pseudonym, r, c FROM (
        SELECT ${sql.join([
          sql`pseudonym, passes, ${placed(rows, 'v')} AS r, ${placed(columns, 'w')} AS c`,
          ...studentFilters.map(
            ({ dimension }, index) => sql`${latest(dimension, `x${index}`)} AS ${sql.ref(`f${index}`)}`,
          ),
        ])} FROM (${groups}) one
      ) latest WHERE ${joined([sql`passes`, ...filters], ' AND ')} GROUP BY 1, 2, 3`
    : sql`SELECT pseudonym, v AS r, w AS c FROM (${groups}) one`;
  const said = (dimension: DimensionId | undefined, column: 'r' | 'c'): RawBuilder<unknown> =>
    dimension !== undefined && isAboutStudents(dimension) ? sql.ref(column) : told(asked, dimension, column);
  const parts = levels.map((level) => {
    const { r, c } = kept(level);
    const by = [...(r ? [sql`r`] : []), ...(c ? [sql`c`] : [])];
    const again = (isOther(rows) && !r) || (isOther(columns) && !c);
    const from = again
      ? sql`(SELECT ${sql.join([sql`pseudonym`, ...by])} FROM told GROUP BY ${sql.join(groupsOf(1 + by.length))}) one`
      : sql`told`;
    return sql`SELECT ${r ? said(rows, 'r') : none} AS r, ${c ? said(columns, 'c') : none} AS c,
        ${sql.lit(level)} AS level, n, 0 AS of, ${level === 3 ? unattachedSql(asked) : sql`0`} AS unattached
      FROM (SELECT ${sql.join([...by, sql`count(*) AS n`])} FROM ${from}
        GROUP BY ${by.length === 0 ? sql`()` : sql.join(by)}) counted`;
  });
  return sql`WITH told AS MATERIALIZED (${students}) ${sql.join(parts, sql` UNION ALL `)}`;
}

/** How many records of a question nobody has named the student of. What is told of students is not known of any. */
function unattachedSql(asked: Asked): RawBuilder<unknown> {
  const isUnknown = asked.question.filters.every(
    ({ dimension, members }) => !isAboutStudents(dimension) || members.includes('unknown'),
  );
  if (!isUnknown) return sql`0`;
  const lead = leadsOf(asked).at(-1) ?? 'unattached';
  const reading = new Reading(lead);
  const conditions = [
    ...conditionsOf(reading, asked),
    ...filtersOf(reading, asked, (id) => !isAboutStudents(id)),
    sql<SqlBool>`${reading.column('pseudonym')} IS NULL`,
  ];
  return sql`(SELECT count(*) FROM ${reading.tablesSql(asked.days)} WHERE ${joined(conditions, ' AND ')})`;
}

/** Every number of an answer. Different students only with the vault open; no pseudonym leaves the database. */
export async function countAsked(tx: Tx, asked: Asked): Promise<readonly Count[]> {
  // An index that holds all that is counted is read from front to back, as a table is: by the planner's own cost of a
  // page it would read the table, everybody's rows among them. Students are put together in memory.
  await sql`SELECT set_config('random_page_cost', '1.1', true), set_config('work_mem', '32MB', true)`.execute(tx);
  const { rows } = await countSql(asked).execute(tx);
  const isShare = wholeOf(asked.question.measure) !== null;
  return rows.map(({ r, c, level, n, of, unattached }) => ({
    row: level >= 2 ? null : r,
    column: level % 2 === 1 ? null : c,
    n: Number(n),
    of: isShare ? Number(of) : null,
    unattached: Number(unattached),
  }));
}
