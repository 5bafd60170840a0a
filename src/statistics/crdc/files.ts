import type { Grade } from '../../domain/shared/people.ts';
import type { SchoolCounts } from './counting.ts';
import {
  type CrdcLayout,
  crdcCodes,
  disabilityGroups,
  enrolmentColumn,
  identifierColumns,
  instanceColumn,
  measures,
  referralColumns,
  swornOfficerColumn,
} from './layout.ts';
import { firearmIndicator, homicideIndicator, type OffenseCounts, offenseColumns } from './offenses.ts';
import { restraintModule } from './restraint.ts';

/** One school, with everything the records hold of it for one collection. */
export interface ExportedSchool {
  readonly leaid: string;
  readonly leaName: string;
  /** Two letters, and the name as the files print it. */
  readonly state: string;
  readonly stateName: string;
  /** Twelve digits. */
  readonly ncesId: string;
  readonly name: string;
  readonly grades: readonly Grade[];
  readonly counts: SchoolCounts;
  readonly offenses: OffenseCounts;
  /** Full-time equivalents of sworn officers; null: not planned in the records. */
  readonly officers: number | null;
  /** Enrollment by official column; a column that is not there was not collected. */
  readonly enrolment: ReadonlyMap<string, number>;
}

export interface ExportedFile {
  /** Without '.csv'. */
  readonly name: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/**
 * The files of one collection (P1.5), in its layout. A cell that the records do not hold is blank: not collected is not 0
 * (CRDC Public-Use Data File User's Manual, 5.1.3).
 */
export function crdcFiles(layout: CrdcLayout, schools: readonly ExportedSchool[]): ExportedFile[] {
  const file = (
    name: string,
    columns: readonly string[],
    value: (school: ExportedSchool, column: string) => string | number | null | undefined,
  ): ExportedFile => ({
    name,
    header: [...identifierColumns(layout), ...columns],
    rows: schools.map((school) => [
      ...identifiers(school),
      ...columns.map((column) => String(value(school, column) ?? '')),
    ]),
  });
  const counted = ({ counts }: ExportedSchool, column: string): number | undefined => counts.cells.get(column)?.n;
  return [
    file('Referrals and Arrests', referralColumns(layout), counted),
    file('Referral and Arrest Instances', instanceColumns, counted),
    file('Restraint and Seclusion', restraintModule(layout), counted),
    file('Offenses', [firearmIndicator, homicideIndicator, ...offenseColumns(layout)], ({ offenses }, column) => {
      if (column === firearmIndicator) return offenses.firearm;
      return column === homicideIndicator ? offenses.homicide : offenses.cells.get(column)?.n;
    }),
    file('School Support', supportColumns, ({ officers }, column) =>
      column === swornOfficerColumn ? officers?.toFixed(2) : null,
    ),
    file('School Characteristics', characteristicsColumns, ({ grades }, column) => {
      const grade = gradeColumns.find(([, name]) => name === column)?.[0];
      if (grade === undefined || grades.length === 0) return null;
      return grades.includes(grade) ? 'Yes' : 'No';
    }),
    file('Enrollment', enrolmentModule(layout), ({ enrolment }, column) => enrolment.get(column)),
  ];
}

function identifiers({ state, stateName, leaid, leaName, ncesId, name }: ExportedSchool): string[] {
  // Whether it is a juvenile justice facility is not in the records, so it stays blank.
  return [state, stateName, leaid, leaName, ncesId.slice(7), name, ncesId, ''];
}

const instanceColumns = measures.flatMap((measure) => disabilityGroups.map((group) => instanceColumn(measure, group)));

const supportColumns = [
  ...['SCH_FTETEACH_TOT', 'SCH_FTETEACH_CERT', 'SCH_FTETEACH_NOTCERT', 'SCH_FTECOUNSELORS', swornOfficerColumn],
  ...['SCH_FTESECURITY_GUA', 'SCH_FTESERVICES_NUR', 'SCH_FTESERVICES_PSY', 'SCH_FTESERVICES_SOC'],
];

/** The column of each grade. 'PS' is the CRDC's word for preschool. */
export const gradeColumns: readonly (readonly [Exclude<Grade, 'unknown'>, string])[] = [
  ['PK', 'SCH_GRADE_PS'],
  ['KG', 'SCH_GRADE_KG'],
  ...(['01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12'] as const).map(
    (grade) => [grade, `SCH_GRADE_G${grade}`] as const,
  ),
  ['UG', 'SCH_GRADE_UG'],
];

const characteristicsColumns = [
  ...gradeColumns.map(([, column]) => column),
  ...['SCH_UGDETAIL_ES', 'SCH_UGDETAIL_MS', 'SCH_UGDETAIL_HS'],
  ...['SCH_STATUS_SPED', 'SCH_STATUS_MAGNET', 'SCH_STATUS_CHARTER', 'SCH_STATUS_ALT'],
];

/** `Enrollment.csv` after the identifiers, in the order of the files. */
function enrolmentModule({ sexes, el }: CrdcLayout): string[] {
  const each = (column: string): string[] => sexes.map((sex) => `${column}_${sex}`);
  const races = (group: string): string[] => [
    ...crdcCodes.flatMap((race) => each(`SCH_${group}_${race}`)),
    ...each(`TOT_${group}`),
  ];
  return [
    ...races('PSENR'),
    ...each(`SCH_PSENR_${el}`),
    ...each('SCH_PSENR_IDEA'),
    ...crdcCodes.flatMap((race) => sexes.map((sex) => enrolmentColumn(race, sex))),
    ...each('TOT_ENR'),
    ...[el, '504', 'IDEA'].flatMap((group) => each(`SCH_ENR_${group}`)),
    ...races(`${el}ENR`),
    ...races(`${el}PROGENR`),
    ...races('IDEAENR'),
    ...each(`SCH_IDEAENR_${el}`),
    ...races('504ENR'),
    ...each(`SCH_504ENR_${el}`),
  ];
}
