import type { PublicActivity, PublicAudience, PublicKind } from '../../portal/view.ts';
import { type ActivityGroup, timeBy } from '../../statistics/time.ts';
import { countActivities } from '../numbers/counts.ts';
import type { Selection } from '../numbers/filter.ts';
import type { Tx } from '../platform/database/tenancy.ts';

/** What officers did in a period: their work, no student. */
export interface CountedWork {
  readonly activity: readonly PublicActivity[];
  readonly audience: readonly PublicAudience[];
  readonly positiveContacts: number;
}

/** Counts officers' work of some days as it may leave the house. */
export async function countWork(tx: Tx, selection: Selection): Promise<CountedWork> {
  const activities = await countActivities(tx, selection);
  return {
    activity: activityOf(activities),
    audience: audienceOf(activities),
    positiveContacts: activities.reduce((sum, group) => sum + (group.positive ? group.entries : 0), 0),
  };
}

/** Entries and whole hours by kind and month: officers' work, not students (decision 0005). */
function activityOf(groups: readonly ActivityGroup[]): PublicActivity[] {
  return [...timeBy(groups, 'kind', 'month')]
    .map(([key, sum]) => {
      const [kind = '', month = ''] = key.split('|');
      return { kind: kind as PublicKind, month, entries: sum.entries, hours: Math.round(sum.minutes / 60) };
    })
    .toSorted((a, b) => a.month.localeCompare(b.month) || a.kind.localeCompare(b.kind));
}

/** People reached by kind, rounded to tens so that one small class cannot be told; null where nobody was counted. */
function audienceOf(groups: readonly ActivityGroup[]): PublicAudience[] {
  return [...timeBy(groups, 'kind')]
    .map(([kind, { audience }]) => ({ kind: kind as PublicKind, people: roundedPeople(audience) }))
    .toSorted((a, b) => a.kind.localeCompare(b.kind));
}

/** Takes people counted; returns null for none counted, 0 for fewer than ten, else the nearest ten. */
function roundedPeople(people: number): number | null {
  if (people === 0) return null;
  return people < 10 ? 0 : Math.round(people / 10) * 10;
}
