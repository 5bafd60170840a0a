import type { MeasureId } from '../measures/measures.ts';
import type { Counted, Figure, Policy } from './compare.ts';
import * as figures from './figures.ts';
import { type About, labelKey, type Sentence, stageSentence } from './sentences.ts';

/**
 * From call to court. Each stage is held against the nearest one before it whose students all of it are among: an
 * officer may act uncalled, so that responses are held against enrolment, and a student may go to court unarrested.
 */
export const funnelStages = [
  { id: 'call', measure: 'studentsAfterCall', base: 'enrolled' },
  { id: 'response', measure: 'studentsInvolved', base: 'enrolled' },
  { id: 'enforcement', measure: 'studentsEnforcement', base: 'response' },
  { id: 'arrest', measure: 'studentsArrested', base: 'enforcement' },
  { id: 'court', measure: 'studentsReferredToCourt', base: 'enforcement' },
] as const satisfies readonly { id: string; measure: MeasureId; base: string }[];

type FunnelStageId = (typeof funnelStages)[number]['id'];

/** Different students at each stage, of those enrolled. */
export interface FunnelCounts {
  readonly enrolled: Counted['enrolled'];
  readonly students: Readonly<Record<FunnelStageId, number>>;
}

export interface RelativeRate {
  readonly stage: FunnelStageId;
  readonly measure: MeasureId;
  readonly base: 'enrolled' | FunnelStageId;
  readonly group: { readonly reached: number; readonly of: number | null };
  readonly others: { readonly reached: number; readonly of: number | null };
  readonly index: Figure;
  readonly sentence: Sentence;
  readonly label: typeof labelKey;
}

/**
 * Relative rate index (OJJDP): at each stage, of those who reached the one before, how many more of the group went on
 * than of the others. Where a disparity arises shows which decision to look at. Needs the smallest sizes of the policy:
 * `minimumN` where the base is enrolment, `minimumCell` where it is an earlier stage, and `minimumCell` who went on.
 */
export function relativeRates(
  about: Omit<About, 'measure'>,
  group: FunnelCounts,
  others: FunnelCounts,
  policy: Policy,
): readonly RelativeRate[] {
  return funnelStages.map(({ id, measure, base }) => {
    const [mine, theirs] = [at(group, id, base), at(others, id, base)];
    const index = indexOf(mine, theirs, base, [group, others], policy);
    const sentence = stageSentence(about, id, base, index);
    return { stage: id, measure, base, group: mine, others: theirs, index, sentence, label: labelKey };
  });
}

type Reached = RelativeRate['group'];

function at(counts: FunnelCounts, stage: FunnelStageId, base: RelativeRate['base']): Reached {
  const enrolled = counts.enrolled.ok ? counts.enrolled.value.students : null;
  return { reached: counts.students[stage], of: base === 'enrolled' ? enrolled : counts.students[base] };
}

function indexOf(
  mine: Reached,
  theirs: Reached,
  base: RelativeRate['base'],
  sides: readonly FunnelCounts[],
  policy: Policy,
): Figure {
  for (const { enrolled } of sides) {
    if (base === 'enrolled' && !enrolled.ok) return figures.notCalculated(enrolled.error);
  }
  const [n, m] = [mine.of ?? 0, theirs.of ?? 0];
  const least = base === 'enrolled' ? policy.minimumN : policy.minimumCell;
  if (n < least) return figures.notCalculated('groupTooSmall');
  if (m < least) return figures.notCalculated('comparisonTooSmall');
  if (mine.reached > n || theirs.reached > m) return figures.notCalculated('moreThanEnrolled');
  if (mine.reached < policy.minimumCell) return figures.notCalculated('groupEventsTooFew');
  if (theirs.reached < policy.minimumCell) return figures.notCalculated('comparisonEventsTooFew');
  return figures.riskRatio({ a: mine.reached, n, b: theirs.reached, m }, policy.smallCounts);
}
