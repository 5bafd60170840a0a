import type { SchoolYear } from '../../../domain/partnerships/record.ts';
import { addDays } from '../../../domain/shared/dates.ts';
import { periodsOf } from '../../../statistics/measures/periods.ts';

/** A quarter of the calendar year, cut to a school year; the first and the last one may be short. */
export interface Quarter {
  /** 'Q1' is the school year's first. */
  readonly code: string;
  readonly from: string;
  readonly to: string;
}

/** What a release can be about. */
export interface ReleasePeriod {
  readonly kind: 'quarter' | 'year';
  /** '2025-26', or '2025-26-Q1'. */
  readonly id: string;
  readonly yearId: string;
  readonly from: string;
  readonly to: string;
  /** The quarters in it. */
  readonly quarters: readonly Quarter[];
}

/** Days after a quarter's end in which reports of it are written and reviewed; a year has its own (publish.ts). */
const QUARTER_GRACE_DAYS = 14;

type Year = Pick<SchoolYear, 'id' | 'firstDay' | 'lastDay'>;

/** The quarters of a school year, in order, without gap or overlap. */
export function quartersOf(year: Year): readonly Quarter[] {
  return periodsOf('quarter', year.firstDay, year.lastDay, []).map(({ from, to }, index) => ({
    code: `Q${index + 1}`,
    from,
    to,
  }));
}

/** Everything about a school year that can be released: its quarters, then itself. */
export function periodsOfYear(year: Year): readonly ReleasePeriod[] {
  const quarters = quartersOf(year);
  return [
    ...quarters.map(
      (quarter): ReleasePeriod => ({
        kind: 'quarter',
        id: `${year.id}-${quarter.code}`,
        yearId: year.id,
        from: quarter.from,
        to: quarter.to,
        quarters: [quarter],
      }),
    ),
    { kind: 'year', id: year.id, yearId: year.id, from: year.firstDay, to: year.lastDay, quarters },
  ];
}

/** The first day on which a period's records are held for complete. */
export function openFrom(period: ReleasePeriod, yearGraceDays: number): string {
  return addDays(period.to, period.kind === 'year' ? yearGraceDays : QUARTER_GRACE_DAYS);
}
