import { z } from 'zod';
import { dateSchema } from '../shared/dates.ts';
import { idSchema } from '../shared/ids.ts';
import { ageBandSchema, gradeSchema, sexSchema, yesNoUnknownSchema } from '../shared/people.ts';
import { racesSchema } from '../shared/race.ts';

/** A student of the district's roster. Lives in the school side's vault only (P7.8). */
const rosterStudentSchema = z.object({
  id: idSchema,
  schoolId: idSchema,
  /** OneRoster's sourcedId: how the next import finds the same student. */
  sourcedId: z.string().trim().min(1).max(255),
  /** The number of the student information system, where the district gives one. */
  studentNumber: z.string().trim().max(64).nullable(),
  givenName: z.string().trim().min(1).max(120),
  middleName: z.string().trim().max(120).nullable(),
  familyName: z.string().trim().min(1).max(120),
  grade: gradeSchema,
  birthDate: dateSchema.nullable(),
  sex: sexSchema,
  races: racesSchema,
  idea: yesNoUnknownSchema,
  section504: yesNoUnknownSchema,
  englishLearner: yesNoUnknownSchema,
});
export type RosterStudent = z.infer<typeof rosterStudentSchema>;

/** Why somebody looks at identities; asked once a session and written to the trail (P7.8). */
export const lookPurposes = [
  'attachToIncident',
  'correctAttachment',
  'parentRequest',
  'dataQuality',
  'legalRequirement',
] as const;
export const lookPurposeSchema = z.enum(lookPurposes);
export type LookPurpose = z.infer<typeof lookPurposeSchema>;

/** CRDC's three groups; every student is in exactly one of them. */
export const disabilityStatuses = ['idea', 'section504', 'none', 'unknown'] as const;
const disabilityStatusSchema = z.enum(disabilityStatuses);
export type DisabilityStatus = z.infer<typeof disabilityStatusSchema>;

/** Facts the school attaches to an involved student, as they were on the day. Never a name, never the number. */
export const recordedFactsSchema = z.object({
  grade: gradeSchema,
  sex: sexSchema,
  races: racesSchema,
  ageBand: ageBandSchema,
  disability: disabilityStatusSchema,
  englishLearner: yesNoUnknownSchema,
});
export type RecordedFacts = z.infer<typeof recordedFactsSchema>;

/** Why a student of a school with a roster is entered by hand all the same: a code, so that no name gets into it. */
export const handEntryReasons = ['newStudent', 'goesElsewhere', 'leftSchool', 'rosterWrong'] as const;
const handEntryReasonSchema = z.enum(handEntryReasons);

/** Where no roster helps: the facts and the student number, of which only the keyed pseudonym is kept. */
export const handEntrySchema = z.object({
  studentNumber: z.string().trim().min(1).max(64),
  facts: recordedFactsSchema,
  /** Needed where the school has a roster. */
  reason: handEntryReasonSchema.nullable(),
});
export type HandEntry = z.infer<typeof handEntrySchema>;

/** A search of the roster: by name or whole number, one school. Why is asked once a session, not here. */
export const rosterSearchSchema = z.object({
  text: z.string().trim().min(2).max(80),
  schoolId: idSchema,
});
