import { describe, expect, it } from 'vitest';
import { defaultDisparityPolicy } from '../../../domain/disparities/record.ts';
import type { ReleaseTable } from '../../../portal/release-view.ts';
import type { RosterSnapshot } from '../../../statistics/disparity/enrolment.ts';
import { comparisonsOf } from './comparisons.ts';

const enrolled = (races: Readonly<Record<'black' | 'white', number>>): RosterSnapshot => ({
  kind: 'roster',
  asOf: '2026-06-05',
  groups: Object.entries(races).map(([race, students]) => ({
    schoolId: 'one',
    races: [race === 'black' ? 'blackOrAfricanAmerican' : 'white'],
    sex: 'F',
    grade: '09',
    idea: 'no',
    section504: 'no',
    el: 'no',
    students,
  })),
});

const students = (black: number | null): ReleaseTable => ({
  id: 'students',
  columns: ['race'],
  formula: 'race',
  cells: [
    { codes: ['Total'], n: 100 },
    { codes: ['blackOrAfricanAmerican'], n: black },
    { codes: ['white'], n: black === null ? null : 100 - black },
    { codes: ['unknown'], n: 0 },
  ],
});

const roster = enrolled({ black: 500, white: 1000 });
const ratios = (table: ReleaseTable, policy = defaultDisparityPolicy) =>
  comparisonsOf(table, roster, ['one'], policy)
    .filter(({ measure }) => measure === 'studentsInvolved')
    .map(({ group, ratio }) => [group, ratio === null ? null : Number(ratio.value.toFixed(2))]);

describe('[P7.7] groups compared in a release', () => {
  it('are compared from published counts over the roster: 50 of 500 beside 50 of 1,000', () => {
    expect(ratios(students(50))).toEqual([
      ['blackOrAfricanAmerican', 2],
      ['white', 0.5],
    ]);
  });

  it('by the sizes of the state’s profile: too few there is told, not calculated', () => {
    const strict = { ...defaultDisparityPolicy, minimumCell: 60 };
    expect(ratios(students(50), strict)).toEqual([
      ['blackOrAfricanAmerican', null],
      ['white', null],
    ]);
    expect(comparisonsOf(students(50), roster, ['one'], strict)[0]?.sentence.en).toMatch(/^Not calculated for Black/);
  });

  it('not where a count is withheld, and the reason is told in both languages', () => {
    expect(ratios(students(null))).toEqual([
      ['blackOrAfricanAmerican', null],
      ['white', null],
    ]);
    const [first] = comparisonsOf(students(null), roster, ['one'], defaultDisparityPolicy);
    expect(first?.sentence).toEqual({
      en: 'Not calculated for Black or African American students, because a number it needs is withheld.',
      es: 'No se calculó para los estudiantes negros o afroamericanos, porque una cifra necesaria está reservada.',
    });
    expect(first?.beside).toEqual({ en: '', es: '' });
  });
});
