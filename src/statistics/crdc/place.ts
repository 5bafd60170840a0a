import type { DisabilityStatus } from '../../domain/roster/record.ts';
import { toCrdcRace } from '../../domain/shared/race.ts';
import type { Involvement } from './involvement.ts';
import type { CrdcCode, CrdcLayout, CrdcSex, DisabilityGroup } from './layout.ts';

export type Facts = NonNullable<Involvement['student']>;

/** The cells a student belongs to: exactly one disability group, one of seven codes, one sex. */
export interface Place {
  readonly group: DisabilityGroup;
  readonly race: CrdcCode;
  readonly sex: CrdcSex;
  readonly el: boolean;
}

/** Why an involvement that the CRDC asks about stands in no cell, or in one too few. Mended at its source, never guessed. */
export const missingReasons = [
  'unattached',
  'initiatorUnknown',
  'raceUnknown',
  'sexNotInLayout',
  'disabilityUnknown',
  'englishLearnerUnknown',
  'gradeUnknown',
] as const;
export type MissingReason = (typeof missingReasons)[number];

const groupOf: Readonly<Record<DisabilityStatus, DisabilityGroup | null>> = {
  idea: 'IDEA',
  section504: '504',
  none: 'WODIS',
  unknown: null,
};

/** Where a student is counted, or null where a fact without which there is no cell is unknown. */
export function placeOf(layout: CrdcLayout, facts: Facts): Place | null {
  const race = toCrdcRace(facts.races);
  const group = groupOf[facts.disability];
  const sex = layout.sexes.find((one) => one === facts.sex);
  if (group === null || sex === undefined || race === 'unknown') return null;
  return { group, race, sex, el: facts.englishLearner === 'yes' };
}

/** What is not known of a student, as far as the layout asks for it. */
export function unknownFacts(layout: CrdcLayout, facts: Facts): MissingReason[] {
  const found: (MissingReason | null)[] = [
    toCrdcRace(facts.races) === 'unknown' ? 'raceUnknown' : null,
    layout.sexes.some((sex) => sex === facts.sex) ? null : 'sexNotInLayout',
    facts.disability === 'unknown' ? 'disabilityUnknown' : null,
    facts.englishLearner === 'unknown' ? 'englishLearnerUnknown' : null,
    facts.grade === 'unknown' ? 'gradeUnknown' : null,
  ];
  return found.filter((reason) => reason !== null);
}
