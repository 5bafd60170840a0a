import { addDays, daysBetween } from '../../domain/shared/dates.ts';

interface Days {
  readonly id: string;
  readonly firstDay: string;
  readonly lastDay: string;
}

/**
 * The federal school year ('2025-26', July to June) a program's school year is counted in: of the same name; else the one
 * with most of its days, so that a year-round calendar ('2026') finds its own too.
 */
export function federalYearOf(year: Days): string {
  if (/^\d{4}-\d{2}$/.test(year.id)) return year.id;
  const first = Number(year.firstDay.slice(0, 4)) - 1;
  const [best = first] = [first, first + 1].toSorted((a, b) => daysIn(year, b) - daysIn(year, a));
  return `${best}-${String((best + 1) % 100).padStart(2, '0')}`;
}

/** Days of a year that lie from July of one calendar year to June of the next. */
function daysIn({ firstDay, lastDay }: Days, begins: number): number {
  const first = firstDay > `${begins}-07-01` ? firstDay : `${begins}-07-01`;
  const last = lastDay < `${begins + 1}-06-30` ? lastDay : `${begins + 1}-06-30`;
  return first > last ? 0 : daysBetween(first, addDays(last, 1));
}

/** The regular school year of a program that a federal year asks about; null where the program has none. */
export function schoolYearOf<Y extends Days>(federal: string, years: readonly Y[]): Y | null {
  const fits = years.filter((year) => federalYearOf(year) === federal);
  return fits.find(({ id }) => id === federal) ?? fits[0] ?? null;
}
