import { stringify } from 'csv-stringify/sync';
import { type CrdcRace, toCrdcRace } from '../src/domain/shared/race.ts';
import { programSetup, schools } from './cast.ts';
import type { DemoFile, DemoStudent } from './students.ts';

const races: readonly CrdcRace[] = ['HI', 'AM', 'AS', 'HP', 'BL', 'WH', 'TR'];
const sexes = ['M', 'F'] as const;
const gradeColumns = [
  'PS',
  'KG',
  'G01',
  'G02',
  'G03',
  'G04',
  'G05',
  'G06',
  'G07',
  'G08',
  'G09',
  'G10',
  'G11',
  'G12',
  'UG',
];

/** The CRDC's name of a grade: 'KG' as it is, 'G' before a number. */
const gradeColumn = (grade: string): string => (/^\d/.test(grade) ? `G${grade}` : grade);

/** Full-time equivalents a school of each level reports: officers, counselors, nurses, psychologists, social workers. */
const staffing = {
  high: ['1.00', '3.00', '1.00', '1.00', '1.00'],
  middle: ['0.50', '1.50', '1.00', '0.50', '0.50'],
  elementary: ['0.20', '1.00', '0.50', '0.25', '0.25'],
} as const;

/**
 * The fictional district's part of a CRDC public-use release in the 2020-21 layout: School Characteristics, Enrollment
 * and School Support, with the official column names. That collection has no third sex, so students with 'X' are in no cell.
 */
export function crdcFiles(students: readonly DemoStudent[]): DemoFile[] {
  const { leaId, name, state } = programSetup.district;
  const key = (schid: string): string[] => [state, 'Illinois', leaId, name, schid];
  const keyHeader = ['LEA_STATE', 'LEA_STATE_NAME', 'LEAID', 'LEA_NAME', 'SCHID', 'SCH_NAME', 'COMBOKEY', 'JJ'];
  const idOf = (school: (typeof schools)[number]): string[] => [
    ...key(school.schid),
    school.name,
    `${leaId}${school.schid}`,
    'No',
  ];
  const counted = (school: number, fits: (student: DemoStudent) => boolean): string =>
    String(students.filter((student) => student.school === school && fits(student)).length);
  const bySex = (column: string): string[] => sexes.map((sex) => `${column}_${sex}`);
  const file = (title: string, rows: string[][]): DemoFile => ({
    name: `${title}.csv`,
    bytes: Buffer.from(stringify(rows, { quoted: true })),
  });
  return [
    file('School Characteristics', [
      [
        ...keyHeader,
        ...gradeColumns.map((grade) => `SCH_GRADE_${grade}`),
        'SCH_STATUS_SPED',
        'SCH_STATUS_MAGNET',
        'SCH_STATUS_CHARTER',
        'SCH_STATUS_ALT',
      ],
      ...schools.map((school) => [
        ...idOf(school),
        ...gradeColumns.map((column) => (school.grades.some((grade) => column === gradeColumn(grade)) ? 'Yes' : 'No')),
        'No',
        'No',
        'No',
        'No',
      ]),
    ]),
    file('Enrollment', [
      [
        ...keyHeader,
        ...races.flatMap((race) => bySex(`SCH_ENR_${race}`)),
        ...bySex('TOT_ENR'),
        ...bySex('SCH_ENR_LEP'),
        ...bySex('SCH_ENR_504'),
        ...bySex('SCH_ENR_IDEA'),
      ],
      ...schools.map((school, index) => [
        ...idOf(school),
        ...races.flatMap((race) =>
          sexes.map((sex) => counted(index, (each) => each.sex === sex && toCrdcRace(each.races) === race)),
        ),
        ...sexes.map((sex) => counted(index, (each) => each.sex === sex)),
        ...sexes.map((sex) => counted(index, (each) => each.sex === sex && each.el === 'yes')),
        ...sexes.map((sex) => counted(index, (each) => each.sex === sex && each.section504 === 'yes')),
        ...sexes.map((sex) => counted(index, (each) => each.sex === sex && each.idea === 'yes')),
      ]),
    ]),
    file('School Support', [
      [
        ...keyHeader,
        'SCH_FTESECURITY_LEO',
        'SCH_FTECOUNSELORS',
        'SCH_FTESERVICES_NUR',
        'SCH_FTESERVICES_PSY',
        'SCH_FTESERVICES_SOC',
      ],
      ...schools.map((school) => [...idOf(school), ...staffing[school.level]]),
    ]),
  ];
}
