import { describe, expect, it } from 'vitest';
import type { ReleaseCell, ReleaseDocument } from '../release-view.ts';
import { textsIn } from '../texts.ts';
import type { PublicProgram } from '../view.ts';
import { peoplePage, schoolPage } from './statistics.ts';

const school = { id: '060000000001', name: 'Lincoln Middle' };
const columns = ['school', 'level', 'race', 'sex', 'age', 'englishLearner', 'disability'];
const cell = (at: Readonly<Record<string, string>>, rest: Omit<ReleaseCell, 'codes'>): ReleaseCell => ({
  codes: columns.map((column) => at[column] ?? 'Total'),
  ...rest,
});
const release = {
  number: 1,
  kind: 'year',
  period: '2025-26',
  from: '2025-08-25',
  to: '2026-06-12',
  asOf: '2026-07-01',
  schools: [school],
  tables: [
    {
      id: 'students',
      columns,
      formula: '',
      cells: [
        cell({}, { n: 536 }),
        cell({ level: 'enforcement' }, { n: 25 }),
        cell({ sex: 'F' }, { n: 265 }),
        cell({ sex: 'M' }, { n: null, lo: 258, hi: 269 }),
        cell({ sex: 'X' }, { n: 11 }),
        cell({ sex: 'unknown' }, { n: 0 }),
        cell({ sex: 'M', level: 'enforcement' }, { n: null, lo: 1, hi: null }),
        cell({ school: school.id }, { n: null, lo: 1, hi: 31 }),
      ],
    },
  ],
} as unknown as ReleaseDocument;
const program = { slug: 'riverbend', schools: [{ ...school, grades: null, students: 480 }], officers: [] };
const statistics = { program: program as unknown as PublicProgram, release };

/** What the row of a name says, in words. */
function row(page: string, name: string): string | undefined {
  const cells = new RegExp(`<th role="rowheader"[^>]*>${name}</th>([\\s\\S]*?)</tr>`).exec(page)?.[1];
  return cells
    ?.replace(/<[^>]*>/g, ' ')
    .replace(/(&nbsp;|\s)+/g, ' ')
    .trim();
}

describe('[P7.9] the pages of a release', () => {
  it('tell the values that a withheld number can have, in the table and in the chart', () => {
    const page = peoplePage(textsIn('en'), statistics);
    expect(row(page, 'Female')).toMatch(/^265 /);
    // A large number withheld beside a small one is not taken for fewer than ten; one without an end has no range.
    expect(row(page, 'Male')).toBe('between 258 and 269 (?) fewer than 10 or withheld (?)');
    expect(row(peoplePage(textsIn('es'), statistics), 'Masculino')).toMatch(/^entre 258 y 269/);
    expect(page).toContain('<span class="portal-bar__value">between 258 and 269</span>');
    expect(schoolPage(textsIn('en'), statistics, school.id)).toMatch(/between 1 and 31&nbsp;/);
  });

  it('say who is in none of the counts of students', () => {
    expect(peoplePage(textsIn('en'), statistics)).toContain('Students whom no school has identified are in none');
    expect(schoolPage(textsIn('es'), statistics, school.id)).toContain('a quienes ninguna escuela ha identificado');
  });
});
