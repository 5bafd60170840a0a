import { describe, expect, it } from 'vitest';
import { defaultDisparityPolicy } from '../../domain/disparities/record.ts';
import { changeOverTime, type Stretch } from './change.ts';
import { type ComparisonInput, compare } from './compare.ts';
import { allOthers, enrolmentsOf, type RosterSnapshot } from './enrolment.ts';
import { judge } from './judge.ts';
import { binomial, overdispersed, poisson, seeded } from './second.test-data.ts';

// What the flags do on data whose truth is known. Each rate is printed in decision 19; the bounds leave room for the
// scatter of so many seeded runs, which is always the same.

const policy = defaultDisparityPolicy;
const [n, m] = [400, 1600];
const record: RosterSnapshot = {
  kind: 'roster',
  asOf: '2025-10-01',
  groups: (['asian', 'white'] as const).map((race) => ({
    schoolId: 's1',
    races: [race],
    sex: 'F',
    grade: '09',
    idea: 'no',
    section504: 'no',
    el: 'no',
    students: race === 'asian' ? n : m,
  })),
};
const about = { measure: 'studentsReferred', dimension: 'race', group: 'asian', comparison: allOthers } as const;
const enrolled = enrolmentsOf(record, about, ['s1']);

function year(chance: () => number, group: (chance: () => number) => number, others: (chance: () => number) => number) {
  return compare(
    {
      about,
      group: { events: group(chance), enrolled: enrolled.group },
      others: { events: others(chance), enrolled: enrolled.others },
      unknownEvents: 0,
    } satisfies ComparisonInput,
    policy,
  );
}

const share = (runs: number, hit: (run: number) => boolean): number => {
  let hits = 0;
  for (let run = 0; run < runs; run++) if (hit(run)) hits += 1;
  return hits / runs;
};

describe('a disparity among twelve comparisons of 400 with 1600 students, 3 in 100 of the others referred', () => {
  const others = binomial(m, 0.03);
  const even = binomial(n, 0.03);
  const runs = 400;

  it('[P1.4] is found when the group is referred three times as often: 19 years of 20', () => {
    const chance = seeded(1);
    const worse = binomial(n, 0.09);
    const found = share(runs, () => {
      const list = Array.from({ length: 12 }, (_, index) => year(chance, index === 0 ? worse : even, others));
      return judge(list, policy)[0]?.flagged === true;
    });
    expect(found).toBeGreaterThan(0.95);
  });

  it('[P1.4] is not found where there is none: no flag at all in more than 97 years of 100', () => {
    const chance = seeded(2);
    const flagged = share(runs, () =>
      judge(
        Array.from({ length: 12 }, () => year(chance, even, others)),
        policy,
      ).some((one) => one.flagged),
    );
    expect(flagged).toBeLessThan(0.03);
  });

  it('[P7.7] the share of chance among the flags stays below 1 in 20 when a third of the groups are worse off', () => {
    const chance = seeded(3);
    const worse = binomial(n, 0.06);
    let total = 0;
    for (let run = 0; run < runs; run++) {
      const list = Array.from({ length: 12 }, (_, index) => year(chance, index < 4 ? worse : even, others));
      const flags = judge(list, policy).map((one) => one.flagged);
      const all = flags.filter(Boolean).length;
      if (all > 0) total += flags.slice(4).filter(Boolean).length / all;
    }
    expect(total / runs).toBeLessThan(0.05);
  });

  it('[P7.7] the limits of the risk ratio hold the true one about 95 times in 100', () => {
    const chance = seeded(4);
    const twice = binomial(n, 0.06);
    let [known, held] = [0, 0];
    for (let run = 0; run < 1000; run++) {
      const { riskRatio } = year(chance, twice, others);
      if (riskRatio.kind !== 'calculated') continue;
      known += 1;
      if (riskRatio.low <= 2 && 2 <= (riskRatio.high ?? Number.POSITIVE_INFINITY)) held += 1;
    }
    expect(held / known).toBeGreaterThan(0.93);
    expect(held / known).toBeLessThan(0.97);
  });
});

describe('a change over time, watched for a year after two years', () => {
  type Draw = (chance: () => number) => number;
  const stretches = (count: number, draw: Draw, chance: () => number, from = 0): Stretch[] =>
    Array.from({ length: count }, (_, index) => ({ id: `m${from + index}`, events: draw(chance), exposure: 20 }));

  /** Share of series with a flag in the last twelve of 36 stretches. */
  const noticed = (seed: number, before: Draw, after: Draw, runs = 400): number => {
    const chance = seeded(seed);
    return share(runs, () => {
      const series = [...stretches(24, before, chance), ...stretches(12, after, chance, 24)];
      const change = changeOverTime('arrests', series);
      return change.kind === 'changed' && change.shifts.some(({ noticed: at }) => Number(at.slice(1)) >= 24);
    });
  };

  it.for([
    ['2 a month, by chance alone', poisson(2)],
    ['8 a month, by chance alone', poisson(8)],
    ['30 a month, by chance alone', poisson(30)],
    ['8 a month, varying half as much again', overdispersed(8, 1.5)],
    ['30 a month, varying three times as much', overdispersed(30, 3)],
  ] as const)('[P7.7] %s: at most one false alarm in 25 years', ([, draw], { expect: check }) => {
    check(noticed(5, draw, draw, 1000)).toBeLessThan(0.04);
  });

  it.for([
    ['doubling from 8 a month', poisson(8), poisson(16), 0.95],
    ['half of 8 a month', poisson(8), poisson(4), 0.75],
    ['doubling from 2 a month', poisson(2), poisson(4), 0.45],
    ['half as much again as 30 a month', poisson(30), poisson(45), 0.95],
  ] as const)('[P7.7] %s is noticed within the year', ([, before, after, least], { expect: check }) => {
    check(noticed(6, before, after)).toBeGreaterThan(least);
  });

  it('[P7.7] says since when, and by how much', () => {
    const series = Array.from({ length: 30 }, (_, index) => ({
      id: `${2024 + Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`,
      events: (index < 24 ? 8 : 18) + (index % 3) - 1,
      exposure: 20,
    }));
    const change = changeOverTime('arrests', series);
    expect(change).toMatchObject({ kind: 'changed', shifts: [{ direction: 'up', since: '2026-01' }] });
  });

  it('[P7.7] needs more than a year and more than a handful', () => {
    const quiet = (count: number, events: number): Stretch[] =>
      Array.from({ length: count }, (_, index) => ({ id: `m${index}`, events, exposure: 20 }));
    expect(changeOverTime('arrests', quiet(12, 8))).toMatchObject({ reason: 'historyTooShort' });
    expect(changeOverTime('arrests', quiet(20, 0))).toMatchObject({ reason: 'historyTooFewEvents' });
    expect(changeOverTime('arrests', quiet(20, 8))).toMatchObject({ kind: 'steady' });
  });
});
