import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Problem, sentence } from '../problem.ts';
import { coarserProducts } from './coarsen.ts';
import { readMarks } from './marks.ts';
import { type Product, productOf } from './product.ts';
import { type Row, readTable, type TableSpec, TOTAL } from './table.ts';

type Spec = Omit<TableSpec, 'file'>;

function rowsOf(lines: readonly string[]): Row[] {
  return lines.map((line, index) => ({ line: index + 1, cells: line.split(',') }));
}

function problemsOf(lines: readonly string[], spec: Spec): readonly Problem[] {
  const table = readTable(rowsOf(lines), { file: 'in.csv', ...spec });
  if (!table.ok) return table.problems;
  const product = productOf(table.value);
  return product.ok ? [] : product.problems;
}

function build(lines: readonly string[], spec: Spec): Product {
  const table = readTable(rowsOf(lines), { file: 'in.csv', ...spec });
  const product = table.ok ? productOf(table.value) : table;
  if (!product.ok) throw new Error(product.problems.map(sentence).join('\n'));
  return product.value;
}

/** Every cell as `code code ... = n (people)`. */
function cellsOf({ cells, n, people }: Product): string[] {
  return cells.map(({ codes }, cell) => `${codes.join(' ')} = ${n[cell]} (${people[cell]})`);
}

function sumsOf({ cells, sums }: Product): string[] {
  const name = (cell: number): string => cells[cell]?.codes.join('') ?? '';
  return sums.map(({ total, parts }) => `${name(total)} = ${parts.map(name).join(' + ')}`);
}

const count: Pick<TableSpec, 'count'> = { count: 'n' };

describe('a product', () => {
  test('has every marginal, missing combinations as zero, totals first', () => {
    const product = build(['sex,race,n', 'F,W,3', 'M,W,4', 'M,B,5'], { ...count, formula: 'race * sex' });
    expect(product.columns).toEqual(['sex', 'race']);
    expect(cellsOf(product)).toEqual([
      'Total Total = 12 (12)',
      'Total B = 5 (5)',
      'Total W = 7 (7)',
      'F Total = 3 (3)',
      'F B = 0 (0)',
      'F W = 3 (3)',
      'M Total = 9 (9)',
      'M B = 5 (5)',
      'M W = 4 (4)',
    ]);
    const t = TOTAL;
    expect(sumsOf(product)).toEqual([
      `${t}${t} = ${t}B + ${t}W`,
      `${t}${t} = F${t} + M${t}`,
      `${t}B = FB + MB`,
      `${t}W = FW + MW`,
      `F${t} = FB + FW`,
      `M${t} = MB + MW`,
    ]);
  });

  test('linked tables share their margins: each cell and each sum once', () => {
    const lines = ['e,race,sex,n', 'x,W,F,1', 'y,B,M,2'];
    const product = build(lines, { ...count, formula: 'e * (race + sex)' });
    // e: 3 with its total; times nothing, two races, two sexes.
    expect(product.cells).toHaveLength(3 * (1 + 2 + 2));
    expect(new Set(sumsOf(product)).size).toBe(product.sums.length);
    // Total of each e by race and by sex; each race and sex, and all, by e.
    expect(product.sums).toHaveLength(3 + 3 + 5);
  });

  test('columns outside the formula are summed over and stay in their place', () => {
    const product = build(['level,race,n', 'a,W,1', 'b,W,2'], { ...count, formula: 'race' });
    expect(cellsOf(product)).toEqual(['Total Total = 3 (3)', 'Total W = 3 (3)']);
  });

  test('a branch with one child keeps both cells, tied by a sum', () => {
    const product = build(['zone,school,n', 'Z1,A,1', 'Z2,B,2', 'Z2,C,3'], { ...count, formula: 'zone > school' });
    expect(sumsOf(product)).toEqual(['TotalTotal = Z1Total + Z2Total', 'Z1Total = Z1A', 'Z2Total = Z2B + Z2C']);
  });

  test.for(['Z1,,1', 'Z1,Z1,1'])('a branch of lesser depth (%s) ends at its zone', (short) => {
    const product = build(['zone,school,n', short, 'Z2,B,2', 'Z2,C,3'], { ...count, formula: 'zone > school' });
    expect(cellsOf(product).map((cell) => cell.split(' =')[0])).toEqual([
      'Total Total',
      'Z1 Total',
      'Z2 Total',
      'Z2 B',
      'Z2 C',
    ]);
    expect(sumsOf(product)).toEqual(['TotalTotal = Z1Total + Z2Total', 'Z2Total = Z2B + Z2C']);
  });

  test('three levels, the middle one called as its parent, are three levels', () => {
    const lines = ['a,b,c,n', 'X,X,P,1', 'X,X,Q,2', 'Y,Y1,R,3', 'Y,Y2,,4', 'W,W,W,5'];
    expect(sumsOf(build(lines, { ...count, formula: 'a > b > c' }))).toEqual([
      'TotalTotalTotal = WTotalTotal + XTotalTotal + YTotalTotal',
      'XTotalTotal = XXTotal',
      'XXTotal = XXP + XXQ',
      'YTotalTotal = YY1Total + YY2Total',
      'YY1Total = YY1R',
    ]);
  });

  test('records: people are counted once in each cell, events every time', () => {
    const lines = ['who,race,kind,n', 'ann,W,talk,1', 'ann,W,talk,1', 'ann,W,arrest,1', 'bob,W,talk,5', 'cyd,B,talk,0'];
    const product = build(lines, { ...count, contributor: 'who', formula: 'race * kind' });
    expect(cellsOf(product)).toEqual([
      'Total Total = 8 (2)',
      'Total arrest = 1 (1)',
      'Total talk = 7 (2)',
      'B Total = 0 (0)',
      'B arrest = 0 (0)',
      'B talk = 0 (0)',
      'W Total = 8 (2)',
      'W arrest = 1 (1)',
      'W talk = 7 (2)',
    ]);
    expect([...(product.largest ?? [])]).toEqual([5, 1, 5, 0, 0, 0, 5, 1, 5]);
    const uncounted = lines.slice(0, 4).map((line) => line.slice(0, line.lastIndexOf(',')));
    expect(cellsOf(build(uncounted, { contributor: 'who', formula: 'race' }))[0]).toBe('Total Total = 3 (1)');
  });

  test('counts to a thousand million add up exactly', () => {
    const product = build(['a,b,n', 'x,p,1000000000', 'x,q,999999999', 'y,p,1'], { ...count, formula: 'a*b' });
    expect(product.n[0]).toBe(2_000_000_000);
  });
});

