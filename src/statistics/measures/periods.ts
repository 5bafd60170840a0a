import type { SchoolYear } from '../../domain/partnerships/record.ts';
import { halvesOf } from '../../domain/reviews/halves.ts';
import { addDays, addMonths, type DateString } from '../../domain/shared/dates.ts';

export type PeriodKind = 'month' | 'quarter' | 'half' | 'schoolYear';

/** Days of one period, both inclusive, cut to what was asked for. */
export interface Period {
  /** '2026-03' a month, '2026-Q1' a quarter of the calendar year, '2025-26.1' a half, '2025-26' a school year. */
  readonly id: string;
  readonly from: DateString;
  readonly to: DateString;
}

/** Days that lie in no school year. Summer is nobody's year, and is not dropped either. */
export const betweenYears = 'betweenYears';

/**
 * The periods of a kind between two days (both inclusive), in order, without gap or overlap; several may be called
 * 'betweenYears'. Halves are those of the meetings twice a year, the second with the summer after it.
 */
export function periodsOf(
  kind: PeriodKind,
  from: DateString,
  to: DateString,
  years: readonly Pick<SchoolYear, 'id' | 'firstDay' | 'lastDay'>[],
): readonly Period[] {
  if (from > to) return [];
  if (kind === 'month') return byMonths(1, (day) => day.slice(0, 7), from, to);
  if (kind === 'quarter') return byMonths(3, quarterId, from, to);
  const spans =
    kind === 'half'
      ? halvesOf(years).map((half) => ({ id: half.id, from: half.from, to: half.to ?? to }))
      : years.map((year) => ({ id: year.id, from: year.firstDay, to: year.lastDay }));
  return filled(spans, from, to);
}

function quarterId(day: DateString): string {
  return `${day.slice(0, 4)}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`;
}

function byMonths(length: 1 | 3, idOf: (day: DateString) => string, from: DateString, to: DateString): Period[] {
  const month = Number(from.slice(5, 7)) - 1;
  let first = addMonths(`${from.slice(0, 7)}-01`, -(month % length));
  const list: Period[] = [];
  while (first <= to) {
    const next = addMonths(first, length);
    list.push({ id: idOf(first), from: later(first, from), to: earlier(addDays(next, -1), to) });
    first = next;
  }
  return list;
}

function filled(spans: readonly Period[], from: DateString, to: DateString): Period[] {
  const list: Period[] = [];
  let open = from;
  for (const span of spans.toSorted((a, b) => a.from.localeCompare(b.from))) {
    if (span.to < open || span.from > to) continue;
    if (span.from > open) list.push({ id: betweenYears, from: open, to: addDays(span.from, -1) });
    const end = earlier(span.to, to);
    list.push({ id: span.id, from: later(span.from, open), to: end });
    open = addDays(end, 1);
  }
  if (open <= to) list.push({ id: betweenYears, from: open, to });
  return list;
}

const earlier = (a: string, b: string): string => (a < b ? a : b);
const later = (a: string, b: string): string => (a > b ? a : b);
