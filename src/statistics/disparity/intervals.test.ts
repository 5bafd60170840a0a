import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exactOddsRatio, exactRiskRatio, exactShare, fisherTwoSided } from './exact.ts';
import { haldane, haldaneOdds, oddsRatioWald, riskDifferenceNewcombe, riskRatioWald, wilson } from './large.ts';
import * as second from './second.test-data.ts';
import { betaRegularized, logChoose, normalQuantile } from './special.ts';

const z = normalQuantile(0.975);
const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));
const roundedAll = (list: { value?: number; low: number; high: number }, digits: number): number[] =>
  [list.value ?? Number.NaN, list.low, list.high].map((value) => rounded(value, digits));

/** Equal to nine digits; two ways of computing in double precision differ in the last ones. */
function same(one: number, other: number): void {
  if (!Number.isFinite(other)) expect(one).toBe(other);
  else expect(Math.abs(one - other)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(other)));
}
const sameLimits = (one: { low: number; high: number }, other: { low: number; high: number }): void => {
  same(one.low, other.low);
  same(one.high, other.high);
};

const tables = fc.tuple(fc.integer({ min: 1, max: 140 }), fc.integer({ min: 1, max: 140 })).chain(([n, m]) =>
  fc.record({
    n: fc.constant(n),
    m: fc.constant(m),
    a: fc.integer({ min: 0, max: n }),
    b: fc.integer({ min: 0, max: m }),
  }),
);

describe('reference values, to the last printed digit', () => {
  it('[P7.7] risk ratio, odds ratio and difference of 24 of 400 against 36 of 1600', () => {
    const table = { a: 24, n: 400, b: 36, m: 1600 };
    expect(roundedAll(riskRatioWald(table, z), 4)).toEqual([2.6667, 1.6098, 4.4175]);
    expect(roundedAll(oddsRatioWald(table, z), 4)).toEqual([2.773, 1.6345, 4.7047]);
    expect(roundedAll(riskDifferenceNewcombe(table, z), 6)).toEqual([0.0375, 0.016367, 0.065909]);
  });

  it('[P7.7] risk ratio, odds ratio and difference of 12 of 95 against 44 of 880', () => {
    const table = { a: 12, n: 95, b: 44, m: 880 };
    expect(roundedAll(riskRatioWald(table, z), 4)).toEqual([2.5263, 1.3834, 4.6133]);
    expect(roundedAll(oddsRatioWald(table, z), 4)).toEqual([2.747, 1.3959, 5.4059]);
    expect(roundedAll(riskDifferenceNewcombe(table, z), 6)).toEqual([0.076316, 0.02124, 0.15888]);
  });

  it('[P7.7] Wilson, Fisher, zero cells and z', () => {
    expect(roundedAll(wilson(24, 400, z), 6).slice(1)).toEqual([0.040648, 0.087723]);
    expect(rounded(fisherTwoSided({ a: 5, n: 50, b: 2, m: 100 }), 6)).toBe(0.041402);
    expect(rounded(riskRatioWald(haldane({ a: 3, n: 40, b: 0, m: 60 }), z).value, 4)).toBe(10.4146);
    expect(rounded(z, 6)).toBe(1.959964);
  });

  // SciPy 1.17: fisher_exact, contingency.odds_ratio (conditional), binomtest(...).proportion_ci('exact'), nbinom.cdf.
  it.for([
    [
      5, 50, 2, 100, 0.04140229033946559, 0.8417476905293289, 58.49686775441032, 0.03327509358902151,
      0.2181353664342022,
    ],
    [
      24, 400, 36, 1600, 0.0004055737403194377, 1.5613492217014544, 4.840570343807444, 0.03881774910477643,
      0.0879624234048094,
    ],
    [
      3,
      40,
      0,
      60,
      0.06110080395794682,
      0.6331727498670389,
      Number.POSITIVE_INFINITY,
      0.015742179851041527,
      0.20386474873289898,
    ],
    [
      12, 95, 44, 880, 0.008065617855730872, 1.2674642295909084, 5.544343835108458, 0.06700593916012657,
      0.2102549492633542,
    ],
    [1, 30, 9, 250, 1, 0.020373059393854056, 7.0981703260744675, 0.0008435709266493071, 0.17216945563341293],
  ] as const)(
    '[P7.7] %i of %i against %i of %i as another program has them',
    ([a, n, b, m, p, low, high, from, to]) => {
      same(fisherTwoSided({ a, n, b, m }), p);
      sameLimits(exactOddsRatio({ a, n, b, m }, 0.05, 'exact'), { low, high });
      sameLimits(exactShare(a, n, 0.05, 'exact'), { low: from, high: to });
      same(betaRegularized(0.4, 3.2, 8), 0.8089289470422145);
      same(betaRegularized(0.9, 800, 121), 0.9987304430926046);
    },
  );
});

