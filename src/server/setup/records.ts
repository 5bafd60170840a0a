import { sql } from 'kysely';
import type { Tx } from '../platform/database/tenancy.ts';

/** The tables whose rows belong to a day of the program's calendar. */
const dated = ['activity', 'call', 'incident'] as const;

/** Whether something is recorded on or after a day: then what held on that day must stay as it was. */
export async function recordsSince(tx: Tx, day: string): Promise<boolean> {
  for (const table of dated) {
    const row = await tx.selectFrom(table).select('id').where('local_day', '>=', day).limit(1).executeTakeFirst();
    if (row !== undefined) return true;
  }
  return false;
}

/** How many records of a school year lie outside a span of days. */
export async function recordsOutside(tx: Tx, year: string, from: string, until: string): Promise<number> {
  let count = 0;
  for (const table of dated) {
    const row = await tx
      .selectFrom(table)
      .select(sql<number>`count(*)`.as('count'))
      .where('school_year', '=', year)
      .where((where) => where.or([where('local_day', '<', from), where('local_day', '>', until)]))
      .executeTakeFirstOrThrow();
    count += row.count;
  }
  return count;
}

/** Puts records of days that had no school year into the one that now covers them, so that no count loses them. */
export async function adoptRecords(tx: Tx, year: string, from: string, until: string): Promise<void> {
  for (const table of dated) {
    await tx
      .updateTable(table)
      .set({ school_year: year })
      .where('school_year', 'is', null)
      .where('local_day', '>=', from)
      .where('local_day', '<=', until)
      .execute();
  }
}
