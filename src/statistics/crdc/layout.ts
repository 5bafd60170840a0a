import type { CrdcRace } from '../../domain/shared/race.ts';

/**
 * The layouts of the CRDC's school files, by collection. Sources: 2015-16 and 2017-18 Public-Use Data File User's
 * Manuals (file structure), the released files of 2020-21; what later collections rename or add stands in the notes below.
 */

/** 'X' is the non-binary column of the collections 2021-22 and 2023-24; 2025-26 and 2027-28 have retired it. */
export type CrdcSex = 'M' | 'F' | 'X';
export const crdcSexes: readonly CrdcSex[] = ['M', 'F', 'X'];
export type CrdcCode = Exclude<CrdcRace, 'unknown'>;
/** The seven codes in the order of the files. */
export const crdcCodes: readonly CrdcCode[] = ['HI', 'AM', 'AS', 'HP', 'BL', 'WH', 'TR'];

/** Narrows a code or a sex as stored. */
export const isCrdcCode = (code: string): code is CrdcCode => crdcCodes.some((known) => known === code);
export const isCrdcSex = (sex: string): sex is CrdcSex => crdcSexes.some((known) => known === sex);

/** The collections whose layout is known, oldest first. */
export const crdcYears = ['2015-16', '2017-18', '2020-21', '2021-22', '2023-24', '2025-26', '2027-28'] as const;
type CrdcYear = (typeof crdcYears)[number];

export interface CrdcLayout {
  /** The school year counted: a collection's, or one between two collections. */
  readonly year: string;
  /** English learners: LEP until 2020-21, EL from 2021-22. */
  readonly el: 'LEP' | 'EL';
  /** The column that tells a juvenile justice facility; 2023-24 renamed it. */
  readonly justice: 'JJ' | 'SCH_JUST';
  readonly sexes: readonly CrdcSex[];
  /** Offenses with a firearm or explosive device counted apart from other weapons; 2020-21 no longer does. */
  readonly firearmApart: boolean;
  /** What a referral is: any report, or from 2021-22 only one by a school official or that official's designee. */
  readonly referral: 'anyReport' | 'schoolReport';
}

const twoSexes: readonly CrdcSex[] = ['M', 'F'];

const early = { el: 'LEP', justice: 'JJ', sexes: twoSexes, referral: 'anyReport' } as const;
const late = { el: 'EL', firearmApart: false, referral: 'schoolReport' } as const;
const layouts: Readonly<Record<CrdcYear, Omit<CrdcLayout, 'year'>>> = {
  '2015-16': { ...early, firearmApart: true },
  '2017-18': { ...early, firearmApart: true },
  '2020-21': { ...early, firearmApart: false },
  '2021-22': { ...late, justice: 'JJ', sexes: crdcSexes },
  '2023-24': { ...late, justice: 'SCH_JUST', sexes: crdcSexes },
  '2025-26': { ...late, justice: 'SCH_JUST', sexes: twoSexes },
  '2027-28': { ...late, justice: 'SCH_JUST', sexes: twoSexes },
};

/** The layout of a school year ('2025-26'): its collection's, or in a year without one that of the collection before. */
export function layoutOf(year: string): CrdcLayout {
  return { ...layouts[crdcYears.findLast((known) => known <= year) ?? crdcYears[0]], year };
}

/** Whether a school year is one of those the department collects. */
export function isCollection(year: string): boolean {
  return crdcYears.some((known) => known === year);
}

/** Referrals to law enforcement, school-related arrests. */
export const measures = ['REF', 'ARR'] as const;
export type Measure = (typeof measures)[number];

/** Each student is in exactly one: without disability, served under IDEA, or Section 504 only. */
export const disabilityGroups = ['WODIS', 'IDEA', '504'] as const;
export type DisabilityGroup = (typeof disabilityGroups)[number];

const stem = (measure: Measure, group: 'WODIS' | 'IDEA'): string =>
  group === 'WODIS' ? `DISCWODIS_${measure}` : `DISCWDIS_${measure}_IDEA`;

/** `SCH_DISCWODIS_REF_HI_M`: students of one race and sex, without disability or under IDEA. */
export const raceColumn = (measure: Measure, group: 'WODIS' | 'IDEA', race: CrdcCode, sex: CrdcSex): string =>
  `SCH_${stem(measure, group)}_${race}_${sex}`;
/** `TOT_DISCWODIS_REF_M`: the total over the seven races. */
export const totalColumn = (measure: Measure, group: 'WODIS' | 'IDEA', sex: CrdcSex): string =>
  `TOT_${stem(measure, group)}_${sex}`;
/** `SCH_DISCWDIS_REF_504_M`: Section 504 only, not told apart by race. */
export const section504Column = (measure: Measure, sex: CrdcSex): string => `SCH_DISCWDIS_${measure}_504_${sex}`;
/** `SCH_DISCWODIS_REF_LEP_M`: the English learners of the total. */
export const elColumn = (layout: CrdcLayout, measure: Measure, group: 'WODIS' | 'IDEA', sex: CrdcSex): string =>
  `SCH_${group === 'WODIS' ? 'DISCWODIS' : 'DISCWDIS'}_${measure}_${layout.el}_${sex}`;

/**
 * Instances beside the students they happened to (elements ARRS-1 and ARRS-4). The released files' name for them was not
 * at hand, so they stand in a file of their own.
 */
export const instanceColumn = (measure: Measure, group: DisabilityGroup): string => `${measure}_INSTANCES_${group}`;

/** The columns of `Referrals and Arrests.csv` after the eight identifiers: 76 where the sexes are two. */
export function referralColumns(layout: CrdcLayout): string[] {
  const { sexes } = layout;
  return measures.flatMap((measure) => [
    ...(['WODIS', 'IDEA'] as const).flatMap((group) => [
      ...crdcCodes.flatMap((race) => sexes.map((sex) => raceColumn(measure, group, race, sex))),
      ...sexes.map((sex) => totalColumn(measure, group, sex)),
      ...sexes.map((sex) => elColumn(layout, measure, group, sex)),
    ]),
    ...sexes.map((sex) => section504Column(measure, sex)),
  ]);
}

/** The identifiers every module begins with. */
export function identifierColumns(layout: CrdcLayout): string[] {
  return ['LEA_STATE', 'LEA_STATE_NAME', 'LEAID', 'LEA_NAME', 'SCHID', 'SCH_NAME', 'COMBOKEY', layout.justice];
}

export const enrolmentColumn = (race: CrdcCode, sex: CrdcSex): string => `SCH_ENR_${race}_${sex}`;
export const swornOfficerColumn = 'SCH_FTESECURITY_LEO';
