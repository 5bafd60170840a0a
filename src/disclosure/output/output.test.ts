import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sentence } from '../problem.ts';
import { defaultPolicy } from '../product/policy.ts';
import { type Product, productOf } from '../product/product.ts';
import { type Row, readTable } from '../product/table.ts';
import { fitsFormula } from './fits.ts';
import { guardsOf } from './guards.ts';
import { unwritten, written } from './labels.ts';
import { privateRows, readPrivate } from './private.ts';
import { publicJson, publicRows, readPublic } from './public.ts';

const formula = '(zone > school) * (race + "the, sex")';

function rowsOf(lines: readonly (readonly string[])[]): Row[] {
  return lines.map((cells, index) => ({ line: index + 1, cells }));
}

function example(): Product {
  const lines = [
    ['zone', 'school', 'race', 'the, sex', 'n'],
    ['Z1', '=S1', 'W', 'F', '12'],
    ['Z1', '=S1', 'B', 'M', '3'],
    ['Z2', "'-S2", 'W', 'M', '20'],
    ['Z2', 'S"3', 'B', 'F', '4'],
    ['Z3', '', 'B', 'F', '40'],
  ];
  const table = readTable(rowsOf(lines), { file: 'in.csv', formula, count: 'n' });
  const product = table.ok ? productOf(table.value) : table;
  if (!product.ok) throw new Error(product.problems.map(sentence).join('\n'));
  return product.value;
}

const product = example();
const withheld = Uint8Array.from(product.n, (n) => (n > 0 && n < 20 ? 1 : 0));
const primary = Uint8Array.from(product.n, (n) => (n > 0 && n < 10 ? 1 : 0));
const published = publicRows(product, withheld, null);

function read(lines: readonly (readonly string[])[], by = formula) {
  const file = readPublic(rowsOf(lines), 'out.csv', by);
  return file.ok ? { file, fits: fitsFormula(file.value, 'out.csv') } : { file, fits: file };
}

describe('a public file', () => {
  test('reads back as it was written, every code as it was', () => {
    const { file, fits } = read(published);
    if (!file.ok) throw new Error('refused');
    expect(fits.ok).toBe(true);
    expect(file.value.table).toEqual({
      columns: product.columns,
      formula,
      rows: product.cells.map(({ codes }, cell) => ({ codes, n: withheld[cell] === 1 ? null : product.n[cell] })),
    });
  });

  test('gives the intervals of withheld cells where they are asked for', () => {
    const intervals = Array.from(withheld, (hidden, cell) => (hidden ? { lo: 1, hi: cell === 0 ? null : 15 } : null));
    const rows = publicRows(product, withheld, intervals);
    expect(rows[0]?.slice(-4)).toEqual(['n', 'status', 'lo', 'hi']);
    expect(rows.slice(1).map((row) => row.slice(-4).join())).toEqual(
      Array.from(withheld, (hidden, cell) => (hidden ? ',withheld,1,15' : `${product.n[cell]},published,,`)),
    );
    expect(read(rows).fits.ok).toBe(true);
    const json = publicJson(product, defaultPolicy, withheld, intervals);
    expect(json.cells.filter(({ n }) => n === null)[0]).toMatchObject({ lo: 1, hi: 15 });
    expect(JSON.stringify(publicJson(product, defaultPolicy, withheld, null))).not.toContain('"hi"');
  });

  const without = (row: number) => published.filter((_, index) => index !== row);
  const changed = (row: number, cells: readonly string[]) => published.with(row, [...cells]);

  test.for([
    ['a row taken out', without(7), 'cellsMissing'],
    ['a row twice', [...published, published[3] ?? []], 'cellTwice'],
    ['a row of another table', changed(7, ['Total', 'Total', 'W', 'F', '3', 'published']), 'cellForeign'],
    ['a school without its zone', changed(7, ['Total', 'S9', 'Total', 'Total', '3', 'published']), 'cellForeign'],
    ['a school in two zones', [...published, ['Z1', 'S"3', 'Total', 'Total', '0', 'published']], 'twoParents'],
    ['a withheld count shown', changed(1, ['Total', 'Total', 'Total', 'Total', '79', 'withheld']), 'withheldShown'],
    ['a count left out', changed(1, ['Total', 'Total', 'Total', 'Total', '', 'published']), 'countNotWhole'],
    ['another status', changed(1, ['Total', 'Total', 'Total', 'Total', '79', 'primary']), 'statusUnknown'],
    ['a cell too few', changed(1, ['Total', 'Total', 'Total', '79', 'published']), 'cellCount'],
    ['no status', [['zone', 'n']], 'notPublished'],
    ['no cells', [published[0] ?? []], 'noRows'],
    ['nothing', [], 'empty'],
  ] as const)('with %s is refused', ([, lines, code]) => {
    const { fits } = read(lines);
    expect(fits.ok ? [] : fits.problems.map((problem) => problem.code)).toEqual([code]);
  });

  test('by another formula is refused', () => {
    expect(read(published, '(zone > school) * race').fits.ok).toBe(false);
    expect(read(published, '(zone > school) * race * "the, sex"').fits.ok).toBe(false);
  });
});

