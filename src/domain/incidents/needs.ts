import type { RequirementId } from '../principles/record.ts';
import type { ActionKind, EnforcementAction } from './actions.ts';

/** The parts of an action that a kind can need. The form shows these and no others; filing checks the same list. */
const actionParts = [
  'basis',
  'basisText',
  'whyAtSchool',
  'probableCauseFactors',
  'deEscalationTried',
  'ageAndSize',
  'disabilityModifications',
  'alternatives',
  'restraintTypes',
  'minutes',
  'outOfPublicView',
  'outOfPeersView',
  'ended',
  'search',
  'seizure',
  'interrogation',
  'force',
  'offense',
  'familyNotified',
  'principalNotified',
] as const;
export type ActionPart = (typeof actionParts)[number];

/** What principle 4 asks of every use of police powers on a student. */
const always: readonly ActionPart[] = [
  'basis',
  'basisText',
  'deEscalationTried',
  'ageAndSize',
  'disabilityModifications',
  'alternatives',
];

/** What it asks besides 'if an SRO detains a student (i.e., makes an arrest or uses restraints)'. */
const custody: readonly ActionPart[] = [
  'whyAtSchool',
  'probableCauseFactors',
  'restraintTypes',
  'minutes',
  'outOfPublicView',
  'outOfPeersView',
  'ended',
];

/** Kind -> the parts it needs, in the order of the form. */
export const actionNeeds: Record<ActionKind, readonly ActionPart[]> = {
  detention: [...always, ...custody],
  restraint: [...always, ...custody],
  arrest: [...always, ...custody, 'offense', 'familyNotified', 'principalNotified'],
  force: [...always, 'force'],
  search: [...always, 'search'],
  seizure: [...always, 'seizure'],
  interrogation: [...always, 'interrogation'],
  citation: [...always, 'offense'],
  ticket: [...always, 'offense'],
  courtReferral: [...always, 'offense'],
  charge: [...always, 'offense'],
};

type Problem = { field: string; code: string };
type PartCheck = { requirement: RequirementId; missing: (action: EnforcementAction) => Problem[] };

const hasWords = (text: string | undefined) => (text ?? '').trim().length >= 3;
const filled = (list: readonly unknown[] | undefined) => (list ?? []).length > 0;
const when = (condition: boolean, field: string, code: string): Problem[] =>
  condition ? [{ field, code: `incidents.${code}` }] : [];

function viewMissing(part: 'outOfPublicView' | 'outOfPeersView', action: EnforcementAction): Problem[] {
  const view = action[part];
  return [
    ...when(view?.answer === undefined, `${part}.answer`, `${part}Missing`),
    ...when(view?.answer === 'no' && !hasWords(view.reason), `${part}.reason`, 'viewReasonMissing'),
  ];
}

