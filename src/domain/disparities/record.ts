import { z } from 'zod';
import { dateSchema, instantSchema } from '../shared/dates.ts';
import { idSchema } from '../shared/ids.ts';

/**
 * How disparities are measured and when one is flagged: a state's profile, with the day from which it holds.
 * The upper bounds are those of 34 CFR 300.647: a smallest count of at most 10 and a smallest group of at most 30 are
 * what it presumes to be reasonable ((b)(1)(iv)), and it looks back at most three years ((d)).
 */
export const disparityPolicySchema = z.object({
  holdsFrom: dateSchema,
  /** Smallest number of students with the outcome, in the group and in the one it is compared with. */
  minimumCell: z.number().int().min(1).max(10),
  /** Smallest number of students enrolled in either. */
  minimumN: z.number().int().min(1).max(30),
  yearsPooled: z.number().int().min(1).max(3),
  /** Risk ratio from which a disparity is flagged; its inverse where less is worse. */
  threshold: z.number().min(1).max(10),
  /** Of all flagged ones, the share that may be chance. */
  falseDiscoveryRate: z.number().min(0.001).max(0.2),
  /** Limits of small counts: `exact` never too narrow, `midP` right on average. */
  smallCounts: z.enum(['exact', 'midP']),
});
export type DisparityPolicy = z.infer<typeof disparityPolicySchema>;

/** What a program starts with: the federal sizes, one year, half as much again. Every number is the program's to change. */
export const defaultDisparityPolicy: Omit<DisparityPolicy, 'holdsFrom'> = {
  minimumCell: 10,
  minimumN: 30,
  yearsPooled: 1,
  threshold: 1.5,
  falseDiscoveryRate: 0.05,
  smallCounts: 'exact',
};

/** Codes of the registries of measures and dimensions, or a school's id; the rules here need only their shape. */
const codeSchema = z.string().regex(/^[A-Za-z0-9-]{1,40}$/, 'disparity.code');

/** A disparity that was flagged: what, of whom, where and when, in codes. No count, so that it tells of no student. */
export const flaggedDisparitySchema = z.object({
  measure: codeSchema,
  dimension: codeSchema,
  group: codeSchema,
  comparison: codeSchema,
  /** Null: the whole program. */
  schoolId: idSchema.nullable(),
  from: dateSchema,
  to: dateSchema,
});
export type FlaggedDisparity = z.infer<typeof flaggedDisparitySchema>;

export const correctiveStates = ['open', 'done', 'closedWithoutAction'] as const;
export const correctiveStateSchema = z.enum(correctiveStates);
export type CorrectiveState = z.infer<typeof correctiveStateSchema>;

/** What is done about a disparity. */
export const correctiveSteps = [
  'lookIntoRecords',
  'talkWithFamilies',
  'staffTraining',
  'officerTraining',
  'changeCallPractice',
  'changeAgreement',
  'moreSupport',
  'otherStep',
] as const;
export const correctiveStepSchema = z.enum(correctiveSteps);

/** What opening a corrective action asks for (P1.4). */
export const correctiveOpeningSchema = z.object({
  id: idSchema,
  about: flaggedDisparitySchema,
  ownerId: idSchema,
  dueOn: dateSchema,
  steps: z.array(correctiveStepSchema).min(1).max(correctiveSteps.length),
  /** Why and what; names do not belong here. */
  note: z.string().trim().min(3).max(1000),
});
export type CorrectiveOpening = z.infer<typeof correctiveOpeningSchema>;

/** A corrective action with its owner and due date. */
const correctiveActionSchema = correctiveOpeningSchema.extend({
  openedAt: instantSchema,
  openedBy: idSchema,
  state: correctiveStateSchema,
  /** What came of it; empty while it is open. */
  result: z.string().trim().max(1000),
  closedAt: instantSchema.nullable(),
  closedBy: idSchema.nullable(),
});
export type CorrectiveAction = z.infer<typeof correctiveActionSchema>;
