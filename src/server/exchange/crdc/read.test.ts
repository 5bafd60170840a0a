import { Buffer } from 'node:buffer';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { readCount } from '../../../statistics/crdc/count.ts';
import { openPath } from '../files/open.ts';
import { bundleOf, codes, csv, errorsOf } from '../testing/support.ts';
import { yearOfName } from './layout.ts';
import { readCrdc } from './read.ts';
import type { CrdcData, CrdcSchool } from './record.ts';

const data = path.resolve(process.env.OPENSRO_SHARED ?? '../shared/data');
const folder = path.join(data, 'crdc-2020-21');
const modules = ['School Characteristics.csv', 'Enrollment.csv', 'School Support.csv'] as const;

async function read(files: Record<string, string | Buffer>, options = {}): Promise<CrdcData> {
  return readCrdc(await bundleOf(files), options);
}

/** Plain reading of an official file, where every cell is quoted and none holds a quote or line end. */
function plainRows(text: string): Map<string, Record<string, string>> {
  const [head = '', ...lines] = text.trim().split(/\r?\n/);
  const names = head.slice(1, -1).split('","');
  const rows = lines.map((line) => {
    const cells = line.slice(1, -1).split('","');
    return Object.fromEntries(names.map((name, at) => [name, cells[at] ?? '']));
  });
  return new Map(rows.map((row) => [row.COMBOKEY ?? '', row]));
}

const number = (cell: string | undefined): string => {
  const n = Number(cell);
  return n < 0 ? `code ${n}` : `${n}`;
};
const shown = (school: CrdcSchool): string[] =>
  [...school.enrolment, ...school.totals, ...school.idea, ...school.section504, ...school.el].map(({ count }) =>
    count.kind === 'count' ? `${count.n}` : count.kind === 'reserve' ? `code ${count.code}` : 'none',
  );

