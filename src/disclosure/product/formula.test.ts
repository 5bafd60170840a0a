import { describe, expect, test } from 'vitest';
import { sentence } from '../problem.ts';
import { parseFormula } from './formula.ts';

const columns = ['zone', 'school', 'race', 'sex', 'event', 'two words', 'a "b"'];

function tables(text: string): string[] {
  const formula = parseFormula(text, columns);
  if (!formula.ok) throw new Error(formula.problems.map(sentence).join('\n'));
  return formula.value.tables.map((table) => table.map((chain) => chain.join('>')).join(' '));
}

function wrong(text: string): string {
  const formula = parseFormula(text, columns);
  if (formula.ok) throw new Error('It was read.');
  return formula.problems.map(({ code, place }) => `${code} at ${place.at}: ${place.text}`).join('\n');
}

describe('a formula', () => {
  test.for([
    ['race', ['race']],
    ['race * sex', ['race sex']],
    ['race + sex', ['race', 'sex']],
    ['race + race', ['race']],
    ['race * sex + sex * race', ['race sex']],
    ['zone > school * race', ['zone>school race']],
    ['race + sex * event', ['race', 'sex event']],
    ['(zone > school) * event * (race + sex)', ['zone>school event race', 'zone>school event sex']],
    ['((zone) > school)', ['zone>school']],
    ['zone * race + (zone > school) * sex', ['zone race', 'zone>school sex']],
    ['"two words"*"a ""b"""', ['two words a "b"']],
  ] as const)('%s is %s', ([text, expected]) => {
    expect(tables(text)).toEqual(expected);
  });

  test.for([
    ['', 'columnMissing at 1: '],
    ['race *', 'columnMissing at 7: '],
    ['race * * sex', 'columnMissing at 8: * sex'],
    ['rase * sex', 'columnUnknown at 1: rase * sex'],
    ['(race * sex', 'bracketOpen at 1: (race * sex'],
    ['race) * sex', 'bracketUnopened at 5: ) * sex'],
    ['race sex', 'signMissing at 6: sex'],
    ['"race', 'quoteOpen at 1: "race'],
    ['race * (sex + race)', 'columnTwice at 15: race)'],
    ['zone > zone', 'columnTwice at 8: zone'],
    ['(race + sex) > school', 'nestingOfTables at 14: > school'],
    ['(zone > school) * race + school * sex', 'nestingDiffers at 26: school * sex'],
    ['zone > school + event > school', 'nestingDiffers at 25: school'],
  ] as const)('%s is refused: %s', ([text, expected]) => {
    expect(wrong(text)).toBe(expected);
  });

  test('a typo is met with the column that was meant', () => {
    const formula = parseFormula('(zone > scool) * race', columns);
    expect(formula.ok ? [] : formula.problems.map(sentence)).toEqual([
      '--publish: at character 9: There is no column "scool". Did you mean "school"?',
    ]);
  });

  test('brackets without end do not take the machine down', () => {
    const union = `(${columns.slice(0, 4).join(' + ')})`;
    const text = Array.from({ length: 40 }, () => union).join(' * ');
    expect(wrong(text)).toContain('columnTwice');
    expect(wrong(text.replaceAll('+', '*'))).toContain('columnTwice');
    expect(wrong('('.repeat(50_000))).toContain('bracketsTooDeep at 51');
  });
});
