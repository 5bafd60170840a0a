import type { Publication } from '../../disclosure/model.ts';
import { publish } from '../../disclosure/publish.ts';
import type { SchoolYear } from '../../domain/partnerships/record.ts';
import type { PublicActivity, PublicAudience, PublicKind } from '../../portal/view.ts';
import { disaggregate, type FactGroup } from '../../statistics/disaggregation.ts';
import { publishYear } from '../../statistics/public-year.ts';
import { type ActivityGroup, timeBy } from '../../statistics/time.ts';
import { countActivities, countCalls, countIncidents, countSubjects } from '../numbers/counts.ts';
import { studentFacts } from '../numbers/facts.ts';
import type { Selection } from '../numbers/filter.ts';
import type { Tx } from '../platform/database/tenancy.ts';
import { type ReleasedFacts, type ReleasedTable, releasedDimensions } from './released-facts.ts';

/** What officers did in a period: their work, no student. */
export interface CountedWork {
  readonly activity: readonly PublicActivity[];
  readonly audience: readonly PublicAudience[];
  readonly positiveContacts: number;
}

/** A year's numbers as they may leave the house, before anybody has frozen them. */
export interface CountedYear extends CountedWork {
  readonly cells: Publication;
  readonly facts: ReleasedFacts;
  /** Involvements of students the school has not attached: they can be counted in no release any more. */
  readonly unattached: number;
}

/**
 * Counts one school year and puts it through the disclosure engine (P7.9). Needs the vault open. Throws where the
 * engine refuses: its own audit found a cell unsafe, or the counts do not add up, and nothing may be published.
 */
export async function countYear(tx: Tx, year: SchoolYear): Promise<CountedYear> {
  const all: Selection = { from: year.firstDay, to: year.lastDay, reach: { kind: 'all' } };
  const students = await countSubjects(tx, all);
  const cells = publishYear({
    calls: await countCalls(tx, all),
    incidents: await countIncidents(tx, all),
    students,
  });
  if (!cells.ok) throw new Error(`The year ${year.id} cannot be published: ${cells.error.code}`);
  return {
    ...(await countWork(tx, all)),
    cells: cells.value,
    facts: factsOf(await studentFacts(tx, all), cells.value),
    unattached: students.unattached,
  };
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

/**
 * Different students by each recorded dimension, each table by itself. The total is what the public funnel already
 * shows; where it does not show it, or the table alone would withhold it, the whole table is withheld, because each
 * table is proven safe only against readers who know what it shows.
 */
export function factsOf(students: readonly FactGroup[], funnel: Publication): ReleasedFacts {
  const known = funnel.students;
  const facts: Partial<Record<(typeof releasedDimensions)[number], ReleasedTable>> = {};
  for (const dimension of releasedDimensions) {
    const counts = disaggregate(students, dimension, 'recorded');
    const parts = [...counts].map(([key, n]) => ({ key, n }));
    const total = { key: 'students', n: students.reduce((sum, group) => sum + group.n, 0) };
    const table = publish({
      cells: [total, ...parts],
      sums: [{ total: total.key, parts: parts.map((part) => part.key) }],
      atMost: [],
      twins: [],
    });
    const open = table.ok && table.value.students?.status === 'published' && known?.status === 'published';
    const rows = Object.fromEntries(
      parts.map(({ key }) => [key, (open ? table.value[key] : undefined) ?? ({ status: 'withheld' } as const)]),
    );
    facts[dimension] = { total: open ? known : { status: 'withheld' }, rows };
  }
  return facts;
}
