import { triadOf } from '../domain/activities/presets.ts';
import type { ActivityKind, CopsRole, StatutoryFunction } from '../domain/activities/record.ts';

/** Entries alike, added up. `month` is 'YYYY-MM'; `audience` the people reached, as far as counted. */
export interface ActivityGroup {
  readonly kind: ActivityKind;
  readonly role: CopsRole;
  readonly statutoryFunction: StatutoryFunction;
  readonly schoolId: string | null;
  readonly officerId: string;
  readonly month: string;
  readonly positive: boolean;
  readonly entries: number;
  readonly minutes: number;
  readonly audience: number;
}

export interface TimeSum {
  readonly entries: number;
  readonly minutes: number;
  readonly audience: number;
}

/** By what time can be told apart (D2, D3). 'elsewhere' is time at no school. */
export const timeDimensions = ['kind', 'role', 'statutoryFunction', 'school', 'officer', 'month'] as const;
export type TimeDimension = (typeof timeDimensions)[number];

const fieldOf = {
  kind: 'kind',
  role: 'role',
  statutoryFunction: 'statutoryFunction',
  school: 'schoolId',
  officer: 'officerId',
  month: 'month',
} as const satisfies Record<TimeDimension, keyof ActivityGroup>;

/** Sums that can still be told apart by some dimensions. */
export type SumsBy<D extends TimeDimension> = TimeSum & Pick<ActivityGroup, (typeof fieldOf)[D]>;

/** Adds up entries, minutes and people reached by one dimension, or by several (keys joined by '|'). */
export function timeBy<D extends TimeDimension>(
  groups: Iterable<SumsBy<D>>,
  ...dimensions: readonly D[]
): ReadonlyMap<string, TimeSum> {
  return sumBy(groups, (group) => dimensions.map((dimension) => group[fieldOf[dimension]] ?? 'elsewhere').join('|'));
}

/** The same time by NASRO's triad, through the domain's one mapping from the COPS roles: both views agree (D3). */
export function timeByTriad(groups: Iterable<SumsBy<'role'>>): ReadonlyMap<string, TimeSum> {
  return sumBy(groups, (group) => triadOf(group.role));
}

/** Everything together. */
export function timeInAll(groups: Iterable<TimeSum>): TimeSum {
  return sumBy(groups, () => 'all').get('all') ?? { entries: 0, minutes: 0, audience: 0 };
}

/** Positive contacts beside enforcement contacts (D6). `perEnforcement` is null where there was no enforcement. */
export interface Contacts {
  readonly positive: number;
  readonly enforcement: number;
  readonly perEnforcement: number | null;
}

/** Takes duty-log groups and the number of incidents in which police powers were used. */
export function contacts(groups: Iterable<Pick<ActivityGroup, 'positive' | 'entries'>>, enforcement: number): Contacts {
  let positive = 0;
  for (const group of groups) if (group.positive) positive += group.entries;
  return { positive, enforcement, perEnforcement: enforcement === 0 ? null : positive / enforcement };
}

function sumBy<G extends TimeSum>(groups: Iterable<G>, keyOf: (group: G) => string): ReadonlyMap<string, TimeSum> {
  const sums = new Map<string, TimeSum>();
  for (const group of groups) {
    const key = keyOf(group);
    const sum = sums.get(key) ?? { entries: 0, minutes: 0, audience: 0 };
    sums.set(key, {
      entries: sum.entries + group.entries,
      minutes: sum.minutes + group.minutes,
      audience: sum.audience + group.audience,
    });
  }
  return sums;
}
