import { sql } from 'kysely';
import type { Shown } from '../../disclosure/model.ts';
import type { PublicProgram, PublicYear } from '../../portal/view.ts';
import type { Dimension } from '../../statistics/disaggregation.ts';
import type { Db } from '../platform/database/pools.ts';
import type { Tx } from '../platform/database/tenancy.ts';

/** The frozen public funnel and work of a school year; `period` is the year's id. */
export const YEAR = 'year';
/** The frozen totals of recorded facts of a school year, for the police side (decision 0006). */
export const RECORDED_FACTS = 'recordedFacts';

/** Recorded dimensions that are released. Ethnicity is not: its small counts could be taken from the race table. */
export const releasedDimensions = ['race', 'age', 'sex', 'englishLearner', 'disability'] as const satisfies Dimension[];

/** Different students of a year by the categories of one dimension. */
export interface ReleasedTable {
  readonly total: Shown;
  readonly rows: Readonly<Record<string, Shown>>;
}

export type ReleasedFacts = Readonly<Partial<Record<Dimension, ReleasedTable>>>;

/** The publisher's database, or a transaction of it: `{ databases: { publisher: tx } }`. */
type Door = { readonly databases: { readonly publisher: Db } };

/** The frozen years of a program, newest first. */
export async function releasedYears(service: Door, programId: string): Promise<PublicYear[]> {
  const rows = await service.databases.publisher
    .selectFrom('publication.period_release')
    .select('body')
    .where('program_id', '=', programId)
    .where('product', '=', YEAR)
    .orderBy('period', 'desc')
    .execute();
  // Written by this area alone, and never changed: the database refuses it.
  return rows.map((row) => row.body as unknown as PublicYear);
}

/** One released table of recorded facts, or null where that year was not published. */
export async function releasedFacts(
  service: Door,
  programId: string,
  year: string,
  dimension: Dimension,
): Promise<ReleasedTable | null> {
  const row = await service.databases.publisher
    .selectFrom('publication.period_release')
    .select('body')
    .where('program_id', '=', programId)
    .where('product', '=', RECORDED_FACTS)
    .where('period', '=', year)
    .executeTakeFirst();
  return row === undefined ? null : ((row.body as unknown as ReleasedFacts)[dimension] ?? null);
}

/** The newest page of a program, or null where it was never published. */
export async function newestPage(service: Door, programId: string): Promise<PublicProgram | null> {
  const row = await service.databases.publisher
    .selectFrom('publication.program_page')
    .select('body')
    .where('program_id', '=', programId)
    .orderBy('published_at', 'desc')
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : (row.body as unknown as PublicProgram);
}

/** What one publishing step adds; what is there already stays. */
export interface Addition {
  readonly programId: string;
  readonly at: Date;
  readonly periods: readonly { readonly product: string; readonly period: string; readonly body: object }[];
  readonly page: PublicProgram;
}

/**
 * One transaction of the publisher's role for a program, alone: of two servers at once the second waits here and then
 * finds what the first has frozen. What it adds and its entry in the trail are there together or not at all.
 */
export function inPublication<T>(door: Door, programId: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  return door.databases.publisher.transaction().execute(async (tx) => {
    await sql`SELECT set_config('opensro.program', ${programId}, true),
                     pg_advisory_xact_lock(hashtextextended(${programId}, 7))`.execute(tx);
    return work(tx);
  });
}

/** Adds releases, in the transaction of their entry in the trail. */
export async function addReleases(tx: Tx, { programId, at, periods, page }: Addition): Promise<void> {
  for (const { product, period, body } of periods) {
    await sql`INSERT INTO publication.period_release (program_id, product, period, published_at, body)
              VALUES (${programId}, ${product}, ${period}, ${at}, ${JSON.stringify(body)}::jsonb)
              ON CONFLICT DO NOTHING`.execute(tx);
  }
  await sql`INSERT INTO publication.program_page (slug, version, program_id, published_at, body)
            VALUES (${page.slug}, ${page.version}, ${programId}, ${at}, ${JSON.stringify(page)}::jsonb)`.execute(tx);
}
