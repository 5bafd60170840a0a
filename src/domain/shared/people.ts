import { z } from 'zod';

/** Sex as recorded or perceived. 'X' is kept where a district records it; CRDC layouts decide per year what they take. */
export const sexes = ['F', 'M', 'X', 'unknown'] as const;
export const sexSchema = z.enum(sexes);
export type Sex = z.infer<typeof sexSchema>;

/** Pre-kindergarten to twelve, 'UG' ungraded. */
export const grades = [
  'PK',
  'KG',
  '01',
  '02',
  '03',
  '04',
  '05',
  '06',
  '07',
  '08',
  '09',
  '10',
  '11',
  '12',
  'UG',
  'unknown',
] as const;
export const gradeSchema = z.enum(grades);
export type Grade = z.infer<typeof gradeSchema>;

/** Age as an officer can judge it, in bands that do not single a child out. */
export const ageBands = ['under6', '6to9', '10to12', '13to14', '15to17', '18plus', 'unknown'] as const;
export const ageBandSchema = z.enum(ageBands);
export type AgeBand = z.infer<typeof ageBandSchema>;

/** Takes whole years; returns the band they fall in. */
export function ageBandOf(years: number): AgeBand {
  if (years < 6) return 'under6';
  if (years < 10) return '6to9';
  if (years < 13) return '10to12';
  if (years < 15) return '13to14';
  return years < 18 ? '15to17' : '18plus';
}

export const yesNo = ['yes', 'no'] as const;
export const yesNoSchema = z.enum(yesNo);

export const yesNoUnknown = ['yes', 'no', 'unknown'] as const;
export const yesNoUnknownSchema = z.enum(yesNoUnknown);
export type YesNoUnknown = z.infer<typeof yesNoUnknownSchema>;

export const yesNoUnsure = ['yes', 'no', 'unsure'] as const;
export const yesNoUnsureSchema = z.enum(yesNoUnsure);
export type YesNoUnsure = z.infer<typeof yesNoUnsureSchema>;
