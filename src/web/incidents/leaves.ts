import { useTranslation } from 'react-i18next';
import { useFormat } from '../ui/index.ts';
import { useMatters } from './use-terms.ts';

type Leaf = {
  /** List of the catalog `terms` its codes are in; absent: words or numbers as they are. */
  readonly list?: string;
  readonly as?: 'instant' | 'minutes' | 'matter' | 'flag';
};

const coded = (list: string): Leaf => ({ list });
const words: Leaf = {};
const yesNo: Leaf = coded('yesNo');

/**
 * Every answer of the record by its path (positions and keys left out), in the order it is read; its name is the
 * catalog's `fact.<path>`. One table for the reading page and for versions side by side, so that both call a thing by the same name.
 */
export const leaves: Readonly<Record<string, Leaf>> = {
  'what.matterCode': { as: 'matter' },
  'what.offense': coded('nibrs'),
  'what.setting': coded('setting'),
  'what.place': coded('place'),
  'what.placeDetail': words,
  'what.occurredAt': { as: 'instant' },
  'what.caseNumber': words,
  'origin.kind': coded('originKind'),
  'origin.callerRole': coded('callerRole'),
  'origin.throughDispatchFrom': coded('callerRole'),
  'origin.selfInitiatedReason': coded('selfInitiatedReason'),
  'origin.why': words,
  'origin.gate.immediateDanger': yesNo,
  'origin.gate.weapon': yesNo,
  'origin.gate.mandatoryReport': yesNo,
  'origin.gate.wouldCall911': yesNo,
  'students.role': coded('studentRole'),
  'students.grade': coded('grade'),
  'students.sex': coded('sex'),
  'students.races': coded('race'),
  'students.ageBand': coded('ageBand'),
  'students.disabilityKnown': yesNo,
  'students.englishLearnerKnown': yesNo,
  'students.outcomes': coded('outcome'),
  'students.volunteered.studentVolunteered': { as: 'flag' },
  'students.volunteered.nationalOrigin': words,
  'students.volunteered.orientation': coded('orientation'),
  'students.volunteered.genderIdentity': coded('genderIdentity'),
  'students.volunteered.intersexTraits': yesNo,
  'firstSteps.deEscalation': coded('deEscalation'),
  'firstSteps.talkedFirst': yesNo,
  'firstSteps.counselorCalled': yesNo,
  'firstSteps.familyCalled': yesNo,
  'firstSteps.restorativePractice': yesNo,
  'firstSteps.diversionOffered': yesNo,
  noActions: { as: 'flag' },
  'actions.kind': coded('actionKind'),
  'actions.basis': coded('basis'),
  'actions.basisText': words,
  'actions.noLawfulBasis': { as: 'flag' },
  'actions.whyAtSchool': words,
  'actions.probableCauseFactors': coded('probableCause'),
  'actions.deEscalationTried': coded('deEscalation'),
  'actions.ageAndSize.considered': yesNo,
  'actions.ageAndSize.note': words,
  'actions.disabilityModifications.considered': yesNo,
  'actions.disabilityModifications.made': coded('modificationsMade'),
  'actions.disabilityModifications.note': words,
  'actions.alternatives': coded('alternative'),
  'actions.whyAlternativesFailed': words,
  'actions.restraintTypes': coded('restraintType'),
  'actions.minutes': { as: 'minutes' },
  'actions.outOfPublicView.answer': yesNo,
  'actions.outOfPublicView.reason': words,
  'actions.outOfPeersView.answer': yesNo,
  'actions.outOfPeersView.reason': words,
  'actions.ended': coded('ending'),
  'actions.familyNotified': coded('noticeTime'),
  'actions.principalNotified': coded('noticeTime'),
  'actions.search.basis': coded('searchBasis'),
  'actions.search.scope': coded('searchScope'),
  'actions.search.result': coded('searchResult'),
  'actions.search.found': coded('foundItem'),
  'actions.search.askedBySchool': yesNo,
  'actions.search.adultWitness': yesNo,
  'actions.seizure.items': coded('foundItem'),
  'actions.seizure.disposition': coded('seizureDisposition'),
  'actions.interrogation.custodial': yesNo,
  'actions.interrogation.rights': coded('rights'),
  'actions.interrogation.parentNotified': coded('noticeTime'),
  'actions.interrogation.parentPresent': yesNo,
  'actions.interrogation.administratorPresent': yesNo,
  'actions.interrogation.supportPresent': yesNo,
  'actions.interrogation.interpreter': coded('interpreter'),
  'actions.interrogation.recorded': yesNo,
  'actions.interrogation.note': words,
  'actions.force.types': coded('forceType'),
  'actions.force.studentInjury': coded('injury'),
  'actions.force.officerInjury': coded('injury'),
  'actions.force.medicalCare': coded('medicalCare'),
  'actions.offense.code': coded('nibrs'),
  'actions.offense.level': coded('offenseLevel'),
  'actions.offense.statute': words,
  'actions.offense.onSchoolGrounds': yesNo,
  'narrative.text': words,
  'narrative.nameCheck': coded('nameCheck'),
};

/** Says an answer in the reader's words; what was not answered is said to be so. */
export function useLeafWords() {
  const { t } = useTranslation(['incidents', 'terms']);
  const format = useFormat();
  const { label: matter } = useMatters();
  return {
    /** What it is called to a reader; the form asks the same as a question. */
    label: (path: string): string => t(`incidents:fact.${path}`),
    value: (path: string, value: unknown): string => {
      const leaf = leaves[path];
      if (path === 'what.offense' && value === null) return t('incidents:what.offenseNone');
      if (value === undefined || value === null || value === '') return t('incidents:unanswered');
      if (Array.isArray(value)) {
        if (value.length === 0) return t('incidents:none');
        const list = leaf?.list;
        return value.map((one) => (list === undefined ? String(one) : t(`terms:${list}.${String(one)}`))).join(' · ');
      }
      if (leaf?.as === 'instant') return format.dateTime(String(value));
      if (leaf?.as === 'minutes') return format.minutes(Number(value));
      if (leaf?.as === 'matter') return matter(String(value));
      if (leaf?.as === 'flag') return t(`terms:yesNo.${value === true || value === 'true' ? 'yes' : 'no'}`);
      return leaf?.list === undefined ? String(value) : t(`terms:${leaf.list}.${String(value)}`);
    },
  };
}
