import type { Outcome } from '../domain/incidents/record.ts';

/** What a number counts. A student is counted once per school year, by pseudonym. */
export type Unit = 'calls' | 'incidents' | 'students';

/** What became of a call (P3.1). Calls taken back by their caller, and calls without an answer, stay in the count. */
export const callResults = ['handedBack', 'responded', 'withdrawn', 'undecided'] as const;
export type CallResult = (typeof callResults)[number];

/**
 * What an incident, or a student over the year, came to: the most serious thing that happened, from nothing to
 * arrest. Each incident and each student stands on exactly one step, so that the steps add up.
 */
export const steps = [
  'notRecorded',
  'noAction',
  'schoolAnswer',
  'helped',
  'diverted',
  'stopped',
  'cited',
  'courtReferral',
  'charged',
  'arrested',
] as const;
export type Step = (typeof steps)[number];

/** Steps on which police powers were used; the last four are formal (CRDC: each is a referral, the last an arrest). */
export const enforcementSteps = ['stopped', 'cited', 'courtReferral', 'charged', 'arrested'] as const satisfies Step[];
export const formalSteps = ['cited', 'courtReferral', 'charged', 'arrested'] as const satisfies Step[];
export const lightSteps = ['notRecorded', 'noAction', 'schoolAnswer', 'helped', 'diverted'] as const satisfies Step[];

const stepOf: Record<Outcome, Step> = {
  noAction: 'noAction',
  returnedToSchool: 'schoolAnswer',
  counseling: 'schoolAnswer',
  restorative: 'schoolAnswer',
  warning: 'helped',
  releasedToFamily: 'helped',
  medicalCare: 'helped',
  protectiveServices: 'helped',
  diversion: 'diverted',
  citation: 'cited',
  ticket: 'cited',
  courtReferral: 'courtReferral',
  charge: 'charged',
  arrest: 'arrested',
};

/** What a list of incidents can be narrowed to: a step an incident touched, or any use of police powers. */
export const reachedSteps = [...steps, 'enforcement'] as const;
export type ReachedStep = (typeof reachedSteps)[number];

/** The outcomes that touch a step; none for 'notRecorded', and for 'stopped', which is about actions. */
export function outcomesTouching(step: ReachedStep): readonly Outcome[] {
  const wanted: readonly string[] = step === 'enforcement' ? enforcementSteps : [step];
  return (Object.keys(stepOf) as Outcome[]).filter((outcome) => wanted.includes(stepOf[outcome]));
}

/** Takes all outcomes and whether any police power was used; returns the steps touched, each once, in order. */
export function stepsTouched(outcomes: readonly Outcome[], enforcement: boolean): readonly Step[] {
  const touched = new Set(outcomes.map((outcome) => stepOf[outcome]));
  if (enforcement) touched.add('stopped');
  return steps.filter((step) => touched.has(step));
}

/** The most serious step touched; 'notRecorded' where nothing was recorded. */
export function highestStep(outcomes: readonly Outcome[], enforcement: boolean): Step {
  return stepsTouched(outcomes, enforcement).at(-1) ?? 'notRecorded';
}
