import { sql } from 'kysely';
import type { PublicProgram, PublicYear } from '../../portal/view.ts';
import type { Dimension } from '../../statistics/disaggregation.ts';
import type { Db } from '../platform/database/pools.ts';
import type { Tx } from '../platform/database/tenancy.ts';
import { notePublished } from './changes.ts';
import { documentsOf } from './release/stored.ts';
import { factsOfRelease, yearOfRelease } from './release/year-cells.ts';
import type { ReleasedFacts, ReleasedTable } from './released-facts.ts';

/** What was frozen of a school year before there were releases: its public funnel and work. `period` is the year's id. */
const YEAR = 'year';
/** The totals of recorded facts that were frozen with it, for the police side (decision 0006). */
const RECORDED_FACTS = 'recordedFacts';

/** The publisher's database, or a transaction of it: `{ databases: { publisher: tx } }`. */
type Door = { readonly databases: { readonly publisher: Db } };

/** The frozen years of a program, newest first: those of its releases, and those published before there were any. */
export async function releasedYears(service: Door, programId: string): Promise<PublicYear[]> {
  const rows = await service.databases.publisher
    .selectFrom('publication.period_release')
    .select('body')
    .where('program_id', '=', programId)
    .where('product', '=', YEAR)
    .orderBy('period', 'desc')
    .execute();
  const released = await documentsOf(service, programId, 'year');
  const years = released.map(({ document, publishedAt }) => yearOfRelease(document, dayOf(publishedAt)));
  // Written by this area alone, and never changed: the database refuses it.
  const before = rows.map((row) => row.body as unknown as PublicYear);
  return [...years, ...before.filter(({ id }) => !years.some((year) => year.id === id))].toSorted((a, b) =>
    b.firstDay.localeCompare(a.firstDay),
  );
}

const dayOf = (moment: Date): string => moment.toISOString().slice(0, 10);

/** Ids of the school years that were frozen before there were releases: nothing more can go out of them. */
export async function frozenYearIds(service: Door, programId: string): Promise<readonly string[]> {
  const rows = await service.databases.publisher
    .selectFrom('publication.period_release')
    .select('period')
    .where('program_id', '=', programId)
    .where('product', '=', YEAR)
    .execute();
  return rows.map(({ period }) => period);
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
  if (row !== undefined) return (row.body as unknown as ReleasedFacts)[dimension] ?? null;
  const released = await documentsOf(service, programId, 'year');
  const found = released.find(({ document }) => document.schoolYear === year);
  return found === undefined ? null : (factsOfRelease(found.document)[dimension] ?? null);
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

/**
 * One transaction of the publisher's role for a program, alone: of two servers at once the second waits here and then
 * finds what the first has frozen. What it adds and its entry in the trail are there together or not at all.
 */
export function inPublication<T>(door: Door, programId: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  return door.databases.publisher
    .transaction()
    .execute(async (tx) => {
      await sql`SELECT set_config('opensro.program', ${programId}, true),
                     pg_advisory_xact_lock(hashtextextended(${programId}, 7))`.execute(tx);
      return work(tx);
    })
    .finally(notePublished);
}

/** Adds a version of a program's page, in the transaction of its entry in the trail. */
export async function addPage(tx: Tx, programId: string, page: PublicProgram, at: Date): Promise<void> {
  await sql`INSERT INTO publication.program_page (slug, version, program_id, published_at, body)
            VALUES (${page.slug}, ${page.version}, ${programId}, ${at}, ${JSON.stringify(page)}::jsonb)`.execute(tx);
}
