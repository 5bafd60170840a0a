import { type CheckedModule, checkedColumns, type Part, parts, type Total, totals } from './check-plan.ts';
import { type Count, isUnknownReserve } from './count.ts';
import {
  type CrdcLayout,
  type CrdcSex,
  crdcCodes,
  enrolmentColumn,
  instanceColumn,
  measures,
  raceColumn,
  referralColumns,
  section504Column,
  totalColumn,
} from './layout.ts';
import { restraintKinds } from './restraint.ts';
import type { CheckName } from './rules.ts';

/** One school's cells. `null` where the module or the column is not in the files: nothing can be said of it. */
export interface CheckedSchool {
  readonly read: (module: CheckedModule, column: string) => Count | null;
}

/** What a check found in a school's row: which cell, and the numbers that do not go together. */
export interface CheckFinding {
  readonly check: CheckName;
  readonly module: CheckedModule;
  readonly column: string;
  readonly params: Readonly<Record<string, string | number>>;
}

/** What the checks of one layout compare, made once for all schools. */
interface Plan {
  readonly layout: CrdcLayout;
  readonly referrals: readonly string[];
  readonly totals: readonly Total[];
  readonly parts: readonly Part[];
  readonly columns: Readonly<Record<CheckedModule, readonly string[]>>;
}

/**
 * Every edit check of a layout over one school. A cell that is no count makes a check that needs it silent, never fail.
 */
export function checkerOf(layout: CrdcLayout): (school: CheckedSchool) => CheckFinding[] {
  const plan: Plan = {
    layout,
    referrals: referralColumns(layout),
    totals: totals(layout),
    parts: parts(layout),
    columns: checkedColumns(layout),
  };
  return (school) => [
    ...arrestChecks(plan, school),
    ...plan.totals.flatMap((total) => totalCheck(school, total)),
    ...plan.parts.flatMap((part) => partCheck(school, part)),
    ...instanceChecks(layout, school),
    ...blankChecks(plan, school),
    ...enrolmentChecks(layout, school),
    ...offenseChecks(plan, school),
    ...codeChecks(plan, school),
  ];
}

const number = (school: CheckedSchool, module: CheckedModule, column: string): number | null => {
  const cell = school.read(module, column);
  return cell?.kind === 'count' ? cell.n : null;
};

/** The sum of cells, or null as soon as one is no count: a sum of a part would accuse wrongly. */
function sum(school: CheckedSchool, module: CheckedModule, columns: readonly string[]): number | null {
  let total = 0;
  for (const column of columns) {
    const n = number(school, module, column);
    if (n === null) return null;
    total += n;
  }
  return total;
}

/** Every school-related arrest is a referral: cell by cell no more students arrested than referred. */
function arrestChecks({ referrals }: Plan, school: CheckedSchool): CheckFinding[] {
  return referrals
    .filter((column) => column.includes('_ARR_'))
    .flatMap((column): CheckFinding[] => {
      const other = column.replace('_ARR_', '_REF_');
      const [arrested, referred] = [number(school, 'referrals', column), number(school, 'referrals', other)];
      if (arrested === null || referred === null || arrested <= referred) return [];
      return [{ check: 'arrestsWithinReferrals', module: 'referrals', column, params: { arrested, referred, other } }];
    });
}

function totalCheck(school: CheckedSchool, { module, column, of }: Total): CheckFinding[] {
  const [total, parts] = [number(school, module, column), sum(school, module, of)];
  if (total === null || parts === null || total === parts) return [];
  return [{ check: 'totalIsSum', module, column, params: { total, sum: parts } }];
}

function partCheck(school: CheckedSchool, { module, column, within }: Part): CheckFinding[] {
  const [part, total] = [number(school, module, column), number(school, module, within)];
  if (part === null || total === null || part <= total) return [];
  return [{ check: 'partWithinTotal', module, column, params: { part, total, within } }];
}

