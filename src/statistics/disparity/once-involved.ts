import { perceivedOutcomes } from '../../domain/disparities/record.ts';
import type { DimensionId } from '../measures/dimensions.ts';
import type { MeasureId } from '../measures/measures.ts';
import { type Disparity, type Policy, ratioOf } from './compare.ts';
import { fisherTwoSided } from './exact.ts';
import * as figures from './figures.ts';
import { type About, besideInvolved, labelKey, onceInvolvedSentence } from './sentences.ts';

/** An outcome the police side compares groups by; a measure of events. */
export type PerceivedOutcome = (typeof perceivedOutcomes)[number] & MeasureId;

/** What an officer can tell of a student by sight, as the police side compares it (decision 6). */
export const perceivedBy = ['race', 'sex', 'age'] as const satisfies DimensionId[];

/** Whether the police side compares groups by this measure. */
export function isPerceivedOutcome(measure: MeasureId): measure is PerceivedOutcome {
  return (perceivedOutcomes as readonly string[]).includes(measure);
}

/** Students in incidents, each time one was, and of those the times it came to the outcome. */
export interface Involved {
  readonly reached: number;
  readonly of: number;
}

/** One comparison of what came of being in an incident. */
export type OnceInvolved = Pick<
  Disparity,
  'about' | 'risk' | 'riskRatio' | 'alternateRiskRatio' | 'p' | 'sentence' | 'beside' | 'label'
>;

/**
 * Of the times students of a group were in an incident, how often it came to an outcome, beside all other students (P1.4).
 * Held against involvement and not enrolment: what officers saw of students does not go with what a school recorded of
 * those enrolled. It says what happened once an officer was there, nothing of how often one was called. Needs
 * `minimumN` involvements and `minimumCell` outcomes on both sides.
 */
export function onceInvolved(
  about: About,
  group: Involved,
  others: Involved,
  unknown: number,
  policy: Policy,
): OnceInvolved {
  const table = { a: group.reached, n: group.of, b: others.reached, m: others.of };
  const gap = gapOf(group, others, policy);
  const risk = group.of < policy.minimumN ? null : figures.share(group.reached, group.of, policy.smallCounts);
  const result = {
    about,
    risk: risk ?? figures.notCalculated('groupInvolvedTooFew' as const),
    riskRatio: gap === null ? figures.riskRatio(table, policy.smallCounts) : figures.notCalculated(gap),
    alternateRiskRatio: figures.notCalculated('notNeeded' as const),
    p: gap === null ? fisherTwoSided(table) : null,
    label: labelKey,
  } as const;
  return {
    ...result,
    sentence: onceInvolvedSentence(about, ratioOf(result)),
    beside: besideInvolved(group, others, unknown),
  };
}

function gapOf(group: Involved, others: Involved, policy: Policy) {
  if (group.of < policy.minimumN) return 'groupInvolvedTooFew';
  if (others.of < policy.minimumN) return 'comparisonInvolvedTooFew';
  if (group.reached < policy.minimumCell) return 'groupEventsTooFew';
  return others.reached < policy.minimumCell ? 'comparisonEventsTooFew' : null;
}
