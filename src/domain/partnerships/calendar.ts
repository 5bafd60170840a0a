import { addDays, type DateString, daysBetween, weekday } from '../shared/dates.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { type Calendar, isSchoolDay, schoolYearId } from '../shared/school-year.ts';
import type { SchoolYear } from './record.ts';

/** A school year is at most this long: with the day after it, the next one begins. */
const longestDays = 366;

/** Days of school in a calendar: its weekdays between first and last day without the holidays. */
export function schoolDayCount(calendar: Calendar): number {
  let count = 0;
  for (let day = calendar.firstDay; day <= calendar.lastDay; day = addDays(day, 1)) {
    if (isSchoolDay(calendar, day)) count += 1;
  }
  return count;
}

/** The Mondays to Fridays from one day to another, both included; what a holiday of several days is made of. */
export function weekdaysBetween(from: DateString, until: DateString): DateString[] {
  const days: DateString[] = [];
  for (let day = from; day <= until; day = addDays(day, 1)) {
    if (weekday(day) !== 0 && weekday(day) !== 6) days.push(day);
  }
  return days;
}

/**
 * Takes a calendar as typed and the program's other school years; returns it as a school year: its id made from its
 * days, its holidays in order and each once. Refuses one that overlaps another, lasts longer than a year or has
 * holidays outside itself (422, at the field).
 */
export function checkSchoolYear(calendar: Calendar, others: readonly SchoolYear[]): Result<SchoolYear> {
  const refuse = (path: string, code: string, params: Record<string, string | number> = {}) =>
    err({ code: 'common.invalid', status: 422 as const, fields: [{ path, code, params }] });
  if (daysBetween(calendar.firstDay, calendar.lastDay) + 1 > longestDays)
    return refuse('lastDay', 'setup.yearTooLong', { days: longestDays });
  const clash = others.find((other) => other.firstDay <= calendar.lastDay && calendar.firstDay <= other.lastDay);
  if (clash !== undefined)
    return refuse('firstDay', 'setup.yearsOverlap', { year: clash.id, from: clash.firstDay, until: clash.lastDay });
  const outside = calendar.holidays.findIndex((day) => day < calendar.firstDay || day > calendar.lastDay);
  if (outside >= 0)
    return refuse(`holidays.${outside}`, 'setup.holidayOutside', { day: calendar.holidays[outside] ?? '' });
  return ok({
    id: schoolYearId(calendar),
    firstDay: calendar.firstDay,
    lastDay: calendar.lastDay,
    holidays: [...new Set(calendar.holidays)].sort(),
  });
}
