import { z } from 'zod';
import { dateSchema } from '../shared/dates.ts';
import { idSchema, leaIdSchema, ncesSchoolIdSchema, oriSchema } from '../shared/ids.ts';
import { gradeSchema } from '../shared/people.ts';
import { calendarSchema, schoolYearIdSchema } from '../shared/school-year.ts';

/** Who employs the officers. A district's own police force employs SBLE officers (D1). */
export const agencyKinds = ['municipalPolice', 'sheriff', 'districtPolice'] as const;
const agencyKindSchema = z.enum(agencyKinds);

/** Postal codes of states, the District of Columbia and the territories that file with the CRDC. */
export const states = [
  ...['AL', 'AK', 'AZ', 'AR', 'CA', 'CO', 'CT', 'DE', 'DC', 'FL', 'GA', 'HI', 'ID', 'IL', 'IN', 'IA', 'KS', 'KY'],
  ...['LA', 'ME', 'MD', 'MA', 'MI', 'MN', 'MS', 'MO', 'MT', 'NE', 'NV', 'NH', 'NJ', 'NM', 'NY', 'NC', 'ND', 'OH'],
  ...['OK', 'OR', 'PA', 'RI', 'SC', 'SD', 'TN', 'TX', 'UT', 'VT', 'VA', 'WA', 'WV', 'WI', 'WY', 'PR', 'GU', 'VI'],
  ...['AS', 'MP'],
] as const;
const stateSchema = z.enum(states);

export const agencySchema = z.object({
  name: z.string().trim().min(2).max(120),
  kind: agencyKindSchema,
  ori: oriSchema,
});

export const districtSchema = z.object({
  name: z.string().trim().min(2).max(120),
  leaId: leaIdSchema,
  state: stateSchema,
});

const schoolYearSchema = calendarSchema.and(z.object({ id: schoolYearIdSchema }));
export type SchoolYear = z.infer<typeof schoolYearSchema>;

export const schoolSchema = z.object({
  id: idSchema,
  ncesId: ncesSchoolIdSchema,
  name: z.string().trim().min(2).max(160),
  grades: z.array(gradeSchema),
  /** False for a school that is kept for its records but no longer open. */
  open: z.boolean(),
});
export type School = z.infer<typeof schoolSchema>;

/** Clocks and choices of a program. Each version holds from its date; the earlier ones stay readable. */
export const programPolicySchema = z.object({
  holdsFrom: dateSchema,
  /** School days each side has to answer an incident after it was filed (P7.6). */
  reviewSchoolDays: z.number().int().min(1).max(60),
  /** School days a supervisor has to look at an enforcement action after it was filed (P4.5). */
  enforcementReviewSchoolDays: z.number().int().min(1).max(60),
  /** School days to resolve improper involvement after it was raised (P3.3). */
  improperInvolvementSchoolDays: z.number().int().min(1).max(30),
  /** School days within which an emergency's gate questions are answered afterwards (P3.1). */
  gateAfterwardsSchoolDays: z.number().int().min(0).max(10),
  /** Minutes a day set aside for documentation (P7.10). */
  documentationMinutesPerDay: z.number().int().min(0).max(480),
  /** Calls to a school matter by one caller in thirty days that make a repeat caller (P3.3). */
  repeatCallerThreshold: z.number().int().min(2).max(20),
  mailOn: z.boolean(),
});
export type ProgramPolicy = z.infer<typeof programPolicySchema>;

/** What a program starts with; careful rather than convenient, and every number is the program's to change. */
export const defaultPolicy: Omit<ProgramPolicy, 'holdsFrom'> = {
  reviewSchoolDays: 5,
  enforcementReviewSchoolDays: 3,
  improperInvolvementSchoolDays: 2,
  gateAfterwardsSchoolDays: 1,
  documentationMinutesPerDay: 45,
  repeatCallerThreshold: 3,
  mailOn: true,
};
