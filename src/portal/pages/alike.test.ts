import { expect, it } from 'vitest';
import type { ReleaseComparison, ReleaseDocument } from '../release-view.ts';
import { textsIn } from '../texts.ts';
import type { PublicProgram } from '../view.ts';
import { alikePage } from './alike.ts';

const compared = (group: string, low: number, value: number, high: number | null): ReleaseComparison => ({
  measure: 'involved',
  measureName: { en: 'Students involved', es: 'Estudiantes involucrados' },
  dimension: 'race',
  group,
  ratio: { value, low, high },
  sentence: { en: `Sentence about ${group}.`, es: '' },
  beside: { en: '', es: '' },
});

function page(comparisons: readonly ReleaseComparison[]): string {
  const release = {
    number: 1,
    kind: 'year',
    period: '2025-26',
    schoolYear: '2025-26',
    from: '2025-08-25',
    to: '2026-06-12',
    asOf: '2026-07-01',
    comparisons,
    comparisonLabel: { en: 'Monitoring indicator', es: '' },
  } as unknown as ReleaseDocument;
  return alikePage(textsIn('en'), { program: { slug: 'riverbend' } as PublicProgram, release });
}

const alike = compared('white', 0.8, 1, 1.3);

it('[P7.9] the page answers its question first: which differences are larger than chance', () => {
  expect(page([alike])).toContain('In the one comparison below the difference is no larger');
  const twice = page([alike, compared('asian', 1.2, 1.9, 2.9)]);
  expect(twice).toContain('In 1 of the 2 comparisons below');
  expect(twice.match(/Sentence about asian\./g)).toHaveLength(2);
  expect(twice.match(/Sentence about white\./g)).toHaveLength(1);
  expect(page([alike, compared('asian', 0.2, 0.5, 0.9)])).toContain('In 1 of the 2');
});

it('[P7.9] a group that is not compared is named with the reason, and nobody is called alike without a comparison', () => {
  const left: ReleaseComparison = { ...compared('asian', 1, 1, 1), ratio: null };
  expect(page([alike, left])).toMatch(
    /Not calculated<\/h2>\s*<h3>Students involved<\/h3>[\s\S]*Sentence about asian\./,
  );
  const none = page([left]);
  expect(none).toContain('There are too few published numbers to compare groups.');
  expect(none).not.toContain('larger than chance');
});

it('[P7.9] the scale of a chart reaches as far as its ranges, 1 in the middle', () => {
  expect(page([alike])).toContain('half as often');
  expect(page([alike, compared('asian', 1.2, 1.9, 2.9)])).toContain('a quarter as often');
  const wide = page([compared('asian', 1, 30, null)]);
  expect(wide).toContain('8 times as often');
  expect(wide).toContain('x1="50.00%" x2="100.00%"');
});
