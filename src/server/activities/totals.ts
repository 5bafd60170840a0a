import { sql } from 'kysely';
import { triadOf } from '../../domain/activities/presets.ts';
import type { ActivityKind, CopsRole, StatutoryFunction } from '../../domain/activities/record.ts';
import { type DayTotals, noTotals } from '../../domain/activities/rules.ts';

/** Entries of one kind, role and function, as the database counts them. */
interface Group {
  readonly kind: string;
  readonly role: string;
  readonly function: string;
  readonly entries: number;
  readonly minutes: number;
  readonly positive: number;
  readonly reached: number;
}

/** The columns of such groups, for a query of entries grouped by kind, role and function. */
export const sumColumns = [
  'kind' as const,
  'role' as const,
  'function' as const,
  sql<number>`count(*)`.as('entries'),
  sql<number>`sum(minutes)`.as('minutes'),
  sql<number>`count(*) FILTER (WHERE positive)`.as('positive'),
  sql<number>`coalesce(sum(audience_size), 0)`.as('reached'),
];

/** The sums the domain's `totalsOf` gives of the entries themselves. */
export function addUp(groups: readonly Group[]): DayTotals {
  const totals = noTotals();
  for (const group of groups) {
    const minutes = Number(group.minutes);
    const kind = group.kind as ActivityKind;
    const role = group.role as CopsRole;
    const statutoryFunction = group.function as StatutoryFunction;
    const triad = triadOf(role);
    totals.entries += Number(group.entries);
    totals.minutes += minutes;
    totals.positiveContacts += Number(group.positive);
    totals.peopleReached += Number(group.reached);
    totals.byKind[kind] = (totals.byKind[kind] ?? 0) + minutes;
    totals.byRole[role] = (totals.byRole[role] ?? 0) + minutes;
    totals.byTriad[triad] = (totals.byTriad[triad] ?? 0) + minutes;
    totals.byFunction[statutoryFunction] = (totals.byFunction[statutoryFunction] ?? 0) + minutes;
  }
  return totals;
}
