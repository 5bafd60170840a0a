import { z } from 'zod';

/**
 * Race and ethnicity as OMB's Statistical Policy Directive 15 of 2024 asks: one question, several answers,
 * seven categories. 'unknown' stands alone and is never dropped from a count (P7.4).
 */
export const races = [
  'americanIndianOrAlaskaNative',
  'asian',
  'blackOrAfricanAmerican',
  'hispanicOrLatino',
  'middleEasternOrNorthAfrican',
  'nativeHawaiianOrPacificIslander',
  'white',
  'unknown',
] as const;
const raceSchema = z.enum(races);
export type Race = z.infer<typeof raceSchema>;

/** At least one category; 'unknown' only by itself. */
export const racesSchema = z
  .array(raceSchema)
  .min(1)
  .refine((list) => new Set(list).size === list.length, 'terms.raceTwice')
  .refine((list) => !list.includes('unknown') || list.length === 1, 'terms.raceUnknownAlone');

/** The seven codes of the Civil Rights Data Collection, and 'unknown' for what it has no cell for. */
export const crdcRaces = ['HI', 'AM', 'AS', 'HP', 'BL', 'WH', 'TR', 'unknown'] as const;
export type CrdcRace = (typeof crdcRaces)[number];

const crdcOf: Record<Exclude<Race, 'unknown' | 'hispanicOrLatino'>, CrdcRace> = {
  americanIndianOrAlaskaNative: 'AM',
  asian: 'AS',
  blackOrAfricanAmerican: 'BL',
  // Directive 15 of 1997, which the CRDC still follows, counts Middle Eastern and North African origins as White.
  middleEasternOrNorthAfrican: 'WH',
  nativeHawaiianOrPacificIslander: 'HP',
  white: 'WH',
};

/**
 * Rolls the several answers up to the CRDC's one code: Hispanic of any race is HI; more than one remaining
 * federal category is TR. Source: CRDC 2020-21 race definitions; SPD 15 (1997) for MENA.
 */
export function toCrdcRace(list: readonly Race[]): CrdcRace {
  if (list.includes('hispanicOrLatino')) return 'HI';
  const codes = new Set<CrdcRace>();
  for (const race of list) if (race !== 'unknown' && race !== 'hispanicOrLatino') codes.add(crdcOf[race]);
  const [first] = codes;
  if (first === undefined) return 'unknown';
  return codes.size > 1 ? 'TR' : first;
}

/** For tables by Directive 15 itself: one category alone, 'multiple' for several, or 'unknown'. */
export function toSpd15Group(list: readonly Race[]): Race | 'multiple' {
  const [first] = list;
  if (first === undefined) return 'unknown';
  return list.length > 1 ? 'multiple' : first;
}
