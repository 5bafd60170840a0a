import { describe, expect, it } from 'vitest';
import { checkerOf } from './check.ts';
import { type CheckedModule, checkedColumns } from './check-plan.ts';
import { type Count, notCollected, readCount } from './count.ts';
import { crdcYears, instanceColumn, layoutOf } from './layout.ts';
import { checkRules } from './rules.ts';

const layout = layoutOf('2020-21');
const columns = checkedColumns(layout);
const check = checkerOf(layout);

/** A school whose every cell is 0 but those given. '' = blank. */
function school(given: Readonly<Record<string, number | string>>) {
  return {
    read: (module: CheckedModule, column: string): Count | null => {
      if (!columns[module].includes(column)) return null;
      const value = given[column];
      if (value === undefined) return { kind: 'count', n: column.startsWith('TOT_ENR') ? 100 : 0 };
      return readCount(String(value), 'whole') ?? notCollected;
    },
  };
}
const enrolled = { SCH_ENR_WH_M: 100, SCH_ENR_WH_F: 100 };
const found = (given: Readonly<Record<string, number | string>>): string[] =>
  check(school({ ...enrolled, ...given })).map((one) => `${one.check} ${one.column}`);

describe('crdc edit checks', () => {
  it('[P1.5] a school where everything adds up passes', () => {
    expect(found({})).toEqual([]);
    expect(
      found({
        ...{ SCH_DISCWODIS_REF_WH_M: 3, TOT_DISCWODIS_REF_M: 3, SCH_DISCWODIS_REF_LEP_M: 1 },
        ...{ SCH_DISCWODIS_ARR_WH_M: 1, TOT_DISCWODIS_ARR_M: 1, SCH_DISCWODIS_ARR_LEP_M: 1 },
        ...{ [instanceColumn('REF', 'WODIS')]: 4, [instanceColumn('ARR', 'WODIS')]: 1 },
      }),
    ).toEqual([]);
  });

  it.each<[string, Record<string, number | string>, string[]]>([
    [
      'more arrested than referred',
      { SCH_DISCWDIS_ARR_504_F: 2, SCH_DISCWDIS_REF_504_F: 1, REF_INSTANCES_504: 5, ARR_INSTANCES_504: 5 },
      ['arrestsWithinReferrals SCH_DISCWDIS_ARR_504_F'],
    ],
    [
      'a total that is not the sum',
      { SCH_DISCWODIS_REF_WH_M: 2, TOT_DISCWODIS_REF_M: 3, REF_INSTANCES_WODIS: 3 },
      ['totalIsSum TOT_DISCWODIS_REF_M'],
    ],
    ['a total of enrollment', { TOT_ENR_F: 101 }, ['totalIsSum TOT_ENR_F']],
    ['more English learners than students', { SCH_RS_IDEA_MECH_LEP_M: 1 }, ['partWithinTotal SCH_RS_IDEA_MECH_LEP_M']],
    ['more IDEA than enrolled', { SCH_ENR_IDEA_M: 101 }, ['partWithinTotal SCH_ENR_IDEA_M']],
    [
      'fewer instances than students',
      { SCH_DISCWDIS_REF_504_M: 2, REF_INSTANCES_504: 1 },
      ['instancesCoverStudents REF_INSTANCES_504'],
    ],
    [
      'fewer restraints than restrained students',
      { SCH_RS_IDEA_MECH_BL_M: 2, TOT_RS_IDEA_MECH_M: 2, SCH_RSINSTANCES_MECH_IDEA: 1 },
      ['instancesCoverStudents SCH_RSINSTANCES_MECH_IDEA'],
    ],
    ['a blank among counts', { SCH_DISCWODIS_ARR_BL_M: '' }, ['blankAmongCounts SCH_DISCWODIS_ARR_BL_M']],
    [
      'more referred than enrolled',
      { SCH_DISCWODIS_REF_BL_M: 1, TOT_DISCWODIS_REF_M: 1, REF_INSTANCES_WODIS: 1 },
      ['studentsWithinEnrolment SCH_DISCWODIS_REF_BL_M'],
    ],
    ['more offenses than a school can have', { SCH_OFFENSE_ATTWOW: 601 }, ['offensesBelowEnrolment SCH_OFFENSE_RAPE']],
    ['an offense far beyond others', { SCH_OFFENSE_RAPE: 16 }, ['offenseOutOfRange SCH_OFFENSE_RAPE']],
    ['a code that is none', { SCH_OFFENSE_BATT: -99 }, ['codeUnknown SCH_OFFENSE_BATT']],
  ])('[P1.5] finds %s', (_what, given, expected) => {
    expect(found(given)).toEqual(expected);
  });

  it.each(['-11', '-9', '-5', '-6', '-3', '-13'])('[P1.5] a cell that reads %s is never accused', (code) => {
    expect(
      found(
        Object.fromEntries(
          Object.values(columns)
            .flat()
            .map((column) => [column, code]),
        ),
      ),
    ).toEqual([]);
  });

  it('[P1.5] every layout has its columns once, every rule its source', () => {
    for (const year of crdcYears) {
      for (const list of Object.values(checkedColumns(layoutOf(year)))) {
        expect(new Set(list).size).toBe(list.length);
      }
    }
    for (const rule of Object.values(checkRules)) expect(rule.citation.length).toBeGreaterThan(20);
  });
});