describe('CRDC 2020-21, the real files of five states', () => {
  const raw = new Map<string, string>();
  let nation: CrdcData;
  beforeAll(async () => {
    if (!existsSync(folder)) {
      throw new Error(`The CRDC files are not at ${folder}. Set OPENSRO_SHARED to the folder that holds crdc-2020-21.`);
    }
    for (const name of modules) raw.set(name, await readFile(path.join(folder, name), 'utf8'));
    const opened = await openPath(folder);
    if (!opened.ok) throw new Error(JSON.stringify(opened.problems));
    nation = await readCrdc(opened.bundle);
  });

  it('[P7.7] every school imports with nothing to object to', () => {
    expect(nation.problems).toEqual([]);
    expect(nation.schools).toHaveLength(1_884);
    expect(nation.year).toEqual({ id: '2020-21', from: 'name' });
    expect([...new Set(nation.schools.map((school) => school.state))].sort()).toEqual(['AK', 'DE', 'ND', 'RI', 'WY']);
  });

  it('[P7.7] leading zeros survive and ids are those of COMBOKEY', () => {
    const keys = [...plainRows(raw.get('Enrollment.csv') ?? '').keys()].sort();
    expect(nation.schools.map((school) => school.ncesId).sort()).toEqual(keys);
    expect(nation.schools.every((school) => /^\d{12}$/.test(school.ncesId))).toBe(true);
  });

  it('[P7.7] every cell is the released one: counts as counts, reserve codes as codes', () => {
    const rows = plainRows(raw.get('Enrollment.csv') ?? '');
    for (const school of nation.schools) {
      const row = rows.get(school.ncesId) ?? {};
      const keys = [
        ...school.enrolment.map((cell) => `SCH_ENR_${cell.race}_${cell.sex}`),
        ...['TOT_ENR', 'SCH_ENR_IDEA', 'SCH_ENR_504', 'SCH_ENR_LEP'].flatMap((key) => [`${key}_M`, `${key}_F`]),
      ];
      expect(shown(school)).toEqual(keys.map((key) => number(row[key])));
    }
  });

  it('[P7.7] grades, flags and officers are those of the modules', () => {
    const rows = plainRows(raw.get('School Characteristics.csv') ?? '');
    const support = plainRows(raw.get('School Support.csv') ?? '');
    for (const school of nation.schools) {
      const row = rows.get(school.ncesId) ?? {};
      const yes = Object.keys(row).filter((key) => key.startsWith('SCH_GRADE_') && row[key] === 'Yes');
      const grades = yes.map((key) => key.slice(10).replace('PS', 'PK').replace(/^G/, ''));
      expect(school.grades).toEqual(grades);
      expect([school.name, school.leaName, school.charter]).toEqual([
        row.SCH_NAME,
        row.LEA_NAME,
        row.SCH_STATUS_CHARTER?.toLowerCase(),
      ]);
      const officers = school.support.swornOfficer;
      const cell = support.get(school.ncesId)?.SCH_FTESECURITY_LEO;
      expect(
        officers.kind === 'count' ? `${officers.n}` : officers.kind === 'reserve' ? `code ${officers.code}` : '',
      ).toBe(number(cell));
    }
    expect(nation.schools.filter((school) => school.juvenileJustice === 'yes')).toHaveLength(21);
  });

  it('[P7.7] every one of the districts imports alone, as it is in the whole', async () => {
    // Small files of one district each keep this to seconds; the whole files are read with a district below.
    const parts = new Map(modules.map((name) => [name, splitByLea(raw.get(name) ?? '')]));
    expect(nation.leas.length).toBe(parts.get('Enrollment.csv')?.size);
    for (const { leaid, schools } of nation.leas) {
      const files = Object.fromEntries(modules.map((name) => [name, parts.get(name)?.get(leaid) ?? '']));
      const alone = await read(files, { leaid });
      expect(alone.problems, leaid).toEqual([]);
      expect(alone.schools).toHaveLength(schools);
      expect(alone.schools).toEqual(nation.schools.filter((school) => school.leaid === leaid));
    }
  });

  it('[P7.7] one district is picked from the whole files', async () => {
    const opened = await openPath(folder);
    if (!opened.ok) throw new Error('refused');
    const one = await readCrdc(opened.bundle, { leaid: '0200001' });
    expect(one.schools).toEqual(nation.schools.filter((school) => school.leaid === '0200001'));
    expect(codes((await readCrdc(opened.bundle, { leaid: '9999999' })).problems)).toEqual(['leaNotFound']);
    expect(codes((await readCrdc(opened.bundle, { leaid: '200001' })).problems)).toEqual(['leaidInvalid']);
  });

  it('[P7.7] cut anywhere the files never throw and never import a wrong number', async () => {
    const parts = modules.map(
      (name) =>
        [
          name,
          Buffer.from(splitByLea(raw.get(name) ?? '').get('1000170') ?? raw.get(name)?.slice(0, 40_000) ?? ''),
        ] as const,
    );
    const whole = await read(Object.fromEntries(parts));
    const known = new Map(whole.schools.map((school) => [school.ncesId, school]));
    await fc.assert(
      fc.asyncProperty(fc.nat(2), fc.double({ min: 0, max: 0.999, noNaN: true }), async (which, share) => {
        const files = Object.fromEntries(
          parts.map(([name, bytes], at) => [
            name,
            at === which ? bytes.subarray(0, Math.floor(bytes.length * share)) : bytes,
          ]),
        );
        const cut = await read(files);
        if (errorsOf(cut.problems).length > 0) return;
        for (const school of cut.schools) {
          expect(school.enrolment).toEqual(known.get(school.ncesId)?.enrolment);
        }
      }),
      { seed: 2021, numRuns: 60 },
    );
  });
});

function splitByLea(text: string): Map<string, string> {
  const [head = '', ...lines] = text.trim().split(/\r?\n/);
  const parts = new Map<string, string>();
  for (const line of lines) {
    const leaid = line.split('","')[2] ?? '';
    parts.set(leaid, `${parts.get(leaid) ?? `${head}\n`}${line}\n`);
  }
  return parts;
}

