import {
  type CrdcCode,
  type CrdcLayout,
  crdcCodes,
  disabilityGroups,
  elColumn,
  instanceColumn,
  measures,
  raceColumn,
  referralColumns,
  totalColumn,
} from './layout.ts';
import { offenseColumns } from './offenses.ts';
import { restraintKinds } from './restraint.ts';

/** The modules an edit check can look at. */
export type CheckedModule = 'referrals' | 'enrolment' | 'restraint' | 'offenses' | 'instances';

export interface Total {
  readonly module: CheckedModule;
  readonly column: string;
  readonly of: readonly string[];
}

/** Each TOT_ column and the seven cells it is the sum of. */
export function totals(layout: CrdcLayout): Total[] {
  const races = (column: (race: CrdcCode) => string): string[] => crdcCodes.map(column);
  return layout.sexes.flatMap((sex) => [
    ...measures.flatMap((measure) =>
      (['WODIS', 'IDEA'] as const).map(
        (group): Total => ({
          module: 'referrals',
          column: totalColumn(measure, group, sex),
          of: races((race) => raceColumn(measure, group, race, sex)),
        }),
      ),
    ),
    ...['ENR', 'PSENR', `${layout.el}ENR`, `${layout.el}PROGENR`, 'IDEAENR', '504ENR'].map(
      (group): Total => ({
        module: 'enrolment',
        column: `TOT_${group}_${sex}`,
        of: races((race) => `SCH_${group}_${race}_${sex}`),
      }),
    ),
    ...restraintKinds.flatMap((kind) =>
      ['NONIDEA', 'IDEA'].map(
        (group): Total => ({
          module: 'restraint',
          column: `TOT_RS_${group}_${kind}_${sex}`,
          of: races((race) => `SCH_RS_${group}_${kind}_${race}_${sex}`),
        }),
      ),
    ),
  ]);
}

export interface Part {
  readonly module: CheckedModule;
  readonly column: string;
  readonly within: string;
}

/** English learners and Section 504 are some of the students of a total. */
export function parts(layout: CrdcLayout): Part[] {
  return layout.sexes.flatMap((sex) => [
    ...measures.flatMap((measure) =>
      (['WODIS', 'IDEA'] as const).map(
        (group): Part => ({
          module: 'referrals',
          column: elColumn(layout, measure, group, sex),
          within: totalColumn(measure, group, sex),
        }),
      ),
    ),
    ...['IDEA', '504', layout.el].map(
      (group): Part => ({
        module: 'enrolment',
        column: `SCH_ENR_${group}_${sex}`,
        within: `TOT_ENR_${sex}`,
      }),
    ),
    ...restraintKinds.flatMap((kind): Part[] => [
      ...['NONIDEA', 'IDEA'].map(
        (group): Part => ({
          module: 'restraint',
          column: `SCH_RS_${group}_${kind}_${layout.el}_${sex}`,
          within: `TOT_RS_${group}_${kind}_${sex}`,
        }),
      ),
      {
        module: 'restraint',
        column: `SCH_RS_NONIDEA_${kind}_504_${sex}`,
        within: `TOT_RS_NONIDEA_${kind}_${sex}`,
      },
    ]),
  ]);
}

/** The columns of each module the checks look at; those of `referrals` are all of its layout. */
export function checkedColumns(layout: CrdcLayout): Readonly<Record<CheckedModule, readonly string[]>> {
  const ofModule = (module: CheckedModule): string[] => [
    ...totals(layout).flatMap((total) => (total.module === module ? [total.column, ...total.of] : [])),
    ...parts(layout).flatMap((part) => (part.module === module ? [part.column, part.within] : [])),
  ];
  const groups = disabilityGroups;
  return {
    referrals: referralColumns(layout),
    enrolment: [...new Set(ofModule('enrolment'))],
    restraint: [
      ...new Set([
        ...ofModule('restraint'),
        ...restraintKinds.flatMap((kind) => groups.map((group) => `SCH_RSINSTANCES_${kind}_${group}`)),
      ]),
    ],
    offenses: offenseColumns(layout),
    instances: measures.flatMap((measure) => groups.map((group) => instanceColumn(measure, group))),
  };
}
