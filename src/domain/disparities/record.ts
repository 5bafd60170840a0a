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

/** Codes of the registries of measures and dimensions, or a school's id; the rules here need only their shape. */
const codeSchema = z.string().regex(/^[A-Za-z0-9-]{1,40}$/, 'disparity.code');

const stateCount = z.number().int().min(0).max(100_000_000);

/**
 * The state's own numbers of one outcome by one grouping, every group of it: what a district with too few other students
 * is compared with (alternate risk ratio, 34 CFR 300.647(a)(1) and (b)(5)).
 */
const stateFiguresSchema = z.object({
  measure: codeSchema,
  dimension: codeSchema,
  /** Which publication they are from, and of what year. */
  source: z.string().trim().min(3).max(200),
  groups: z
    .array(z.object({ group: codeSchema, events: stateCount, students: stateCount }))
    .min(2)
    .max(20),
});
export type StateFigures = z.infer<typeof stateFiguresSchema>;

/** A state's profile as a program keeps it: how disparities are measured, by what source, and the state's own figures. */
export const disparityProfileSchema = disparityPolicySchema.extend({
  source: z.string().trim().min(3).max(300),
  stateFigures: z.array(stateFiguresSchema).max(40),
});
export type DisparityProfile = z.infer<typeof disparityProfileSchema>;

/** What a program starts with: the federal sizes, one year, half as much again. Every number is the program's to change. */
export const defaultDisparityPolicy: Omit<DisparityPolicy, 'holdsFrom'> = {
  minimumCell: 10,
  minimumN: 30,
  yearsPooled: 1,
  threshold: 1.5,
  falseDiscoveryRate: 0.05,
  smallCounts: 'exact',
};

/** Where the shipped numbers are from: the sizes from the regulation, the rest from how decision 19 was measured. */
export const defaultDisparityProfile: Omit<DisparityProfile, 'holdsFrom'> = {
  ...defaultDisparityPolicy,
  source: '34 CFR 300.647',
  stateFigures: [],
};

/**
 * What the police side compares groups by: outcomes of a student in an incident, told apart by what the officer saw
 * (decision 6). Measures of events: what an officer saw tells no student from another.
 */
export const perceivedOutcomes = [
  'enforcement',
  'citations',
  'tickets',
  'arrests',
  'usesOfForce',
  'searches',
  'seizures',
  'interrogations',
  'detentions',
  'courtReferrals',
  'charges',
] as const;

/** By whose record the groups were told apart: the school's, or what officers saw. */
const flagSourceSchema = z.enum(['recorded', 'perceived']);

/** A disparity that was flagged: what, of whom, where and when, in codes. No count, so that it tells of no student. */
export const flaggedDisparitySchema = z.object({
  source: flagSourceSchema.default('recorded'),
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

const figureSchema = z.object({ value: z.number(), low: z.number(), high: z.number().nullable() });
const inBothSchema = z.object({ en: z.string(), es: z.string() });

/** How a comparison was calculated: the profile in force, and the stretches of days that were taken together. */
export const calculatedWithSchema = disparityPolicySchema.omit({ holdsFrom: true }).extend({
  /** Null: the shipped profile. */
  holdsFrom: dateSchema.nullable(),
  source: z.string(),
  stretches: z.array(z.object({ from: dateSchema, to: dateSchema })),
  /** True where the state's figures stood ready for the outcome. */
  stateFigures: z.boolean(),
});
export type CalculatedWith = z.infer<typeof calculatedWithSchema>;

/** What a flag rested on at the moment its corrective action was opened. Later numbers do not change it. */
export const flagFiguresSchema = z.object({
  sentence: inBothSchema,
  beside: inBothSchema,
  ratio: figureSchema,
  /** Smallest false discovery rate at which it would be flagged, among so many comparisons judged together. */
  q: z.number(),
  together: z.number().int(),
  calculatedWith: calculatedWithSchema,
});
export type FlagFigures = z.infer<typeof flagFiguresSchema>;

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
  /** The writer says that what reads like a name in the note is no student's. */
  wordsChecked: z.boolean().default(false),
});
export type CorrectiveOpening = z.infer<typeof correctiveOpeningSchema>;

/** A corrective action with its owner and due date. */
const correctiveActionSchema = correctiveOpeningSchema.omit({ wordsChecked: true }).extend({
  openedAt: instantSchema,
  openedBy: idSchema,
  state: correctiveStateSchema,
  /** What came of it; empty while it is open. */
  result: z.string().trim().max(1000),
  closedAt: instantSchema.nullable(),
  closedBy: idSchema.nullable(),
});
export type CorrectiveAction = z.infer<typeof correctiveActionSchema>;
