import { describe, expect, it } from 'vitest';
import { mayRelease, type PeriodRelease } from './once.ts';

const year: PeriodRelease = {
  period: '2025-26',
  lastDay: '2026-06-12',
  cells: { arrested: { status: 'withheld' }, incidents: { status: 'published', n: 500 } },
};

describe('mayRelease', () => {
  it('[P7.9] waits until the school year has ended', () => {
    expect(mayRelease(null, year, '2026-06-12')).toMatchObject({ error: { code: 'periodNotOver' } });
    expect(mayRelease(null, year, '2026-06-13').ok).toBe(true);
  });

  it('[P7.9] lets the same release out again, or one that shows less', () => {
    expect(mayRelease(year, year, '2026-09-01').ok).toBe(true);
    const less: PeriodRelease = { ...year, cells: { ...year.cells, incidents: { status: 'withheld' } } };
    expect(mayRelease(year, less, '2026-09-01').ok).toBe(true);
  });

  it('[P7.9] refuses whatever would let a reader subtract one release from another', () => {
    const cases: readonly [PeriodRelease, string][] = [
      [{ ...year, cells: { ...year.cells, incidents: { status: 'published', n: 501 } } }, 'cellChanged'],
      [{ ...year, cells: { ...year.cells, arrested: { status: 'published', n: 12 } } }, 'cellNowPublished'],
      [{ ...year, cells: { ...year.cells, cited: { status: 'withheld' } } }, 'cellNew'],
      [{ ...year, cells: { incidents: { status: 'published', n: 500 } } }, 'cellGone'],
      [{ ...year, period: '2024-25' }, 'periodDiffers'],
    ];
    for (const [next, code] of cases) expect(mayRelease(year, next, '2026-09-01')).toMatchObject({ error: { code } });
  });
});
