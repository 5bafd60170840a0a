import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Catalog, loadCatalogs } from '../../catalogs/index.ts';
import { languages } from '../../catalogs/languages.ts';
import {
  correctiveStates,
  correctiveSteps,
  defaultDisparityPolicy,
  perceivedOutcomes,
} from '../../domain/disparities/record.ts';
import { dimensionIds, dimensions } from '../measures/dimensions.ts';
import type { MeasureId } from '../measures/measures.ts';
import { type FunnelCounts, funnelStages, relativeRates } from './along-funnel.ts';
import { compare, type NotCalculated, type Policy } from './compare.ts';
import { input, roster } from './enrolled.test-data.ts';
import { enrolmentOf } from './enrolment.ts';
import { flagOf, isKnownFlag, outcomesCompared } from './flag.ts';
import { falseDiscovery, judge } from './judge.ts';
import { perceivedBy } from './once-involved.ts';
import { searchYield } from './search-yield.ts';
import * as second from './second.test-data.ts';
import { say } from './sentences.ts';

const policy: Policy = defaultDisparityPolicy;
const careless: Policy = { ...policy, minimumCell: 1, minimumN: 1 };

describe('a comparison', () => {
  it('[P1.4] [P10.2] says everything of 24 of 400 against 36 of 1600, in one plain sentence and with its label', () => {
    const found = compare(input([24, 400], [36, 1600]), policy);
    expect(found.riskRatio).toMatchObject({ kind: 'calculated', method: 'logWald' });
    expect(found.alternateRiskRatio).toEqual({ kind: 'notCalculated', reason: 'notNeeded' });
    expect(found.compositionIndex).toMatchObject({ value: expect.closeTo(0.4 / 0.2, 12) });
    expect(found.p).toBeCloseTo(0.0004055737403194377, 12);
    expect(say('en', found.sentence)).toBe(
      'Black or African American students were referred to the police 2.7 times as often as all other students; 1.6 to 4.4 fits the data.',
    );
    expect(say('es', found.sentence)).toBe(
      'Los estudiantes negros o afroamericanos fueron remitidos a la policía con 2.7 veces la frecuencia de todos los demás estudiantes; los datos concuerdan con valores de 1.6 a 4.4.',
    );
    expect(say('en', found.beside)).toBe(
      '24 of 400 students enrolled, beside 36 of 1,600. Enrollment: school roster of October 1, 2025.',
    );
    expect(say('es', found.beside)).toBe(
      '24 de 400 estudiantes inscritos, junto a 36 de 1,600. Inscripción: lista de la escuela del 1 de octubre de 2025.',
    );
    expect(loadCatalogs().en.disparity?.[found.label]).toBe('Monitoring indicator, not a legal finding');
    expect(loadCatalogs().es.disparity?.[found.label]).toBe('Indicador de seguimiento, no una conclusión legal');
  });

  it('[P1.4] says where chance may explain it', () => {
    const found = compare(input([12, 400], [36, 1600]), policy);
    expect(say('en', found.sentence)).toMatch(/1\.3 times .*; 0\.70 to 2\.5 fits the data, so it may be chance\.$/);
    expect(say('es', found.sentence)).toMatch(/así que puede ser azar\.$/);
  });

  it.for([
    [[9, 400], [36, 1600], 'groupEventsTooFew'],
    [[10, 29], [36, 1600], 'groupTooSmall'],
    [[24, 400], [9, 1600], 'comparisonEventsTooFew'],
    [[24, 400], [10, 29], 'comparisonTooSmall'],
    [[41, 40], [36, 1600], 'moreThanEnrolled'],
  ] as const)('[P7.7] %j against %j is not calculated, with the reason as a value', ([group, others, reason]) => {
    const found = compare(input(group, others), policy);
    expect(found.riskRatio).toEqual({ kind: 'notCalculated', reason });
    expect(found.oddsRatio).toEqual({ kind: 'notCalculated', reason });
    expect(found.p).toBeNull();
    for (const language of languages) expect(say(language, found.sentence)).toMatch(/\.$/);
  });

  it('[P7.7] keeps the smallest sizes of 34 CFR 300.647 whatever the counts', () => {
    const size = fc.integer({ min: 0, max: 60 });
    fc.assert(
      fc.property(size, size, size, size, (a, n, b, m) => {
        const found = compare(input([a, n], [b, m]), policy);
        const enough = a >= 10 && b >= 10 && n >= 30 && m >= 30 && a <= n && b <= m;
        expect(found.riskRatio.kind).toBe(enough ? 'calculated' : 'notCalculated');
      }),
    );
  });

  it("[P7.7] takes the state's figures where the district's own are too few", () => {
    const state = input([0, 1], [900, 60_000]).others;
    const found = compare(input([24, 400], [4, 60], { state }), policy);
    expect(found.riskRatio).toEqual({ kind: 'notCalculated', reason: 'comparisonEventsTooFew' });
    expect(found.alternateRiskRatio).toMatchObject({ kind: 'calculated', value: 24 / 400 / (900 / 60_000) });
    expect(say('en', found.sentence)).toContain("4.0 times as often as the state's other students");
    expect(compare(input([24, 400], [4, 60]), policy).alternateRiskRatio).toEqual({
      kind: 'notCalculated',
      reason: 'noStateFigures',
    });
    const small = compare(input([24, 400], [4, 60], { state: input([0, 1], [5, 90]).others }), policy);
    expect(small.alternateRiskRatio).toEqual({ kind: 'notCalculated', reason: 'stateEventsTooFew' });
  });

  it('[P7.7] uses exact limits for small counts, half an event where one side has none', () => {
    const small = compare(input([5, 50], [2, 100]), careless);
    expect(small.oddsRatio).toMatchObject({ method: 'exact', low: expect.closeTo(0.8417476905, 9) });
    expect(small.riskRatio).toMatchObject({ method: 'exact', value: 5 });
    const midP = compare(input([5, 50], [2, 100]), { ...careless, smallCounts: 'midP' });
    expect(midP.oddsRatio).toMatchObject({ method: 'midP' });
    const none = compare(input([3, 40], [0, 60]), { ...careless, minimumCell: 0 });
    expect(none.riskRatio).toMatchObject({ method: 'haldane', value: expect.closeTo(10.4146, 4) });
    const nothing = compare(input([0, 40], [0, 60]), { ...careless, minimumCell: 0 });
    expect(nothing.riskRatio).toEqual({ kind: 'notCalculated', reason: 'nothingHappened' });
  });

  it('[P7.4] never drops those whose group nobody knows: it says how many and what they could change', () => {
    const found = compare(input([24, 400], [36, 1600], { unknownEvents: 12 }), policy);
    expect(found.ifUnknown?.allOthers).toBeCloseTo(2, 12);
    expect(found.ifUnknown?.allGroup).toBeCloseTo(4, 12);
    expect(say('en', found.beside)).toContain('of 12 more the group is not known');
  });

  it('[P7.3] has no number for what nothing records', () => {
    const base = input([24, 400], [36, 1600]);
    const found = compare({ ...base, about: { ...base.about, measure: 'feedback' } }, policy);
    expect(found.riskRatio).toEqual({ kind: 'notCalculated', reason: 'notCollected' });
  });
});

