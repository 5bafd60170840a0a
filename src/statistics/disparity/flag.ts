import type { FlaggedDisparity } from '../../domain/disparities/record.ts';
import { type DimensionId, dimensionIds, dimensions } from '../measures/dimensions.ts';
import { type MeasureId, measureIds, measures } from '../measures/measures.ts';
import { allOthers } from './enrolment.ts';
import { isPerceivedOutcome, perceivedBy } from './once-involved.ts';
import type { About } from './sentences.ts';

/**
 * The flag of a comparison that stood out: what, of whom, by whose record, at which school or (null) in the whole
 * program, and when.
 */
export function flagOf(
  about: About,
  where: Pick<FlaggedDisparity, 'source' | 'schoolId' | 'from' | 'to'>,
): FlaggedDisparity {
  const { measure, dimension, group, comparison } = about;
  return { measure, dimension, group, comparison, ...where };
}

/**
 * Whether the codes of a flag are ones the registries know and that go together: a measure of different students (by
 * what officers saw: an outcome of being in an incident), a dimension of theirs, two of its members (the second may be
 * everyone else). Members of 'school' are the program's.
 */
export function isKnownFlag(flag: FlaggedDisparity, schoolIds: ReadonlySet<string>): boolean {
  const { source, measure, dimension, group, comparison } = flag;
  const known = measureIds.find((id) => id === measure);
  const by = dimensionIds.find((id) => id === dimension);
  if (known === undefined || by === undefined || group === comparison) return false;
  const isMember = (code: string): boolean =>
    by === 'school' ? schoolIds.has(code) : code !== 'unknown' && (dimensions[by].known?.includes(code) ?? false);
  const together =
    source === 'recorded' ? isCompared(known, by) : isPerceivedOutcome(known) && perceivedBy.some((id) => id === by);
  return together && isMember(group) && (comparison === allOthers || isMember(comparison));
}

/** Whether these are all groups there are of a dimension, in an outcome groups are compared in. */
export function isComparedFully(measure: string, dimension: string, groups: readonly string[]): boolean {
  const known = measureIds.find((id) => id === measure);
  const by = dimensionIds.find((id) => id === dimension);
  if (known === undefined || by === undefined || !isCompared(known, by)) return false;
  const members = membersCompared(by);
  return members.length === groups.length && members.every((member) => groups.includes(member));
}

/** What students are compared by: what the law protects and enrolment knows (P1.4, P7.4). */
export const comparedBy = ['crdcRace', 'sex', 'disability', 'englishLearner'] as const satisfies DimensionId[];

/** The outcomes students enrolled are compared in. */
export const outcomesCompared: readonly MeasureId[] = measureIds.filter((id) => measures[id].unit === 'students');

/** A plan of a kind not known is what officers say; by the school's record nobody is in it. */
const noGroups: readonly string[] = ['unknown', 'kindNotKnown'];

/** The groups of a dimension that students enrolled are in. */
export const membersCompared = (dimension: DimensionId): readonly string[] =>
  (dimensions[dimension].known ?? []).filter((member) => !noGroups.includes(member));

function isCompared(measure: MeasureId, by: DimensionId): boolean {
  const { unit, dimensions: allowed } = measures[measure];
  return unit === 'students' && allowed.includes(by) && dimensions[by].enrolment !== 'none';
}
