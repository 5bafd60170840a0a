import type { ComparisonInput } from './compare.ts';
import {
  allOthers,
  type CrdcCell,
  type CrdcEnrolmentFile,
  enrolmentsOf,
  type RosterGroup,
  type RosterSnapshot,
} from './enrolment.ts';

const cell = (part: Partial<CrdcCell>): CrdcCell => ({
  schoolId: 's1',
  dimension: 'race',
  category: 'WH',
  sex: 'F',
  students: 0,
  reserveCode: null,
  ...part,
});

export function file(...cells: Partial<CrdcCell>[]): CrdcEnrolmentFile {
  return { kind: 'crdc', year: '2020-21', cells: cells.map(cell) };
}

const alike = (part: Partial<RosterGroup>): RosterGroup => ({
  schoolId: 's1',
  races: ['white'],
  sex: 'F',
  grade: '09',
  idea: 'no',
  section504: 'no',
  el: 'no',
  students: 0,
  ...part,
});

export function roster(...groups: Partial<RosterGroup>[]): RosterSnapshot {
  return { kind: 'roster', asOf: '2025-10-01', groups: groups.map(alike) };
}

/** Black students against all others, enrolled as a roster of the day has them. */
export function input(
  [a, n]: readonly [number, number],
  [b, m]: readonly [number, number],
  part: Partial<ComparisonInput> = {},
): ComparisonInput {
  const about = { measure: 'studentsReferred', dimension: 'race', group: 'blackOrAfricanAmerican' } as const;
  const record = roster({ races: ['blackOrAfricanAmerican'], students: n }, { students: m });
  const { group, others } = enrolmentsOf(record, { ...about, comparison: allOthers }, ['s1']);
  return {
    about: { ...about, comparison: allOthers },
    group: { events: a, enrolled: group },
    others: { events: b, enrolled: others },
    unknownEvents: 0,
    ...part,
  };
}