describe('many comparisons', () => {
  it('[P7.7] are controlled as Benjamini and Hochberg say', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 25 }), (ps) => {
        const [one, other] = [falseDiscovery(ps), second.falseDiscoveryByRule(ps)];
        for (const [index, q] of one.entries()) expect(q).toBeCloseTo(other[index] ?? Number.NaN, 9);
      }),
    );
    expect(falseDiscovery([0.01, 0.04, 0.03, 0.005])).toEqual([0.02, 0.04, 0.04, 0.02]);
  });

  it('[P1.4] are flagged past the threshold only, on the side that is worse', () => {
    const more = compare(input([40, 400], [36, 1600]), policy);
    const littleMore = compare(input([4400, 40_000], [8000, 80_000]), policy);
    const less = compare(input([40, 1600], [100, 400]), policy);
    const ask = (measure: MeasureId) => ({ ...input([40, 1600], [100, 400]).about, measure });
    const diverted = compare({ ...input([40, 1600], [100, 400]), about: ask('studentsDiverted') }, policy);
    const tooFew = compare(input([9, 400], [1, 1600]), policy);
    const judged = judge([more, littleMore, less, diverted, tooFew], policy);
    expect(judged.map(({ flagged }) => flagged)).toEqual([true, false, false, true, false]);
    expect(judged.map(({ q }) => q !== null && q < 0.001)).toEqual([true, true, true, true, false]);
  });
});

describe('the flag of a disparity', () => {
  it('[P1.4] is codes, of which the registries know each', () => {
    const { about } = input([40, 400], [36, 1600]);
    const flag = flagOf(about, { source: 'recorded', schoolId: 's1', from: '2025-08-18', to: '2026-06-05' });
    expect(flag).toEqual({ ...about, source: 'recorded', schoolId: 's1', from: '2025-08-18', to: '2026-06-05' });
    const schools = new Set(['s1', 's2']);
    expect(isKnownFlag(flag, schools)).toBe(true);
    expect(isKnownFlag({ ...flag, dimension: 'school', group: 's1', comparison: 's2' }, schools)).toBe(true);
    for (const wrong of [
      { measure: 'arrests' },
      { measure: 'nothing' },
      { dimension: 'officer' },
      { dimension: 'age', group: '13to14' },
      { group: 'unknown' },
      { comparison: flag.group },
      { comparison: 'HI' },
      { dimension: 'school', group: 's3' },
    ])
      expect([wrong, isKnownFlag({ ...flag, ...wrong }, schools)]).toEqual([wrong, false]);
  });
});

