import type { ActivityKind, Audience, CopsRole, FunctionOtherReason, StatutoryFunction, TriadRole } from './record.ts';

export type ActivityPreset = {
  readonly role: CopsRole;
  readonly statutoryFunction: StatutoryFunction;
  readonly functionOtherReason: FunctionOtherReason | null;
  readonly audience: Audience;
  /** Mentoring, teaching, informal contact, liaison (D6); presence by itself is no contact with anyone. */
  readonly positiveContact: boolean;
};

/**
 * What a kind most often is, so that a routine contact needs no choice beyond kind and minutes (D6: 20 seconds).
 * Functions are set where the statute's words cover the kind; elsewhere 'other' with its reason, which the officer
 * can change, rather than a letter that flatters the figures.
 */
export const activityPresets: Record<ActivityKind, ActivityPreset> = {
  presence: preset('lawEnforcement', 'A', null, 'none', false),
  classTalk: preset('educator', 'C', null, 'students', true),
  mentoring: preset('informalCounselor', 'B', null, 'students', true),
  meeting: preset('lawEnforcement', 'other', 'coordination', 'staff', true),
  safetyPlanning: preset('emergencyManager', 'F', null, 'staff', false),
  drill: preset('emergencyManager', 'other', 'emergencyPreparedness', 'students', false),
  liaison: preset('lawEnforcement', 'D', null, 'community', true),
  training: preset('none', 'other', 'ownTraining', 'none', false),
  documentation: preset('none', 'other', 'paperwork', 'none', false),
  other: preset('none', 'other', 'inWords', 'none', false),
};

function preset(
  role: CopsRole,
  statutoryFunction: StatutoryFunction,
  functionOtherReason: FunctionOtherReason | null,
  audience: Audience,
  positiveContact: boolean,
): ActivityPreset {
  return { role, statutoryFunction, functionOtherReason, audience, positiveContact };
}

const triads: Record<CopsRole, TriadRole> = {
  educator: 'educator',
  informalCounselor: 'informalCounselor',
  lawEnforcement: 'lawEnforcement',
  // NASRO's triad knows three; readiness for emergencies belongs to its law-enforcement side.
  emergencyManager: 'lawEnforcement',
  none: 'none',
};

/** NASRO's triad for a COPS role. Derived, never entered: so both views add up to the same minutes (D3). */
export function triadOf(role: CopsRole): TriadRole {
  return triads[role];
}

/** Whether an activity of this kind counts as positive contact (D6). */
export function isPositiveContact(kind: ActivityKind): boolean {
  return activityPresets[kind].positiveContact;
}
