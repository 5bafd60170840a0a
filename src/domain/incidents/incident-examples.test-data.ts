import type { ActionKind, EnforcementAction } from './actions.ts';
import type { IncidentDraft } from './record.ts';

/** Complete records for tests of every area: what an officer would send, with fixed ids. */
export const exampleStudentKey = '0192f0c0-0000-7000-8000-0000000000a1';

/** A complete action of a kind: every part that any kind can need is filled. */
export function exampleAction(kind: ActionKind, change: Partial<EnforcementAction> = {}): EnforcementAction {
  return {
    key: '0192f0c0-0000-7000-8000-0000000000b1',
    kind,
    studentKey: exampleStudentKey,
    basis: ['probableCause'],
    basisText: 'Two adults saw the blow.',
    whyAtSchool: 'The danger went on.',
    probableCauseFactors: ['witnessStatement'],
    deEscalationTried: ['calmVoice', 'gaveSpace'],
    ageAndSize: { considered: 'yes', note: 'About 14, slight.' },
    disabilityModifications: { considered: 'yes', made: 'noneNeeded', note: '' },
    alternatives: ['diversion'],
    whyAlternativesFailed: 'The student ran at the other again.',
    restraintTypes: ['separation'],
    minutes: 12,
    outOfPublicView: { answer: 'yes', reason: '' },
    outOfPeersView: { answer: 'notApplicable', reason: '' },
    ended: 'releasedToFamily',
    familyNotified: 'during',
    principalNotified: 'during',
    search: {
      basis: 'reasonableSuspicion',
      scope: ['bag'],
      result: 'nothing',
      found: [],
      askedBySchool: 'no',
      adultWitness: 'yes',
    },
    seizure: { items: ['knife'], disposition: 'evidence' },
    interrogation: {
      custodial: 'no',
      rights: 'notCustodial',
      parentNotified: 'before',
      parentPresent: 'yes',
      administratorPresent: 'no',
      supportPresent: 'yes',
    },
    force: { types: ['handsOn'], studentInjury: 'none', officerInjury: 'none', medicalCare: 'notNeeded' },
    offense: { code: '13B', level: 'misdemeanor' },
    ...change,
  };
}

/** A complete draft with the given actions. */
export function exampleDraft(actions: EnforcementAction[] = []): IncidentDraft {
  return {
    what: {
      matterCode: 'fightActive',
      offense: '13B',
      setting: 'schoolGrounds',
      place: 'hallway',
      occurredAt: '2026-03-04T10:15:00-06:00',
    },
    origin: {
      kind: 'called',
      callerRole: 'teacher',
      why: 'Two students were fighting.',
      gate: { immediateDanger: 'yes', weapon: 'no', mandatoryReport: 'no', wouldCall911: 'yes' },
    },
    students: [
      {
        key: exampleStudentKey,
        role: 'subject',
        grade: '08',
        sex: 'M',
        races: ['white', 'asian'],
        ageBand: '13to14',
        outcomes: ['returnedToSchool'],
      },
    ],
    firstSteps: {
      talkedFirst: 'yes',
      deEscalation: ['calmVoice'],
      counselorCalled: 'yes',
      familyCalled: 'yes',
      restorativePractice: 'notNeeded',
      diversionOffered: 'no',
    },
    noActions: actions.length === 0,
    actions,
    narrative: { text: 'I came between the two and they stopped.', nameCheck: 'checked' },
  };
}