test('six dimensions and more than 50,000 cells', () => {
  const sizes = [9, 5, 5, 5, 5, 4];
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const rows = sizes.reduce((all, size) => all * size, 1);
  const lines = Array.from({ length: rows }, (_, row) => {
    let rest = row;
    const codes = sizes.map((size) => {
      const code = rest % size;
      rest = Math.floor(rest / size);
      return code;
    });
    return [...codes, row % 7].join(',');
  });
  const product = build([[...names, 'n'].join(','), ...lines], { ...count, formula: names.join('*') });
  const cells = sizes.reduce((all, size) => all * (size + 1), 1);
  expect(cells).toBeGreaterThan(50_000);
  expect(product.cells).toHaveLength(cells);
  // For each column every other cell is summed over.
  expect(product.sums).toHaveLength(sizes.reduce((all, size) => all + cells / (size + 1), 0));
  for (const { total, parts } of product.sums) {
    const sum = parts.reduce((all, part) => all + (product.n[part] ?? 0), 0);
    if (sum !== product.n[total]) throw new Error(`${product.cells[total]?.codes} is not the sum of its parts.`);
  }
});

describe('impossible combinations', () => {
  const lines = ['level,event,n', 'Elem,Talk,4', 'Elem,Arrest,0', 'High,Arrest,2'];

  function marked(marks: readonly string[]) {
    const table = readTable(rowsOf(lines), { file: 'in.csv', count: 'n', formula: 'level * event' });
    const read = readMarks(rowsOf(marks), 'zeros.csv');
    if (!table.ok || !read.ok) throw new Error('The example is wrong.');
    return productOf(table.value, read.value);
  }

  test('are marked; an empty cell means any code', () => {
    const product = marked(['level,event', 'Elem,Arrest', 'High,Talk']);
    if (!product.ok) throw new Error('refused');
    const names = product.value.cells.flatMap(({ codes }, cell) =>
      product.value.structuralZero[cell] === 1 ? [codes.join(' ')] : [],
    );
    expect(names).toEqual(['Elem Arrest', 'High Talk']);
  });

  test.for([
    [['level,event', 'High,'], 'structuralZeroCounted 2'],
    [['level,evnt', 'High,Talk'], 'columnUnknown 1'],
    [['level,event', 'High,Tlak'], 'codeUnknown 2'],
  ] as const)('%s are refused: %s', ([marks, expected]) => {
    const product = marked(marks);
    const found = product.ok ? [] : product.problems.map(({ code, place }) => `${code} ${place.line}`);
    expect(found[0]).toBe(expected);
  });
});

