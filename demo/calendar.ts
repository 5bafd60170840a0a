import { Temporal } from 'temporal-polyfill';
import { addDays, weekday } from '../src/domain/shared/dates.ts';
import { type Calendar, isSchoolDay, schoolYearId } from '../src/domain/shared/school-year.ts';

const timeZone = 'America/Chicago';

export interface DemoYear extends Calendar {
  readonly id: string;
}

/** The moment of a local time in the fictional town. */
export function at(day: string, minuteOfDay: number): Date {
  const time = Temporal.PlainTime.from({ hour: Math.floor(minuteOfDay / 60), minute: minuteOfDay % 60 });
  const moment = Temporal.PlainDate.from(day).toZonedDateTime({ timeZone, plainTime: time });
  return new Date(moment.epochMilliseconds);
}

/** The local day of a moment in the fictional town. */
export function dayOf(moment: Date): string {
  const instant = Temporal.Instant.fromEpochMilliseconds(moment.getTime());
  return instant.toZonedDateTimeISO(timeZone).toPlainDate().toString();
}

/** Monday on or before a day. */
function mondayBefore(day: string): string {
  return addDays(day, -((weekday(day) + 6) % 7));
}

function year(firstDay: string, weeks: number): DemoYear {
  const lastDay = addDays(firstDay, weeks * 7 - 3);
  const breakFrom = (week: number, days: number): string[] =>
    Array.from({ length: days }, (_, index) => addDays(firstDay, week * 7 + index));
  // One long weekend, a short break, a winter break of two weeks, a spring break, two single days.
  const holidays = [
    ...breakFrom(3, 1),
    ...breakFrom(12, 5).slice(2),
    ...breakFrom(17, 5),
    ...breakFrom(18, 5),
    ...breakFrom(22, 1),
    ...breakFrom(29, 5),
    ...breakFrom(36, 1),
  ].filter((day) => day <= lastDay);
  return { id: schoolYearId({ firstDay, lastDay }), firstDay, lastDay, holidays };
}

/**
 * Two school years of a year-round district: one that ended shortly before `today`, and one that has just begun, so
 * that a visitor can log something today. Weekends apart, `today` is a school day.
 */
export function demoYears(today: string): { past: DemoYear; current: DemoYear } {
  const current = year(mondayBefore(today), 42);
  const past = year(addDays(current.firstDay, -43 * 7), 42);
  return { past, current };
}

/** The school days of a year, in order. */
export function schoolDays(calendar: Calendar): string[] {
  const days: string[] = [];
  for (let day = calendar.firstDay; day <= calendar.lastDay; day = addDays(day, 1)) {
    if (isSchoolDay(calendar, day)) days.push(day);
  }
  return days;
}
