import { expect, test } from 'vitest';
import { Fate } from '../system.ts';
import { readMarks } from './marks.ts';
import { defaultPolicy, type Policy } from './policy.ts';
import { productOf } from './product.ts';
import { systemOf } from './system-of.ts';
import { readTable } from './table.ts';

const lines = ['who,a,b,n', 'p,x,y,50', 'q,x,z,3', 'q,x,z,0', 'p,w,y,0'];
const rows = (texts: readonly string[]) => texts.map((text, index) => ({ line: index + 1, cells: text.split(',') }));

function system(policy: Partial<Policy>, mustPublish: readonly string[] | null = null) {
  const table = readTable(rows(lines), { file: 'in.csv', formula: 'a * b', count: 'n', contributor: 'who' });
  const product = table.ok ? productOf(table.value) : table;
  const marks = mustPublish === null ? null : readMarks(rows(mustPublish), 'must.csv');
  if (!product.ok || marks?.ok === false) throw new Error('The example is wrong.');
  const names = product.value.cells.map(({ codes }) => codes.join(' '));
  return { names, outcome: systemOf(product.value, { ...defaultPolicy, ...policy }, marks?.value ?? null) };
}

function built(policy: Partial<Policy>) {
  const { names, outcome } = system(policy);
  if (!outcome.ok) throw new Error('refused');
  const marked = (marks: Uint8Array, mark: number) => names.filter((_, cell) => marks[cell] === mark);
  return { names, value: outcome.value, marked };
}

test('small is what few people stand behind, however many events', () => {
  const { value, marked } = built({});
  expect(marked(value.primary, 1)).toEqual(['Total Total', 'Total y', 'Total z', 'x Total', 'x y', 'x z']);
  expect(marked(built({ threshold: 2 }).value.primary, 1)).toEqual(['Total y', 'Total z', 'x y', 'x z']);
});

test('zeros are published, or may be withheld like others', () => {
  const shown = built({ zeros: 'published' });
  expect(shown.marked(shown.value.fate, Fate.published)).toEqual(['w Total', 'w y', 'w z']);
  expect(shown.value.floor[0]).toBe(1);
  const open = built({ zeros: 'complement' });
  expect(open.marked(open.value.fate, Fate.published)).toEqual([]);
  expect(open.value.floor[0]).toBe(0);
});

test('every relation adds up to zero, and every cost is positive', () => {
  for (const cost of ['cells', 'value', 'log'] as const) {
    const { value } = built({ cost });
    const { start, cell, sign } = value.relations;
    for (let row = 0; row + 1 < start.length; row += 1) {
      let sum = 0;
      for (let at = start[row] ?? 0; at < (start[row + 1] ?? 0); at += 1) {
        sum += (sign[at] ?? 0) * (value.n[cell[at] ?? 0] ?? 0);
      }
      expect(sum).toBe(0);
    }
    expect(value.cost.every((price) => price > 0)).toBe(true);
  }
});

test('what must be published is, unless it is small', () => {
  const { names, outcome } = system({ threshold: 2 }, ['a,b', 'x,Total']);
  expect(outcome.ok && names.filter((_, cell) => outcome.value.fate[cell] === Fate.published)).toContain('x Total');
  const refused = system({}, ['a', 'x']).outcome;
  expect(refused.ok ? [] : refused.problems.map(({ code, place }) => `${code} ${place.line} ${place.text}`)).toEqual([
    'mustPublishSmall 2 x, Total',
    'mustPublishSmall 2 x, y',
    'mustPublishSmall 2 x, z',
  ]);
});