test('what to leave out: the column without which the fewest are small, with the levels below it', () => {
  const lines = ['zone,school,race,n', 'Z1,S1,W,30', 'Z1,S1,B,2', 'Z2,S2,W,40', 'Z2,S2,B,3', 'Z2,S3,W,4', 'Z2,S3,B,50'];
  const product = build(lines, { ...count, formula: '(zone > school) * race' });
  const small = Uint8Array.from(product.n, (n) => (n > 0 && n < 10 ? 1 : 0));
  expect(coarserProducts(product, small)).toEqual([
    { column: 'race', nonzero: 6, primary: 0 },
    { column: 'zone', nonzero: 3, primary: 0 },
    { column: 'school', nonzero: 9, primary: 1 },
  ]);
});

describe('bad input', () => {
  const spec: Spec = { ...count, formula: 'a * b' };

  test.for([
    [[], 'empty undefined undefined'],
    [['a,b,n'], 'noRows undefined undefined'],
    [['a,b,n', 'x,y,-3'], 'countNegative 2 n'],
    [['a,b,n', 'x,y,1', 'x,z,1.5'], 'countNotWhole 3 n'],
    [['a,b,n', 'x,y,'], 'countNotWhole 2 n'],
    [['a,b,n', 'x,y,1e3'], 'countNotWhole 2 n'],
    [['a,b,n', 'x,y,1000000001'], 'countTooLarge 2 n'],
    [['a,b,n', 'x,y,1', 'x,z,1', 'x,y,2'], 'rowTwice 4 undefined'],
    [['a,b,n', 'x,y'], 'cellCount 2 undefined'],
    [['a,b,n', 'x,Total,3'], 'codeTotal 2 b'],
    [['a,b,n', ',y,3'], 'codeMissing 2 a'],
    [['a,,n', 'x,y,3'], 'columnNameless 1 undefined'],
    [['a,a,n', 'x,y,3'], 'columnRepeated 1 a'],
    [['a,b,count', 'x,y,3'], 'columnUnknown 1 undefined'],
    [['a,c,n', 'x,y,3'], 'columnUnknown undefined undefined'],
    [['a,b,n', 'x,caf\u00e9,3', 'x,cafe\u0301,3'], 'codesAlike undefined b'],
  ] as const)('%s is refused: %s', ([lines, expected]) => {
    const [first] = problemsOf(lines, spec);
    expect(`${first?.code} ${first?.place.line} ${first?.place.column}`).toBe(expected);
  });

  test.for([
    [['zone,school,n', 'Z1,S1,1', 'Z1,S2,1', 'Z2,S1,1'], 'twoParents 4 school'],
    [['zone,school,n', 'Z1,S1,1', 'Z1,,1'], 'codeMissing 3 school'],
    [['zone,school,n', 'Z1,S1,1', ',S2,1'], 'codeMissing 3 zone'],
  ] as const)('%s is no hierarchy: %s', ([lines, expected]) => {
    const [first] = problemsOf(lines, { ...count, formula: 'zone > school' });
    expect(`${first?.code} ${first?.place.line} ${first?.place.column}`).toBe(expected);
  });

  test('a level is missing between two others', () => {
    const [first] = problemsOf(['a,b,c,n', 'X,X1,P,1', 'Y,,R,3'], { ...count, formula: 'a > b > c' });
    expect(`${first?.code} ${first?.place.line} ${first?.place.column}`).toBe('levelMissing 3 c');
  });

  test('says both lines of a school in two zones', () => {
    const found = problemsOf(['zone,school,n', 'Z1,S1,1', 'Z2,S1,1'], { ...count, formula: 'zone > school' });
    expect(found.map(sentence)).toEqual([
      'in.csv:3: column "school": "S1" stands under "Z2" here and under "Z1" in line 2. ' +
        'Mend the "zone" of one of them, or give them different names if they are two.',
    ]);
  });

  test('a record with nobody behind it', () => {
    const found = problemsOf(['who,a,n', ',x,2'], { ...count, contributor: 'who', formula: 'a' });
    expect(found.map(({ code }) => code)).toEqual(['contributorMissing']);
  });

  test('a column that the output writes itself', () => {
    const found = problemsOf(['status,n', 'x,2'], { ...count, formula: 'status' });
    expect(found.map(({ code }) => code)).toEqual(['columnReserved']);
  });

  test('at most twenty problems are told', () => {
    expect(problemsOf(['a,b,n', ...Array.from({ length: 99 }, (_, i) => `x,${i},-1`)], spec)).toHaveLength(20);
  });

  test('a product of millions of cells', () => {
    const lines = ['a,b,c,n', ...Array.from({ length: 150 }, (_, i) => `a${i},b${i},c${i},1`)];
    expect(problemsOf(lines, { ...count, formula: 'a*b*c' }).map(({ code }) => code)).toEqual(['productTooLarge']);
  });
});

