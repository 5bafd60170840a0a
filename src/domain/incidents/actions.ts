import { z } from 'zod';
import { idSchema } from '../shared/ids.ts';
import { yesNoSchema, yesNoUnknownSchema } from '../shared/people.ts';
import { nibrsCodeSchema } from './nibrs.ts';

/** Uses of police powers on a student, each counted by itself (P7.3). */
export const actionKinds = [
  'detention',
  'restraint',
  'force',
  'search',
  'seizure',
  'interrogation',
  'citation',
  'ticket',
  'arrest',
  'courtReferral',
  'charge',
] as const;
export const actionKindSchema = z.enum(actionKinds);
export type ActionKind = z.infer<typeof actionKindSchema>;

/** What was tried before. The last two say why nothing could be or had to be. */
export const deEscalationSteps = [
  'calmVoice',
  'listened',
  'gaveTime',
  'gaveSpace',
  'movedOthersAway',
  'quietPlace',
  'offeredChoices',
  'explainedWhatHappens',
  'trustedAdult',
  'counselor',
  'family',
  'interpreter',
  'sensorySupport',
  'waitedForHelp',
  'otherStep',
  'noTimeDanger',
  'notNeededCalm',
] as const;
export const deEscalationSchema = z.enum(deEscalationSteps);

/**
 * On what an action rests. The last two are offered so that the truth can be said and the rule can answer:
 * a direction by an administrator is never enough by itself, punishment never counts (P4.3).
 */
export const bases = [
  'immediateDanger',
  'probableCause',
  'reasonableSuspicion',
  'warrant',
  'courtOrder',
  'statute',
  'mentalHealthHold',
  'protectiveCustody',
  'consent',
  'administratorDirection',
  'punishment',
] as const;
const basisSchema = z.enum(bases);
export type Basis = z.infer<typeof basisSchema>;

/** Facts behind probable cause (P4.5). 'noneApplies' where the action rests on something else. */
export const probableCauseFactors = [
  'officerSawIt',
  'victimStatement',
  'witnessStatement',
  'ownStatement',
  'physicalEvidence',
  'video',
  'contraband',
  'injuries',
  'warrantExists',
  'otherFactor',
  'noneApplies',
] as const;
const probableCauseFactorSchema = z.enum(probableCauseFactors);

/** What could have been done instead and was weighed. */
export const alternatives = [
  'schoolHandlesIt',
  'warning',
  'restorative',
  'diversion',
  'counselor',
  'familyMeeting',
  'mentalHealthTeam',
  'laterOutsideSchool',
  'summonsInsteadOfArrest',
  'otherAlternative',
] as const;
const alternativeSchema = z.enum(alternatives);

/** 'Wrist restraints, frisking, community separation, or other means' (principle 4), told apart. */
export const restraintTypes = [
  'wristRestraints',
  'legRestraints',
  'frisk',
  'separation',
  'escortHold',
  'physicalHold',
  'proneHold',
  'closedRoom',
  'policeVehicle',
  'otherRestraint',
  'noRestraint',
] as const;
const restraintTypeSchema = z.enum(restraintTypes);

export const forceTypes = [
  'handsOn',
  'takedown',
  'strike',
  'pepperSpray',
  'conductedEnergy',
  'baton',
  'canine',
  'firearmPointed',
  'firearmDischarged',
  'otherForce',
] as const;
const forceTypeSchema = z.enum(forceTypes);

export const injuries = ['none', 'minor', 'serious', 'death', 'unknown'] as const;
const injurySchema = z.enum(injuries);

export const searchBases = [
  'consent',
  'reasonableSuspicion',
  'probableCause',
  'warrant',
  'duringArrest',
  'emergency',
  'schoolSearchAssisted',
] as const;
const searchBasisSchema = z.enum(searchBases);

export const searchScopes = [
  'patDown',
  'pockets',
  'outerClothing',
  'underClothing',
  'bag',
  'locker',
  'phone',
  'vehicle',
  'otherScope',
] as const;
const searchScopeSchema = z.enum(searchScopes);

/** What was found, and what was taken: one list, so that hit rates and seizures agree. */
export const foundItems = [
  'firearm',
  'knife',
  'otherWeapon',
  'drugs',
  'alcohol',
  'tobaccoOrVape',
  'stolenProperty',
  'phoneOrDevice',
  'cash',
  'otherItem',
] as const;
const foundItemSchema = z.enum(foundItems);

export const seizureDispositions = ['evidence', 'givenToSchool', 'givenToFamily', 'returned', 'destroyed'] as const;
const seizureDispositionSchema = z.enum(seizureDispositions);

