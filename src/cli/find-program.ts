import type { Service } from '../server/platform/service.ts';
import { UsageError } from './usage-error.ts';

/** The program of a web name, or the only one there is. Throws UsageError with what there is where that does not tell. */
export async function findProgram(service: Service, slug: string | undefined): Promise<string> {
  const all = await service.databases.auth
    .selectFrom('program')
    .select(['program_id', 'slug'])
    .orderBy('slug')
    .execute();
  const fits = all.filter((program) => slug === undefined || program.slug === slug);
  const [only] = fits;
  if (only !== undefined && fits.length === 1) return only.program_id;
  const list = all.map((program) => program.slug).join(', ');
  if (all.length === 0) throw new UsageError('there is no program yet.');
  throw new UsageError(
    slug === undefined
      ? `choose one of several programs with --program. There are: ${list}.`
      : `there is no program "${slug}". There are: ${list}.`,
  );
}
