import type { Role } from '../access/roles.ts';
import { type Finding, finding, type Rule } from '../principles/record.ts';
import { principlesSince, sources } from '../principles/sources.ts';
import { addDays, type DateString, type Instant } from '../shared/dates.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { addSchoolDays, type Calendar } from '../shared/school-year.ts';
import { advance } from '../shared/workflow.ts';
import { gateRules } from './gate.ts';
import type { GateDecision, GateOverride, ImproperInvolvement, InvolvementSource, Resolution } from './record.ts';
import { involvementTransitions } from './transitions.ts';

const base = { citation: sources.discipline, since: principlesSince } as const;

const gateFirstRule: Rule = { id: 'calls.gateFirst', requirement: 'P3.1', effect: 'refuse', ...base };
export const schoolMatterRule: Rule = {
  id: 'calls.schoolMatterResponse',
  requirement: 'P3.2',
  effect: 'review',
  ...base,
};
export const leanedOnRule: Rule = { id: 'calls.leanedOn', requirement: 'P3.3', effect: 'review', ...base };
export const threatHandedBackRule: Rule = {
  id: 'calls.threatHandedBack',
  requirement: 'P3.1',
  effect: 'review',
  ...base,
};
const resolutionDueRule: Rule = { id: 'calls.resolutionDue', requirement: 'P3.3', effect: 'review', ...base };

export const callRules: readonly Rule[] = [
  ...Object.values(gateRules),
  gateFirstRule,
  schoolMatterRule,
  leanedOnRule,
  threatHandedBackRule,
  resolutionDueRule,
];

/**
 * What an answer or an override means for review: an officer at a school matter is improper involvement; a threat
 * handed back is the opposite failure. `responded` says whether an officer went (or goes).
 * Returns at most one finding together with its source.
 */
export function gateFinding(
  decision: GateDecision,
  override: GateOverride | null,
  responded: boolean,
): { source: InvolvementSource; finding: Finding } | null {
  if (decision.answer === 'schoolMatter' && (responded || override?.to === 'officerResponds')) {
    const source = override === null ? 'respondedToSchoolMatter' : 'overrideToSchoolMatter';
    return { source, finding: finding(schoolMatterRule, 'violation', '') };
  }
  if (decision.answer === 'officerResponds' && override?.to === 'schoolMatter') {
    return { source: 'threatHandedBack', finding: finding(threatHandedBackRule, 'review', '') };
  }
  return null;
}

export type RaiseInput = Pick<
  ImproperInvolvement,
  'id' | 'schoolId' | 'callId' | 'incidentId' | 'source' | 'note' | 'raisedAt' | 'raisedBy'
> & {
  /** The program's local date on which it was raised: the day the clock starts. */
  onDate: DateString;
  schoolDays: number;
  calendars: readonly Calendar[];
};

/** A new finding of improper involvement with its clock (default two school days, P3.3 'immediate resolution'). */
export function raiseInvolvement({ onDate, schoolDays, calendars, ...given }: RaiseInput): ImproperInvolvement {
  return {
    ...given,
    dueOn: addSchoolDays(calendars, onDate, schoolDays),
    state: 'open',
    outcome: null,
    outcomeNote: '',
    resolvedAt: null,
    resolvedBy: null,
  };
}

/**
 * Resolves a finding with an outcome and a note. Refuses when it is resolved already (409), when the role may not
 * (403) or when the note is missing (422).
 */
export function resolveInvolvement(
  record: ImproperInvolvement,
  resolution: Resolution,
  by: { personId: string; roles: readonly Role[]; at: Instant },
): Result<ImproperInvolvement> {
  const next = advance(involvementTransitions, 'calls.finding', record.state, 'resolve', {
    roles: by.roles,
    reason: resolution.note,
  });
  if (!next.ok) return err(next.error);
  return ok({
    ...record,
    state: next.value,
    outcome: resolution.outcome,
    outcomeNote: resolution.note.trim(),
    resolvedAt: by.at,
    resolvedBy: by.personId,
  });
}

/** True once the last day for a resolution has passed. */
export function isInvolvementOverdue(record: Pick<ImproperInvolvement, 'state' | 'dueOn'>, today: DateString): boolean {
  return record.state === 'open' && today > record.dueOn;
}

export type CallerCount = { callerId: string; count: number };

/**
 * Callers who asked for an officer for a school matter again and again (P3.3), most often first.
 * Takes handed-back or improper calls with their local dates; counts the last `days` days up to `today`.
 */
export function repeatCallers(
  calls: readonly { callerId: string; date: DateString }[],
  today: DateString,
  threshold: number,
  days = 30,
): CallerCount[] {
  const since = addDays(today, -days);
  const counts = new Map<string, number>();
  for (const call of calls) {
    if (call.date > since && call.date <= today) counts.set(call.callerId, (counts.get(call.callerId) ?? 0) + 1);
  }
  return [...counts]
    .filter(([, count]) => count >= threshold)
    .map(([callerId, count]) => ({ callerId, count }))
    .sort((a, b) => b.count - a.count || a.callerId.localeCompare(b.callerId));
}
