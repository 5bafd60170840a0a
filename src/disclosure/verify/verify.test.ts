import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sha256 } from './sha256.ts';
import { verifyCertificate } from './verify.ts';

const published = [
  'school,race,n,status',
  'Total,Total,93,published',
  'Total,"B, or C",33,published',
  'Total,W,60,published',
  'Élan,Total,23,published',
  '"The ""Hill""",Total,70,published',
  'Élan,"B, or C",,withheld',
  'Élan,W,,withheld',
  '"The ""Hill""","B, or C",,withheld',
  '"The ""Hill""",W,,withheld',
  '',
].join('\r\n');

/** Two tables: what stands in the upper left corner, and the rest that follows. */
function values(corner: number): number[] {
  return [corner, 23 - corner, 33 - corner, 37 + corner];
}

const sound = {
  format: 'opensro-certificate',
  version: 1,
  private: false,
  formula: 'school * race',
  policy: { threshold: 10, zeros: 'published', protect: 'full' },
  publicSha256: createHash('sha256').update(published).digest('hex'),
  tables: 3,
  values: [values(1), values(10), values(22)],
};

/** The claims that do not hold. */
function broken(text: string, certificate: unknown): string[] {
  const report = verifyCertificate(text, typeof certificate === 'string' ? certificate : JSON.stringify(certificate));
  const wrong = report.claims.filter(({ faults }) => faults.length > 0).map(({ claim }) => claim);
  expect(report.holds).toBe(wrong.length === 0);
  return wrong;
}

describe('[P7.9] the verifier, which only adds up', () => {
  test('tells what it checked, and how often', () => {
    const report = verifyCertificate(published, JSON.stringify(sound));
    expect(report).toMatchObject({ holds: true, private: false, tables: 3, policy: sound.policy });
    expect(Object.fromEntries(report.claims.map(({ claim, checked }) => [claim, checked]))).toEqual({
      ...{ certificate: 3, digest: 1, rows: 9, totals: 12, floor: 12, sums: 18, twoValues: 4, bound: 4, full: 4 },
    });
  });

  const other = (change: Record<string, unknown>) => ({ ...sound, ...change });
  const withDigest = (text: string, change: Record<string, unknown> = {}): readonly [string, unknown] => [
    text,
    other({ publicSha256: createHash('sha256').update(text).digest('hex'), ...change }),
  ];

  test.for([
    ['a changed published count', withDigest(published.replace('Total,W,60', 'Total,W,61')), ['sums']],
    ['another file', [published.replace('Élan', 'Elan'), sound], ['digest']],
    ['a value that breaks a sum', [published, other({ values: [[2, 22, 33, 37], values(10), values(22)] })], ['sums']],
    [
      'a fraction',
      [published, other({ values: [values(1.5), values(10), values(22), values(1)], tables: 4 })],
      ['floor'],
    ],
    ['a value below the floor', [published, other({ values: [values(0), values(10), values(22)] })], ['floor']],
    ['a value that is none', [published, other({ values: [[null, 1, 1, 1]], tables: 1 })], ['certificate']],
    ['one value only', [published, other({ values: [values(15)], tables: 1 })], ['twoValues']],
    [
      'a cell that stays below the threshold',
      [published, other({ values: [values(1), values(9)], tables: 2 })],
      ['bound'],
    ],
    ['a value too few', [published, other({ values: [[1, 22, 32]], tables: 1 })], ['certificate', 'sums']],
    ['a table left out of the number', [published, other({ tables: 2 })], ['certificate']],
    ['no certificate', [published, 'x'], ['certificate']],
    ['another format', [published, other({ version: 2 })], ['certificate']],
    ['an unknown level', [published, other({ policy: { ...sound.policy, protect: 'none' } })], ['certificate']],
    ['a row twice', withDigest(`${published}Total,W,60,published\r\n`), ['rows', 'sums']],
    ['a total left out', withDigest(published.replace('Total,W,60,published\r\n', '')), ['totals']],
    ['a withheld count that stands there', withDigest(published.replace('W,,withheld', 'W,3,withheld')), ['rows']],
    ['a status that is none', withDigest(published.replace('60,published', '60,shown')), ['rows', 'certificate']],
    ['a file without counts', withDigest('school,race\r\n'), ['certificate', 'rows']],
  ] as const)('finds %s', ([, [text, certificate], expected]) => {
    const found = broken(text, certificate);
    for (const claim of expected) expect(found).toContain(claim);
  });

  test('finds any single value of any table that is changed', () => {
    const change = fc.record({
      table: fc.nat(2),
      cell: fc.nat(3),
      by: fc.integer({ min: -40, max: 40 }).filter((by) => by !== 0),
    });
    fc.assert(
      fc.property(change, ({ table, cell, by }) => {
        const changed = sound.values.map((row, k) =>
          row.map((value, j) => (k === table && j === cell ? value + by : value)),
        );
        expect(broken(published, other({ values: changed }))).toContain('sums');
      }),
      { seed: 20_261_122 },
    );
  });

  test('says that a certificate with the truth must stay in the house', () => {
    expect(verifyCertificate(published, JSON.stringify(other({ private: true }))).private).toBe(true);
    expect(verifyCertificate(published, JSON.stringify(other({ private: undefined }))).private).toBe(true);
  });

  test('holds stated intervals against the tables', () => {
    const stated = published
      .replaceAll('status', 'status,lo,hi')
      .replaceAll('published\r', 'published,,\r')
      .replaceAll('withheld\r', 'withheld,1,59\r');
    expect(broken(...withDigest(stated))).toEqual([]);
    expect(broken(...withDigest(stated.replace('1,59', '2,59')))).toEqual(['intervals']);
  });

  test('names of nested columns may be quoted in the formula', () => {
    const text =
      '"a b",c,n,status\nTotal,Total,50,published\nx,Total,,withheld\nx,p,,withheld\ny,Total,,withheld\ny,q,,withheld\n';
    const tables = [
      [10, 10, 40, 40],
      [20, 20, 30, 30],
    ];
    const [file, certificate] = withDigest(text, { formula: '"a b" > c', tables: 2, values: tables });
    expect(broken(file, certificate)).toEqual([]);
    expect(broken(...withDigest(text, { formula: '"a b" * c', tables: 2, values: tables }))).toEqual(['totals']);
  });
});

test('SHA-256 as everywhere', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(0x10ffff), { maxLength: 200 }), (codes) => {
      const text = String.fromCodePoint(...codes);
      expect(sha256(text)).toBe(createHash('sha256').update(text).digest('hex'));
    }),
    { seed: 20_261_122, numRuns: 60 },
  );
  expect(sha256('\ud800')).toBe(createHash('sha256').update('\ud800').digest('hex'));
});