type Cells = Record<string, string>;
const base: Cells = {
  LEA_STATE: 'AK',
  LEA_NAME: 'Peña District',
  LEAID: '0200001',
  SCHID: '206',
  SCH_NAME: 'First',
  COMBOKEY: '020000100206',
  JJ: 'No',
};
const gradeNames = [
  'PS',
  'KG',
  'G01',
  'G02',
  'G03',
  'G04',
  'G05',
  'G06',
  'G07',
  'G08',
  'G09',
  'G10',
  'G11',
  'G12',
  'UG',
];
const characteristics: Cells = {
  ...base,
  ...Object.fromEntries(gradeNames.map((name) => [`SCH_GRADE_${name}`, 'No'])),
  SCH_GRADE_G09: 'Yes',
};
const raceCells = ['HI', 'AM', 'AS', 'HP', 'BL', 'WH', 'TR'].flatMap((race) =>
  ['M', 'F'].map((sex) => [`SCH_ENR_${race}_${sex}`, '2'] as const),
);
const enrolment: Cells = {
  ...base,
  ...Object.fromEntries(raceCells),
  TOT_ENR_M: '14',
  TOT_ENR_F: '14',
  SCH_ENR_LEP_M: '1',
};
const file = (...rows: Cells[]): string => csv([Object.keys(rows[0] ?? {}), ...rows.map((row) => Object.values(row))]);
const pair = (c: Cells, e: Cells) => ({ 'School Characteristics.csv': file(c), 'Enrollment.csv': file(e) });

describe('CRDC: layouts', () => {
  it('reads a minimal pair; what is not there is not collected, never 0', async () => {
    const { schools, year, problems } = await read(pair(characteristics, enrolment));
    expect(problems).toEqual([]);
    expect(year).toEqual({ id: '2020-21', from: 'header' });
    expect(schools[0]).toMatchObject({ grades: ['09'], juvenileJustice: 'no', charter: 'unknown' });
    expect(schools[0]?.support.swornOfficer).toEqual({ kind: 'notCollected' });
    expect(schools[0]?.el).toEqual([
      { sex: 'M', count: { kind: 'count', n: 1 } },
      { sex: 'F', count: { kind: 'notCollected' } },
    ]);
  });

  it('tells the collection by its columns and the name', async () => {
    const { SCH_ENR_LEP_M: lep = '', ...rest } = enrolment;
    const later = { ...rest, SCH_ENR_EL_M: lep, SCH_ENR_HI_X: '0', TOT_ENR_X: '' };
    const found = await read(pair(characteristics, later));
    expect(found.year?.id).toBe('2021-22');
    expect(found.schools[0]?.enrolment.filter((cell) => cell.sex === 'X')).toHaveLength(1);
    expect(found.schools[0]?.el[0]?.count).toEqual({ kind: 'count', n: 1 });
    const earlier = await read(pair(characteristics, { ...enrolment, SCH_PSENR_NONIDEA_A3: '0' }));
    expect(earlier.year?.id).toBe('2017-18');
    const wide = await read({
      'CRDC 2015-16 School Data.csv': file({ ...characteristics, ...enrolment, SCH_FTESECURITY_LEO: '0.5' }),
    });
    expect(wide.year).toEqual({ id: '2015-16', from: 'name' });
    expect(wide.schools[0]?.support.swornOfficer).toEqual({ kind: 'count', n: 0.5 });
    expect(codes((await read(pair(characteristics, enrolment), { year: '2015-16' })).problems)).toEqual([
      'yearConflict',
    ]);
    expect(['2020-21-crdc-data.zip', 'crdc_2017_18', '202021', '2020-25'].map(yearOfName)).toEqual([
      '2020-21',
      '2017-18',
      null,
      null,
    ]);
  });

  it('reads Latin-1, Windows line ends and shuffled columns alike', async () => {
    const plain = await read(pair(characteristics, enrolment));
    const turned = Object.fromEntries(
      Object.entries(characteristics)
        .reverse()
        .map(([key, value]) => [key.toLowerCase(), value]),
    );
    const latin = Buffer.from(file(turned).replaceAll('\n', '\r\n'), 'latin1');
    const other = await read({
      'data/SCHOOL CHARACTERISTICS.CSV': latin,
      'data/Enrollment.csv': `\ufeff${file(enrolment)}`,
    });
    expect(other.schools).toEqual(plain.schools);
    expect(codes(other.problems)).toEqual(['encodingConverted']);
  });
});

