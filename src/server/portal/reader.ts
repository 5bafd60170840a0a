import { sql } from 'kysely';
import type { ReleaseEntry, ReleaseReader } from '../../portal/door.ts';
import type { ReleaseDocument } from '../../portal/release-view.ts';
import type { ProgramEntry, PublicProgram } from '../../portal/view.ts';
import type { Service } from '../platform/service.ts';

/** Reads released pages as the public's own database role, which can read the release tables and nothing else. */
export function releaseReader(service: Pick<Service, 'databases'>): ReleaseReader {
  const database = service.databases.publicPages;
  return {
    list: async () => {
      const { rows } = await sql<ProgramEntry>`
        SELECT slug, agency, district, schools FROM (
          SELECT DISTINCT ON (program_id) slug, body->>'agency' AS agency, body->>'district' AS district,
                 jsonb_array_length(body->'schools') AS schools
          FROM publication.program_page ORDER BY program_id, published_at DESC, version DESC
        ) newest ORDER BY district, slug`.execute(database);
      return rows;
    },
    get: async (slug) => {
      const row = await database
        .selectFrom('publication.program_page')
        .select('body')
        .where('slug', '=', slug)
        .orderBy('version', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row === undefined ? null : (row.body as unknown as PublicProgram);
    },
    releases: async (slug) => {
      const rows = await database
        .selectFrom('publication.release')
        .select(['number', 'kind', 'period', 'published_at'])
        .where('slug', '=', slug)
        .orderBy('number', 'desc')
        .execute();
      return rows.map(entryOf);
    },
    release: async (slug, number) => {
      const row = await database
        .selectFrom('publication.release')
        .selectAll()
        .where('slug', '=', slug)
        .where('number', '=', number)
        .executeTakeFirst();
      if (row === undefined) return null;
      const { digest, document: text, signature, public_key: publicKey } = row;
      return { ...entryOf(row), digest, text, signature, publicKey, document: JSON.parse(text) as ReleaseDocument };
    },
    file: async (slug, number, name) => {
      const row = await database
        .selectFrom('publication.release_file as file')
        .innerJoin('publication.release as release', (join) =>
          join.onRef('release.program_id', '=', 'file.program_id').onRef('release.number', '=', 'file.number'),
        )
        .select(['file.media_type', 'file.content'])
        .where('release.slug', '=', slug)
        .where('file.number', '=', number)
        .where('file.name', '=', name)
        .executeTakeFirst();
      return row === undefined ? null : { type: row.media_type, content: row.content };
    },
  };
}

/** Changes with everything that is published. */
export async function publicationStamp(service: Pick<Service, 'databases'>): Promise<string> {
  const { rows } = await sql<{ stamp: string }>`
    SELECT concat_ws(' ', (SELECT count(*) FROM publication.program_page),
      (SELECT max(published_at) FROM publication.program_page), (SELECT count(*) FROM publication.release)) AS stamp`.execute(
    service.databases.publicPages,
  );
  return rows[0]?.stamp ?? '';
}

function entryOf(row: {
  readonly number: number;
  readonly kind: string;
  readonly period: string;
  readonly published_at: Date;
}): ReleaseEntry {
  const publishedAt = row.published_at.toISOString();
  const kind = row.kind === 'year' ? 'year' : 'quarter';
  return { number: row.number, kind, period: row.period, publishedAt, publishedOn: publishedAt.slice(0, 10) };
}
