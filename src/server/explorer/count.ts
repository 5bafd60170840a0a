import { type RawBuilder, sql } from 'kysely';
import { measures } from '../../statistics/measures/measures.ts';
import type { Tx } from '../platform/database/tenancy.ts';
import { wholeOf } from './question.ts';
import { type Asked, rowsSql } from './rows.ts';

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
 * 1 a row, 2 a column, 3 all.
 */
function countSql(asked: Asked): RawBuilder<Stored> {
  const { rows, columns, measure } = asked.question;
  const levels = [0, 1, 2, 3].filter(
    (level) => (rows !== undefined || level >= 2) && (columns !== undefined || level % 2 === 1),
  );
  return measures[measure].unit === 'students' ? countStudents(asked, levels) : countEvents(asked, levels);
}

const kept = (level: number) => ({ r: level < 2, c: level % 2 === 0 });
const none = sql`NULL::text`;

function countEvents(asked: Asked, levels: readonly number[]): RawBuilder<Stored> {
  const has = { r: asked.question.rows !== undefined, c: asked.question.columns !== undefined };
  const sets = levels.map((level) => {
    const { r, c } = kept(level);
    return sql`(${sql.join([...(r ? [sql`r`] : []), ...(c ? [sql`c`] : [])])})`;
  });
  return sql`SELECT ${has.r ? sql`r` : none} AS r, ${has.c ? sql`c` : none} AS c,
      2 * ${has.r ? sql`grouping(r)` : sql`1`} + ${has.c ? sql`grouping(c)` : sql`1`} AS level,
      count(*) FILTER (WHERE n) AS n, count(*) AS of, 0 AS unattached
    FROM ${rowsSql(asked)} GROUP BY GROUPING SETS (${sql.join(sets)})`;
}

/** Each level puts its students together first and counts then: by hashes, where counting distinct ones would sort. */
function countStudents(asked: Asked, levels: readonly number[]): RawBuilder<Stored> {
  const parts = levels.map((level) => {
    const { r, c } = kept(level);
    const [row, column] = [r ? sql`r` : none, c ? sql`c` : none];
    return sql`SELECT r, c, ${sql.lit(level)} AS level, count(pseudonym) AS n, sum(times) AS of,
        coalesce(sum(times) FILTER (WHERE pseudonym IS NULL), 0) AS unattached
      FROM (SELECT pseudonym, ${row} AS r, ${column} AS c, sum(times) AS times FROM told GROUP BY 1, 2, 3) one GROUP BY 1, 2`;
  });
  return sql`WITH told AS MATERIALIZED (
      SELECT pseudonym, r, c, count(*) AS times FROM ${rowsSql(asked)} GROUP BY 1, 2, 3
    ) ${sql.join(parts, sql` UNION ALL `)}`;
}

/** Every number of an answer. Different students only with the vault open; no pseudonym leaves the database. */
export async function countAsked(tx: Tx, asked: Asked): Promise<readonly Count[]> {
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
