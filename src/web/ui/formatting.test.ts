import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFormat, zonedInstant } from './formatting.ts';

const words = (key: string, values: Record<string, string | number>): string =>
  `${key} ${Object.values(values).join(' ')}`;
const chicago = createFormat('en', 'America/Chicago', words);

describe('dates and times in the program’s zone', () => {
  test('an instant is written as the program’s clocks show it', () => {
    expect(chicago.local('2026-10-14T15:41:00Z')).toEqual({ day: '2026-10-14', time: '10:41' });
    expect(chicago.local('2026-10-14T03:00:00Z')).toEqual({ day: '2026-10-13', time: '22:00' });
    expect(chicago.time('2026-10-14T15:41:00Z')).toMatch(/^10:41\sAM$/);
  });

  test('a day has no zone: it never slips to the day before', () => {
    expect(createFormat('en', 'Pacific/Honolulu', words).day('2026-10-14')).toBe('Oct 14, 2026');
    expect(createFormat('es', 'Pacific/Kiritimati', words).month('2026-10')).toBe('octubre de 2026');
  });

  test('clocks set forward and back', () => {
    // 2026-03-08 02:30 does not exist in Chicago; 2026-11-01 01:30 exists twice, the first is meant.
    expect(zonedInstant('2026-03-08', '02:30', 'America/Chicago')).toBe('2026-03-08T08:30:00.000Z');
    expect(zonedInstant('2026-11-01', '01:30', 'America/Chicago')).toBe('2026-11-01T06:30:00.000Z');
    expect(zonedInstant('2026-01-15', '08:05', 'America/Chicago')).toBe('2026-01-15T14:05:00.000Z');
  });

  test('the way to an instant and back is the same minute, in any zone', () => {
    const zone = fc.constantFrom('America/New_York', 'America/Phoenix', 'Pacific/Honolulu', 'Asia/Kolkata', 'UTC');
    const minute = fc.integer({
      min: Date.parse('2020-01-01T00:00:00Z') / 60_000,
      max: Date.parse('2030-01-01') / 60_000,
    });
    fc.assert(
      fc.property(zone, minute, (timeZone, at) => {
        const format = createFormat('en', timeZone, words);
        const { day, time } = format.local(new Date(at * 60_000).toISOString());
        expect(format.local(format.instant(day, time))).toEqual({ day, time });
      }),
      { seed: 20261122 },
    );
  });
});

describe('numbers', () => {
  test('[P7.7] a small chance is never written as none', () => {
    expect(chicago.chance(0.0000004)).toBe('<0.001');
    expect(chicago.chance(0)).toBe('<0.001');
    expect(chicago.chance(0.02351)).toBe('0.024');
  });

  test('minutes read as hours and minutes', () => {
    expect(chicago.minutes(45)).toBe('minutes 45');
    expect(chicago.minutes(120)).toBe('hours 2');
    expect(chicago.minutes(190)).toBe('hoursMinutes 3 10');
    expect(chicago.minutes(65)).toBe('hoursMinutes 1 05');
  });

  test('shares, money and ages follow the language', () => {
    expect(chicago.percent(0.256)).toBe('26%');
    expect(chicago.money(12.5)).toBe('$12.50');
    expect(chicago.relative('2026-10-12T12:00:00Z', new Date('2026-10-14T12:00:00Z'))).toBe('2 days ago');
    expect(createFormat('es', 'UTC', words).relative('2026-10-16T12:00:00Z', new Date('2026-10-14T12:00:00Z'))).toBe(
      'pasado mañana',
    );
  });
});
