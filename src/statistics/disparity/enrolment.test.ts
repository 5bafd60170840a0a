import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { defaultDisparityPolicy as policy } from '../../domain/disparities/record.ts';
import type { DimensionId } from '../measures/dimensions.ts';
import { compare, pooled } from './compare.ts';
import { file, input, roster } from './enrolled.test-data.ts';
import { allOthers, type Enrolment, enrolmentOf, enrolmentsOf } from './enrolment.ts';

describe('denominators', () => {
  it('[P7.7] come from a CRDC file, without its preschool children, and say so', () => {
    const record = file(
      { category: 'BL', students: 70 },
      { category: 'BL', sex: 'M', students: 40 },
      { category: 'HI', students: 30 },
      { category: 'HI', sex: 'M', students: 20 },
      { dimension: 'preschoolRace', category: 'BL', students: 6 },
      { dimension: 'preschoolRace', category: 'BL', sex: 'M', students: 4 },
      { dimension: 'preschoolRace', category: 'HI', students: null, reserveCode: -9 },
      { dimension: 'idea', category: 'all', students: 15 },
      { dimension: 'section504', category: 'all', students: 5 },
      { dimension: 'el', category: 'all', students: 25 },
    );
    const students = (dimension: DimensionId, group: string): unknown => {
      const found = enrolmentOf(record, { dimension, groups: [group], schoolIds: ['s1'] });
      return found.ok ? found.value.students : found.error;
    };
    expect(students('crdcRace', 'BL')).toBe(100);
    expect(students('ethnicity', 'hispanicOrLatino')).toBe(50);
    expect(students('ethnicity', 'notHispanicOrLatino')).toBe(100);
    expect(students('sex', 'F')).toBe(94);
    expect(students('sex', 'X')).toBe(0);
    expect(students('englishLearner', 'yes')).toBe(25);
    expect(students('englishLearner', 'no')).toBe(135);
    expect(students('disability', 'none')).toBe(140);
    expect(students('crdcRace', 'unknown')).toBe('unknownGroup');
    expect(students('race', 'white')).toBe('enrolmentNotByThis');
    expect(students('crdcRace', 'AS')).toBe('enrolmentNotReported');
    const found = enrolmentOf(record, { dimension: 'crdcRace', groups: ['BL'], schoolIds: ['s1'] });
    expect(found).toMatchObject({ ok: true, value: { sources: [{ kind: 'crdc', year: '2020-21' }] } });
  });

  it('[P7.7] are unknown where a school suppressed its number or has none: never zero', () => {
    const suppressed = file({ category: 'BL', students: null, reserveCode: -11 });
    const asked = { dimension: 'crdcRace', groups: ['BL'] } as const;
    expect(enrolmentOf(suppressed, { ...asked, schoolIds: ['s1'] })).toEqual({
      ok: false,
      error: 'enrolmentNotReported',
    });
    const one = file({ category: 'BL', students: 12 });
    expect(enrolmentOf(one, { ...asked, schoolIds: ['s1', 's2'] })).toEqual({
      ok: false,
      error: 'enrolmentNotReported',
    });
    expect(enrolmentOf(one, { ...asked, schoolIds: [] })).toEqual({ ok: false, error: 'enrolmentNotReported' });
    expect(enrolmentOf(roster({ students: 3 }), { ...asked, schoolIds: ['s2'] })).toMatchObject({ ok: false });
  });

  it('[P7.7] come from a roster of a day; nobody of unknown group stands among all others', () => {
    const record = roster(
      { races: ['blackOrAfricanAmerican'], students: 10 },
      { races: ['white', 'asian'], students: 20 },
      { races: ['unknown'], students: 7 },
      { idea: 'yes', section504: 'yes', el: 'yes', students: 30 },
      { schoolId: 's2', idea: 'no', section504: 'yes', students: 40 },
    );
    const both = (dimension: DimensionId, group: string, comparison = allOthers) => {
      const { group: one, others } = enrolmentsOf(record, { dimension, group, comparison }, ['s1', 's2']);
      return [one, others].map((side) => (side.ok ? side.value.students : side.error));
    };
    expect(both('race', 'blackOrAfricanAmerican')).toEqual([10, 90]);
    expect(both('race', 'multiple', 'white')).toEqual([20, 70]);
    expect(both('disability', 'section504')).toEqual([40, 67]);
    expect(both('disability', 'idea', 'none')).toEqual([30, 37]);
    expect(both('school', 's2')).toEqual([40, 67]);
    expect(both('englishLearner', 'yes')).toEqual([30, 77]);
    expect(both('age', '13to14')).toEqual(['enrolmentNotByThis', 'enrolmentNotByThis']);
    const one = enrolmentOf(record, { dimension: 'race', groups: ['white'], schoolIds: ['s1'] });
    expect(one).toMatchObject({ ok: true, value: { sources: [{ kind: 'roster', asOf: '2025-10-01' }] } });
  });

  it('[P7.7] are taken together with what happened, for as many years as the profile says', () => {
    const years = [input([4, 60], [9, 300]), input([5, 62], [8, 310]), input([6, 64], [11, 290], { unknownEvents: 2 })];
    const { about } = input([1, 1], [1, 1]);
    const three = pooled(years, { yearsPooled: 3 });
    expect([three.group.events, three.others.events, three.unknownEvents]).toEqual([15, 28, 2]);
    expect(three.group.enrolled).toMatchObject({ ok: true, value: { students: 186 } });
    expect(compare({ about, ...three }, policy).riskRatio).toMatchObject({
      kind: 'calculated',
      value: 15 / 186 / (28 / 900),
    });
    const two = pooled(years, { yearsPooled: 2 });
    expect(two.group.enrolled).toEqual({ ok: false, error: 'tooManyYears' });
    expect(compare({ about, ...two }, policy).riskRatio).toEqual({ kind: 'notCalculated', reason: 'tooManyYears' });
    const [first] = years;
    const gap = { events: 3, enrolled: { ok: false, error: 'enrolmentNotReported' } } as const;
    if (first === undefined) return;
    expect(pooled([first, { ...first, group: gap }], { yearsPooled: 3 }).group.enrolled).toEqual(gap.enrolled);
    expect(pooled([first, { ...first, state: first.others }], { yearsPooled: 3 }).state).toBeUndefined();
  });

  it('[P7.7] cannot be made from records: no number is one, and their file knows no record', () => {
    // @ts-expect-error a number of students is no denominator
    const plain: Enrolment = { students: 400, sources: [] };
    expect(plain).not.toBeInstanceOf(Number);
    const source = readFileSync(new URL('enrolment.ts', import.meta.url), 'utf8');
    expect(source).not.toMatch(/from '.*(incidents|calls|activities|funnel|fields)/);
    expect(source).not.toMatch(/export class|export function \w+\([^)]*: number/);
  });
});
