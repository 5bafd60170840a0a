import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, weekday } from '../shared/dates.ts';
import { isSchoolDay } from '../shared/school-year.ts';
import { checkSchoolYear, schoolDayCount, weekdaysBetween } from './calendar.ts';

const seed = 20260817;
const start = fc.integer({ min: 0, max: 3_000 }).map((days) => addDays('2024-01-01', days));

describe('the school calendar', () => {
  test('a week of school has five days, less its holidays', () => {
    const week = { firstDay: '2026-08-17', lastDay: '2026-08-23', holidays: ['2026-08-19'] };
    expect(schoolDayCount(week)).toBe(4);
    expect(weekdaysBetween('2026-11-25', '2026-11-30')).toEqual([
      '2026-11-25',
      '2026-11-26',
      '2026-11-27',
      '2026-11-30',
    ]);
  });

  test('[D4] every weekday is a school day or a holiday, for any year', () => {
    fc.assert(
      fc.property(
        start,
        fc.integer({ min: 1, max: 365 }),
        fc.array(fc.nat(400), { maxLength: 20 }),
        (first, length, offs) => {
          const lastDay = addDays(first, length);
          const holidays = [...new Set(offs.map((off) => addDays(first, off % (length + 1))))];
          const calendar = { firstDay: first, lastDay, holidays };
          const weekdays = weekdaysBetween(first, lastDay);
          expect(weekdays.every((day) => weekday(day) !== 0 && weekday(day) !== 6)).toBe(true);
          expect(schoolDayCount(calendar)).toBe(weekdays.filter((day) => !holidays.includes(day)).length);
          expect(weekdays.filter((day) => isSchoolDay(calendar, day))).toHaveLength(schoolDayCount(calendar));
        },
      ),
      { seed },
    );
  });

  test('two years that share a day are refused, two that meet are not', () => {
    fc.assert(
      fc.property(start, fc.integer({ min: 30, max: 300 }), fc.integer({ min: 0, max: 60 }), (first, length, gap) => {
        const lastDay = addDays(first, length);
        const other = { id: 'other', firstDay: first, lastDay, holidays: [] };
        const next = addDays(lastDay, gap);
        const checked = checkSchoolYear({ firstDay: next, lastDay: addDays(next, 100), holidays: [] }, [other]);
        expect(checked.ok).toBe(gap > 0);
      }),
      { seed },
    );
  });
});
