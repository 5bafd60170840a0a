import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activityPresets, triadOf } from './presets.ts';
import {
  type Activity,
  type ActivityBody,
  activityKinds,
  copsRoles,
  statutoryFunctions,
  topics,
  topicsByKind,
} from './record.ts';
import {
  advanceDay,
  amendActivity,
  checkActivity,
  checkKind,
  documentationTime,
  favourites,
  totalsOf,
} from './rules.ts';

const body = (kind: ActivityBody['kind'], change: Partial<ActivityBody> = {}): ActivityBody => {
  const { role, statutoryFunction, functionOtherReason, audience } = activityPresets[kind];
  return {
    kind,
    topic: kind === 'classTalk' ? 'onlineSafety' : null,
    schoolId: null,
    startedAt: '2026-03-04T08:05:00-06:00',
    minutes: 20,
    role,
    statutoryFunction,
    functionOtherReason,
    audience,
    audienceSize: null,
    note: '',
    ...change,
  };
};

const anyBody = fc
  .record({
    kind: fc.constantFrom(...activityKinds),
    role: fc.constantFrom(...copsRoles),
    minutes: fc.integer({ min: 1, max: 720 }),
  })
  .map(({ kind, ...change }) => body(kind, change));

describe('activities', () => {
  it('[D6] a routine contact needs no more than kind and minutes', () => {
    for (const kind of activityKinds) expect(checkActivity(body(kind)).ok).toBe(kind !== 'other');
    expect(checkActivity(body('other', { note: 'Lost and found' })).ok).toBe(true);
  });

  it('[D2] asks for a reason where no function A to G fits', () => {
    const open = body('mentoring', { statutoryFunction: 'other' });
    expect(checkActivity(open)).toMatchObject({ ok: false, error: { rule: 'activities.function' } });
    expect(statutoryFunctions).toHaveLength(8);
  });

  it('[D5] refuses mental-health service as an activity, with the rule', () => {
    expect(checkKind('counseling')).toMatchObject({
      ok: false,
      error: { code: 'activities.mentalHealthNotAnActivity', rule: 'activities.mentalHealth' },
    });
    expect(checkKind('mentoring')).toEqual({ ok: true, value: 'mentoring' });
  });

  it('[P7.2] asks a class for its topic and takes no topic of another kind', () => {
    expect(checkActivity(body('classTalk', { topic: null })).ok).toBe(false);
    expect(checkActivity(body('presence', { topic: 'vaping' })).ok).toBe(false);
    expect(checkActivity(body('presence', { topic: 'arrival' })).ok).toBe(true);
    expect(new Set(topics).size).toBe(Object.values(topicsByKind).flat().length);
  });

  it('[D3] splits the same minutes by role, triad, function and kind', () => {
    fc.assert(
      fc.property(fc.array(anyBody, { maxLength: 30 }), (list) => {
        const totals = totalsOf(list);
        const sum = (split: object) => Object.values(split).reduce((all: number, minutes: number) => all + minutes, 0);
        for (const split of [totals.byKind, totals.byRole, totals.byTriad, totals.byFunction]) {
          expect(sum(split)).toBe(totals.minutes);
        }
        for (const role of copsRoles)
          if (role !== 'lawEnforcement' && role !== 'emergencyManager') {
            expect(totals.byTriad[triadOf(role)] ?? 0).toBe(totals.byRole[role] ?? 0);
          }
      }),
      { seed: 3 },
    );
  });

  it('[D6] counts favourites by kind and topic with their usual minutes', () => {
    const list = [
      body('presence', { topic: 'arrival' }),
      body('presence', { topic: 'arrival', minutes: 10 }),
      body('classTalk'),
    ];
    expect(favourites(list)).toEqual([
      { kind: 'presence', topic: 'arrival', minutes: [10, 20], count: 2 },
      { kind: 'classTalk', topic: 'onlineSafety', minutes: [20], count: 1 },
    ]);
  });

  it('[P7.10] sets planned beside real documentation time and flags overload', () => {
    const real = (minutes: number) => documentationTime([body('documentation', { minutes })], 45);
    expect(real(50)).toEqual({ planned: 45, real: 50, state: 'within' });
    expect(real(57).state).toBe('overload');
    expect(documentationTime([], 45).state).toBe('notUsed');
  });

  it('[P7.2] changes a closed day only by an amendment with a reason, of the newest version', () => {
    expect(advanceDay('closed', 'edit', { roles: ['officer'] })).toMatchObject({ ok: false, error: { status: 409 } });
    expect(advanceDay('closed', 'amend', { roles: ['officer'] }).ok).toBe(false);
    const id = '0192f0c0-0000-7000-8000-000000000001';
    const current: Activity = {
      ...body('meeting'),
      id,
      officerId: id,
      day: '2026-03-04',
      version: 2,
      withdrawn: false,
    };
    const amendment = {
      id,
      activityId: id,
      baseVersion: 2,
      reason: 'Wrong length',
      body: body('meeting', { minutes: 40 }),
    };
    expect(amendActivity(current, amendment)).toMatchObject({ ok: true, value: { version: 3, minutes: 40 } });
    expect(amendActivity(current, { ...amendment, baseVersion: 1 })).toMatchObject({
      ok: false,
      error: { status: 409 },
    });
    expect(amendActivity(current, { ...amendment, body: null })).toMatchObject({
      ok: true,
      value: { withdrawn: true },
    });
  });
});
