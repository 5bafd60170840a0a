import { createHash } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { contacts } from '../../../tests/support/contacts.ts';
import { sentence } from '../problem.ts';
import { defaultPolicy } from './policy.ts';
import { productOf } from './product.ts';
import { systemOf } from './system-of.ts';
import { readTable } from './table.ts';

// The tables on which the peer's tool was measured: digests of the files it read, and the figures it printed.
const measured = {
  5: {
    sha256: '25491e0933c3106bd2da42a64b16a3e871a4d41990c763ef11360c94e8e9b995',
    dash: [952, 561, 324],
    cross: [768, 334, 178],
    mid: [1_792, 586, 391],
  },
  20: {
    sha256: '6e892f02a60054f6dc378283439852225115d1cf0dbe197294314ac0ccfe3cab',
    dash: [2_856, 1_464, 950],
    cross: [2_304, 863, 472],
    mid: [5_376, 1_471, 1_028],
  },
  60: {
    sha256: 'a1a2182be970951035051ceb145857fc610d9fa106ebf2158d7e70fc81b4c82e',
    dash: [7_973, 4_098, 2_522],
    cross: [6_432, 2_520, 1_453],
  },
} as const;

const formulas = {
  dash: '(zone > school) * event * (race + sex + dis + quarter)',
  cross: '(zone > school) * race * sex * dis',
  mid: '(zone > school) * race * sex * event',
} as const;

describe.for([5, 20, 60] as const)('%i schools', (schools) => {
  const text = contacts(schools, 7);
  const rows = parse(text).map((cells, index) => ({ line: index + 1, cells }));

  test('are the very file', () => {
    expect(createHash('sha256').update(text).digest('hex')).toBe(measured[schools].sha256);
  });

  const figures: Partial<Record<keyof typeof formulas, readonly number[]>> = measured[schools];
  test.for(Object.entries(figures).filter(([name]) => name !== 'sha256'))('give the product %s', ([name, expected]) => {
    const formula = formulas[name as keyof typeof formulas];
    const table = readTable(rows, { file: 'contacts.csv', formula, count: 'n' });
    const product = table.ok ? productOf(table.value) : table;
    const system = product.ok ? systemOf(product.value, defaultPolicy) : product;
    if (!product.ok || !system.ok) throw new Error((product.ok ? [] : product.problems).map(sentence).join('\n'));
    const nonzero = product.value.n.filter((n) => n > 0).length;
    expect([system.value.size, nonzero, system.value.primary.filter((mark) => mark === 1).length]).toEqual(expected);
  });
});
