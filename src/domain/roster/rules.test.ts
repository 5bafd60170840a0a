import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countingYear, disabilityOf, recordedFacts, tellingEndings } from './rules.ts';

describe('recorded facts', () => {
  it('[P7.4] put every student in exactly one of the CRDC’s groups; unknown stays unknown', () => {
    expect(disabilityOf('yes', 'yes')).toBe('idea');
    expect(disabilityOf('unknown', 'yes')).toBe('section504');
    expect(disabilityOf('no', 'no')).toBe('none');
    expect(disabilityOf('no', 'unknown')).toBe('unknown');
  });

  it('[P7.4] take the age on the day of the incident', () => {
    const student = {
      grade: '09',
      sex: 'F',
      races: ['white'],
      idea: 'no',
      section504: 'no',
      englishLearner: 'no',
    } as const;
    const on = (birthDate: string | null, day: string) =>
      recordedFacts({ ...student, races: ['white'], birthDate }, day).ageBand;
    expect(on('2011-10-15', '2026-10-14')).toBe('13to14');
    expect(on('2011-10-14', '2026-10-14')).toBe('15to17');
    expect(on(null, '2026-10-14')).toBe('unknown');
  });

  it('[P7.8] count a student in the year the day lies in, in summer in the one that ended', () => {
    const years = [
      { id: '2026-27', firstDay: '2026-08-17' },
      { id: '2025-26', firstDay: '2025-08-18' },
    ];
    expect(countingYear(years, '2026-10-14')).toBe('2026-27');
    expect(countingYear(years, '2026-07-01')).toBe('2025-26');
    expect(countingYear(years, '2024-07-01')).toBe('2024');
  });

  it('[P7.8] show no more of a number than tells namesakes apart', () => {
    expect(tellingEndings(['99-1234', '99-5634'])).toEqual(['234', '634']);
    expect(tellingEndings(['A1234', 'B1234'])).toEqual(['A1234', 'B1234']);
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ minLength: 1, maxLength: 8 }), { minLength: 2 }), (numbers) => {
        expect(new Set(tellingEndings(numbers)).size).toBe(numbers.length);
      }),
      { seed: 78 },
    );
  });
});