test('any code comes back as it went in, and none is a formula', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^'*[=+@-].*$/)), (code) => {
      expect(unwritten(written(code))).toBe(code);
      expect(written(code)).not.toMatch(/^[=+\-@\t\r]/);
    }),
    { seed: 4 },
  );
});

describe('a private file', () => {
  const explained = { primary, withheld, protects: () => [1, 2, 3, 4, 5, 6, 7] };
  const rows = privateRows(published, product, explained);
  const beside = () => {
    const { file } = read(published);
    if (!file.ok) throw new Error('refused');
    return file.value;
  };

  test('says the truth and the reason, and whom a complementary cell protects', () => {
    expect(rows[0]?.slice(-5)).toEqual(['n', 'status', 'true_n', 'reason', 'protects']);
    const found = readPrivate(rowsOf(rows), 'private.csv', beside());
    if (!found.ok) throw new Error(found.problems.map(sentence).join('\n'));
    expect(found.value.n).toEqual(product.n);
    const by = (reason: string) => found.value.reason.filter((one) => one === reason).length;
    expect(by('primary')).toBe(primary.filter((mark) => mark === 1).length);
    expect(by('published')).toBe(withheld.filter((mark) => mark === 0).length);
    const complementary = rows.filter((row) => row.at(-2) === 'complementary');
    expect(complementary.length).toBeGreaterThan(0);
    expect(complementary[0]?.at(-1)).toMatch(/ \/ .*; and 2 more$/);
  });

  test('of another publication is refused', () => {
    const refused = (lines: readonly (readonly string[])[]) => {
      const found = readPrivate(rowsOf(lines), 'private.csv', beside());
      return found.ok ? 'read' : found.problems[0]?.code;
    };
    expect(refused(rows.slice(0, 4))).toBe('cellMissing');
    expect(refused(rows.map((row, at) => (at === 1 ? row.with(-3, '7') : row)))).toBe('countFalse');
    expect(refused(rows.map((row, at) => (at === 1 ? row.with(-2, 'primary') : row)))).toBe('reasonFalse');
    expect(refused(published)).toBe('notPrivate');
  });
});

test('a withheld cell guards the small ones that change with it in the smallest table', () => {
  const guards = guardsOf({ primary: Uint8Array.of(0, 1, 1, 0, 1) }, [
    [
      [0, 1],
      [1, -1],
      [2, 1],
      [4, 3],
    ],
    [
      [0, 1],
      [4, -1],
    ],
  ]);
  expect([0, 1, 3].map((cell) => guards(cell))).toEqual([[4], [1, 2, 4], []]);
});
