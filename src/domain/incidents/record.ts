import { z } from 'zod';
import { callerRoleSchema, gateAnswersSchema, matterCodeSchema, placeSchema } from '../calls/record.ts';
import { instantSchema } from '../shared/dates.ts';
import { idSchema } from '../shared/ids.ts';
import { ageBandSchema, gradeSchema, sexSchema, yesNoSchema, yesNoUnknownSchema } from '../shared/people.ts';
import { racesSchema } from '../shared/race.ts';
import { deEscalationSchema, enforcementActionSchema } from './actions.ts';
import { nibrsCodeSchema } from './nibrs.ts';

/** The steps of the form, in the order they are shown; a draft may be filled in any order. */
export const incidentSteps = ['what', 'caller', 'students', 'did', 'outcome', 'story', 'check'] as const;
export const incidentStepSchema = z.enum(incidentSteps);
export type IncidentStep = z.infer<typeof incidentStepSchema>;

/** Whether it is school-related in the CRDC's sense: grounds, events and transport are, elsewhere is not by itself. */
export const settings = ['schoolGrounds', 'schoolEvent', 'schoolTransport', 'offCampus'] as const;
const settingSchema = z.enum(settings);
export type Setting = z.infer<typeof settingSchema>;

/** Step 1. `offense` null says that no offence applies, which most incidents do. */
const whatShape = {
  matterCode: matterCodeSchema,
  offense: nibrsCodeSchema.nullable(),
  setting: settingSchema,
  place: placeSchema,
  placeDetail: z.string().trim().max(60),
  occurredAt: instantSchema,
  /** The agency's own number, where it opened a case. */
  caseNumber: z.string().trim().max(40),
} as const;

/** How an officer came to it unasked. */
export const selfInitiatedReasons = [
  'sawIt',
  'heardIt',
  'studentTold',
  'tip',
  'camera',
  'followUp',
  'courtOrder',
  'otherReason',
] as const;
const selfInitiatedReasonSchema = z.enum(selfInitiatedReasons);

export const originKinds = ['called', 'selfInitiated'] as const;
export const originKindSchema = z.enum(originKinds);

/** Step 2. Who initiated decides what the CRDC counts as a referral, so it is never left open. */
const originShape = {
  kind: originKindSchema,
  /** The call this answers, where it is in the system. */
  callId: idSchema.nullable(),
  callerRole: callerRoleSchema.nullable(),
  /** For a call by dispatch: who had asked dispatch. */
  throughDispatchFrom: callerRoleSchema.exclude(['dispatch']).nullable(),
  selfInitiatedReason: selfInitiatedReasonSchema.nullable(),
  why: z.string().trim().max(500),
  /** The gate's questions, asked of the officer where no call answered them. */
  gate: gateAnswersSchema.nullable(),
} as const;

export const studentRoles = ['subject', 'victim', 'witness'] as const;
const studentRoleSchema = z.enum(studentRoles);

export const orientations = ['straight', 'gayOrLesbian', 'bisexual', 'otherOrientation'] as const;
export const genderIdentities = ['girl', 'boy', 'nonBinary', 'transgender', 'otherIdentity'] as const;

/**
 * What only the student can say (P7.5; Guiding Principles, note 8). `studentVolunteered` has to be recorded
 * first: with anything else the rule refuses the fields, in a draft too.
 */
const volunteeredSchema = z.object({
  studentVolunteered: z.boolean(),
  nationalOrigin: z.string().trim().max(60).optional(),
  orientation: z.enum(orientations).optional(),
  intersexTraits: yesNoSchema.optional(),
  genderIdentity: z.enum(genderIdentities).optional(),
});

/** What became of it for one student. Enforcement outcomes follow from the actions; see `outcomesOf`. */
export const outcomes = [
  'noAction',
  'returnedToSchool',
  'counseling',
  'diversion',
  'restorative',
  'warning',
  'releasedToFamily',
  'medicalCare',
  'protectiveServices',
  'citation',
  'ticket',
  'arrest',
  'courtReferral',
  'charge',
] as const;
export const outcomeSchema = z.enum(outcomes);
export type Outcome = z.infer<typeof outcomeSchema>;

