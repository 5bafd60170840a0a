import type { Grade } from '../../../domain/shared/people.ts';
import { gradeColumns } from '../../../statistics/crdc/files.ts';
import {
  type CrdcCode,
  type CrdcSex,
  crdcCodes,
  crdcSexes,
  swornOfficerColumn,
} from '../../../statistics/crdc/layout.ts';
import type { Column } from '../csv/columns.ts';

/** Layouts of the CRDC's school files. Column names as released; an alias where a later collection renamed a column. */

export type CrdcGrade = Exclude<Grade, 'unknown'>;

const own = (name: string): Column => ({ key: name, names: [name] });

const keyColumns: readonly Column[] = [own('COMBOKEY'), own('LEAID')];
const nameColumns: readonly Column[] = [own('LEA_STATE'), own('LEA_NAME'), own('SCH_NAME')];
const justiceColumn: Column = { key: 'JJ', names: ['JJ', 'SCH_JUST'] };

export const characteristicsRequired: readonly Column[] = [
  ...keyColumns,
  ...nameColumns,
  ...gradeColumns.map(([, name]) => own(name)),
];
export const statusColumns = {
  charter: 'SCH_STATUS_CHARTER',
  magnet: 'SCH_STATUS_MAGNET',
  specialEducation: 'SCH_STATUS_SPED',
  alternative: 'SCH_STATUS_ALT',
} as const;
export const characteristicsOptional: readonly Column[] = [
  justiceColumn,
  own('LEA_STATE_NAME'),
  ...Object.values(statusColumns).map(own),
];

export type EnrolmentCell = { race: CrdcCode; sex: CrdcSex; key: string };

const cells = (prefix: string): EnrolmentCell[] =>
  crdcCodes.flatMap((race) => crdcSexes.map((sex) => ({ race, sex, key: `${prefix}_${race}_${sex}` })));

/** Overall enrolment; the CRDC counts preschool children in it. */
export const overallCells: readonly EnrolmentCell[] = cells('SCH_ENR');
export const preschoolCells: readonly EnrolmentCell[] = cells('SCH_PSENR');

export const totalKey = (sex: CrdcSex): string => `TOT_ENR_${sex}`;
export const groupKeys = {
  idea: (sex: CrdcSex): string => `SCH_ENR_IDEA_${sex}`,
  section504: (sex: CrdcSex): string => `SCH_ENR_504_${sex}`,
  el: (sex: CrdcSex): string => `SCH_ENR_EL_${sex}`,
} as const;

/** 2021-22 says EL where earlier collections say LEP. */
const elColumn = (sex: CrdcSex): Column => ({
  key: groupKeys.el(sex),
  names: [`SCH_ENR_EL_${sex}`, `SCH_ENR_LEP_${sex}`],
});

export const enrolmentRequired: readonly Column[] = [
  ...keyColumns,
  ...overallCells.filter((cell) => cell.sex !== 'X').map((cell) => own(cell.key)),
];
export const enrolmentOptional: readonly Column[] = [
  ...overallCells.filter((cell) => cell.sex === 'X').map((cell) => own(cell.key)),
  ...preschoolCells.map((cell) => own(cell.key)),
  ...crdcSexes.flatMap((sex) => [
    own(totalKey(sex)),
    own(groupKeys.idea(sex)),
    own(groupKeys.section504(sex)),
    elColumn(sex),
  ]),
];

/** Full-time equivalents of School Support, by the name of the measure. */
export const supportColumns = {
  swornOfficer: swornOfficerColumn,
  securityGuard: 'SCH_FTESECURITY_GUA',
  counselor: 'SCH_FTECOUNSELORS',
  nurse: 'SCH_FTESERVICES_NUR',
  psychologist: 'SCH_FTESERVICES_PSY',
  socialWorker: 'SCH_FTESERVICES_SOC',
  teacher: 'SCH_FTETEACH_TOT',
} as const;
export type SupportMeasure = keyof typeof supportColumns;
export const supportMeasures = Object.keys(supportColumns) as SupportMeasure[];
export const supportRequired: readonly Column[] = [...keyColumns, own(supportColumns.swornOfficer)];
export const supportOptional: readonly Column[] = Object.values(supportColumns)
  .filter((name) => name !== supportColumns.swornOfficer)
  .map(own);

export type YearFound = { id: string; from: 'given' | 'name' | 'header' };

/** The collections whose layout has these columns. The files carry no year, so the columns must tell. */
export function yearsOfHeader(header: readonly string[]): string[] {
  const names = new Set(header.map((name) => name.trim().toUpperCase()));
  // Only the name of a folder or file can tell 2025-26 from 2027-28: their columns are the same.
  if (names.has('SCH_JUST')) return names.has('TOT_ENR_X') ? ['2023-24'] : ['2025-26', '2027-28', '2023-24'];
  if (names.has('SCH_ENR_EL_M') || names.has('TOT_ENR_X')) return ['2021-22'];
  if (names.has('SCH_GRADE_KG') && names.has('SCH_ENR_HI_M')) return ['2015-16', '2017-18'];
  if (names.has('SCH_PSENR_NONIDEA_A3')) return ['2017-18', '2015-16'];
  return ['2020-21'];
}

/** A collection's year in a file or folder name ('2020-21-crdc-data.zip'), or null. */
export function yearOfName(name: string): string | null {
  for (const match of name.matchAll(/(?<!\d)(20\d\d)[-_](?:20)?(\d\d)(?!\d)/g)) {
    const start = Number(match[1]);
    if ((start + 1) % 100 === Number(match[2])) return `${start}-${match[2]}`;
  }
  return null;
}
