import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actionAnswers, type GivenAnswer, type ReviewSide, reviewFormSchema } from './record.ts';
import { disagreement, overdueSides, reviewDueDates, reviewState, semiAnnualList } from './rules.ts';

const id = '0192f0c0-0000-7000-8000-000000000001';
const answer = (
  side: ReviewSide,
  involvement: GivenAnswer['involvementAppropriate'],
  at = '2026-03-05T10:00:00Z',
): GivenAnswer => ({
  side,
  incidentVersion: 1,
  involvementAppropriate: involvement,
  actionAppropriate: 'notApplicable',
  comment: '',
  answeredAt: at,
  answeredBy: id,
});

const judged = fc.record({
  involvementAppropriate: fc.constantFrom('yes' as const, 'no' as const, 'unsure' as const),
  actionAppropriate: fc.constantFrom(...actionAnswers),
});

describe('reviews', () => {
  it('[P7.6] finds the same disagreement from either side, and none with oneself', () => {
    fc.assert(
      fc.property(judged, judged, (a, b) => {
        expect(disagreement(a, b)).toEqual(disagreement(b, a));
        expect(disagreement(a, a).any).toBe(false);
      }),
      { seed: 76 },
    );
  });

  it('[P7.6] stands where the last answers put it', () => {
    expect(reviewState([])).toBe('waitingBoth');
    expect(reviewState([answer('police', 'yes')])).toBe('waitingSchool');
    const both = [answer('police', 'yes'), answer('school', 'no')];
    expect(reviewState(both)).toBe('disagreed');
    expect(reviewState([...both, answer('school', 'yes', '2026-03-06T10:00:00Z')])).toBe('agreed');
  });

  it('[P4.5] asks the supervisor earlier where police powers were used', () => {
    const given = {
      filedOn: '2026-03-04',
      policy: { reviewSchoolDays: 5, enforcementReviewSchoolDays: 3 },
      calendars: [],
    };
    expect(reviewDueDates({ ...given, hasEnforcement: true })).toEqual({ police: '2026-03-09', school: '2026-03-11' });
    const due = reviewDueDates({ ...given, hasEnforcement: false });
    expect(overdueSides(due, [answer('police', 'yes')], '2026-03-12')).toEqual(['school']);
    expect(overdueSides(due, [], '2026-03-11')).toEqual([]);
  });

  it('[P6.6] puts disagreement, arrest, restraint and school matters on the twice-yearly list', () => {
    const answers = [answer('police', 'yes'), answer('school', 'no')];
    expect(semiAnnualList({ answers, actionKinds: ['arrest'], schoolMatter: true })).toEqual([
      'disagreement',
      'saidNotAppropriate',
      'arrest',
      'schoolMatter',
    ]);
    expect(semiAnnualList({ answers: [], actionKinds: ['search'], schoolMatter: false })).toEqual([]);
  });

  it("[P7.6] asks a 'no' for words", () => {
    const given = {
      incidentVersion: 1,
      baseVersion: 0,
      reason: '',
      wordsChecked: false,
      involvementAppropriate: 'no',
      actionAppropriate: 'yes',
    };
    expect(reviewFormSchema.safeParse({ ...given, comment: '' }).success).toBe(false);
    expect(reviewFormSchema.safeParse({ ...given, comment: 'A matter of discipline.' }).success).toBe(true);
  });
});
