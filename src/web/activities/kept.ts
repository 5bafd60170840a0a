import { type Activity, activityBodySchema } from '../../domain/activities/record.ts';
import { documentationTime, totalsOf } from '../../domain/activities/rules.ts';
import type { DayEntry, OfficerDay } from './types.ts';

/** What the outbox tells of a write that waits; see outbox/store.ts. */
export type KeptWrite = { readonly id: string; readonly method: string; readonly url: string; readonly body: unknown };

/** Entries of a day that wait on this device. `dayOf` gives the program's day of an instant. */
export function keptActivities(
  kept: readonly KeptWrite[],
  date: string,
  officerId: string,
  dayOf: (instant: string) => string,
): Activity[] {
  return kept.flatMap((write) => {
    if (write.method !== 'POST' || !write.url.endsWith('/activities')) return [];
    const body = activityBodySchema.safeParse(write.body);
    if (!body.success || dayOf(body.data.startedAt) !== date) return [];
    return [{ ...body.data, id: write.id, officerId, day: date, version: 0, withdrawn: false }];
  });
}

/** The day with what waits on this device counted in, so that list and sums are right without a network (P7.2). */
export function withKept(day: OfficerDay, kept: readonly Activity[]): OfficerDay {
  const stored = day.entries.flatMap((entry) => (entry.type === 'activity' ? [entry.activity] : []));
  const known = new Set(stored.map((activity) => activity.id));
  const waiting = kept.filter((activity) => !known.has(activity.id));
  if (waiting.length === 0) return day;
  const totals = totalsOf(waiting, day.totals);
  const paperwork = { kind: 'documentation' as const, minutes: totals.byKind.documentation ?? 0 };
  const added = waiting.map((activity): DayEntry => ({ type: 'activity', at: activity.startedAt, activity }));
  return {
    ...day,
    entries: [...day.entries, ...added].sort((a, b) => Date.parse(a.at) - Date.parse(b.at)),
    totals,
    documentation: documentationTime([paperwork], day.documentation.planned),
  };
}

/** An entry that only this device knows yet. */
export const isWaiting = (activity: Pick<Activity, 'version'>): boolean => activity.version === 0;
