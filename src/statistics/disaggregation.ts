import { type AgeBand, ageBands, type Sex, sexes, type YesNoUnknown, yesNoUnknown } from '../domain/shared/people.ts';
import { type Race, races, toSpd15Group } from '../domain/shared/race.ts';

/** The seven ways every report can be told apart (principle 7, P7.4). */
export const dimensions = ['race', 'ethnicity', 'age', 'sex', 'offenseType', 'englishLearner', 'disability'] as const;
export type Dimension = (typeof dimensions)[number];

/** Who says so: the officer's perception at the time, or the school's record. Never mixed in one table. */
export const sources = ['perceived', 'recorded'] as const;
export type Source = (typeof sources)[number];

/** IDEA, 504 only, none: as the CRDC tells them apart. An officer may know that there is one, not of which kind. */
export const disabilities = ['idea', 'section504', 'kindNotKnown', 'none', 'unknown'] as const;
export type Disability = (typeof disabilities)[number];

/** Facts of one source about a student. What a source does not know is 'unknown', never left out. */
export interface Facts {
  readonly races: readonly Race[];
  readonly sex: Sex;
  readonly ageBand: AgeBand;
  readonly englishLearner: YesNoUnknown;
  readonly disability: Disability;
}

/** Counts alike. `recorded` null: the school has not attached the student, so that all its facts are unknown. */
export interface FactGroup {
  readonly perceived: Facts;
  readonly recorded: Facts | null;
  /** The offence's group of the incident; null where no offence applies. */
  readonly offenseType: string | null;
  readonly n: number;
}

const unknownFacts: Facts = {
  races: ['unknown'],
  sex: 'unknown',
  ageBand: 'unknown',
  englishLearner: 'unknown',
  disability: 'unknown',
};

/** Categories in the order they are shown; each list ends with 'unknown'. Offence types come from the data. */
export const categories: Readonly<Record<Exclude<Dimension, 'offenseType'>, readonly string[]>> = {
  race: [...races.filter((race) => race !== 'unknown'), 'multiple', 'unknown'],
  ethnicity: ['hispanicOrLatino', 'notHispanicOrLatino', 'unknown'],
  age: ageBands,
  sex: sexes,
  englishLearner: yesNoUnknown,
  disability: disabilities,
};

/** Hispanic or Latino or not, as far as anything is known. */
export function toEthnicity(list: readonly Race[]): 'hispanicOrLatino' | 'notHispanicOrLatino' | 'unknown' {
  if (list.includes('hispanicOrLatino')) return 'hispanicOrLatino';
  return list.length === 0 || list.includes('unknown') ? 'unknown' : 'notHispanicOrLatino';
}

/** The category of one group in one dimension, by one source. An offence is a fact of the incident, not of a source. */
export function categoryOf(group: FactGroup, dimension: Dimension, source: Source): string {
  const facts = (source === 'perceived' ? group.perceived : group.recorded) ?? unknownFacts;
  switch (dimension) {
    case 'race':
      return toSpd15Group(facts.races);
    case 'ethnicity':
      return toEthnicity(facts.races);
    case 'age':
      return facts.ageBand;
    case 'sex':
      return facts.sex;
    case 'offenseType':
      return group.offenseType ?? 'none';
    case 'englishLearner':
      return facts.englishLearner;
    case 'disability':
      return facts.disability;
  }
}

/**
 * Counts by category. Every category of the dimension is there, with 0 where none; the counts add up to the whole,
 * because nobody is dropped for being unknown.
 */
export function disaggregate(
  groups: Iterable<FactGroup>,
  dimension: Dimension,
  source: Source,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>(emptyCategories(dimension).map((category) => [category, 0]));
  for (const group of groups) {
    const category = categoryOf(group, dimension, source);
    counts.set(category, (counts.get(category) ?? 0) + group.n);
  }
  return counts;
}

/** One table by two dimensions of one source; outer key first dimension, inner key second. */
export function crossTabulate(
  groups: Iterable<FactGroup>,
  first: Dimension,
  second: Dimension,
  source: Source,
): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const list = [...groups];
  const rows = [...disaggregate(list, first, source).keys()];
  const columns = [...disaggregate(list, second, source).keys()];
  const table = new Map(rows.map((row) => [row, new Map(columns.map((column) => [column, 0]))]));
  for (const group of list) {
    const row = table.get(categoryOf(group, first, source));
    const column = categoryOf(group, second, source);
    row?.set(column, (row.get(column) ?? 0) + group.n);
  }
  return table;
}

function emptyCategories(dimension: Dimension): readonly string[] {
  return dimension === 'offenseType' ? ['none'] : categories[dimension];
}
