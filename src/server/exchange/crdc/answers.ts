import { z } from 'zod';
import { crdcCodes, crdcSexes, crdcYears } from '../../../statistics/crdc/layout.ts';
import { missingReasons } from '../../../statistics/crdc/place.ts';

/** A school year as the department names it, '2025-26'. */
export const collectionSchema = z
  .string()
  .regex(/^20\d\d-\d\d$/)
  .refine((year) => year >= crdcYears[0] && (Number(year.slice(0, 4)) + 1) % 100 === Number(year.slice(5)));

const signOffSchema = z.object({
  version: z.number().int(),
  by: z.string(),
  at: z.string(),
  missing: z.number().int(),
  note: z.string(),
  /** The records have changed since: another count, another version of an incident, or something else is missing. */
  stale: z.boolean(),
});

export const collectionsAnswer = z.object({
  collections: z.array(
    z.object({
      collection: collectionSchema,
      schoolYear: z.string(),
      /** False in a year between two collections: counted all the same, for the program's own use. */
      collected: z.boolean(),
    }),
  ),
});

const cellSchema = z.object({
  column: z.string(),
  n: z.number().int(),
  incidents: z.number().int(),
  of: z.enum(['referrals', 'arrests', 'restraint', 'offenses']),
  unit: z.enum(['students', 'instances', 'incidents']),
  group: z.enum(['WODIS', 'IDEA', '504', 'NONIDEA']).nullable(),
  race: z.enum(crdcCodes as [string, ...string[]]).nullable(),
  sex: z.enum(crdcSexes as [string, ...string[]]).nullable(),
  part: z.enum(['cell', 'total', 'el']),
  offense: z.string().nullable(),
});

/** One school's year in a line. */
const schoolLineSchema = z.object({
  id: z.string(),
  ncesId: z.string(),
  name: z.string(),
  /** Different students, over every group. */
  referred: z.number().int(),
  arrested: z.number().int(),
  restrained: z.number().int(),
  offenses: z.number().int(),
  officers: z.number().nullable(),
  missing: z.number().int(),
});

/** One school: the cells that are not 0, in the order of the files. */
export const schoolAnswer = schoolLineSchema.extend({ cells: z.array(cellSchema) });
export type SchoolAnswer = z.infer<typeof schoolAnswer>;

/** One collection as counted from the records now. */
export const sheetAnswer = z.object({
  collection: collectionSchema,
  schoolYear: z.object({ id: z.string(), firstDay: z.string(), lastDay: z.string() }),
  /** The definition of a referral this collection goes by. */
  referral: z.enum(['anyReport', 'schoolReport']),
  digest: z.string(),
  /** Whether the reader may sign off. */
  maySign: z.boolean(),
  signOff: signOffSchema.nullable(),
  missing: z.array(
    z.object({
      incidentId: z.string(),
      studentKey: z.string(),
      school: z.string(),
      day: z.string(),
      reason: z.enum(missingReasons),
    }),
  ),
  schools: z.array(schoolLineSchema),
});
export type SheetAnswer = z.infer<typeof sheetAnswer>;

/** The incidents behind one count, newest first. */
export const cellAnswer = z.object({
  incidents: z.array(z.object({ id: z.string(), day: z.string(), officer: z.string() })),
});
