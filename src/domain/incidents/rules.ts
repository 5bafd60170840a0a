import { type GateDecision, type InvolvementSource, schoolCallerRoles } from '../calls/record.ts';
import { type Finding, finding, type RequirementId, type Rule } from '../principles/record.ts';
import { principlesSince, sources } from '../principles/sources.ts';
import type { EnforcementAction } from './actions.ts';
import type { IncidentBody } from './record.ts';
import { refusingRules, restsOnDirectionAlone } from './refusals.ts';

function review(name: string, requirement: RequirementId, citation: string): Rule {
  return { id: `incidents.${name}`, requirement, citation, since: principlesSince, effect: 'review' };
}

/** What a filed record is looked at for; none of these stops it. */
const reviewing = {
  noLawfulBasis: review('noLawfulBasis', 'P4.3', sources.powers),
  directionNamed: review('directionNamed', 'P4.3', sources.powers),
  deEscalationNotTried: review('deEscalationNotTried', 'P4.1', sources.powers),
  ageNotConsidered: review('ageNotConsidered', 'P4.1', sources.powers),
  proneHold: review('proneHold', 'P4.1', sources.powers),
  seriousForce: review('seriousForce', 'P4.1', sources.powers),
  arrestWithoutCounselor: review('arrestWithoutCounselor', 'P4.1', sources.powers),
  modificationsNotConsidered: review('modificationsNotConsidered', 'P4.2', sources.powers),
  inPublicView: review('inPublicView', 'P4.4', sources.powers),
  inPeersView: review('inPeersView', 'P4.4', sources.powers),
  enforcementAction: review('enforcementAction', 'P4.5', sources.powers),
  schoolMatter: review('schoolMatter', 'P3.2', sources.discipline),
  enforcementOnSchoolMatter: review('enforcementOnSchoolMatter', 'P3.2', sources.discipline),
  lowLevelOffense: review('lowLevelOffense', 'P10.3', sources.assessment),
  searchUnderClothing: review('searchUnderClothing', 'P7.3', sources.tracking),
  rightsNotGiven: review('rightsNotGiven', 'P7.3', sources.tracking),
  parentNotTold: review('parentNotTold', 'P7.3', sources.tracking),
  namesUnchecked: review('namesUnchecked', 'P7.8', sources.tracking),
} as const satisfies Record<string, Rule>;

export const incidentRules: readonly Rule[] = [...refusingRules, ...Object.values(reviewing)];

/**
 * Findings of a filed body, each with the path it is about. Order: the whole record first, then action by action.
 * Takes what the gate said of it: the area of calls decides that, and null means that nobody asked.
 */
export function rules(body: IncidentBody, gate: GateDecision | null): Finding[] {
  const found: Finding[] = [];
  if (gate?.answer === 'schoolMatter') {
    found.push(finding(reviewing.schoolMatter, 'violation', 'what.matterCode'));
    if (body.actions.length > 0) found.push(finding(reviewing.enforcementOnSchoolMatter, 'violation', 'actions'));
  }
  if (body.narrative.nameCheck === 'unchecked')
    found.push(finding(reviewing.namesUnchecked, 'notice', 'narrative.text'));
  const counselorMissing = body.firstSteps.counselorCalled !== 'yes';
  if (counselorMissing && body.actions.some((action) => action.kind === 'arrest')) {
    found.push(finding(reviewing.arrestWithoutCounselor, 'review', 'firstSteps.counselorCalled'));
  }
  for (const [index, action] of body.actions.entries()) found.push(...actionFindings(action, `actions.${index}`));
  return found;
}

function actionFindings(action: EnforcementAction, at: string): Finding[] {
  const found: Finding[] = [finding(reviewing.enforcementAction, 'notice', at, { kind: action.kind })];
  const flag = (condition: boolean, rule: Rule, severity: Finding['severity'], field: string) => {
    if (condition) found.push(finding(rule, severity, `${at}.${field}`, { kind: action.kind }));
  };
  const direction = action.basis?.includes('administratorDirection') === true;
  flag(action.noLawfulBasis === true || restsOnDirectionAlone(action), reviewing.noLawfulBasis, 'violation', 'basis');
  flag(direction && !restsOnDirectionAlone(action), reviewing.directionNamed, 'review', 'basis');
  const tried = action.deEscalationTried ?? [];
  const nothingTried = tried.every((step) => step === 'noTimeDanger' || step === 'notNeededCalm');
  flag(nothingTried, reviewing.deEscalationNotTried, 'review', 'deEscalationTried');
  flag(action.ageAndSize?.considered !== 'yes', reviewing.ageNotConsidered, 'review', 'ageAndSize');
  const considered = action.disabilityModifications?.considered === 'yes';
  flag(!considered, reviewing.modificationsNotConsidered, 'review', 'disabilityModifications');
  flag(action.outOfPublicView?.answer === 'no', reviewing.inPublicView, 'review', 'outOfPublicView');
  flag(action.outOfPeersView?.answer === 'no', reviewing.inPeersView, 'review', 'outOfPeersView');
  flag(action.restraintTypes?.includes('proneHold') === true, reviewing.proneHold, 'review', 'restraintTypes');
  const injury = action.force?.studentInjury;
  const firearm = action.force?.types?.some((type) => type === 'firearmPointed' || type === 'firearmDischarged');
  flag(injury === 'serious' || injury === 'death' || firearm === true, reviewing.seriousForce, 'violation', 'force');
  const lowLevel = ['status', 'infraction', 'misdemeanor'].includes(action.offense?.level ?? '');
  const toCourt = ['arrest', 'charge', 'courtReferral'].includes(action.kind);
  flag(lowLevel && toCourt, reviewing.lowLevelOffense, 'review', 'offense.level');
  flag(
    action.search?.scope?.includes('underClothing') === true,
    reviewing.searchUnderClothing,
    'violation',
    'search.scope',
  );
  const asked = action.interrogation;
  flag(
    asked?.custodial === 'yes' && asked.rights !== 'given',
    reviewing.rightsNotGiven,
    'violation',
    'interrogation.rights',
  );
  const told = asked?.parentNotified === 'before' || asked?.parentNotified === 'during';
  flag(asked !== undefined && !told, reviewing.parentNotTold, 'review', 'interrogation.parentNotified');
  return found;
}

/** How an incident at a school matter came about, for the finding of improper involvement; null when it is none. */
export function involvementSourceOf(body: IncidentBody, gate: GateDecision | null): InvolvementSource | null {
  if (gate?.answer !== 'schoolMatter') return null;
  return body.origin.kind === 'selfInitiated' ? 'selfInitiated' : 'respondedToSchoolMatter';
}

/**
 * Whether the CRDC counts it as reported 'by a school official or designee' (from 2021-22): a self-initiated
 * contact, or one a student, a parent or a stranger asked for, is none. 'unknown' where dispatch did not say.
 */
export function reportedBySchool(
  origin: Pick<IncidentBody['origin'], 'kind' | 'callerRole' | 'throughDispatchFrom'>,
): 'yes' | 'no' | 'unknown' {
  if (origin.kind === 'selfInitiated') return 'no';
  const role = origin.callerRole === 'dispatch' ? origin.throughDispatchFrom : origin.callerRole;
  if (role === null) return 'unknown';
  return (schoolCallerRoles as readonly string[]).includes(role) ? 'yes' : 'no';
}