/** Perceived by the officer at the time: never asked of the student and never taken from a roster. No names. */
const involvedStudentShape = {
  /** Made on the device; the school attaches who it is to this key. */
  key: idSchema,
  role: studentRoleSchema,
  grade: gradeSchema,
  sex: sexSchema,
  races: racesSchema,
  ageBand: ageBandSchema,
  /** What the officer knew or was told at the time; the school's record is kept apart. */
  disabilityKnown: yesNoUnknownSchema,
  englishLearnerKnown: yesNoUnknownSchema,
  outcomes: z.array(outcomeSchema),
} as const;

/** Step 4, before any enforcement action: what was done first. */
export const contactAnswers = ['yes', 'no', 'notNeeded'] as const;
const contactAnswerSchema = z.enum(contactAnswers);

const firstStepsShape = {
  talkedFirst: contactAnswerSchema,
  deEscalation: z.array(deEscalationSchema),
  counselorCalled: contactAnswerSchema,
  familyCalled: contactAnswerSchema,
  restorativePractice: contactAnswerSchema,
  diversionOffered: contactAnswerSchema,
} as const;

/** Whether the on-device check for name-like words ran over the texts as filed. */
const nameChecks = ['checked', 'unchecked'] as const;
const nameCheckSchema = z.enum(nameChecks);
export type NameCheck = z.infer<typeof nameCheckSchema>;

const narrativeShape = {
  text: z.string().trim().max(10_000),
  nameCheck: nameCheckSchema,
} as const;

const involvedStudentDraftSchema = z
  .object({ ...involvedStudentShape, volunteered: volunteeredSchema })
  .partial()
  .required({ key: true });

/**
 * A draft: every field may still be missing, none may be wrong. The same shapes, made complete, are
 * `filedShape`; `completeness.ts` adds what depends on other fields.
 */
export const incidentDraftSchema = z.object({
  what: z.object(whatShape).partial().optional(),
  origin: z.object(originShape).partial().optional(),
  students: z.array(involvedStudentDraftSchema).max(60).optional(),
  firstSteps: z.object(firstStepsShape).partial().optional(),
  /** True once the officer said that none was taken: an empty list alone does not tell. */
  noActions: z.boolean().optional(),
  actions: z.array(enforcementActionSchema).max(60).optional(),
  narrative: z.object(narrativeShape).partial().optional(),
});
export type IncidentDraft = z.infer<typeof incidentDraftSchema>;

const involvedStudentSchema = z.object({
  ...involvedStudentShape,
  volunteered: volunteeredSchema.optional(),
});
export type InvolvedStudent = z.infer<typeof involvedStudentSchema>;

/** The shape of a complete record, before the rules that depend on several fields. Read filed records with this. */
export const incidentBodySchema = z.object({
  what: z.object(whatShape),
  origin: z.object(originShape),
  students: z.array(involvedStudentSchema).max(60),
  firstSteps: z.object(firstStepsShape),
  noActions: z.boolean(),
  actions: z.array(enforcementActionSchema).max(60),
  narrative: z.object(narrativeShape),
});
export type IncidentBody = z.infer<typeof incidentBodySchema>;

export const incidentStates = ['draft', 'filed', 'amended', 'discarded'] as const;
export const incidentStateSchema = z.enum(incidentStates);
export type IncidentState = z.infer<typeof incidentStateSchema>;

/** One version of a filed record. Version 1 has no reason; every later one does. */
const incidentVersionSchema = z.object({
  version: z.number().int().min(1),
  at: instantSchema,
  by: idSchema,
  reason: z.string().trim().min(3).max(500).nullable(),
  body: incidentBodySchema,
});
export type IncidentVersion = z.infer<typeof incidentVersionSchema>;

/** A reasoned amendment of the version the writer had read. */
export const incidentAmendmentSchema = z.object({
  id: idSchema,
  baseVersion: z.number().int().min(1),
  reason: z.string().trim().min(3).max(500),
  body: incidentDraftSchema,
});
export type IncidentAmendment = z.infer<typeof incidentAmendmentSchema>;
