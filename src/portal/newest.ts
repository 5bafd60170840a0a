import type { ReleaseEntry } from './door.ts';

/**
 * The release of the latest whole school year, the newest where it was released more than once: a corrected release of an
 * earlier year does not take its place. Takes the releases newest first; undefined where no year is out.
 */
export function newestYear(releases: readonly ReleaseEntry[]): ReleaseEntry | undefined {
  const years = releases.filter(({ kind }) => kind === 'year');
  // Ids of school years begin with the year they begin in.
  const latest = years
    .map(({ period }) => period)
    .toSorted()
    .at(-1);
  return years.find(({ period }) => period === latest);
}
