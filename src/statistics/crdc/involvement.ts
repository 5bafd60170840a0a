import type { foundItems, restraintTypes } from '../../domain/incidents/actions.ts';
import type { NibrsCode } from '../../domain/incidents/nibrs.ts';
import type { IncidentBody, Outcome, Setting } from '../../domain/incidents/record.ts';
import { reportedBySchool } from '../../domain/incidents/rules.ts';
import type { RecordedFacts } from '../../domain/roster/record.ts';
import type { CrdcLayout } from './layout.ts';

/** What the CRDC asks about one student in one incident of the regular school year; plain, without any name. */
export interface Involvement {
  readonly incidentId: string;
  readonly version: number;
  readonly studentKey: string;
  readonly schoolId: string;
  /** Local day, 'YYYY-MM-DD'. */
  readonly day: string;
  readonly setting: Setting;
  readonly origin: Pick<IncidentBody['origin'], 'kind' | 'callerRole' | 'throughDispatchFrom'>;
  readonly outcomes: readonly Outcome[];
  /** Everything put on the student by an officer in this incident. */
  readonly restraints: readonly (typeof restraintTypes)[number][];
  /** Who it was, as the school attached it: a pseudonym of the year and the facts of the day. Null: not attached. */
  readonly student: ({ readonly pseudonym: string } & Omit<RecordedFacts, 'ageBand'>) | null;
}

/** One incident, for what is counted by incident and not by student. */
export interface CountedIncident {
  readonly incidentId: string;
  readonly version: number;
  readonly schoolId: string;
  readonly setting: Setting;
  readonly offense: NibrsCode | null;
  /** What was found or taken from anybody in it. */
  readonly items: readonly (typeof foundItems)[number][];
  readonly firearmDischarged: boolean;
}

const schoolSettings: readonly Setting[] = ['schoolGrounds', 'schoolEvent', 'schoolTransport'];

/** On school grounds, at a school event or on school transport. */
export const atSchool = (setting: Setting): boolean => schoolSettings.includes(setting);

/** Steps that are referrals by themselves (CRDC definitions, Referral to law enforcement). */
const official: readonly Outcome[] = ['citation', 'ticket', 'courtReferral', 'arrest'];

export interface Classified {
  /** 'unknown' where dispatch did not say who had asked, and it decides. */
  readonly referral: 'yes' | 'no' | 'unknown';
  readonly arrest: boolean;
  readonly mechanicalRestraint: boolean;
}

/**
 * What one involvement counts as (P1.5, P4.6). CRDC definitions:
 * - Referral until 2020-21: the student is reported to law enforcement for an incident at school, by anybody; citations,
 *   tickets, court referrals and school-related arrests are referrals. From 2021-22: reported by a school official or that
 *   official's designee, so that a contact an officer began is none by itself.
 * - School-related arrest: for something at school, or anywhere after a school official's referral. Each is a referral.
 * - Mechanical restraint: handcuffs or leg restraints at school, unless they were put on for an arrest.
 */
export function classify(layout: Pick<CrdcLayout, 'referral'>, involvement: Involvement): Classified {
  const { outcomes, setting, origin, restraints } = involvement;
  const school = reportedBySchool(origin);
  const arrested = outcomes.includes('arrest');
  const arrest = arrested && (atSchool(setting) || school === 'yes');
  const mechanicalRestraint =
    atSchool(setting) && !arrested && restraints.some((kind) => kind === 'wristRestraints' || kind === 'legRestraints');
  return { referral: arrest ? 'yes' : referralOf(layout, involvement, school), arrest, mechanicalRestraint };
}

function referralOf(
  layout: Pick<CrdcLayout, 'referral'>,
  { outcomes, setting, origin }: Involvement,
  school: 'yes' | 'no' | 'unknown',
): Classified['referral'] {
  // An arrest elsewhere counts only after the school's report: not knowing who called leaves it open.
  if (!atSchool(setting)) return outcomes.includes('arrest') && school === 'unknown' ? 'unknown' : 'no';
  if (layout.referral === 'schoolReport') return school;
  return origin.kind === 'called' || outcomes.some((outcome) => official.includes(outcome)) ? 'yes' : 'no';
}
