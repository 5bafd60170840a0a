import { z } from 'zod';

/**
 * Offence codes of the FBI's National Incident-Based Reporting System, group A and B (public domain).
 * Their plain names are in the catalog `terms`, list `nibrs`. Offences that only federal agencies report are
 * left out: no school incident is one of them.
 */
const nibrsGroupA = [
  '720',
  '200',
  '13A',
  '13B',
  '13C',
  '510',
  '220',
  '250',
  '290',
  '35A',
  '35B',
  '270',
  '210',
  '26A',
  '26B',
  '26C',
  '26D',
  '26E',
  '26F',
  '26G',
  '39A',
  '39B',
  '39C',
  '39D',
  '09A',
  '09B',
  '64A',
  '64B',
  '100',
  '23A',
  '23B',
  '23C',
  '23D',
  '23E',
  '23F',
  '23G',
  '23H',
  '240',
  '370',
  '40A',
  '40B',
  '40C',
  '120',
  '11A',
  '11B',
  '11C',
  '11D',
  '36A',
  '36B',
  '280',
  '520',
] as const;

const nibrsGroupB = ['90A', '90B', '90C', '90D', '90E', '90F', '90G', '90H', '90I', '90J', '90Z'] as const;

export const nibrsCodes = [...nibrsGroupA, ...nibrsGroupB] as const;
export const nibrsCodeSchema = z.enum(nibrsCodes);
export type NibrsCode = z.infer<typeof nibrsCodeSchema>;

/** Codes a school incident is most often about, for the top of a long list. */
export const commonNibrsCodes: readonly NibrsCode[] = [
  '13B',
  '90C',
  '35A',
  '35B',
  '13C',
  '13A',
  '23D',
  '290',
  '520',
  '90J',
  '90G',
  '11D',
];
