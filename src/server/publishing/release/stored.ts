import type { ReleaseDocument } from '../../../portal/release-view.ts';
import type { Db } from '../../platform/database/pools.ts';
import type { Former } from './differences.ts';
import type { ReleasePeriod } from './periods.ts';

type Door = { readonly databases: { readonly publisher: Db } };

/** A release that is out. */
export interface StoredRelease {
  readonly document: ReleaseDocument;
  readonly publishedAt: Date;
}

/** The newest release of each period of a kind, the newest first. The text is our own, signed, and never changed. */
export async function documentsOf(
  { databases }: Door,
  programId: string,
  kind: ReleaseDocument['kind'],
): Promise<readonly StoredRelease[]> {
  const rows = await databases.publisher
    .selectFrom('publication.release')
    .distinctOn('period')
    .select(['document', 'published_at'])
    .where('program_id', '=', programId)
    .where('kind', '=', kind)
    .orderBy('period', 'desc')
    .orderBy('number', 'desc')
    .execute();
  return rows.map((row) => ({ document: JSON.parse(row.document) as ReleaseDocument, publishedAt: row.published_at }));
}

/** What is out of a program, without the documents; the newest first. */
export async function releasesOf({ databases }: Door, programId: string) {
  return databases.publisher
    .selectFrom('publication.release')
    .select(['number', 'kind', 'period', 'slug', 'published_at', 'digest', 'proposal_id'])
    .where('program_id', '=', programId)
    .orderBy('number', 'desc')
    .execute();
}

/** The newest release about a period, or null. */
async function lastAbout({ databases }: Door, programId: string, period: string): Promise<ReleaseDocument | null> {
  const row = await databases.publisher
    .selectFrom('publication.release')
    .select('document')
    .where('program_id', '=', programId)
    .where('period', '=', period)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : (JSON.parse(row.document) as ReleaseDocument);
}

/** The releases that a new one about a period is read beside. */
export async function formerReleases(door: Door, programId: string, period: ReleasePeriod): Promise<Former> {
  const same = await lastAbout(door, programId, period.id);
  if (period.kind === 'quarter') return { same, quarters: [], yearBefore: null };
  const out = await releasesOf(door, programId);
  const quarters: ReleaseDocument[] = [];
  for (const { code } of period.quarters) {
    const found = await lastAbout(door, programId, `${period.yearId}-${code}`);
    if (found !== null) quarters.push(found);
  }
  // Ids of years begin with four digits: in order of their text they are in order of time.
  const before = out
    .filter(({ kind, period: id }) => kind === 'year' && id < period.id)
    .map(({ period: id }) => id)
    .toSorted()
    .at(-1);
  return {
    same,
    quarters: quarters.length === period.quarters.length ? quarters : [],
    yearBefore: before === undefined ? null : await lastAbout(door, programId, before),
  };
}

/** Texts of the program's disclosure ledger, the first entry first. */
export async function ledgerOf({ databases }: Door, programId: string): Promise<readonly string[]> {
  const rows = await databases.publisher
    .selectFrom('publication.ledger_entry')
    .select('entry')
    .where('program_id', '=', programId)
    .orderBy('seq')
    .execute();
  return rows.map(({ entry }) => entry);
}
