import type { SelectQueryBuilder } from 'kysely';
import type { Database } from './database/tables/index.ts';
import type { Tx } from './database/tenancy.ts';

/** A list says how many fit up to this number; beyond it, that there are more: counting them all would grow with use. */
const most = 1000;

/** How many fit: exactly, or at least that many where counting stopped. */
export interface Counted {
  readonly total: number;
  readonly atLeast: boolean;
}

/** Takes a query of one column, returns how many rows it has, counting no further than a thousand. */
export async function countUpTo<T extends keyof Database>(
  tx: Tx,
  query: SelectQueryBuilder<Database, T, { one: number }>,
): Promise<Counted> {
  const { n } = await tx
    .selectFrom(query.limit(most + 1).as('fitting'))
    .select((select) => select.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow();
  return { total: Math.min(n, most), atLeast: n > most };
}
