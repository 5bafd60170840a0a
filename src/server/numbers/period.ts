import { addDays, parseDate } from '../../domain/shared/dates.ts';
import { type Calendar, isSchoolDay } from '../../domain/shared/school-year.ts';
import type { ProgramFrame } from '../platform/program.ts';

/** Days of a period, both inclusive; `year` where it is (part of) a school year chosen as such. */
export interface Period {
  readonly from: string;
  readonly to: string;
  readonly year: string | null;
}

export interface PeriodQuery {
  readonly year?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** The same day a year earlier; 29 February becomes the 28th. */
function yearEarlier(day: string): string {
  const moved = `${String(Number(day.slice(0, 4)) - 1).padStart(4, '0')}${day.slice(4)}`;
  return parseDate(moved) === null ? `${moved.slice(0, 8)}28` : moved;
}

const earlier = (a: string, b: string): string => (a < b ? a : b);

/**
 * The day of an earlier school year by which it had had as many school days as this one has had by `day`. Calendars
 * move from year to year, so that the same date would compare a third week with a first one.
 */
function afterAsManySchoolDays(before: Calendar, now: Calendar, day: string): string {
  let left = 0;
  for (let at = now.firstDay; at <= day; at = addDays(at, 1)) if (isSchoolDay(now, at)) left += 1;
  let reached = before.firstDay;
  for (let at = before.firstDay; at <= before.lastDay && left > 0; at = addDays(at, 1)) {
    if (isSchoolDay(before, at)) left -= 1;
    reached = at;
  }
  return reached;
}

/**
 * The period asked for and the same one a year before it. A school year that has not ended goes up to today, and last
 * year is then counted up to as many school days, so that the two can be compared. Without a wish it is the school year that
 * began last. Null: there is no such school year, or it ends before it begins.
 */
export function periodOf(
  frame: ProgramFrame,
  query: PeriodQuery,
  today: string,
): { now: Period; before: Period } | null {
  if (query.from !== undefined || query.to !== undefined) {
    const to = query.to ?? today;
    const from = query.from ?? yearEarlier(to);
    if (from > to) return null;
    return {
      now: { from, to, year: null },
      before: { from: yearEarlier(from), to: yearEarlier(to), year: null },
    };
  }
  const year =
    query.year === undefined
      ? frame.schoolYears.findLast((one) => one.firstDay <= today)
      : frame.schoolYears.find((one) => one.id === query.year);
  if (year === undefined) {
    if (query.year !== undefined) return null;
    return {
      now: { from: yearEarlier(today), to: today, year: null },
      before: { from: yearEarlier(yearEarlier(today)), to: yearEarlier(today), year: null },
    };
  }
  const over = year.lastDay <= today;
  const to = over ? year.lastDay : earlier(year.lastDay, today < year.firstDay ? year.firstDay : today);
  const last = frame.schoolYears.findLast((one) => one.lastDay < year.firstDay);
  const before =
    last === undefined
      ? { from: yearEarlier(year.firstDay), to: yearEarlier(to), year: null }
      : { from: last.firstDay, to: over ? last.lastDay : afterAsManySchoolDays(last, year, to), year: last.id };
  return { now: { from: year.firstDay, to, year: year.id }, before };
}
