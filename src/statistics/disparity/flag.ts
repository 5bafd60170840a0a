import type { FlaggedDisparity } from '../../domain/disparities/record.ts';
import { type DimensionId, dimensionIds, dimensions } from '../measures/dimensions.ts';
import { type MeasureId, measureIds, measures } from '../measures/measures.ts';
import { allOthers } from './enrolment.ts';
import type { About } from './sentences.ts';

/** The flag of a comparison that stood out: what, of whom, at which school or (null) in the whole program, and when. */
export function flagOf(about: About, where: Pick<FlaggedDisparity, 'schoolId' | 'from' | 'to'>): FlaggedDisparity {
  const { measure, dimension, group, comparison } = about;
  return { measure, dimension, group, comparison, ...where };
}

/**
 * Whether the codes of a flag are ones the registries know and that go together: a measure of different students, a
 * dimension of theirs, two of its members (the second may be everyone else). Members of 'school' are the program's.
 */
export function isKnownFlag(flag: FlaggedDisparity, schoolIds: ReadonlySet<string>): boolean {
  const { measure, dimension, group, comparison } = flag;
  const known = measureIds.find((id) => id === measure);
  const by = dimensionIds.find((id) => id === dimension);
  if (known === undefined || by === undefined || group === comparison) return false;
  const isMember = (code: string): boolean =>
    by === 'school' ? schoolIds.has(code) : code !== 'unknown' && (dimensions[by].known?.includes(code) ?? false);
  return isCompared(known, by) && isMember(group) && (comparison === allOthers || isMember(comparison));
}

function isCompared(measure: MeasureId, by: DimensionId): boolean {
  const { unit, dimensions: allowed } = measures[measure];
  return unit === 'students' && allowed.includes(by) && dimensions[by].enrolment !== 'none';
}
