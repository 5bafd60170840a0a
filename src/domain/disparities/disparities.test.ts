import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findRule } from '../principles/registry.ts';
import { addDays } from '../shared/dates.ts';
import {
  type CorrectiveOpening,
  correctiveOpeningSchema,
  correctiveStates,
  defaultDisparityPolicy,
  disparityPolicySchema,
} from './record.ts';
import { disparityFinding, flagKey, isCorrectiveOverdue, openCorrective, stepCorrective } from './rules.ts';
import { correctiveStepsTaken } from './transitions.ts';

const id = (last: number): string => `01982f6e-7c1a-7000-8000-00000000000${last}`;
const opening: CorrectiveOpening = {
  id: id(1),
  about: {
    source: 'recorded',
    measure: 'studentsReferred',
    dimension: 'crdcRace',
    group: 'BL',
    comparison: 'allOthers',
    schoolId: null,
    from: '2025-08-18',
    to: '2026-06-05',
  },
  ownerId: id(2),
  dueOn: '2026-12-18',
  steps: ['lookIntoRecords', 'staffTraining', 'lookIntoRecords'],
  note: 'Look at the calls behind it.',
  wordsChecked: false,
};
const by = { personId: id(3), at: '2026-10-14T15:00:00Z', today: '2026-10-14' } as const;

function opened() {
  const made = openCorrective(opening, by);
  if (!made.ok) throw new Error(made.error.code);
  return made.value;
}

describe('a flagged disparity', () => {
  it('[P1.4] becomes a finding of a rule with its citation, in codes and without a count', () => {
    const found = disparityFinding(opening.about);
    expect(findRule(found.ruleId)).toMatchObject({ requirement: 'P1.4', effect: 'review' });
    expect(found.citation).toContain('principle 1');
    expect(Object.values(found.params).every((value) => typeof value === 'string')).toBe(true);
    expect(disparityFinding({ ...opening.about, schoolId: id(4) }).params.schoolId).toBe(id(4));
  });

  it('[P1.4] is one and the same by what, whom, where and when', () => {
    expect(flagKey(opening.about)).toBe(flagKey({ ...opening.about }));
    for (const other of [{ group: 'HI' }, { schoolId: id(4) }, { to: '2026-06-06' }, { measure: 'studentsArrested' }]) {
      expect(flagKey({ ...opening.about, ...other })).not.toBe(flagKey(opening.about));
    }
  });
});

describe('a corrective action', () => {
  it('[P1.4] opens with an owner and a day', () => {
    expect(opened()).toMatchObject({
      state: 'open',
      ownerId: id(2),
      dueOn: '2026-12-18',
      steps: ['lookIntoRecords', 'staffTraining'],
    });
    expect(correctiveOpeningSchema.safeParse({ ...opening, ownerId: undefined }).success).toBe(false);
    expect(correctiveOpeningSchema.safeParse({ ...opening, dueOn: undefined }).success).toBe(false);
    expect(correctiveOpeningSchema.safeParse({ ...opening, steps: [] }).success).toBe(false);
  });

  it('[P1.4] has a day still to come, within a year', () => {
    fc.assert(
      fc.property(fc.integer({ min: -400, max: 800 }), (days) => {
        const made = openCorrective({ ...opening, dueOn: addDays(by.today, days) }, by);
        expect(made.ok).toBe(days >= 1 && days <= 366);
        if (!made.ok) expect(made.error).toMatchObject({ status: 422, fields: [{ path: 'dueOn' }] });
      }),
    );
    const backwards = openCorrective({ ...opening, about: { ...opening.about, to: '2025-08-17' } }, by);
    expect(backwards).toMatchObject({ error: { fields: [{ path: 'about.to', code: 'disparity.daysBackwards' }] } });
  });

  it('[P1.4] ends with words, can be opened again, and leaves no other way', () => {
    const leader = { ...by, roles: ['schoolLeader'] } as const;
    const done = stepCorrective(opened(), 'finish', ' Calls were looked at; training was held. ', leader);
    expect(done).toMatchObject({
      ok: true,
      value: { state: 'done', result: 'Calls were looked at; training was held.', closedBy: id(3) },
    });
    if (!done.ok) return;
    expect(stepCorrective(done.value, 'reopen', 'Still there this year.', leader)).toMatchObject({
      error: { status: 403 },
    });
    expect(stepCorrective(done.value, 'finish', 'Again.', leader)).toMatchObject({ error: { status: 409 } });
    const supervisor = { ...by, roles: ['supervisor'] } as const;
    const again = stepCorrective(done.value, 'reopen', 'Still there this year.', supervisor);
    expect(again).toMatchObject({ ok: true, value: { state: 'open', closedAt: null } });
    for (const step of correctiveStepsTaken) {
      for (const state of correctiveStates) {
        const wordless = stepCorrective({ ...opened(), state }, step, '  ', supervisor);
        expect(wordless.ok).toBe(false);
      }
    }
  });

  it('[P1.4] is overdue from the day after its day, until it ends', () => {
    expect(isCorrectiveOverdue(opened(), '2026-12-18')).toBe(false);
    expect(isCorrectiveOverdue(opened(), '2026-12-19')).toBe(true);
    expect(isCorrectiveOverdue({ ...opened(), state: 'done' }, '2027-01-01')).toBe(false);
  });
});

it('[P7.7] the profile of a state stays within 34 CFR 300.647', () => {
  const policy = { ...defaultDisparityPolicy, holdsFrom: '2026-08-17' };
  expect(disparityPolicySchema.safeParse(policy).success).toBe(true);
  for (const wrong of [{ minimumCell: 11 }, { minimumN: 31 }, { yearsPooled: 4 }, { threshold: 0.9 }]) {
    expect(disparityPolicySchema.safeParse({ ...policy, ...wrong }).success).toBe(false);
  }
});
