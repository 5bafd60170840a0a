import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roles } from '../access/roles.ts';
import { askGate } from './gate.ts';
import { findMatter, mattersOn, shippedMatters } from './matters.ts';
import {
  callStates,
  type GateAnswers,
  gateQuestions,
  type ImproperInvolvement,
  type MatterOverride,
  matterGroups,
} from './record.ts';
import { gateFinding, isInvolvementOverdue, raiseInvolvement, repeatCallers, resolveInvolvement } from './rules.ts';
import { advanceCall, callActions, callTransitions, openCall } from './transitions.ts';

const no: GateAnswers = { immediateDanger: 'no', weapon: 'no', mandatoryReport: 'no', wouldCall911: 'no' };
const anyAnswer = fc.constantFrom('yes' as const, 'no' as const, 'unsure' as const);
const anyAnswers = fc.record({
  immediateDanger: anyAnswer,
  weapon: anyAnswer,
  mandatoryReport: anyAnswer,
  wouldCall911: anyAnswer,
});
const anyCode = fc.oneof(fc.constantFrom(...shippedMatters.map((matter) => matter.code)), fc.string());
const ask = (matterCode: string, answers: Partial<GateAnswers> = {}) =>
  askGate({ answers: { ...no, ...answers }, matterCode, matterList: shippedMatters });

describe('the gate', () => {
  it('[P3.1] answers every question it can be asked, the same each time, and says why', () => {
    fc.assert(
      fc.property(anyAnswers, anyCode, (answers, code) => {
        const decision = ask(code, answers);
        expect(decision).toEqual(ask(code, answers));
        expect(decision.why.length).toBeGreaterThan(0);
        for (const why of decision.why) expect(why.citation).toContain('principle 3');
        if (decision.answer === 'schoolMatter') expect(decision.advice.length).toBeGreaterThan(0);
      }),
      { seed: 301 },
    );
  });

  it('[P3.1] never turns an officer away because of one more yes', () => {
    fc.assert(
      fc.property(anyAnswers, anyCode, fc.constantFrom(...gateQuestions), (answers, code, question) => {
        expect(ask(code, { ...answers, [question]: 'yes' }).answer).toBe('officerResponds');
      }),
      { seed: 302 },
    );
  });

  it('[P3.2] hands profanity and dress code back to the school', () => {
    for (const code of ['profanity', 'dressCode', 'phoneUse', 'tardiness', 'disruption']) {
      expect(ask(code)).toMatchObject({ answer: 'schoolMatter', matterClass: 'schoolMatter' });
    }
  });

  it('[P3.1] sends an officer to a listed threat and errs to safety about danger and weapons', () => {
    expect(ask('firearm').answer).toBe('officerResponds');
    expect(ask('profanity', { weapon: 'unsure' }).answer).toBe('officerResponds');
    expect(ask('fightOver', { immediateDanger: 'unsure' }).answer).toBe('officerResponds');
    expect(ask('fightOver', { wouldCall911: 'unsure' }).answer).toBe('schoolMatter');
  });

  it('[P3.2] ships about forty behaviours or more, every group filled, every code once', () => {
    expect(shippedMatters.length).toBeGreaterThanOrEqual(40);
    expect(new Set(shippedMatters.map((matter) => matter.code)).size).toBe(shippedMatters.length);
    for (const group of matterGroups) expect(shippedMatters.some((matter) => matter.group === group)).toBe(true);
  });

  it("[P3.2] follows the program's own list from the day it holds", () => {
    const change: MatterOverride = {
      code: 'tobaccoOrVape',
      group: 'rules',
      class: 'depends',
      advice: ['callNurse'],
      label: null,
      holdsFrom: '2026-01-01',
      listed: true,
      reason: 'board decision',
    };
    const off: MatterOverride = { ...change, code: 'busBehavior', listed: false };
    const own: MatterOverride = { ...change, code: 'eBike', label: { en: 'E-bike', es: 'Bicicleta eléctrica' } };
    const list = mattersOn([change, off, own], '2026-01-01');
    expect(findMatter(list, 'tobaccoOrVape')?.class).toBe('depends');
    expect(findMatter(list, 'busBehavior')).toBeNull();
    expect(findMatter(list, 'eBike')?.label?.es).toBe('Bicicleta eléctrica');
    expect(mattersOn([change, off, own], '2025-12-31')).toEqual(shippedMatters);
  });
});

