import { beforeAll, describe, expect, it } from 'vitest';
import { crdcCodes } from '../../../statistics/crdc/layout.ts';
import { realBundle, realFile, tabulated } from '../testing/crdc.ts';
import { bundleOf, codes } from '../testing/support.ts';
import { type Tabulation, tabulateCrdc } from './tabulation.ts';

/**
 * Checked by hand with tests/fixtures/crdc-2020-21/figures.awk, which knows nothing of this code.
 * Schools: all, reported, suppressed (-11), action plan (-5), not applicable (-9). Students: without and with Section 504
 * only. Races in the order of the files: HI, AM, AS, HP, BL, WH, TR.
 */
const byHand = {
  AK: {
    schools: [499, 449, 41, 0, 9],
    referrals: [154, 156],
    arrests: [3, 3],
    officers: 108.38,
    referred: [17, 49, 8, 8, 6, 44, 22],
    arrested: [0, 1, 1, 0, 0, 1, 0],
    enrolled: [9316, 26553, 6971, 3112, 3091, 58786, 16017],
  },
  DE: {
    schools: [232, 216, 0, 0, 16],
    referrals: [20, 20],
    arrests: [1, 1],
    officers: 33,
    referred: [3, 0, 0, 0, 6, 8, 3],
    arrested: [0, 0, 0, 0, 1, 0, 0],
    enrolled: [25407, 577, 5937, 205, 41993, 58710, 6358],
  },
  ND: {
    schools: [485, 477, 0, 0, 8],
    referrals: [537, 552],
    arrests: [74, 81],
    officers: 139.06,
    referred: [63, 87, 6, 2, 61, 315, 3],
    arrested: [4, 18, 0, 0, 9, 43, 0],
    enrolled: [6404, 11261, 1962, 324, 6447, 88800, 3411],
  },
  RI: {
    schools: [307, 256, 41, 0, 10],
    referrals: [37, 41],
    arrests: [11, 11],
    officers: 55.49,
    referred: [7, 0, 0, 0, 6, 22, 2],
    arrested: [3, 0, 0, 0, 4, 3, 1],
    enrolled: [38085, 1137, 4520, 199, 12216, 74371, 6835],
  },
  WY: {
    schools: [361, 354, 0, 3, 4],
    referrals: [1146, 1155],
    arrests: [60, 63],
    officers: 75.98,
    referred: [241, 31, 2, 2, 19, 801, 50],
    arrested: [8, 2, 0, 0, 2, 47, 1],
    enrolled: [13553, 3503, 704, 191, 1016, 72300, 3198],
  },
} as const;