describe('CRDC: bad input', () => {
  const changed = (c: Cells, e: Cells = {}) => read(pair({ ...characteristics, ...c }, { ...enrolment, ...e }));
  it.each<[string, Cells, Cells, object]>([
    [
      'a word for a count',
      {},
      { SCH_ENR_HI_M: 'many' },
      { code: 'exchange.countInvalid', file: 'Enrollment.csv', line: 2, column: { name: 'SCH_ENR_HI_M', number: 8 } },
    ],
    ['half a child', {}, { SCH_ENR_HI_M: '1.5' }, { code: 'exchange.countInvalid' }],
    ['an unknown code', {}, { SCH_ENR_HI_M: '-99' }, { code: 'exchange.reserveCodeUnknown', severity: 'warning' }],
    [
      'a wrong total',
      {},
      { TOT_ENR_M: '15' },
      { code: 'exchange.totalMismatch', severity: 'warning', params: { total: 15, sum: 14 } },
    ],
    ['a number damaged by a spreadsheet', { COMBOKEY: '2.00001E+10' }, {}, { code: 'exchange.ncesIdInvalid', line: 2 }],
    ['another district', { LEAID: '0200002' }, {}, { code: 'exchange.leaidMismatch' }],
    ['no name', { SCH_NAME: '' }, {}, { code: 'exchange.valueMissing', column: { name: 'SCH_NAME', number: 5 } }],
    ['neither yes nor no', { SCH_GRADE_KG: 'perhaps' }, {}, { code: 'exchange.yesNoInvalid' }],
    ['a school of one file only', {}, { COMBOKEY: '020000100207' }, { code: 'exchange.schoolNotInEnrollment' }],
  ])('%s', async (_what, c, e, expected) => {
    expect((await changed(c, e)).problems[0]).toMatchObject(expected);
  });

  it('a suppressed or blank cell stays out of the check of totals', async () => {
    const { problems, schools } = await changed({}, { SCH_ENR_HI_M: '-11', SCH_ENR_HI_F: '' });
    expect(problems).toEqual([]);
    expect(schools[0]?.enrolment.slice(0, 2).map((cell) => cell.count)).toEqual([
      { kind: 'reserve', code: -11, meaning: 'suppressed' },
      { kind: 'notCollected' },
    ]);
  });

  it('restores the one zero a spreadsheet took, and says so', async () => {
    const { problems, schools } = await changed({ COMBOKEY: '20000100206', LEAID: '200001' });
    expect(codes(problems)).toEqual(['zerosRestored']);
    expect(schools[0]?.ncesId).toBe('020000100206');
  });

  it('a school twice, a missing file, a file of the documentation', async () => {
    const twice = {
      'School Characteristics.csv': file(characteristics, characteristics),
      'Enrollment.csv': file(enrolment),
    };
    expect((await read(twice)).problems[0]).toMatchObject({
      code: 'exchange.schoolTwice',
      line: 3,
      params: { first: 2 },
    });
    expect((await read({ 'Enrollment.csv': file(enrolment) })).problems[0]).toMatchObject({
      code: 'exchange.fileMissing',
      params: { wanted: 'School Characteristics.csv' },
    });
    const layout = { ...pair(characteristics, enrolment), 'Enrollment.csv': 'Column Finder,Field Name\nA,LEA_STATE\n' };
    expect(errorsOf((await read(layout)).problems).map((one) => one.code)).toContain('exchange.columnMissing');
  });

  it('full-time equivalents print codes with a decimal', () => {
    expect(readCount('-9.0', 'decimal')).toEqual({ kind: 'reserve', code: -9, meaning: 'notApplicable' });
    expect(readCount('', 'decimal')).toEqual({ kind: 'notCollected' });
    expect(readCount('1,234', 'whole')).toBeNull();
  });
});
