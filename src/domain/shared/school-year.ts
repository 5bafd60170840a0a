import { z } from 'zod';
import { addDays, type DateString, dateSchema, isWithin, weekday } from './dates.ts';

/** '2025-26', or '2026' where first and last day lie in one calendar year. */
export const schoolYearIdSchema = z.string().regex(/^\d{4}(-\d{2})?$/, 'terms.schoolYearId');

export const calendarSchema = z
  .object({
    firstDay: dateSchema,
    lastDay: dateSchema,
    /** Weekdays without school between the first and the last day. */
    holidays: z.array(dateSchema),
  })
  .refine((calendar) => calendar.firstDay <= calendar.lastDay, {
    path: ['lastDay'],
    message: 'terms.lastDayBeforeFirst',
  });
export type Calendar = z.infer<typeof calendarSchema>;

/** Takes the first and last day of a school year; returns its id, '2025-26' or '2026'. */
export function schoolYearId(calendar: Pick<Calendar, 'firstDay' | 'lastDay'>): string {
  const first = calendar.firstDay.slice(0, 4);
  const last = calendar.lastDay.slice(0, 4);
  return first === last ? first : `${first}-${last.slice(2)}`;
}

/** True on Monday to Friday between first and last day that is no holiday. */
export function isSchoolDay(calendar: Calendar, date: DateString): boolean {
  const day = weekday(date);
  return (
    day !== 0 && day !== 6 && isWithin(date, calendar.firstDay, calendar.lastDay) && !calendar.holidays.includes(date)
  );
}

/** The calendar whose days contain the date, or null (summer, or not set up). */
export function calendarOn<T extends Calendar>(calendars: readonly T[], date: DateString): T | null {
  return calendars.find((calendar) => isWithin(date, calendar.firstDay, calendar.lastDay)) ?? null;
}

/**
 * The day on which `days` further school days have passed after `from` (the day itself is not counted).
 * Where the calendars end before the count does, weekdays stand in: a clock must have an end even when next
 * year's calendar is not set up yet. Returns 'YYYY-MM-DD'.
 */
export function addSchoolDays(calendars: readonly Calendar[], from: DateString, days: number): DateString {
  const lastKnown = calendars.reduce((latest, calendar) => (calendar.lastDay > latest ? calendar.lastDay : latest), '');
  let date = from;
  let left = days;
  while (left > 0) {
    date = addDays(date, 1);
    const day = weekday(date);
    const counts =
      date > lastKnown ? day !== 0 && day !== 6 : calendars.some((calendar) => isSchoolDay(calendar, date));
    if (counts) left -= 1;
  }
  return date;
}
