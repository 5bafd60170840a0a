import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ageBands, sexes, yesNoUnknown } from '../domain/shared/people.ts';
import { races } from '../domain/shared/race.ts';
import {
  crossTabulate,
  dimensions,
  disabilities,
  disaggregate,
  type FactGroup,
  type Facts,
  sources,
} from './disaggregation.ts';

const SEED = 20261122;
const anyFacts: fc.Arbitrary<Facts> = fc.record({
  races: fc.uniqueArray(fc.constantFrom(...races.filter((race) => race !== 'unknown')), { maxLength: 3 }),
  sex: fc.constantFrom(...sexes),
  ageBand: fc.constantFrom(...ageBands),
  englishLearner: fc.constantFrom(...yesNoUnknown),
  disability: fc.constantFrom(...disabilities),
});
const anyGroup: fc.Arbitrary<FactGroup> = fc.record({
  perceived: anyFacts,
  recorded: fc.option(anyFacts),
  offenseType: fc.option(fc.constantFrom('assault', 'drugs')),
  n: fc.integer({ min: 1, max: 50 }),
});
const sum = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((all, n) => all + n, 0);

describe('disaggregate', () => {
  it('[P7.4] adds up to the whole in all seven dimensions and both sources: nobody is dropped', () => {
    fc.assert(
      fc.property(fc.array(anyGroup), (groups) => {
        const all = groups.reduce((total, group) => total + group.n, 0);
        for (const dimension of dimensions) {
          for (const source of sources) expect(sum(disaggregate(groups, dimension, source))).toBe(all);
        }
      }),
      { seed: SEED },
    );
  });

  it('[P7.4] shows unknown as a category even at zero, and keeps perceived and recorded apart', () => {
    const perceived: Facts = {
      races: ['white'],
      sex: 'M',
      ageBand: '15to17',
      englishLearner: 'unknown',
      disability: 'unknown',
    };
    const group: FactGroup = {
      perceived,
      recorded: { ...perceived, races: ['hispanicOrLatino', 'white'], disability: 'idea' },
      offenseType: null,
      n: 2,
    };
    const attached = [group, { ...group, recorded: null, n: 1 }];
    expect(disaggregate([], 'race', 'recorded').get('unknown')).toBe(0);
    expect(disaggregate(attached, 'race', 'perceived').get('white')).toBe(3);
    expect(disaggregate(attached, 'race', 'recorded').get('multiple')).toBe(2);
    expect(disaggregate(attached, 'race', 'recorded').get('unknown')).toBe(1);
    expect(disaggregate(attached, 'ethnicity', 'recorded').get('hispanicOrLatino')).toBe(2);
    expect(disaggregate(attached, 'disability', 'recorded').get('idea')).toBe(2);
    expect(disaggregate(attached, 'offenseType', 'recorded').get('none')).toBe(3);
  });

  it('[P7.4] crosses any two of the seven, with margins equal to the single tables', () => {
    fc.assert(
      fc.property(
        fc.array(anyGroup),
        fc.constantFrom(...dimensions),
        fc.constantFrom(...dimensions),
        (groups, a, b) => {
          const table = crossTabulate(groups, a, b, 'recorded');
          for (const [key, n] of disaggregate(groups, a, 'recorded')) expect(sum(table.get(key) ?? new Map())).toBe(n);
        },
      ),
      { seed: SEED },
    );
  });
});
