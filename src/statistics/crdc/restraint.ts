import { type CrdcLayout, crdcCodes } from './layout.ts';
import type { Place } from './place.ts';

/** Mechanical restraint, physical restraint, seclusion. */
export const restraintKinds = ['MECH', 'PHYS', 'SECL'] as const;
export type RestraintKind = (typeof restraintKinds)[number];

const instances = ['WODIS', 'IDEA', '504'] as const;

/** The columns of one kind in `Restraint and Seclusion.csv`: without IDEA (Section 504 among them), with IDEA, instances. */
export function restraintColumns(layout: CrdcLayout, kind: RestraintKind): string[] {
  return [
    ...studentColumns(layout, 'NONIDEA', kind),
    ...studentColumns(layout, 'IDEA', kind),
    ...instances.map((group) => `SCH_RSINSTANCES_${kind}_${group}`),
  ];
}

/** All columns of the module after the identifiers, in the order of the files. */
export function restraintModule(layout: CrdcLayout): string[] {
  return [
    ...restraintKinds.flatMap((kind) => studentColumns(layout, 'NONIDEA', kind)),
    ...restraintKinds.flatMap((kind) => studentColumns(layout, 'IDEA', kind)),
    ...restraintKinds.flatMap((kind) => instances.map((group) => `SCH_RSINSTANCES_${kind}_${group}`)),
  ];
}

function studentColumns({ sexes, el }: CrdcLayout, group: 'NONIDEA' | 'IDEA', kind: RestraintKind): string[] {
  const each = (part: string): string[] => sexes.map((sex) => `SCH_RS_${group}_${kind}_${part}_${sex}`);
  const parts = group === 'IDEA' ? [each(el)] : [each(el), each('504')];
  return [
    ...crdcCodes.flatMap(each),
    ...sexes.map((sex) => `TOT_RS_${group}_${kind}_${sex}`),
    // Seclusion alone has Section 504 first.
    ...(kind === 'SECL' ? parts.toReversed() : parts).flat(),
  ];
}

/** The cells a mechanically restrained student is counted in. Section 504 only is a part of those without IDEA. */
export function restraintPlaces(layout: CrdcLayout, { group, race, sex, el }: Place): string[] {
  const idea = group === 'IDEA' ? 'IDEA' : 'NONIDEA';
  return [
    `SCH_RS_${idea}_MECH_${race}_${sex}`,
    `TOT_RS_${idea}_MECH_${sex}`,
    ...(el ? [`SCH_RS_${idea}_MECH_${layout.el}_${sex}`] : []),
    ...(group === '504' ? [`SCH_RS_NONIDEA_MECH_504_${sex}`] : []),
  ];
}
