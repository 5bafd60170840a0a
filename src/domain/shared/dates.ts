import { z } from 'zod';

/**
 * Calendar arithmetic on 'YYYY-MM-DD' without a clock and without a library, so that the same rule gives
 * the same day on the server and on a phone in another time zone.
 */

/** Years of any record here, with room for sums of days on both sides; a database knows no year 0. */
const inRange = (text: string): boolean => text >= '1900' && text < '2200';

/** A calendar date, 'YYYY-MM-DD', of the years 1900 to 2199. */
export const dateSchema = z.iso.date().refine(inRange, 'common.dateRange');
export type DateString = string;

/** An instant with its offset, '2026-10-14T09:12:00-05:00' or '...Z', of the years 1900 to 2199. */
export const instantSchema = z.iso.datetime({ offset: true }).refine(inRange, 'common.dateRange');
export type Instant = string;

/** Wall-clock time, 'HH:MM'. */
export const timeSchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'terms.time');
export type TimeString = string;

const dayInMilliseconds = 86_400_000;

type DateParts = { year: number; month: number; day: number };

/** Takes 'YYYY-MM-DD'; returns its parts, or null when there is no such day. */
export function parseDate(date: DateString): DateParts | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  if (!match) return null;
  const parts = { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) };
  if (parts.month < 1 || parts.month > 12 || parts.day < 1) return null;
  return parts.day > daysInMonth(parts.year, parts.month) ? null : parts;
}

/** Number of days of a month (1..12) in the proleptic Gregorian calendar. */
function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function formatDate(parts: DateParts): DateString {
  const pad = (value: number, width: number) => String(value).padStart(width, '0');
  return `${pad(parts.year, 4)}-${pad(parts.month, 2)}-${pad(parts.day, 2)}`;
}

/** Days since 1970-01-01. Throws RangeError for text that is no date: callers have checked it with `dateSchema`. */
export function toDayNumber(date: DateString): number {
  const parts = parseDate(date);
  if (!parts) throw new RangeError(`not a calendar date: ${date}`);
  // setUTCFullYear keeps years below 100 as they are, which Date.UTC would move to 19xx.
  const instant = new Date(0);
  instant.setUTCFullYear(parts.year, parts.month - 1, parts.day);
  return Math.round(instant.getTime() / dayInMilliseconds);
}

/** The date that many days after 1970-01-01. */
export function fromDayNumber(dayNumber: number): DateString {
  const instant = new Date(dayNumber * dayInMilliseconds);
  return formatDate({
    year: instant.getUTCFullYear(),
    month: instant.getUTCMonth() + 1,
    day: instant.getUTCDate(),
  });
}

export function addDays(date: DateString, days: number): DateString {
  return fromDayNumber(toDayNumber(date) + days);
}

/** Whole days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: DateString, to: DateString): number {
  return toDayNumber(to) - toDayNumber(from);
}

/** Adds calendar months; a day the month lacks becomes its last (2026-05-31 + 9 months = 2027-02-28). */
export function addMonths(date: DateString, months: number): DateString {
  const parts = parseDate(date);
  if (!parts) throw new RangeError(`not a calendar date: ${date}`);
  const index = parts.year * 12 + (parts.month - 1) + months;
  const year = Math.floor(index / 12);
  const month = index - year * 12 + 1;
  return formatDate({ year, month, day: Math.min(parts.day, daysInMonth(year, month)) });
}

/** 0 = Sunday ... 6 = Saturday. */
export function weekday(date: DateString): number {
  return (((toDayNumber(date) + 4) % 7) + 7) % 7;
}

/** Whole years of age on a day; a birthday on 29 February falls on 1 March in other years. */
export function ageOn(birthDate: DateString, onDate: DateString): number {
  const years = Number(onDate.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return onDate.slice(5) < birthDate.slice(5) ? years - 1 : years;
}

/** True when the day lies in [from, until]; an absent end means open. Dates compare as text. */
export function isWithin(date: DateString, from: DateString, until: DateString | null): boolean {
  return date >= from && (until === null || date <= until);
}

/** A value that holds from a date until the next one begins. */
export type Dated = { readonly holdsFrom: DateString };

/** The version in force on a day: the last one that began on or before it, or null when none had. */
export function inForce<T extends Dated>(versions: readonly T[], onDate: DateString): T | null {
  let found: T | null = null;
  for (const version of versions) {
    if (version.holdsFrom <= onDate && (found === null || version.holdsFrom >= found.holdsFrom)) found = version;
  }
  return found;
}