const record = fc.record({
  school: fc.constantFrom('S1', 'S2', 'S3', 'S4'),
  race: fc.constantFrom('W', 'B', 'H'),
  sex: fc.constantFrom('F', 'M'),
  who: fc.constantFrom('p', 'q', 'r', 's', 't'),
  n: fc.nat(4),
});
const zoneOf = (school: string): string => (school < 'S3' ? 'Z1' : 'Z2');

describe('any records', () => {
  const formula = '(zone > school) * (race + sex)';
  const lineOf = ({
    school,
    race,
    sex,
    who,
    n,
  }: {
    school: string;
    race: string;
    sex: string;
    who: string;
    n: number;
  }) => [zoneOf(school), school, race, sex, who, n].join(',');
  const header = 'zone,school,race,sex,who,n';

  test('count what counting by hand gives, in every cell', () => {
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 30 }), (records) => {
        const product = build([header, ...records.map(lineOf)], { ...count, contributor: 'who', formula });
        product.cells.forEach(({ codes: [zone, school, race, sex] }, cell) => {
          const inside = records.filter(
            (one) =>
              (zone === TOTAL || zone === zoneOf(one.school)) &&
              (school === TOTAL || school === one.school) &&
              (race === TOTAL || race === one.race) &&
              (sex === TOTAL || sex === one.sex),
          );
          expect(product.n[cell]).toBe(inside.reduce((sum, { n }) => sum + n, 0));
          const own = new Map<string, number>();
          for (const { who, n } of inside) if (n > 0) own.set(who, (own.get(who) ?? 0) + n);
          expect(product.people[cell]).toBe(own.size);
          expect(product.largest?.[cell]).toBe(Math.max(0, ...own.values()));
        });
        for (const { total, parts } of product.sums) {
          expect(product.n[total]).toBe(parts.reduce((sum, part) => sum + (product.n[part] ?? 0), 0));
        }
      }),
      { seed: 4, numRuns: 60 },
    );
  });

  test('in any order give the same product', () => {
    const shuffled = fc
      .array(record, { minLength: 2, maxLength: 30 })
      .chain((records) => fc.tuple(fc.constant(records), fc.shuffledSubarray(records, { minLength: records.length })));
    fc.assert(
      fc.property(shuffled, ([records, again]) => {
        const spec = { ...count, contributor: 'who', formula };
        expect(build([header, ...again.map(lineOf)], spec)).toEqual(build([header, ...records.map(lineOf)], spec));
      }),
      { seed: 4, numRuns: 60 },
    );
  });
});