describe('along the funnel', () => {
  const side = (enrolled: number, ...students: readonly number[]): FunnelCounts => {
    const found = enrolmentOf(roster({ students: enrolled }), {
      dimension: 'race',
      groups: ['white'],
      schoolIds: ['s1'],
    });
    const counts = funnelStages.map(({ id }, index) => [id, students[index] ?? 0] as const);
    return { enrolled: found, students: Object.fromEntries(counts) as FunnelCounts['students'] };
  };
  const about = { dimension: 'race', group: 'blackOrAfricanAmerican', comparison: 'white' } as const;

  it('[P7.7] [P10.2] shows at which step a difference arises', () => {
    const rates = relativeRates(about, side(400, 60, 80, 40, 24, 12), side(1600, 120, 160, 40, 24, 11), policy);
    expect(rates.map(({ index }) => (index.kind === 'calculated' ? index.value : index.reason))).toEqual([
      2,
      2,
      2,
      1,
      expect.closeTo(12 / 11, 12),
    ]);
    expect(say('en', rates[2]?.sentence ?? { key: '', parts: {} })).toBe(
      'Police powers were used: of those an officer responded to, Black or African American students got there 2.0 times as often as White students; 1.4 to 2.8 fits the data.',
    );
  });

  it('[P7.7] stops where too few are left, with the reason', () => {
    const rates = relativeRates(about, side(400, 60, 80, 9, 5, 0), side(1600, 120, 160, 40, 24, 11), policy);
    expect(rates.slice(2).map(({ index }) => index)).toEqual([
      { kind: 'notCalculated', reason: 'groupEventsTooFew' },
      { kind: 'notCalculated', reason: 'groupTooSmall' },
      { kind: 'notCalculated', reason: 'groupTooSmall' },
    ]);
    for (const { sentence } of rates) for (const language of languages) expect(say(language, sentence)).toMatch(/\.$/);
  });
});

describe('searches that find something', () => {
  const about = { dimension: 'race', group: 'blackOrAfricanAmerican', comparison: 'white' } as const;

  it('[P7.7] are held beside each other', () => {
    const found = searchYield(about, { searches: 60, found: 12 }, { searches: 80, found: 36 }, policy);
    expect(found.difference).toMatchObject({ value: expect.closeTo(-0.25, 12), method: 'newcombe' });
    expect(say('en', found.sentence)).toBe(
      'Searches of Black or African American students found something 20% of the time, those of White students 45%; a difference of -39 to -9 points fits the data.',
    );
    expect(say('es', found.sentence)).toContain('hallaron algo el 20% de las veces');
  });

  it('[P7.7] need ten searches of each', () => {
    const found = searchYield(about, { searches: 9, found: 2 }, { searches: 80, found: 36 }, policy);
    expect(found.difference).toEqual({ kind: 'notCalculated', reason: 'groupSearchesTooFew' });
    expect(found.p).toBeNull();
  });
});

describe.each(languages)('the words in %s', (language) => {
  const texts = (loadCatalogs()[language].disparity ?? {}) as Record<string, Catalog>;
  const at = (key: string): unknown =>
    key.split('.').reduce<unknown>((found, part) => Reflect.get(Object(found), part), texts);

  it('[P1.4] give every reason, group and outcome its words', () => {
    const reasons: Record<NotCalculated, true> = {
      enrolmentNotReported: true,
      enrolmentNotByThis: true,
      unknownGroup: true,
      tooManyYears: true,
      notCollected: true,
      moreThanEnrolled: true,
      nothingHappened: true,
      noStateFigures: true,
      notNeeded: true,
      groupTooSmall: true,
      groupEventsTooFew: true,
      comparisonTooSmall: true,
      comparisonEventsTooFew: true,
      stateTooSmall: true,
      stateEventsTooFew: true,
      groupInvolvedTooFew: true,
      comparisonInvolvedTooFew: true,
    };
    const wanted = [
      ...Object.keys(reasons).map((reason) => `reasons.${reason}`),
      ...['groupSearchesTooFew', 'comparisonSearchesTooFew', 'historyTooShort', 'historyTooFewEvents'].map(
        (reason) => `reasons.${reason}`,
      ),
      ...[...outcomesCompared, ...perceivedOutcomes].map((id) => `did.${id}`),
      ...perceivedBy
        .flatMap((id) => (dimensions[id].known ?? []).map((member) => [id, member] as const))
        .filter(([, member]) => member !== 'unknown')
        .map(([id, member]) => `groups.${id}.${member}`),
      ...funnelStages.flatMap(({ id, base }) => [`stages.${id}`, `bases.${base}`]),
      ...correctiveSteps.map((step) => `correctiveSteps.${step}`),
      ...correctiveStates.map((state) => `correctiveStates.${state}`),
      ...dimensionIds
        .filter((id) => dimensions[id].enrolment !== 'none' && id !== 'school')
        .flatMap((id) => (dimensions[id].known ?? []).map((member) => [id, member] as const))
        .map(([id, member]) => (member === 'unknown' ? 'groups.unknown' : `groups.${id}.${member}`)),
    ];
    expect(wanted.filter((key) => typeof at(key) !== 'string')).toEqual([]);
  });
});
