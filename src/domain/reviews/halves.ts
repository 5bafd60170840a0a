import type { SchoolYear } from '../partnerships/record.ts';
import { addDays, type DateString, fromDayNumber, toDayNumber } from '../shared/dates.ts';

/** Half a school year, for the meeting twice a year (P6.6). `to` null: no later school year is known, so it is open. */
export interface Half {
  /** '2026-27.1' */
  readonly id: string;
  readonly schoolYear: string;
  readonly number: 1 | 2;
  readonly from: DateString;
  readonly to: DateString | null;
}

/**
 * The halves of the school years, the latest first. The first ends with the calendar year, or in the middle where a
 * school year lies in one calendar year; the second takes in the summer after it, so that no day falls between.
 */
export function halvesOf(years: readonly Pick<SchoolYear, 'id' | 'firstDay' | 'lastDay'>[]): Half[] {
  const inOrder = years.toSorted((a, b) => a.firstDay.localeCompare(b.firstDay));
  return inOrder
    .flatMap((year, index): Half[] => {
      const middle =
        year.firstDay.slice(0, 4) === year.lastDay.slice(0, 4)
          ? fromDayNumber(Math.ceil((toDayNumber(year.firstDay) + toDayNumber(year.lastDay)) / 2))
          : `${year.lastDay.slice(0, 4)}-01-01`;
      const next = inOrder[index + 1];
      const part = { schoolYear: year.id };
      return [
        { ...part, id: `${year.id}.1`, number: 1, from: year.firstDay, to: addDays(middle, -1) },
        {
          ...part,
          id: `${year.id}.2`,
          number: 2,
          from: middle,
          to: next === undefined ? null : addDays(next.firstDay, -1),
        },
      ];
    })
    .toReversed();
}

/** The half a day lies in, or null before the first known year. */
export function halfOn(halves: readonly Half[], day: DateString): Half | null {
  return halves.find((half) => half.from <= day && (half.to === null || day <= half.to)) ?? null;
}
