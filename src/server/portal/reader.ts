import { sql } from 'kysely';
import type { ProgramEntry, PublicProgram, ReleaseReader } from '../../portal/view.ts';
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
  };
}