/** For each part: the requirement it serves and what is still missing of it. */
export const partChecks: Record<ActionPart, PartCheck> = {
  basis: {
    requirement: 'P4.5',
    missing: (action) => when(!filled(action.basis) && action.noLawfulBasis !== true, 'basis', 'basisMissing'),
  },
  basisText: {
    requirement: 'P4.5',
    missing: (action) => when(!hasWords(action.basisText), 'basisText', 'basisTextMissing'),
  },
  whyAtSchool: {
    requirement: 'P4.5',
    missing: (action) => when(!hasWords(action.whyAtSchool), 'whyAtSchool', 'whyAtSchoolMissing'),
  },
  probableCauseFactors: {
    requirement: 'P4.5',
    missing: (action) => when(!filled(action.probableCauseFactors), 'probableCauseFactors', 'probableCauseMissing'),
  },
  deEscalationTried: {
    requirement: 'P4.1',
    missing: (action) => when(!filled(action.deEscalationTried), 'deEscalationTried', 'deEscalationMissing'),
  },
  ageAndSize: {
    requirement: 'P4.1',
    missing: (action) => [
      ...when(action.ageAndSize?.considered === undefined, 'ageAndSize.considered', 'ageAndSizeMissing'),
      ...when(
        action.ageAndSize?.considered !== undefined && !hasWords(action.ageAndSize.note),
        'ageAndSize.note',
        'ageAndSizeNoteMissing',
      ),
    ],
  },
  disabilityModifications: {
    requirement: 'P4.2',
    missing: ({ disabilityModifications: mods }) => [
      ...when(mods?.considered === undefined, 'disabilityModifications.considered', 'modificationsMissing'),
      ...when(
        mods?.considered === 'yes' && mods.made === undefined,
        'disabilityModifications.made',
        'modificationsMadeMissing',
      ),
      ...when(
        mods?.considered === 'no' && !hasWords(mods.note),
        'disabilityModifications.note',
        'modificationsReasonMissing',
      ),
      ...when(
        mods?.considered === 'yes' && (mods.made === 'made' || mods.made === 'notPossible') && !hasWords(mods.note),
        'disabilityModifications.note',
        'modificationsReasonMissing',
      ),
    ],
  },
  alternatives: {
    requirement: 'P4.1',
    missing: (action) => [
      ...when(!filled(action.alternatives), 'alternatives', 'alternativesMissing'),
      ...when(!hasWords(action.whyAlternativesFailed), 'whyAlternativesFailed', 'whyFailedMissing'),
    ],
  },
  restraintTypes: {
    requirement: 'P4.5',
    missing: ({ kind, restraintTypes = [] }) => [
      ...when(restraintTypes.length === 0, 'restraintTypes', 'restraintTypesMissing'),
      ...when(
        restraintTypes.includes('noRestraint') && (kind === 'restraint' || restraintTypes.length > 1),
        'restraintTypes',
        'restraintContradiction',
      ),
    ],
  },
  minutes: {
    requirement: 'P4.5',
    missing: (action) => when((action.minutes ?? 0) < 1, 'minutes', 'minutesMissing'),
  },
  outOfPublicView: { requirement: 'P4.4', missing: (action) => viewMissing('outOfPublicView', action) },
  outOfPeersView: { requirement: 'P4.4', missing: (action) => viewMissing('outOfPeersView', action) },
  ended: { requirement: 'P4.5', missing: (action) => when(action.ended === undefined, 'ended', 'endedMissing') },
  search: {
    requirement: 'P7.3',
    missing: ({ search }) => [
      ...when(search?.basis === undefined, 'search.basis', 'searchBasisMissing'),
      ...when(!filled(search?.scope), 'search.scope', 'searchScopeMissing'),
      ...when(search?.result === undefined, 'search.result', 'searchResultMissing'),
      ...when(search?.result === 'found' && !filled(search.found), 'search.found', 'searchFoundMissing'),
      ...when(search?.result === 'nothing' && filled(search.found), 'search.found', 'searchContradiction'),
      ...when(search?.askedBySchool === undefined, 'search.askedBySchool', 'searchAskedMissing'),
      ...when(search?.adultWitness === undefined, 'search.adultWitness', 'searchWitnessMissing'),
    ],
  },
  seizure: {
    requirement: 'P7.3',
    missing: ({ seizure }) => [
      ...when(!filled(seizure?.items), 'seizure.items', 'seizureItemsMissing'),
      ...when(seizure?.disposition === undefined, 'seizure.disposition', 'seizureDispositionMissing'),
    ],
  },
  interrogation: {
    requirement: 'P7.3',
    missing: ({ interrogation: asked }) => [
      ...when(asked?.custodial === undefined, 'interrogation.custodial', 'custodialMissing'),
      ...when(asked?.rights === undefined, 'interrogation.rights', 'rightsMissing'),
      ...when(
        asked?.custodial === 'yes' && asked.rights === 'notCustodial',
        'interrogation.rights',
        'rightsContradiction',
      ),
      ...when(asked?.parentNotified === undefined, 'interrogation.parentNotified', 'parentNotifiedMissing'),
      ...when(asked?.parentPresent === undefined, 'interrogation.parentPresent', 'parentPresentMissing'),
      ...when(
        asked?.administratorPresent === undefined,
        'interrogation.administratorPresent',
        'administratorPresentMissing',
      ),
      ...when(asked?.supportPresent === undefined, 'interrogation.supportPresent', 'supportPresentMissing'),
    ],
  },
  force: {
    requirement: 'P4.1',
    missing: ({ force }) => [
      ...when(!filled(force?.types), 'force.types', 'forceTypesMissing'),
      ...when(force?.studentInjury === undefined, 'force.studentInjury', 'studentInjuryMissing'),
      ...when(force?.officerInjury === undefined, 'force.officerInjury', 'officerInjuryMissing'),
      ...when(force?.medicalCare === undefined, 'force.medicalCare', 'medicalCareMissing'),
    ],
  },
  offense: {
    requirement: 'P7.4',
    missing: ({ offense }) => [
      ...when(offense?.code === undefined, 'offense.code', 'offenseMissing'),
      ...when(offense?.level === undefined, 'offense.level', 'offenseLevelMissing'),
    ],
  },
  familyNotified: {
    requirement: 'P4.5',
    missing: (action) => when(action.familyNotified === undefined, 'familyNotified', 'familyNotifiedMissing'),
  },
  principalNotified: {
    requirement: 'P4.6',
    missing: (action) => when(action.principalNotified === undefined, 'principalNotified', 'principalNotifiedMissing'),
  },
};
