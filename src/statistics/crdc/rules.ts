import type { Rule } from '../../domain/principles/record.ts';

const definitions = 'CRDC definitions 2015-16, Referral to law enforcement; School-related arrest';
const manual = "CRDC 2017-18 Public-Use Data File User's Manual";
const notes = 'CRDC 2017-18 Data Notes';

const rule = (name: string, citation: string, effect: Rule['effect']): Rule => ({
  id: `crdc.${name}`,
  requirement: 'P1.5',
  citation,
  since: '2015-07-01',
  effect,
});

/**
 * The edit checks. `refuse` = cannot be right and would be sent back; `review` = may be right and has to be explained.
 * Their texts are in the catalog `crdc`, `checks.<name>.reason` and `.remedy`.
 */
export const checkRules = {
  arrestsWithinReferrals: rule('arrestsWithinReferrals', `${definitions}: every such arrest is a referral`, 'refuse'),
  totalIsSum: rule('totalIsSum', `${manual}, 5.1.4 Calculating Totals and Appendix B`, 'refuse'),
  partWithinTotal: rule('partWithinTotal', `${manual}, 5.1 Real-Time Data Checks: range and logic checks`, 'refuse'),
  instancesCoverStudents: rule(
    'instancesCoverStudents',
    `${notes}, 7.3: instances are at least the students`,
    'refuse',
  ),
  blankAmongCounts: rule('blankAmongCounts', `${manual}, 5.1.3 Missing Data: not collected is not 0`, 'refuse'),
  codeUnknown: rule('codeUnknown', `${manual}, 5.1.1 Assigning Reserve Codes, Table 2`, 'refuse'),
  schoolIdentifier: rule('schoolIdentifier', `${manual}, 4.2.1 Identifiers`, 'refuse'),
  schoolInEveryModule: rule('schoolInEveryModule', `${manual}, 4.3 File Structure`, 'refuse'),
  studentsWithinEnrolment: rule(
    'studentsWithinEnrolment',
    `${notes}, Appendix A, student counts and enrollment`,
    'review',
  ),
  offensesBelowEnrolment: rule('offensesBelowEnrolment', `${notes}, Appendix A, check 67`, 'review'),
  offenseOutOfRange: rule('offenseOutOfRange', `${notes}, Appendix A, check 76`, 'review'),
} as const satisfies Record<string, Rule>;
export type CheckName = keyof typeof checkRules;
