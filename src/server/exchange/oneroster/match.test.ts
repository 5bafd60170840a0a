import { describe, expect, it } from 'vitest';
import { codes } from '../testing/support.ts';
import { matchSchools, plainSchoolName } from './match.ts';

const program = [
  { ncesId: '020000100206', name: 'Joann A. Alexie Memorial School' },
  { ncesId: '020000100207', name: 'Gladys Jung Elementary' },
  { ncesId: '020000100208', name: 'Bethel Regional High School' },
  { ncesId: '020000100209', name: 'Twin' },
  { ncesId: '020000100210', name: 'Twin School' },
];
const match = (...roster: [id: string, name: string, identifier: string][]) =>
  matchSchools(
    roster.map(([sourcedId, name, identifier]) => ({ sourcedId, name, identifier })),
    program,
    'orgs.csv',
  );

describe('matching schools of the roster to the program', () => {
  it('by NCES id, by the school part of it, by name', () => {
    const found = match(
      ['a', 'x', '020000100206'],
      ['b', 'y', '00207'],
      ['c', 'BETHEL REGIONAL H.S.', 'BRHS'],
      ['d', 'Else', ''],
    );
    expect(found.matched).toEqual([
      { sourcedId: 'a', ncesId: '020000100206', by: 'ncesId' },
      { sourcedId: 'b', ncesId: '020000100207', by: 'schoolId' },
      { sourcedId: 'c', ncesId: '020000100208', by: 'name' },
    ]);
    expect(found.unmatched.map((one) => one.sourcedId)).toEqual(['d']);
    expect(found.withoutRoster.map((one) => one.name)).toEqual(['Twin', 'Twin School']);
    expect(codes(found.problems)).toEqual(['schoolUnmatched']);
  });

  it('never guesses between two', () => {
    expect(codes(match(['a', 'Twin', '']).problems)).toEqual(['schoolMatchAmbiguous']);
    const two = match(['a', 'Gladys Jung Elem.', ''], ['b', 'x', '20000100207']);
    expect(two.matched).toEqual([]);
    expect(codes(two.problems)).toEqual(['schoolMatchAmbiguous']);
  });

  it('plain names', () => {
    expect(plainSchoolName('Ben Franklin Elem. Sch.')).toBe(plainSchoolName('BEN FRANKLIN ELEMENTARY SCHOOL'));
    expect(plainSchoolName("St. José's Jr. & Sr. HS")).toBe('saint joses junior and senior high');
  });
});
