import type { LinkedCounts, Shows } from '../../disclosure/linked/counts.ts';
import type { SchoolYear } from '../../domain/partnerships/record.ts';
import type { PublicActivity, PublicAudience, PublicKind } from '../../portal/view.ts';
import { disaggregate, type FactGroup } from '../../statistics/disaggregation.ts';
import { yearAsLinkedCounts } from '../../statistics/public-year.ts';
import { type ActivityGroup, timeBy } from '../../statistics/time.ts';
import { countActivities, countCalls, countIncidents, countSubjects } from '../numbers/counts.ts';
import { studentFacts } from '../numbers/facts.ts';
import type { Selection } from '../numbers/filter.ts';
import type { Tx } from '../platform/database/tenancy.ts';
import { inEngine } from './engine.ts';
import { type ReleasedFacts, type ReleasedTable, releasedDimensions } from './released-facts.ts';

/** What officers did in a period: their work, no student. */
export interface CountedWork {
  readonly activity: readonly PublicActivity[];
  readonly audience: readonly PublicAudience[];
  readonly positiveContacts: number;
}

/** A year's true numbers. They never leave the publishing step. */
interface TrueYear extends CountedWork {
  readonly funnel: LinkedCounts;
  readonly students: readonly FactGroup[];
}

/** A year's numbers as they may leave the house, before anybody has frozen them. */
export interface CountedYear extends CountedWork {
  readonly cells: Shows;
  readonly facts: ReleasedFacts;
}

/** Counts one school year. Needs the vault open. */
export async function countYear(tx: Tx, year: SchoolYear): Promise<TrueYear> {
  const all: Selection = { from: year.firstDay, to: year.lastDay, reach: { kind: 'all' } };
  const funnel = yearAsLinkedCounts({
    calls: await countCalls(tx, all),
    incidents: await countIncidents(tx, all),
    students: await countSubjects(tx, all),
  });
  return { ...(await countWork(tx, all)), funnel, students: await studentFacts(tx, all) };
}

/**
 * Puts a year's counts through the disclosure engine (P7.9), in a thread of its own. Throws where the engine refuses: its
 * own audit found a cell unsafe, or the counts do not add up, and nothing may be published.
 */
export async function protectYear({ funnel, students, ...work }: TrueYear): Promise<CountedYear> {
  const [cells] = await inEngine({ kind: 'linked', tables: [funnel] });
  if (!cells?.ok) throw new Error(`The year cannot be published: ${cells?.problems[0]?.reason ?? ''}`);
  return { ...work, cells: cells.value, facts: await factsOf(students, cells.value) };
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
export async function factsOf(students: readonly FactGroup[], funnel: Shows): Promise<ReleasedFacts> {
  const known = funnel.students;
  const n = students.reduce((sum, group) => sum + group.n, 0);
  const tables = releasedDimensions.map((dimension) => tableOf(disaggregate(students, dimension, 'recorded'), n));
  const answers = await inEngine({ kind: 'linked', tables });
  const facts: Partial<Record<(typeof releasedDimensions)[number], ReleasedTable>> = {};
  for (const [index, dimension] of releasedDimensions.entries()) {
    const shown = answers[index];
    const open = shown?.ok === true && shown.value.students?.status === 'published' && known?.status === 'published';
    const keys = tables[index]?.sums[0]?.parts ?? [];
    const rows = Object.fromEntries(
      keys.map((key) => [key, (open ? shown.value[key] : undefined) ?? ({ status: 'withheld' } as const)]),
    );
    facts[dimension] = { total: open ? known : { status: 'withheld' }, rows };
  }
  return facts;
}

function tableOf(counts: ReadonlyMap<string, number>, n: number): LinkedCounts {
  const parts = [...counts].map(([key, count]) => ({ key, n: count }));
  const total = { key: 'students', n };
  return {
    cells: [total, ...parts],
    sums: [{ total: total.key, parts: parts.map((part) => part.key) }],
    atMost: [],
    twins: [],
  };
}