describe('crdc tabulate: the real files of five states', () => {
  let all: Tabulation;
  beforeAll(async () => {
    all = await tabulateCrdc({ bundle: await realBundle(tabulated) });
  });

  it.each(Object.entries(byHand))('[P7.7] %s: as checked by hand', (code, figures) => {
    const table = all.states.find(({ state }) => state === code);
    if (table === undefined) throw new Error(`no ${code}`);
    const { schoolsByStatus: by, referrals, arrests } = table;
    expect([table.schools, by.reported, by.suppressed, by.actionPlan, by.notApplicable]).toEqual(figures.schools);
    expect(by.forceCertified + by.otherReason).toBe(0);
    expect([referrals.excluding504, referrals.including504]).toEqual(figures.referrals);
    expect([arrests.excluding504, arrests.including504]).toEqual(figures.arrests);
    expect(referrals.schoolsCounted).toBe(by.reported);
    expect(referrals.schoolsUnknown).toBe(table.schools - by.reported);
    expect(table.swornOfficers.fte).toBe(figures.officers);
    expect(crdcCodes.map((race) => table.byRace[race].referrals)).toEqual(figures.referred);
    expect(crdcCodes.map((race) => table.byRace[race].arrests)).toEqual(figures.arrested);
    expect(crdcCodes.map((race) => table.byRace[race].enrolment)).toEqual(figures.enrolled);
  });

  it('[P7.7] the districts add up to their state, and every school is in one', () => {
    expect(all.problems).toEqual([]);
    expect(all.year).toEqual({ id: '2020-21', from: 'header' });
    for (const state of all.states) {
      const leas = all.leas.filter((lea) => lea.state === state.state);
      const sum = (value: (table: (typeof leas)[number]) => number | null) =>
        leas.reduce((total, lea) => total + (value(lea) ?? 0), 0);
      expect(sum((lea) => lea.schools)).toBe(state.schools);
      expect(sum((lea) => lea.referrals.including504)).toBe(state.referrals.including504);
      expect(sum((lea) => lea.arrests.excluding504)).toBe(state.arrests.excluding504);
      expect(sum((lea) => lea.byRace.BL.enrolment)).toBe(state.byRace.BL.enrolment);
    }
  });

  it('[P7.7] a district whose every total is suppressed is unknown, never zero, and gets no ratio', () => {
    const hidden = all.leas.filter((lea) => lea.schoolsByStatus.suppressed === lea.schools);
    expect(hidden.map(({ leaid }) => leaid)).toEqual(['4400900']);
    for (const lea of hidden) {
      expect(lea.referrals).toEqual({
        ...{ excluding504: null, including504: null, schoolsCounted: 0, schoolsUnknown: lea.schools },
      });
      expect(lea.byRace.WH.referrals).toBeNull();
      expect(lea.riskRatios.referrals.BL).toMatchObject({ value: null, low: null, high: null });
      expect(lea.byRace.WH.enrolment).not.toBeNull();
    }
  });

  it('[P7.7] ratios leave out the students of schools whose totals are unknown', () => {
    const island = all.states.find(({ state }) => state === 'RI');
    const risk = island?.riskRatios.referrals.HI;
    // 7 of 23,010 against 22 of 72,138; with the suppressed schools' students it would read 0.62.
    expect(risk).toMatchObject({ events: 7, students: 23010, comparisonEvents: 22, comparisonStudents: 72138 });
    expect(risk?.value).toBeCloseTo(0.9975, 4);
    expect(island?.byRace.HI.enrolment).toBe(38085);
  });

  it('[P7.7] one state, one district', async () => {
    const wyoming = await tabulateCrdc({ bundle: await realBundle(tabulated), state: 'WY' });
    expect(wyoming.states).toEqual(all.states.filter(({ state }) => state === 'WY'));
    expect(wyoming.leas).toEqual(all.leas.filter(({ state }) => state === 'WY'));
    const one = await tabulateCrdc({ bundle: await realBundle(tabulated), leaid: '0200001' });
    expect(one.states).toEqual(all.states.filter(({ state }) => state === 'AK'));
    expect(one.leas).toEqual(all.leas.filter(({ leaid }) => leaid === '0200001'));
  });

  it('[P7.7] a later file with EL, SCH_JUST and no third sex is read alike', async () => {
    const renamed = await tabulateCrdc({
      bundle: await realBundle(tabulated, (_name, text) =>
        text.replaceAll('_LEP_', '_EL_').replace('"JJ"', '"SCH_JUST"'),
      ),
      year: '2023-24',
    });
    expect(renamed.states).toEqual(all.states);
  });
});

describe('crdc tabulate: other layouts', () => {
  it('[P7.7] reads the one wide file of 2015-16, and says which collection it is', async () => {
    const rows = tabulated.map((name) => realFile(name).toString('utf8').trim().split('\n').slice(0, 120));
    const wide = (rows[0] ?? []).map((line, at) =>
      [line, ...rows.slice(1).map((module) => (module[at] ?? '').split(',').slice(8).join(','))].join(','),
    );
    const read = await tabulateCrdc({
      bundle: await bundleOf({ 'CRDC 2015-16 School Data.csv': wide.join('\n') }),
      year: '2015-16',
    });
    expect(read.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(read.year).toEqual({ id: '2015-16', from: 'given' });
    expect(read.states[0]?.schools).toBe(119);
  });

  it('names what is missing', async () => {
    const read = await tabulateCrdc({ bundle: await realBundle(['Enrollment.csv']) });
    expect(codes(read.problems)).toEqual(['fileMissing']);
    expect(read.states).toEqual([]);
    const cut = await tabulateCrdc({
      bundle: await realBundle(tabulated, (_name, text) => text.replace('TOT_DISCWODIS_REF_M', 'TOTAL')),
    });
    expect(codes(cut.problems)).toEqual(['columnMissing']);
  });
});
