import type { Shows } from '../linked/counts.ts';

/** One publication of one period: frozen from the day it appears. Days are 'YYYY-MM-DD'. */
export interface PeriodRelease {
  readonly period: string;
  readonly lastDay: string;
  readonly cells: Shows;
}

interface ReleaseRefusal {
  readonly code: 'periodNotOver' | 'periodDiffers' | 'cellChanged' | 'cellNowPublished' | 'cellNew' | 'cellGone';
  readonly cells: readonly string[];
}

type Allowed = { readonly ok: true; readonly value: true } | { readonly ok: false; readonly error: ReleaseRefusal };

/**
 * May `next` go out on `today`? A period is published only after its last day, once. Sending it again is allowed only
 * if every cell shows exactly what it showed, or no longer shows it: the difference of two releases must not be a
 * child. Late corrections therefore stay inside the house and are named in the next period's notes.
 */
export function mayRelease(former: PeriodRelease | null, next: PeriodRelease, today: string): Allowed {
  if (today <= next.lastDay) return refuse('periodNotOver', []);
  if (former === null) return { ok: true, value: true };
  if (former.period !== next.period || former.lastDay !== next.lastDay) return refuse('periodDiffers', []);
  const before = Object.keys(former.cells);
  const added = Object.keys(next.cells).filter((key) => former.cells[key] === undefined);
  if (added.length > 0) return refuse('cellNew', added);
  const gone = before.filter((key) => next.cells[key] === undefined);
  if (gone.length > 0) return refuse('cellGone', gone);
  const opened = before.filter(
    (key) => former.cells[key]?.status === 'withheld' && next.cells[key]?.status === 'published',
  );
  if (opened.length > 0) return refuse('cellNowPublished', opened);
  const changed = before.filter((key) => {
    const then = former.cells[key];
    const now = next.cells[key];
    return then?.status === 'published' && now?.status === 'published' && then.n !== now.n;
  });
  return changed.length > 0 ? refuse('cellChanged', changed) : { ok: true, value: true };
}

function refuse(code: ReleaseRefusal['code'], cells: readonly string[]): Allowed {
  return { ok: false, error: { code, cells } };
}
