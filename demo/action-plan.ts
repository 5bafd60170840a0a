import type { ActionKind, Basis, EnforcementAction } from '../src/domain/incidents/actions.ts';
import type { NibrsCode } from '../src/domain/incidents/nibrs.ts';
import type { Random } from './random.ts';

const bases: Record<ActionKind, readonly Basis[]> = {
  detention: ['reasonableSuspicion'],
  restraint: ['immediateDanger'],
  force: ['immediateDanger'],
  search: ['reasonableSuspicion'],
  seizure: ['probableCause'],
  interrogation: ['reasonableSuspicion'],
  citation: ['probableCause'],
  ticket: ['probableCause'],
  arrest: ['probableCause'],
  courtReferral: ['probableCause'],
  charge: ['probableCause'],
};

const basisTexts: Record<ActionKind, string> = {
  detention: 'Two adults described the same student and the same moment.',
  restraint: 'The student went for the other student again.',
  force: 'The student was about to strike someone who was down.',
  search: 'A student and a teacher saw the item go into the bag.',
  seizure: 'The item was found in the bag and may not be carried.',
  interrogation: 'Three accounts named the student and agreed in detail.',
  citation: 'The blow was seen by two adults and is on video.',
  ticket: 'The offence was seen by an officer.',
  arrest: 'The injury, the video and two witnesses agree.',
  courtReferral: 'The second incident in a month; the diversion program was not open to the student.',
  charge: 'The injury, the video and two witnesses agree.',
};

/** One enforcement action with everything principle 4 asks, as a careful officer records it. */
export function action(
  from: Random,
  kind: ActionKind,
  studentKey: string,
  moment: Date,
  offense: NibrsCode,
): EnforcementAction {
  const found = from.chance(0.55);
  const custody = kind === 'detention' || kind === 'restraint' || kind === 'arrest';
  return {
    key: from.id(moment),
    kind,
    studentKey,
    basis: [...bases[kind]],
    basisText: basisTexts[kind],
    deEscalationTried: ['calmVoice', from.pick(['gaveSpace', 'listened', 'movedOthersAway'] as const)],
    ageAndSize: { considered: 'yes', note: 'Judged by age and build; a second adult stood by.' },
    disabilityModifications: from.chance(0.85)
      ? { considered: 'yes', made: 'noneNeeded', note: '' }
      : { considered: 'no', note: 'There was no time to ask.' },
    alternatives: ['warning', from.pick(['restorative', 'diversion', 'schoolHandlesIt'] as const)],
    whyAlternativesFailed: 'Tried before for the same behavior, or the danger went on.',
    ...(custody
      ? {
          whyAtSchool: 'Waiting would have left others in danger.',
          probableCauseFactors:
            kind === 'arrest'
              ? ['witnessStatement' as const, 'video' as const, 'injuries' as const]
              : ['witnessStatement' as const],
          restraintTypes:
            kind === 'detention' ? ['separation' as const] : [from.pick(['wristRestraints', 'escortHold'] as const)],
          minutes: from.int(6, 45),
          outOfPublicView: from.chance(0.85)
            ? { answer: 'yes' as const, reason: '' }
            : { answer: 'no' as const, reason: 'It happened in the hall between classes.' },
          outOfPeersView:
            kind === 'arrest'
              ? { answer: 'yes' as const, reason: '' }
              : { answer: 'notApplicable' as const, reason: '' },
          ended: kind === 'arrest' ? ('toJuvenileCustody' as const) : ('releasedToFamily' as const),
        }
      : {}),
    ...(kind === 'arrest' ? { familyNotified: 'during' as const, principalNotified: 'before' as const } : {}),
    ...(kind === 'search'
      ? {
          search: {
            basis: 'reasonableSuspicion' as const,
            scope: [from.pick(['bag', 'pockets', 'locker'] as const)],
            result: found ? ('found' as const) : ('nothing' as const),
            found: found ? [from.pick(['tobaccoOrVape', 'knife', 'drugs'] as const)] : [],
            askedBySchool: from.chance(0.4) ? ('yes' as const) : ('no' as const),
            adultWitness: 'yes' as const,
          },
        }
      : {}),
    ...(kind === 'seizure'
      ? {
          seizure: {
            items: [from.pick(['knife', 'drugs', 'tobaccoOrVape'] as const)],
            disposition: 'evidence' as const,
          },
        }
      : {}),
    ...(kind === 'interrogation'
      ? {
          interrogation: {
            custodial: 'no' as const,
            rights: 'notCustodial' as const,
            parentNotified: 'before' as const,
            parentPresent: from.chance(0.6) ? ('yes' as const) : ('no' as const),
            administratorPresent: 'yes' as const,
            supportPresent: 'no' as const,
            interpreter: 'notNeeded' as const,
            recorded: 'no' as const,
            note: '',
          },
        }
      : {}),
    ...(kind === 'force'
      ? {
          force: {
            types: ['handsOn' as const],
            studentInjury: 'none' as const,
            officerInjury: 'none' as const,
            medicalCare: 'offered' as const,
          },
        }
      : {}),
    ...(['citation', 'ticket', 'arrest', 'courtReferral', 'charge'].includes(kind)
      ? { offense: { code: offense, level: 'misdemeanor' as const, statute: '', onSchoolGrounds: 'yes' as const } }
      : {}),
  };
}