/** One student may be concerned several times, but nobody without an instance. */
function instanceChecks(layout: CrdcLayout, school: CheckedSchool): CheckFinding[] {
  const each = (column: (sex: CrdcSex) => string): string[] => layout.sexes.map(column);
  const compared: { module: CheckedModule; column: string; students: number | null }[] = [
    ...measures.flatMap((measure) => [
      ...(['WODIS', 'IDEA'] as const).map((group) => ({
        module: 'instances' as const,
        column: instanceColumn(measure, group),
        students: sum(
          school,
          'referrals',
          each((sex) => totalColumn(measure, group, sex)),
        ),
      })),
      {
        module: 'instances' as const,
        column: instanceColumn(measure, '504'),
        students: sum(
          school,
          'referrals',
          each((sex) => section504Column(measure, sex)),
        ),
      },
    ]),
    ...restraintKinds.flatMap((kind) => {
      const others = sum(
        school,
        'restraint',
        each((sex) => `TOT_RS_NONIDEA_${kind}_${sex}`),
      );
      const only504 = sum(
        school,
        'restraint',
        each((sex) => `SCH_RS_NONIDEA_${kind}_504_${sex}`),
      );
      const without = others === null || only504 === null ? null : others - only504;
      const idea = sum(
        school,
        'restraint',
        each((sex) => `TOT_RS_IDEA_${kind}_${sex}`),
      );
      return [['WODIS', without] as const, ['504', only504] as const, ['IDEA', idea] as const].map(
        ([group, students]) => ({
          module: 'restraint' as const,
          column: `SCH_RSINSTANCES_${kind}_${group}`,
          students,
        }),
      );
    }),
  ];
  return compared.flatMap(({ module, column, students }): CheckFinding[] => {
    const instances = number(school, module, column);
    if (instances === null || students === null || instances >= students) return [];
    return [{ check: 'instancesCoverStudents', module, column, params: { instances, students } }];
  });
}

/** A blank cell was not collected. Beside counts of the same measure it is most likely a 0 that nobody wrote. */
function blankChecks({ referrals }: Plan, school: CheckedSchool): CheckFinding[] {
  return measures.flatMap((measure) => {
    const columns = referrals.filter((column) => column.includes(`_${measure}_`));
    const blank = columns.filter((column) => school.read('referrals', column)?.kind === 'notCollected');
    const [first] = blank;
    if (first === undefined || !columns.some((column) => number(school, 'referrals', column) !== null)) return [];
    return [
      { check: 'blankAmongCounts', module: 'referrals', column: first, params: { count: blank.length } } as const,
    ];
  });
}

/** Enrolment is of one day, referrals are of a year: more referred than enrolled may be, but has to be explained. */
function enrolmentChecks(layout: CrdcLayout, school: CheckedSchool): CheckFinding[] {
  return measures.flatMap((measure) =>
    crdcCodes.flatMap((race) =>
      layout.sexes.flatMap((sex): CheckFinding[] => {
        const cells = (['WODIS', 'IDEA'] as const).map((group) => raceColumn(measure, group, race, sex));
        const [students, enrolled] = [
          sum(school, 'referrals', cells),
          number(school, 'enrolment', enrolmentColumn(race, sex)),
        ];
        if (students === null || enrolled === null || students <= enrolled) return [];
        const params = { students, enrolled };
        return [{ check: 'studentsWithinEnrolment', module: 'referrals', column: cells[0] ?? '', params }];
      }),
    ),
  );
}

/** More than this is taken for a mistake until it is explained (Data Notes, check 76). */
const mostOffenses: Readonly<Record<string, number>> = {
  SCH_OFFENSE_RAPE: 15,
  SCH_OFFENSE_ROBWX: 29,
  SCH_OFFENSE_POSSWX: 75,
};

function offenseChecks({ layout, columns: ofModule }: Plan, school: CheckedSchool): CheckFinding[] {
  const columns = ofModule.offenses;
  const findings = columns.flatMap((column): CheckFinding[] => {
    const [count, limit] = [number(school, 'offenses', column), mostOffenses[column]];
    if (count === null || limit === undefined || count <= limit) return [];
    return [{ check: 'offenseOutOfRange', module: 'offenses', column, params: { count, limit } }];
  });
  const incidents = sum(school, 'offenses', columns);
  const enrolled = sum(
    school,
    'enrolment',
    layout.sexes.map((sex) => `TOT_ENR_${sex}`),
  );
  if (incidents === null || enrolled === null) return findings;
  // The notes' own bounds: by more than ten, and by more than 200 per cent.
  if (incidents - enrolled > 10 && incidents > 3 * enrolled) {
    const params = { incidents, enrolled };
    findings.push({ check: 'offensesBelowEnrolment', module: 'offenses', column: columns[0] ?? '', params });
  }
  return findings;
}

/** A negative number no collection uses is neither a count nor a reason; one finding a module is enough to mend it. */
function codeChecks({ columns: ofModule }: Plan, school: CheckedSchool): CheckFinding[] {
  return (Object.entries(ofModule) as [CheckedModule, readonly string[]][]).flatMap(
    ([module, columns]): CheckFinding[] => {
      for (const column of columns) {
        const cell = school.read(module, column);
        if (cell?.kind === 'reserve' && isUnknownReserve(cell)) {
          return [{ check: 'codeUnknown', module, column, params: { value: cell.code } }];
        }
      }
      return [];
    },
  );
}
