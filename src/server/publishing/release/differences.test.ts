import { expect, it } from 'vitest';
import { releasePage } from '../../../portal/pages/releases.ts';
import type { ReleaseDocument, ReleaseTable } from '../../../portal/release-view.ts';
import { textsIn } from '../../../portal/texts.ts';
import type { PublicProgram } from '../../../portal/view.ts';
import { besideOf, changesBetween } from './differences.ts';

/** Calls by result, and by caller where `columns` says so. */
function calls(cells: Readonly<Record<string, number | null>>, columns = ['school', 'result']): ReleaseTable {
  const told = Object.entries(cells).map(([key, n]) => ({ codes: key.split(' '), n }));
  return { id: 'calls', columns, formula: '', cells: told };
}

const release = (number: number, period: string, table: ReleaseTable): ReleaseDocument => {
  const kind = period.includes('-Q') ? 'quarter' : 'year';
  const whole: Partial<ReleaseDocument> = {
    number,
    kind,
    period,
    tables: [table],
    schools: [],
    files: [],
    changes: null,
  };
  return { from: '2026-08-17', to: '2027-06-04', ...whole } as ReleaseDocument;
};
const none = { same: null, quarters: [], yearBefore: null };

it('[P7.9] a year is read beside its quarters: shown counts that are not their sum are named, and no others', () => {
  const quarters = [
    release(1, '2026-27-Q1', calls({ 'Total Total': 40, 'A Total': 25, 'B Total': null })),
    release(2, '2026-27-Q2', calls({ 'Total Total': 30, 'A Total': 18, 'B Total': 12 })),
  ];
  const year = (total: number) => [calls({ 'Total Total': total, 'A Total': 43, 'B Total': 41 })];
  expect(besideOf({ ...none, quarters }, year(70))).toEqual([{ kind: 'quarters', since: [1, 2], list: [] }]);
  expect(besideOf({ ...none, quarters }, year(84))).toMatchObject([
    { list: [{ table: 'calls', codes: ['Total', 'Total'], before: 70, now: 84 }] },
  ]);
});

it('[P7.9] the year before stands beside, on the page too; what it did not tell apart is not taken for its total', () => {
  const before = release(4, '2025-26', calls({ 'Total Total': 90, 'A Total': 52, 'A handedBack': 31 }));
  const tables = [
    calls({ 'Total Total Total': 70, 'A Total Total': 43, 'Total Total teacher': 12, 'A handedBack Total': 30 }, [
      'school',
      'result',
      'caller',
    ]),
  ];
  const beside = besideOf({ ...none, yearBefore: before }, tables);
  expect(beside).toMatchObject([
    {
      kind: 'yearBefore',
      period: '2025-26',
      list: [
        { codes: ['Total', 'Total', 'Total'], before: 90, now: 70 },
        { codes: ['A', 'Total', 'Total'], before: 52, now: 43 },
      ],
    },
  ]);
  expect(changesBetween(before, tables).map(({ codes }) => codes.join(' '))).toEqual([
    'Total Total Total',
    'A Total Total',
    'A handedBack Total',
  ]);
  const document = { ...release(5, '2026-27', tables[0] ?? calls({})), beside };
  const { number, kind, period } = document;
  const entry = { number, kind, period, publishedAt: '2027-07-20T15:00:00Z', publishedOn: '2027-07-20' };
  const signed = { ...entry, document, text: '', signature: '', publicKey: '', digest: '' };
  const page = releasePage(textsIn('en'), { slug: 'first' } as PublicProgram, signed);
  expect(page).toMatch(/2025.26<\/th>\s*<th[^>]*>2026.27/);
  expect(page).toContain('>90<');
});
