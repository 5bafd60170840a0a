import type { NibrsCode } from '../../domain/incidents/nibrs.ts';
import { atSchool, type CountedIncident } from './involvement.ts';
import type { CrdcLayout } from './layout.ts';

const counted = ['RAPE', 'BATT', 'ROBWW', 'ROBWOW', 'ATTWW', 'ATTWOW', 'THRWW', 'THRWOW', 'POSSWX'] as const;
type OffenseKind = (typeof counted)[number] | 'ROBWX' | 'ATTWX' | 'THRWX';

/** Incident counts after the two indicators. Those with a firearm or explosive stood apart until 2017-18. */
export function offenseColumns(layout: CrdcLayout): string[] {
  return counted.flatMap((kind) =>
    layout.firearmApart && ['ROBWW', 'ATTWW', 'THRWW'].includes(kind)
      ? [offenseColumn(kind), offenseColumn(kind.replace(/WW$/, 'WX') as OffenseKind)]
      : [offenseColumn(kind)],
  );
}

export const firearmIndicator = 'SCH_FIREARM_IND';
export const homicideIndicator = 'SCH_HOMICIDE_IND';
const offenseColumn = (kind: OffenseKind): string => `SCH_OFFENSE_${kind}`;

/** How a NIBRS offence becomes an offense of the CRDC; their types differ, so this is a choice and is shown as one. */
type Mapping = { readonly kind: OffenseKind } | { readonly byWeapon: 'ROB' | 'ATT' | 'THR' };
const mapping: Partial<Record<NibrsCode, Mapping>> = {
  '11A': { kind: 'RAPE' },
  '11B': { kind: 'RAPE' },
  '11C': { kind: 'RAPE' },
  '11D': { kind: 'BATT' },
  '120': { byWeapon: 'ROB' },
  '13A': { byWeapon: 'ATT' },
  '13B': { byWeapon: 'ATT' },
  '13C': { byWeapon: 'THR' },
};

const weapons: readonly CountedIncident['items'][number][] = ['firearm', 'knife', 'otherWeapon'];

/**
 * The cell an incident counts in, or null (CRDC Offenses: incidents at school, by incident and not by person). With a
 * weapon = one was found or taken in it. Possession of a firearm: weapon law violation (NIBRS 520) with a firearm found.
 */
export function offenseOf(layout: CrdcLayout, incident: CountedIncident): string | null {
  if (!atSchool(incident.setting) || incident.offense === null) return null;
  const firearm = incident.items.includes('firearm');
  if (incident.offense === '520') return firearm ? offenseColumn('POSSWX') : null;
  const mapped = mapping[incident.offense];
  if (mapped === undefined) return null;
  if ('kind' in mapped) return offenseColumn(mapped.kind);
  if (firearm && layout.firearmApart) return offenseColumn(`${mapped.byWeapon}WX`);
  const armed = incident.items.some((item) => weapons.includes(item));
  return offenseColumn(`${mapped.byWeapon}${armed ? 'WW' : 'WOW'}`);
}

export interface OffenseCounts {
  readonly cells: ReadonlyMap<string, { readonly n: number; readonly incidentIds: readonly string[] }>;
  /** 'Yes' where a record says so. Else null: that nothing happened is for the school to say, not for these records. */
  readonly firearm: 'Yes' | null;
  readonly homicide: 'Yes' | null;
}

const homicides: readonly NibrsCode[] = ['09A', '09B'];

/** Counts one school's incidents of the regular school year. */
export function countOffenses(layout: CrdcLayout, incidents: readonly CountedIncident[]): OffenseCounts {
  const cells = new Map(offenseColumns(layout).map((column) => [column, [] as string[]]));
  for (const incident of incidents) {
    const column = offenseOf(layout, incident);
    if (column !== null) cells.get(column)?.push(incident.incidentId);
  }
  const here = incidents.filter(({ setting }) => atSchool(setting));
  return {
    cells: new Map([...cells].map(([column, ids]) => [column, { n: ids.length, incidentIds: ids }])),
    firearm: here.some(({ firearmDischarged }) => firearmDischarged) ? 'Yes' : null,
    homicide: here.some(({ offense }) => offense !== null && homicides.includes(offense)) ? 'Yes' : null,
  };
}
