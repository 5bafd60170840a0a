import { z } from 'zod';
import { dateSchema, instantSchema } from '../shared/dates.ts';
import { idSchema } from '../shared/ids.ts';
import { yesNoUnsureSchema } from '../shared/people.ts';

/** Who asked for an officer, by role and never by name in figures. */
export const callerRoles = [
  'teacher',
  'administrator',
  'counselor',
  'staffMember',
  'student',
  'parent',
  'dispatch',
  'other',
] as const;
export const callerRoleSchema = z.enum(callerRoles);
export type CallerRole = z.infer<typeof callerRoleSchema>;

/** Callers who are school officials or act for one: what makes a CRDC referral (2021-22 definition). */
export const schoolCallerRoles = ['teacher', 'administrator', 'counselor', 'staffMember'] as const;

const enteredVia = ['staffPage', 'officerRadio', 'officerInPerson', 'officerPhone'] as const;
export const enteredViaSchema = z.enum(enteredVia);

/** Where something happens. */
export const places = [
  'classroom',
  'hallway',
  'restroom',
  'cafeteria',
  'gym',
  'lockerRoom',
  'library',
  'office',
  'entrance',
  'stairs',
  'grounds',
  'athleticField',
  'parking',
  'schoolBus',
  'busStop',
  'auditorium',
  'offCampusEvent',
  'online',
  'offCampus',
  'otherPlace',
] as const;
export const placeSchema = z.enum(places);
export type Place = z.infer<typeof placeSchema>;

/** The tiles a caller chooses from: words of teachers, not of statutes. */
export const matterGroups = [
  'fight',
  'weapon',
  'threat',
  'rules',
  'phoneOrDress',
  'crisis',
  'stranger',
  'somethingElse',
] as const;
const matterGroupSchema = z.enum(matterGroups);
export type MatterGroup = z.infer<typeof matterGroupSchema>;

export const matterClasses = ['schoolMatter', 'depends', 'safetyThreat'] as const;
export const matterClassSchema = z.enum(matterClasses);
export type MatterClass = z.infer<typeof matterClassSchema>;

/** What the school can do instead; the texts are in the catalog `terms`, list `advice`. */
export const adviceKeys = [
  'useClassroomPlan',
  'callAdministrator',
  'callCounselor',
  'callNurse',
  'callFamily',
  'restorativeTalk',
  'keepApartAndCalm',
  'attendanceTeam',
  'bullyingProcedure',
  'deviceProcedure',
  'disabilityPlan',
  'reportToChildProtection',
  'visitorProcedure',
  'tellTransport',
  'crisisLine',
  'writeDownAndReport',
] as const;
const adviceKeySchema = z.enum(adviceKeys);
export type AdviceKey = z.infer<typeof adviceKeySchema>;

export const matterCodeSchema = z.string().regex(/^[a-z][A-Za-z0-9]{1,39}$/, 'calls.matterCode');

/** One behaviour of the program's list. */
export const matterSchema = z.object({
  code: matterCodeSchema,
  group: matterGroupSchema,
  class: matterClassSchema,
  advice: z.array(adviceKeySchema),
  /** A program's own name in the reader's language; null: the catalog has it. */
  label: z.object({ en: z.string().trim().min(2).max(80), es: z.string().trim().min(2).max(80) }).nullable(),
});
export type Matter = z.infer<typeof matterSchema>;

/** A program's change to the shipped list: a class of its own from a date, or a behaviour of its own. */
export const matterOverrideSchema = matterSchema.extend({
  holdsFrom: dateSchema,
  /** False takes the behaviour off the list from that date. */
  listed: z.boolean(),
  reason: z.string().trim().min(3).max(500),
});
export type MatterOverride = z.infer<typeof matterOverrideSchema>;

/** The four questions, in the order they are asked. */
export const gateQuestions = ['immediateDanger', 'weapon', 'mandatoryReport', 'wouldCall911'] as const;

export const gateAnswersSchema = z.object({
  immediateDanger: yesNoUnsureSchema,
  weapon: yesNoUnsureSchema,
  mandatoryReport: yesNoUnsureSchema,
  wouldCall911: yesNoUnsureSchema,
});
export type GateAnswers = z.infer<typeof gateAnswersSchema>;

const gateResults = ['schoolMatter', 'officerResponds'] as const;
export const gateResultSchema = z.enum(gateResults);
export type GateResult = z.infer<typeof gateResultSchema>;

