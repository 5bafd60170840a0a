import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../shared/dates.ts';
import { halfOn, halvesOf } from './halves.ts';

const years = [
  { id: '2025-26', firstDay: '2025-08-18', lastDay: '2026-06-05' },
  { id: '2026-27', firstDay: '2026-08-17', lastDay: '2027-06-04' },
];

describe('halves of a school year', () => {
  it('[P6.6] turn with the calendar year and take in the summer', () => {
    expect(halvesOf(years).map(({ id, from, to }) => [id, from, to])).toEqual([
      ['2026-27.2', '2027-01-01', null],
      ['2026-27.1', '2026-08-17', '2026-12-31'],
      ['2025-26.2', '2026-01-01', '2026-08-16'],
      ['2025-26.1', '2025-08-18', '2025-12-31'],
    ]);
    expect(halvesOf([{ id: '2026', firstDay: '2026-02-01', lastDay: '2026-11-30' }])[0]?.from).toBe('2026-07-02');
  });

  it('[P6.6] leave no day between them and count none twice', () => {
    const halves = halvesOf(years);
    fc.assert(
      fc.property(fc.nat(1500), (days) => {
        const day = addDays('2025-08-18', days);
        expect(halves.filter((half) => half.from <= day && (half.to === null || day <= half.to))).toHaveLength(1);
        expect(halfOn(halves, day)).not.toBeNull();
      }),
      { seed: 66 },
    );
    expect(halfOn(halves, '2025-08-17')).toBeNull();
  });
});
