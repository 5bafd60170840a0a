import { describe, expect, it } from 'vitest';
import type { ProgramFrame } from '../platform/program.ts';
import { periodOf } from './period.ts';

const years = [
  { id: '2025-26', firstDay: '2025-08-18', lastDay: '2026-06-05', holidays: ['2025-08-20'] },
  { id: '2026-27', firstDay: '2026-08-31', lastDay: '2027-06-11', holidays: [] },
];
const frame = { schoolYears: years } as unknown as ProgramFrame;

describe('[P7.3] the year before', () => {
  it('goes as many school days in as the running year, whatever the dates', () => {
    // Three school days: Monday to Wednesday now; Monday, Tuesday and (after a holiday) Thursday then.
    expect(periodOf(frame, {}, '2026-09-02')).toEqual({
      now: { from: '2026-08-31', to: '2026-09-02', year: '2026-27' },
      before: { from: '2025-08-18', to: '2025-08-21', year: '2025-26' },
    });
  });

  it('is whole beside a year that is over, and never ends before it begins', () => {
    expect(periodOf(frame, { year: '2026-27' }, '2027-08-01')?.before).toEqual({
      from: '2025-08-18',
      to: '2026-06-05',
      year: '2025-26',
    });
    for (const today of ['2026-08-31', '2026-12-24', '2027-06-11']) {
      const before = periodOf(frame, {}, today)?.before;
      expect(before !== undefined && before.from <= before.to && before.to <= '2026-06-05', today).toBe(true);
    }
  });
});
