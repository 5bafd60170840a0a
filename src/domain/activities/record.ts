import { z } from 'zod';
import { dateSchema, instantSchema } from '../shared/dates.ts';
import { idSchema } from '../shared/ids.ts';

/** What an officer's day is made of. Mental-health service is none of them (D5): see `handOffSchema`. */
export const activityKinds = [
  'presence',
  'classTalk',
  'mentoring',
  'meeting',
  'safetyPlanning',
  'drill',
  'liaison',
  'training',
  'documentation',
  'other',
] as const;
export const activityKindSchema = z.enum(activityKinds);
export type ActivityKind = z.infer<typeof activityKindSchema>;

/** The four roles the COPS Office names, and 'none' for time that serves no role (own training, paperwork). */
export const copsRoles = ['educator', 'emergencyManager', 'lawEnforcement', 'informalCounselor', 'none'] as const;
export const copsRoleSchema = z.enum(copsRoles);
export type CopsRole = z.infer<typeof copsRoleSchema>;

/** NASRO's triad; always derived from the COPS role, so the two views cannot disagree (D3). */
export const triadRoles = ['educator', 'informalCounselor', 'lawEnforcement', 'none'] as const;
export type TriadRole = (typeof triadRoles)[number];

/** The statutory functions of 34 U.S.C. 10389(4), A to G, or 'other' with a reason (D2). */
export const statutoryFunctions = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'other'] as const;
export const statutoryFunctionSchema = z.enum(statutoryFunctions);
export type StatutoryFunction = z.infer<typeof statutoryFunctionSchema>;

/** Why time serves none of A-G. 'inWords' asks for the reason in the note. */
export const functionOtherReasons = [
  'relationshipBuilding',
  'coordination',
  'emergencyPreparedness',
  'courtProcess',
  'ownTraining',
  'paperwork',
  'inWords',
] as const;
const functionOtherReasonSchema = z.enum(functionOtherReasons);
export type FunctionOtherReason = z.infer<typeof functionOtherReasonSchema>;

export const audiences = ['students', 'staff', 'families', 'community', 'none'] as const;
const audienceSchema = z.enum(audiences);
export type Audience = z.infer<typeof audienceSchema>;

/** What a kind can be about. A class or talk must say; elsewhere it is a help. Codes are unique over all kinds. */
export const topicsByKind = {
  presence: ['arrival', 'passingTime', 'lunch', 'dismissal', 'schoolEvent', 'campusWalk'],
  classTalk: [
    'onlineSafety',
    'socialMedia',
    'bullyingPrevention',
    'drugsAndAlcohol',
    'vaping',
    'lawAndRights',
    'conflictResolution',
    'restorativePractice',
    'teenDatingViolence',
    'personalSafety',
    'trafficSafety',
    'gangPrevention',
    'emergencyReadiness',
    'careers',
    'otherTopic',
  ],
  mentoring: ['informalTalk', 'checkIn', 'mentoringGroup', 'sportsOrClub'],
  meeting: ['staffMeeting', 'familyMeeting', 'safetyTeam', 'communityMeeting'],
  safetyPlanning: ['emergencyPlan', 'siteWalk', 'threatAssessmentTeam', 'policyAdvice', 'problemSolvingProject'],
  drill: ['fireDrill', 'lockdownDrill', 'evacuationDrill', 'shelterDrill', 'reunificationDrill', 'tabletop'],
  liaison: ['court', 'probation', 'communityOrganization', 'socialServices', 'otherAgency'],
  training: ['courseAttended', 'jointTraining', 'agencyTraining'],
  documentation: ['reports', 'dutyLog', 'emailAndCalls'],
  other: [],
} as const satisfies Record<ActivityKind, readonly string[]>;
export const topics = Object.values(topicsByKind).flat();
export type Topic = (typeof topics)[number];
export const topicSchema = z.enum(topics);

/** Minutes of one entry: at least one, at most a twelve-hour shift. */
const minutesSchema = z.number().int().min(1).max(720);

/** What the officer enters, and what an amendment replaces. */
export const activityBodySchema = z.object({
  kind: activityKindSchema,
  topic: topicSchema.nullable(),
  /** Null where the time was not spent at a school (court, academy). */
  schoolId: idSchema.nullable(),
  startedAt: instantSchema,
  minutes: minutesSchema,
  role: copsRoleSchema,
  statutoryFunction: statutoryFunctionSchema,
  /** Asked where the function is 'other'; null otherwise. */
  functionOtherReason: functionOtherReasonSchema.nullable(),
  audience: audienceSchema,
  /** People reached; null where nobody was counted. */
  audienceSize: z.number().int().min(1).max(5000).nullable(),
  note: z.string().trim().max(500),
});
export type ActivityBody = z.infer<typeof activityBodySchema>;

export const activitySchema = activityBodySchema.extend({
  id: idSchema,
  officerId: idSchema,
  /** Local date in the program's zone; the day the entry belongs to. */
  day: dateSchema,
  version: z.number().int().min(1),
  /** Set once an entry was taken back; the entry and its reason stay. */
  withdrawn: z.boolean(),
});
export type Activity = z.infer<typeof activitySchema>;

/** After the day is closed an entry changes only with a reason. `body` null takes the entry back. */
const activityAmendmentSchema = z.object({
  id: idSchema,
  activityId: idSchema,
  baseVersion: z.number().int().min(1),
  reason: z.string().trim().min(3).max(500),
  body: activityBodySchema.nullable(),
});
export type ActivityAmendment = z.infer<typeof activityAmendmentSchema>;

/** Professionals a student in need is handed to; an officer 'does not substitute' for them (Guiding Principles, note 4). */
export const handOffTargets = [
  'counselor',
  'psychologist',
  'socialWorker',
  'nurse',
  'administrator',
  'crisisLine',
  'mobileCrisisTeam',
  'emergencyMedical',
] as const;
export const handOffTargetSchema = z.enum(handOffTargets);
export type HandOffTarget = z.infer<typeof handOffTargetSchema>;

/** A mental-health need passed on: to whom and how, never about whom or what. */
export const mentalHealthHandOffSchema = z.object({
  id: idSchema,
  officerId: idSchema,
  schoolId: idSchema,
  at: instantSchema,
  to: handOffTargetSchema,
  /** 'warm': the officer stayed until the professional took over. */
  manner: z.enum(['warm', 'byCall', 'byMessage']),
  urgent: z.boolean(),
  minutesUntilTakenOver: z.number().int().min(0).max(720).nullable(),
});
