import type { Rule } from '../principles/record.ts';
import { principlesSince, sources } from '../principles/sources.ts';
import type { DateString } from '../shared/dates.ts';
import { addSchoolDays, type Calendar } from '../shared/school-year.ts';
import type { GivenAnswer, ReviewDue, ReviewSide, ReviewState } from './record.ts';

export const bothSidesRule: Rule = {
  id: 'reviews.bothSides',
  requirement: 'P7.6',
  citation: sources.tracking,
  since: principlesSince,
  effect: 'review',
};

const enforcementDeadlineRule: Rule = {
  id: 'reviews.enforcementDeadline',
  requirement: 'P4.5',
  citation: sources.powers,
  since: principlesSince,
  effect: 'review',
};

const semiAnnualRule: Rule = {
  id: 'reviews.semiAnnual',
  requirement: 'P6.6',
  citation: sources.supervision,
  since: principlesSince,
  effect: 'review',
};

export const reviewRules: readonly Rule[] = [bothSidesRule, enforcementDeadlineRule, semiAnnualRule];

type Judged = Pick<GivenAnswer, 'involvementAppropriate' | 'actionAppropriate'>;

/** Where the two sides differ. 'open' where one of them is unsure: neither agreement nor disagreement. */
export type Disagreement = {
  involvement: 'agree' | 'disagree' | 'open';
  action: 'agree' | 'disagree' | 'open';
  any: boolean;
};

function compare(a: string, b: string): 'agree' | 'disagree' | 'open' {
  if (a === 'unsure' || b === 'unsure') return 'open';
  if (a === 'notApplicable' || b === 'notApplicable') return a === b ? 'agree' : 'open';
  return a === b ? 'agree' : 'disagree';
}

/** Compares the two answers; symmetric. Disagreement is a measure of its own (P7.6). */
export function disagreement(police: Judged, school: Judged): Disagreement {
  const involvement = compare(police.involvementAppropriate, school.involvementAppropriate);
  const action = compare(police.actionAppropriate, school.actionAppropriate);
  return { involvement, action, any: involvement === 'disagree' || action === 'disagree' };
}

/** The answer that counts for a side: the last one given. */
function latestAnswer(answers: readonly GivenAnswer[], side: ReviewSide): GivenAnswer | null {
  return answers
    .filter((answer) => answer.side === side)
    .reduce<GivenAnswer | null>(
      (last, answer) => (last === null || Date.parse(answer.answeredAt) >= Date.parse(last.answeredAt) ? answer : last),
      null,
    );
}

/** Where a review stands, from the answers alone. */
export function reviewState(answers: readonly GivenAnswer[]): ReviewState {
  const police = latestAnswer(answers, 'police');
  const school = latestAnswer(answers, 'school');
  if (police === null) return school === null ? 'waitingBoth' : 'waitingPolice';
  if (school === null) return 'waitingSchool';
  return disagreement(police, school).any ? 'disagreed' : 'agreed';
}

/**
 * When each side's answer is due, counted in school days from the day of filing. The police side looks at an
 * enforcement action earlier (P4.5: supervisor review with deadline).
 */
export function reviewDueDates(input: {
  filedOn: DateString;
  hasEnforcement: boolean;
  policy: { reviewSchoolDays: number; enforcementReviewSchoolDays: number };
  calendars: readonly Calendar[];
}): ReviewDue {
  const { filedOn, hasEnforcement, policy, calendars } = input;
  const policeDays = hasEnforcement
    ? Math.min(policy.enforcementReviewSchoolDays, policy.reviewSchoolDays)
    : policy.reviewSchoolDays;
  return {
    police: addSchoolDays(calendars, filedOn, policeDays),
    school: addSchoolDays(calendars, filedOn, policy.reviewSchoolDays),
  };
}

/** The sides whose answer is overdue on a day. */
export function overdueSides(due: ReviewDue, answers: readonly GivenAnswer[], today: DateString): ReviewSide[] {
  return (['police', 'school'] as const).filter((side) => today > due[side] && latestAnswer(answers, side) === null);
}

export const semiAnnualReasons = ['disagreement', 'saidNotAppropriate', 'arrest', 'restraint', 'schoolMatter'] as const;
export type SemiAnnualReason = (typeof semiAnnualReasons)[number];

/**
 * Why an incident is on the list of the twice-yearly meeting (P6.6: discipline, arrest, restraint; P7.6:
 * disagreement). An empty list: it is not.
 */
export function semiAnnualList(input: {
  answers: readonly GivenAnswer[];
  actionKinds: readonly string[];
  schoolMatter: boolean;
}): SemiAnnualReason[] {
  const police = latestAnswer(input.answers, 'police');
  const school = latestAnswer(input.answers, 'school');
  const reasons: SemiAnnualReason[] = [];
  if (police && school && disagreement(police, school).any) reasons.push('disagreement');
  const saidNo = [police, school].some(
    (answer) => answer?.involvementAppropriate === 'no' || answer?.actionAppropriate === 'no',
  );
  if (saidNo) reasons.push('saidNotAppropriate');
  if (input.actionKinds.includes('arrest')) reasons.push('arrest');
  if (input.actionKinds.includes('restraint') || input.actionKinds.includes('force')) reasons.push('restraint');
  if (input.schoolMatter) reasons.push('schoolMatter');
  return reasons;
}