describe('calls', () => {
  it('[P3.1] lets only an emergency through without the questions', () => {
    const request = { matterCode: 'fightActive', answers: null, emergency: true };
    expect(openCall(request, shippedMatters)).toEqual({ ok: true, value: { state: 'requested', decision: null } });
    expect(openCall({ ...request, emergency: false }, shippedMatters)).toMatchObject({
      ok: false,
      error: { code: 'calls.answersMissing', rule: 'calls.gateFirst' },
    });
  });

  it('[P3.1] keeps a handed-back call as handed back', () => {
    const opened = openCall({ matterCode: 'dressCode', answers: no, emergency: false }, shippedMatters);
    expect(opened).toMatchObject({ ok: true, value: { state: 'handedBack' } });
  });

  it('[P3.1] gives every role, state and action exactly one answer, and asks a reason for an override', () => {
    for (const state of callStates) {
      for (const action of callActions) {
        for (const role of roles) {
          const listed = callTransitions.filter(
            (step) => step.action === action && step.from.includes(state) && step.roles.includes(role),
          );
          expect(listed.length).toBeLessThanOrEqual(1);
          expect(advanceCall(state, action, { roles: [role], reason: 'because' }).ok).toBe(listed.length === 1);
        }
      }
    }
    expect(advanceCall('handedBack', 'goAnyway', { roles: ['officer'] })).toMatchObject({
      ok: false,
      error: { code: 'calls.reasonMissing' },
    });
  });
});

describe('improper involvement', () => {
  const school = ask('profanity');
  const threat = ask('firearm');

  it('[P3.2] finds an officer at a school matter', () => {
    expect(gateFinding(school, null, true)).toMatchObject({ source: 'respondedToSchoolMatter' });
    const override = { to: 'officerResponds' as const, reason: 'insisted' };
    expect(gateFinding(school, override, false)).toMatchObject({ source: 'overrideToSchoolMatter' });
    expect(gateFinding(school, null, false)).toBeNull();
  });

  it('[P3.1] finds a threat that was handed back', () => {
    expect(gateFinding(threat, { to: 'schoolMatter', reason: 'calm' }, false)?.source).toBe('threatHandedBack');
    expect(gateFinding(threat, null, true)).toBeNull();
  });

  const raised: ImproperInvolvement = raiseInvolvement({
    id: '0192f0c0-0000-7000-8000-000000000001',
    schoolId: '0192f0c0-0000-7000-8000-000000000002',
    callId: null,
    incidentId: null,
    source: 'leanedOn',
    note: '',
    raisedAt: '2026-01-09T15:00:00Z',
    raisedBy: null,
    onDate: '2026-01-09',
    schoolDays: 2,
    calendars: [{ firstDay: '2025-08-18', lastDay: '2026-05-29', holidays: ['2026-01-12'] }],
  });

  it('[P3.3] starts a clock of two school days', () => {
    expect(raised).toMatchObject({ state: 'open', dueOn: '2026-01-14' });
    expect(isInvolvementOverdue(raised, '2026-01-14')).toBe(false);
    expect(isInvolvementOverdue(raised, '2026-01-15')).toBe(true);
  });

  it('[P3.3] is resolved once, with outcome and words, by the supervisor or the district', () => {
    const by = { personId: raised.id, roles: ['supervisor' as const], at: '2026-01-10T10:00:00Z' };
    const resolved = resolveInvolvement(raised, { outcome: 'callerCoached', note: 'We talked.' }, by);
    expect(resolved).toMatchObject({ ok: true, value: { state: 'resolved', outcome: 'callerCoached' } });
    if (resolved.ok) {
      const again = resolveInvolvement(resolved.value, { outcome: 'callerCoached', note: 'Again' }, by);
      expect(again).toMatchObject({ ok: false, error: { status: 409 } });
    }
    const officer = { ...by, roles: ['officer' as const] };
    expect(resolveInvolvement(raised, { outcome: 'callerCoached', note: 'Mine' }, officer).ok).toBe(false);
  });

  it('[P3.3] shows repeat callers of the last thirty days', () => {
    const calls = ['2026-01-02', '2026-01-05', '2026-01-09'].map((date) => ({ callerId: 'a', date }));
    const old = { callerId: 'b', date: '2025-11-01' };
    expect(repeatCallers([...calls, old, old, old], '2026-01-10', 3)).toEqual([{ callerId: 'a', count: 3 }]);
  });
});