export const offenseLevels = ['status', 'infraction', 'misdemeanor', 'felony', 'unknown'] as const;
const offenseLevelSchema = z.enum(offenseLevels);

/** Out of the sight of others (P4.4): done, not done and why, or it never came to custody or transport. */
export const viewAnswers = ['yes', 'no', 'notApplicable'] as const;
const viewSchema = z.object({ answer: z.enum(viewAnswers), reason: z.string().trim().max(500) });

export const modificationsMade = ['made', 'noneNeeded', 'notPossible', 'notConsidered'] as const;
const modificationsSchema = z.object({
  considered: yesNoSchema,
  made: z.enum(modificationsMade),
  /** What was changed, or why nothing was. */
  note: z.string().trim().max(500),
});

export const noticeTimes = ['before', 'during', 'after', 'notReached', 'no'] as const;
const noticeTimeSchema = z.enum(noticeTimes);

export const rightsAnswers = ['given', 'notGiven', 'notCustodial'] as const;

export const endings = [
  'releasedAtSchool',
  'releasedToFamily',
  'toJuvenileCustody',
  'toAdultCustody',
  'toHospital',
  'toCrisisCare',
  'otherEnding',
] as const;
const endingSchema = z.enum(endings);

/**
 * One action on one student. Which of the details an action needs depends on its kind: `actionNeeds` in
 * completeness.ts says so, and drives the form as well.
 */
export const enforcementActionSchema = z.object({
  key: idSchema,
  kind: actionKindSchema,
  /** The student's key in this record. */
  studentKey: idSchema.optional(),
  basis: z.array(basisSchema).optional(),
  basisText: z.string().trim().max(2000).optional(),
  /**
   * 'There was no other basis': the only way to file what a rule refuses as a basis. It tells the truth
   * and goes to the supervisor as a violation; without it honest officers could only stay silent.
   */
  noLawfulBasis: z.boolean().optional(),
  whyAtSchool: z.string().trim().max(2000).optional(),
  probableCauseFactors: z.array(probableCauseFactorSchema).optional(),
  deEscalationTried: z.array(deEscalationSchema).optional(),
  ageAndSize: z
    .object({ considered: yesNoSchema, note: z.string().trim().max(500) })
    .partial()
    .optional(),
  disabilityModifications: modificationsSchema.partial().optional(),
  alternatives: z.array(alternativeSchema).optional(),
  whyAlternativesFailed: z.string().trim().max(2000).optional(),
  restraintTypes: z.array(restraintTypeSchema).optional(),
  minutes: z.number().int().min(0).max(1440).optional(),
  outOfPublicView: viewSchema.partial().optional(),
  outOfPeersView: viewSchema.partial().optional(),
  ended: endingSchema.optional(),
  familyNotified: noticeTimeSchema.optional(),
  principalNotified: noticeTimeSchema.optional(),
  search: z
    .object({
      basis: searchBasisSchema,
      scope: z.array(searchScopeSchema),
      result: z.enum(['nothing', 'found']),
      found: z.array(foundItemSchema),
      askedBySchool: yesNoSchema,
      adultWitness: yesNoSchema,
    })
    .partial()
    .optional(),
  seizure: z
    .object({
      items: z.array(foundItemSchema),
      disposition: seizureDispositionSchema,
    })
    .partial()
    .optional(),
  interrogation: z
    .object({
      custodial: yesNoSchema,
      rights: z.enum(rightsAnswers),
      parentNotified: noticeTimeSchema,
      parentPresent: yesNoSchema,
      administratorPresent: yesNoSchema,
      /** An attorney or another adult on the student's side. */
      supportPresent: yesNoSchema,
      interpreter: z.enum(['yes', 'no', 'notNeeded']),
      recorded: yesNoSchema,
      note: z.string().trim().max(500),
    })
    .partial()
    .optional(),
  force: z
    .object({
      types: z.array(forceTypeSchema),
      studentInjury: injurySchema,
      officerInjury: injurySchema,
      medicalCare: z.enum(['given', 'offered', 'no', 'notNeeded']),
    })
    .partial()
    .optional(),
  offense: z
    .object({
      code: nibrsCodeSchema,
      level: offenseLevelSchema,
      /** The statute or ordinance, as written on the paper. */
      statute: z.string().trim().max(120),
      onSchoolGrounds: yesNoUnknownSchema,
    })
    .partial()
    .optional(),
});
export type EnforcementAction = z.infer<typeof enforcementActionSchema>;