describe('a second implementation agrees', () => {
  it('[P7.7] on the special functions', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 600 }), fc.nat(), (n, some) => {
        const k = some % (n + 1);
        same(logChoose(n, k), Math.log(Number(second.choose(n, k))));
      }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60 }), fc.double({ min: 0.1, max: 30, noNaN: true }), (k, mean) => {
        same(betaRegularized(1 / 1.7, mean / 0.7, k + 1), second.negativeBinomialAtMost(k, mean, 1.7));
      }),
    );
    for (const [p, value] of [
      [0.975, 1.959963984540054],
      [0.5, 0],
      [0.999, 3.090232306167813],
    ] as const) {
      same(normalQuantile(p), value);
      same(normalQuantile(1 - p), -normalQuantile(p));
    }
    same(normalQuantile(1e-12), -7.034483825301131);
  });

  it("[P7.7] on Fisher's test and the exact limits, in whole numbers of any length", () => {
    fc.assert(
      fc.property(tables, (table) => {
        same(fisherTwoSided(table), second.fisher(table));
        if (table.a + table.b === 0 || table.a + table.b === table.n + table.m) return;
        sameLimits(exactOddsRatio(table, 0.05, 'exact'), second.oddsLimits(table, 1));
        sameLimits(exactOddsRatio(table, 0.05, 'midP'), second.oddsLimits(table, 0.5));
      }),
      { seed: 5, numRuns: 150 },
    );
  });

  it('[P7.7] on the limits of a share and of the ratio of rare events', () => {
    fc.assert(
      fc.property(tables, ({ a, n, b, m }) => {
        for (const [method, half] of [
          ['exact', 1],
          ['midP', 0.5],
        ] as const) {
          sameLimits(exactShare(a, n, 0.05, method), second.clopperPearson(a, n, half));
          if (a === 0 || b === 0) continue;
          const split = second.clopperPearson(a, a + b, half);
          const ratio = (p: number): number => ((p / (1 - p)) * m) / n;
          const found = exactRiskRatio({ a, n, b, m }, 0.05, method);
          expect(Math.abs(found.low / ratio(split.low) - 1)).toBeLessThan(1e-8);
          expect(Math.abs(found.high / ratio(split.high) - 1)).toBeLessThan(1e-8);
        }
      }),
      { seed: 5, numRuns: 60 },
    );
  });

  it('[P7.7] on Wilson, Newcombe and log-Wald', () => {
    fc.assert(
      fc.property(tables, (table) => {
        sameLimits(wilson(table.a, table.n, z), second.wilsonLimits(table.a, table.n, z));
        sameLimits(riskDifferenceNewcombe(table, z), second.newcombe(table, z));
        const shifted = haldane(table);
        const wald = riskRatioWald(shifted, z);
        const other = second.riskRatioLimits(shifted, z);
        expect(Math.abs(wald.low / other.low - 1)).toBeLessThan(1e-9);
        expect(Math.abs(wald.high / other.high - 1)).toBeLessThan(1e-9);
        const odds = oddsRatioWald(haldaneOdds(table), z);
        expect(odds.low).toBeLessThanOrEqual(odds.value);
        expect(odds.value).toBeLessThanOrEqual(odds.high);
      }),
      { seed: 5 },
    );
  });
});

describe('what must hold', () => {
  it('[P7.7] turning the two groups round turns every ratio and difference round', () => {
    fc.assert(
      fc.property(tables, ({ a, n, b, m }) => {
        const [one, other] = [
          { a, n, b, m },
          { a: b, n: m, b: a, m: n },
        ];
        same(fisherTwoSided(one), fisherTwoSided(other));
        const [forth, back] = [riskRatioWald(haldane(one), z), riskRatioWald(haldane(other), z)];
        same(forth.low * back.high, 1);
        same(riskDifferenceNewcombe(one, z).low, -riskDifferenceNewcombe(other, z).high);
        const [exactForth, exactBack] = [exactOddsRatio(one, 0.05, 'exact'), exactOddsRatio(other, 0.05, 'exact')];
        if (exactForth.low > 0) expect(Math.abs(exactForth.low * exactBack.high - 1)).toBeLessThan(1e-8);
        const midP = exactOddsRatio(one, 0.05, 'midP');
        expect(midP.low).toBeGreaterThanOrEqual(exactForth.low);
        expect(midP.high).toBeLessThanOrEqual(exactForth.high);
      }),
      { seed: 5, numRuns: 100 },
    );
  });

  it('[P7.7] the limits of a risk ratio from few events cover the true one at least 95 times in 100, by full count', () => {
    const [n, m] = [40, 60];
    const binomials = (of: number, p: number): number[] =>
      Array.from({ length: of + 1 }, (_, x) => Number(second.choose(of, x)) * p ** x * (1 - p) ** (of - x));
    for (const [p, q] of [
      [0.02, 0.02],
      [0.05, 0.02],
      [0.1, 0.05],
      [0.1, 0.1],
      [0.3, 0.1],
      [0.05, 0.2],
    ] as const) {
      const [ofGroup, ofOthers] = [binomials(n, p), binomials(m, q)];
      let [held, known] = [0, 0];
      for (let a = 1; a <= n; a++) {
        for (let b = 1; b <= m; b++) {
          const chance = (ofGroup[a] ?? 0) * (ofOthers[b] ?? 0);
          if (chance < 1e-9) continue;
          const { low, high } = exactRiskRatio({ a, n, b, m }, 0.05, 'exact');
          known += chance;
          if (low <= p / q && p / q <= high) held += chance;
        }
      }
      expect(held / known).toBeGreaterThanOrEqual(0.95);
    }
  });

  it('[P7.7] exact shares never cover less than they say; mid-p is right on average', () => {
    const n = 40;
    const covered = (method: 'exact' | 'midP', p: number): number => {
      let sum = 0;
      for (let x = 0; x <= n; x++) {
        const { low, high } = exactShare(x, n, 0.05, method);
        if (low <= p && p <= high) sum += Number(second.choose(n, x)) * p ** x * (1 - p) ** (n - x);
      }
      return sum;
    };
    const shares = Array.from({ length: 49 }, (_, index) => 0.01 + index * 0.02);
    expect(Math.min(...shares.map((p) => covered('exact', p)))).toBeGreaterThanOrEqual(0.95);
    const average = shares.reduce((sum, p) => sum + covered('midP', p), 0) / shares.length;
    expect(average).toBeGreaterThan(0.945);
    expect(average).toBeLessThan(0.975);
  });
});