export const gateReasons = [
  'immediateDanger',
  'immediateDangerUnsure',
  'weapon',
  'weaponUnsure',
  'mandatoryReport',
  'wouldCall911',
  'safetyThreatListed',
  'schoolMatterListed',
  'noneWouldNeed911',
  'matterUnknown',
] as const;
const gateReasonSchema = z.enum(gateReasons);
export type GateReason = z.infer<typeof gateReasonSchema>;

/** What the gate said, kept as it was said on the day (the list may change later). */
export const gateDecisionSchema = z.object({
  answer: gateResultSchema,
  why: z.array(
    z.object({ reason: gateReasonSchema, requirement: z.string(), citation: z.string(), ruleId: z.string() }),
  ),
  advice: z.array(adviceKeySchema),
  matterClass: matterClassSchema.nullable(),
});
export type GateDecision = z.infer<typeof gateDecisionSchema>;

export const callStates = ['requested', 'handedBack', 'responding', 'responded', 'withdrawn'] as const;
export const callStateSchema = z.enum(callStates);
export type CallState = z.infer<typeof callStateSchema>;

/** What became of a call an officer went to. */
export const callResults = [
  'incident',
  'activity',
  'nothingNeeded',
  'handedToSchoolOnScene',
  'handedToOthers',
] as const;
export const callResultSchema = z.enum(callResults);
export type CallResult = z.infer<typeof callResultSchema>;

/** What is sent to ask for an officer. `answers` may be null in an emergency only: the officer acts first (P3.1). */
export const callRequestSchema = z.object({
  id: idSchema,
  schoolId: idSchema,
  requestedAt: instantSchema,
  callerRole: callerRoleSchema,
  /** For a call by dispatch: who had asked dispatch, as far as known. */
  throughDispatchFrom: callerRoleSchema.exclude(['dispatch']).nullable(),
  enteredVia: enteredViaSchema,
  matterCode: matterCodeSchema,
  place: placeSchema,
  placeDetail: z.string().trim().max(60),
  /** A short help to the officer; names do not belong here. */
  description: z.string().trim().max(280),
  emergency: z.boolean(),
  answers: gateAnswersSchema.nullable(),
});
export type CallRequest = z.infer<typeof callRequestSchema>;

export const gateOverrideSchema = z.object({
  to: gateResultSchema,
  reason: z.string().trim().min(3).max(500),
});
export type GateOverride = z.infer<typeof gateOverrideSchema>;

/** How a finding of improper involvement came about. */
const involvementSources = [
  'leanedOn',
  'overrideToSchoolMatter',
  'respondedToSchoolMatter',
  'selfInitiated',
  'threatHandedBack',
] as const;
export const involvementSourceSchema = z.enum(involvementSources);
export type InvolvementSource = z.infer<typeof involvementSourceSchema>;

const involvementStates = ['open', 'resolved', 'withdrawn'] as const;
export const involvementStateSchema = z.enum(involvementStates);
export type InvolvementState = z.infer<typeof involvementStateSchema>;

/** What the supervisor and the district settled on. */
export const involvementOutcomes = [
  'schoolReminded',
  'callerCoached',
  'officerCoached',
  'staffTraining',
  'agreementReviewed',
  'matterListChanged',
  'involvementWasRight',
  'raisedToLeadership',
] as const;
export const involvementOutcomeSchema = z.enum(involvementOutcomes);
export type InvolvementOutcome = z.infer<typeof involvementOutcomeSchema>;

/** Improper reliance on the officer (P3.3), from the one tap to what was settled. */
const improperInvolvementSchema = z.object({
  id: idSchema,
  schoolId: idSchema,
  callId: idSchema.nullable(),
  incidentId: idSchema.nullable(),
  source: involvementSourceSchema,
  /** The one tap needs no words; they can follow. */
  note: z.string().trim().max(500),
  raisedAt: instantSchema,
  raisedBy: idSchema.nullable(),
  dueOn: dateSchema,
  state: involvementStateSchema,
  outcome: involvementOutcomeSchema.nullable(),
  outcomeNote: z.string().trim().max(1000),
  resolvedAt: instantSchema.nullable(),
  resolvedBy: idSchema.nullable(),
});
export type ImproperInvolvement = z.infer<typeof improperInvolvementSchema>;

/** What resolving asks for. */
export const resolutionSchema = z.object({
  outcome: involvementOutcomeSchema,
  note: z.string().trim().min(3).max(1000),
});
export type Resolution = z.infer<typeof resolutionSchema>;
