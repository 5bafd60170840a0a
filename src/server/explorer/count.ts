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

/** The statement that answers a question: cells, both margins and the total at once. */
function countSql(asked: Asked): RawBuilder<Stored> {
  const { rows, columns, measure } = asked.question;
  const students = measures[measure].unit === 'students';
  const sets =
    rows === undefined
      ? columns === undefined
        ? sql`()`
        : sql`(c), ()`
      : columns === undefined
        ? sql`(r), ()`
        : sql`(r, c), (r), (c), ()`;
  const grouped = sql`GROUP BY GROUPING SETS (${sets})`;
  const level = sql`${rows === undefined ? sql`2` : sql`2 * grouping(r)`} + ${columns === undefined ? sql`1` : sql`grouping(c)`}`;
  const r = rows === undefined ? sql`NULL::text` : sql`r`;
  const c = columns === undefined ? sql`NULL::text` : sql`c`;
  if (!students) {
    return sql`SELECT ${r} AS r, ${c} AS c, ${level} AS level, count(*) FILTER (WHERE n) AS n, count(*) AS of, 0 AS unattached
      FROM ${rowsSql(asked)} ${grouped}`;
  }
  return sql`SELECT ${r} AS r, ${c} AS c, ${level} AS level, count(DISTINCT pseudonym) AS n, count(*) AS of,
      count(*) FILTER (WHERE pseudonym IS NULL) AS unattached
    FROM ${rowsSql(asked)} ${grouped}`;
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
