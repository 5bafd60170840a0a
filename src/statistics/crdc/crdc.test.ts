import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Count, notCollected, readCount } from './count.ts';
import { addSums, nothingSummed, schoolFigures } from './figures.ts';
import { crdcFiles } from './files.ts';
import { crdcYears, identifierColumns, layoutOf, referralColumns } from './layout.ts';
import { Tally } from './tabulate.ts';

const SEED = 20261122;

describe('crdc layouts', () => {
  it("[P1.5] Referrals and Arrests has 84 columns, and 8 more sexes' cells where there is a third", () => {
    for (const year of crdcYears) {
      const layout = layoutOf(year);
      const columns = [...identifierColumns(layout), ...referralColumns(layout)];
      expect(new Set(columns).size).toBe(columns.length);
      expect(columns).toHaveLength(layout.sexes.length === 2 ? 84 : 122);
    }
  });

  it('[P1.5] each collection has its own words and its own referral', () => {
    expect(referralColumns(layoutOf('2020-21'))).toContain('SCH_DISCWDIS_ARR_LEP_F');
    expect(referralColumns(layoutOf('2025-26'))).toContain('SCH_DISCWDIS_ARR_EL_F');
    expect(referralColumns(layoutOf('2021-22'))).toContain('TOT_DISCWODIS_REF_X');
    expect(referralColumns(layoutOf('2025-26')).filter((name) => name.endsWith('_X'))).toEqual([]);
    expect(crdcYears.map((year) => layoutOf(year).justice)).toEqual([
      ...['JJ', 'JJ', 'JJ', 'JJ', 'SCH_JUST', 'SCH_JUST', 'SCH_JUST'],
    ]);
    expect(crdcYears.filter((year) => layoutOf(year).referral === 'anyReport')).toEqual([
      ...['2015-16', '2017-18', '2020-21'],
    ]);
  });
});

/**
 * The header lines of the public-use files of 2020-21 as the department released them: how many columns, and the
 * beginning of the SHA-256 of their names joined by commas.
 */
const released = {
  'Referrals and Arrests': [84, '78353cb7de3b6c11'],
  'Restraint and Seclusion': [131, '5f3be8c0a164f10d'],
  Offenses: [19, '5472fdd0225a2a35'],
  'School Support': [17, 'e5841232603025e6'],
  'School Characteristics': [30, '0e8024f888c56ba1'],
  Enrollment: [118, 'e36edc8c3db980d0'],
} as const;

describe('crdc files', () => {
  it('[P1.5] have the columns of the files released for 2020-21, in their order', () => {
    const files = new Map(crdcFiles(layoutOf('2020-21'), []).map(({ name, header }) => [name, header]));
    for (const [name, [count, digest]] of Object.entries(released)) {
      const header = files.get(name) ?? [];
      expect([name, header.length], name).toEqual([name, count]);
      expect(createHash('sha256').update(header.join()).digest('hex').slice(0, 16), name).toBe(digest);
    }
    expect([...files.keys()].filter((name) => !(name in released))).toEqual(['Referral and Arrest Instances']);
  });
});

describe('crdc figures', () => {
  const layout = layoutOf('2020-21');
  const count = (n: number): Count => ({ kind: 'count', n });
  const anyCell: fc.Arbitrary<Count> = fc.oneof(
    fc.nat({ max: 50 }).map(count),
    fc.constantFrom(...['-5', '-6', '-9', '-11', '-3', '']).map((cell) => readCount(cell, 'whole') ?? notCollected),
  );

  it('[P7.4] a sum is unknown where no cell is a count, and otherwise the sum of those that are', () => {
    fc.assert(
      fc.property(fc.array(anyCell, { maxLength: 20 }), (cells) => {
        const one = (cell: Count) =>
          cell.kind === 'count' ? { n: cell.n, counted: 1, unknown: 0 } : { n: null, counted: 0, unknown: 1 };
        const sum = cells.map(one).reduce(addSums, nothingSummed);
        const counts = cells.flatMap((cell) => (cell.kind === 'count' ? [cell.n] : []));
        expect(sum.n).toBe(counts.length === 0 ? null : counts.reduce((a, b) => a + b, 0));
        expect(sum.counted + sum.unknown).toBe(cells.length);
      }),
      { seed: SEED },
    );
  });

  it.each([
    ['-11', 'suppressed'],
    ['-5', 'actionPlan'],
    ['-6', 'forceCertified'],
    ['-9', 'notApplicable'],
    ['-13', 'otherReason'],
    ['', 'otherReason'],
  ])('[P7.4] one total that reads "%s" makes the school %s and its total unknown', (cell, status) => {
    const read = (column: string): Count =>
      column === 'TOT_DISCWDIS_ARR_IDEA_F' ? (readCount(cell, 'whole') ?? notCollected) : count(1);
    const figures = schoolFigures(layout, read);
    expect(figures.status).toBe(status);
    expect(figures.measures.REF).toMatchObject({ known: true, excluding504: { n: 4 }, including504: { n: 6 } });
    expect(figures.measures.ARR).toMatchObject({ known: false, excluding504: { n: 3, unknown: 1 } });
  });

  it('[P7.7] a ratio stands on the schools whose totals are known, with its interval; White is what it is held against', () => {
    const tally = new Tally();
    const school = (known: boolean, black: number, white: number) => {
      const total = (n: number): Count => (known ? count(n) : { kind: 'reserve', code: -11, meaning: 'suppressed' });
      tally.add(
        schoolFigures(layout, (column) => {
          if (column === 'SCH_ENR_BL_M') return count(200);
          if (column === 'SCH_ENR_WH_M') return count(800);
          if (column === 'SCH_DISCWODIS_REF_BL_M') return total(black);
          if (column === 'SCH_DISCWODIS_REF_WH_M') return total(white);
          return column.includes('_REF_') ? total(column === 'TOT_DISCWODIS_REF_M' ? black + white : 0) : count(0);
        }),
      );
    };
    school(true, 14, 20);
    school(true, 10, 16);
    school(false, 0, 0);
    const { referrals, riskRatios, byRace } = tally.table();
    expect(referrals).toMatchObject({ excluding504: 60, schoolsCounted: 2, schoolsUnknown: 1 });
    expect(byRace.BL).toEqual({ referrals: 24, arrests: 0, enrolment: 600 });
    const { value, low, high, method, ...made } = riskRatios.referrals.BL;
    // 24 of 400 against 36 of 1,600.
    expect([value, low, high].map((n) => n?.toFixed(4))).toEqual(['2.6667', '1.6098', '4.4175']);
    expect(method).toBe('logWald');
    expect(made).toEqual({ events: 24, students: 400, comparisonEvents: 36, comparisonStudents: 1600 });
    expect(riskRatios.referrals.WH).toMatchObject({ value: null, events: 36 });
    expect(riskRatios.arrests.BL.value).toBeNull();
  });
});
