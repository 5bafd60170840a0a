import { addDays, daysBetween } from '../../domain/shared/dates.ts';
import type { CrdcYear } from './layout.ts';

interface Days {
  readonly id: string;
  readonly firstDay: string;
  readonly lastDay: string;
}

/**
 * The regular school year of a program that a collection asks about: the one of the same name; else the one with most of
 * its days from July to June, so that a year-round calendar ('2026') finds its collection too. Null where none fits.
 */
export function schoolYearOf<Y extends Days>(collection: CrdcYear, years: readonly Y[]): Y | null {
  const same = years.find(({ id }) => id === collection);
  if (same !== undefined) return same;
  const begins = Number(collection.slice(0, 4));
  const days = (year: Days, from: number): number => {
    const first = year.firstDay > `${from}-07-01` ? year.firstDay : `${from}-07-01`;
    const last = year.lastDay < `${from + 1}-06-30` ? year.lastDay : `${from + 1}-06-30`;
    return first > last ? 0 : daysBetween(first, addDays(last, 1));
  };
  const fits = years.filter((year) => {
    const here = days(year, begins);
    return here > 0 && here >= days(year, begins - 1) && here > days(year, begins + 1);
  });
  return fits.toSorted((a, b) => days(b, begins) - days(a, begins))[0] ?? null;
}
