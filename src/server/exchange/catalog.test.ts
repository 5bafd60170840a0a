import { describe, expect, it } from 'vitest';
import en from '../../catalogs/en/exchange.json' with { type: 'json' };
import es from '../../catalogs/es/exchange.json' with { type: 'json' };
import { leftOutReasons } from './oneroster/record.ts';
import { problemCodes } from './problem.ts';

describe.each([
  ['en', en],
  ['es', es],
] as const)('catalog exchange, %s', (_language, catalog) => {
  it('has a reason and a remedy for every problem and no other', () => {
    expect(Object.keys(catalog.problems).sort()).toEqual([...problemCodes].sort());
    for (const text of Object.values(catalog.problems))
      expect([text.reason, text.remedy].every((one) => one.length > 5)).toBe(true);
    expect(Object.keys(catalog.leftOut).sort()).toEqual([...leftOutReasons].sort());
  });

  it('uses the same parameters in both languages', () => {
    const names = (text: unknown) => [...new Set(JSON.stringify(text).match(/\{\{\w+\}\}/g))].sort();
    for (const code of problemCodes) expect(names(catalog.problems[code]), code).toEqual(names(en.problems[code]));
  });
});
