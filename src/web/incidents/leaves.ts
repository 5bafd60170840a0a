import { useTranslation } from 'react-i18next';
import { useFormat } from '../ui/index.ts';
import { useMatters } from './use-terms.ts';

type Leaf = {
  /** Key of its label in this area's catalog. */
  readonly label: string;
  /** List of the catalog `terms` its codes are in; absent: words or numbers as they are. */
  readonly list?: string;
  readonly as?: 'instant' | 'minutes' | 'matter' | 'flag';
};

const terms = (label: string, list: string): Leaf => ({ label, list });
const words = (label: string): Leaf => ({ label });
const yesNo = (label: string): Leaf => terms(label, 'yesNo');

/**
 * Every answer of the record by its path (positions and keys left out), in the order it is read. One table for the
 * reading page and for versions side by side, so that both call a thing by the same name.
 */
export const leaves: Readonly<Record<string, Leaf>> = {
  'what.matterCode': { label: 'what.matter', as: 'matter' },
  'what.offense': terms('what.offense', 'nibrs'),
  'what.setting': terms('what.setting', 'setting'),
  'what.place': terms('what.place', 'place'),
  'what.placeDetail': words('what.placeDetail'),
  'what.occurredAt': { label: 'what.at', as: 'instant' },
  'what.caseNumber': words('what.caseNumber'),
  'origin.kind': terms('caller.kind', 'originKind'),
  'origin.callerRole': terms('caller.role', 'callerRole'),
  'origin.throughDispatchFrom': terms('caller.through', 'callerRole'),
  'origin.selfInitiatedReason': terms('caller.how', 'selfInitiatedReason'),
  'origin.why': words('caller.why'),
  'origin.gate.immediateDanger': yesNo('gate.immediateDanger'),
  'origin.gate.weapon': yesNo('gate.weapon'),
  'origin.gate.mandatoryReport': yesNo('gate.mandatoryReport'),
  'origin.gate.wouldCall911': yesNo('gate.wouldCall911'),
  'students.role': terms('students.role', 'studentRole'),
  'students.grade': terms('students.grade', 'grade'),
  'students.sex': terms('students.sex', 'sex'),
  'students.races': terms('students.races', 'race'),
  'students.ageBand': terms('students.age', 'ageBand'),
  'students.disabilityKnown': yesNo('students.disability'),
  'students.englishLearnerKnown': yesNo('students.learner'),
  'students.outcomes': terms('outcome.label', 'outcome'),
  'students.volunteered.studentVolunteered': { label: 'students.volunteered', as: 'flag' },
  'students.volunteered.nationalOrigin': words('students.origin'),
  'students.volunteered.orientation': terms('students.orientation', 'orientation'),
  'students.volunteered.genderIdentity': terms('students.gender', 'genderIdentity'),
  'students.volunteered.intersexTraits': yesNo('students.intersex'),
  'firstSteps.deEscalation': terms('did.deEscalation', 'deEscalation'),
  'firstSteps.talkedFirst': yesNo('did.talkedFirst'),
  'firstSteps.counselorCalled': yesNo('did.counselorCalled'),
  'firstSteps.familyCalled': yesNo('did.familyCalled'),
  'firstSteps.restorativePractice': yesNo('did.restorativePractice'),
  'firstSteps.diversionOffered': yesNo('did.diversionOffered'),
  noActions: { label: 'did.noPowers', as: 'flag' },
  'actions.kind': terms('action.kind', 'actionKind'),
  'actions.basis': terms('action.basis', 'basis'),
  'actions.basisText': words('action.basisText'),
  'actions.noLawfulBasis': { label: 'action.noLawfulBasis', as: 'flag' },
  'actions.whyAtSchool': words('action.whyAtSchool'),
  'actions.probableCauseFactors': terms('action.probableCauseFactors', 'probableCause'),
  'actions.deEscalationTried': terms('action.deEscalationTried', 'deEscalation'),
  'actions.ageAndSize.considered': yesNo('action.ageAndSize.considered'),
  'actions.ageAndSize.note': words('action.ageAndSize.noteYes'),
  'actions.disabilityModifications.considered': yesNo('action.disabilityModifications.considered'),
  'actions.disabilityModifications.made': terms('action.disabilityModifications.made', 'modificationsMade'),
  'actions.disabilityModifications.note': words('action.disabilityModifications.note'),
  'actions.alternatives': terms('action.alternatives', 'alternative'),
  'actions.whyAlternativesFailed': words('action.whyAlternativesFailed'),
  'actions.restraintTypes': terms('action.restraintTypes', 'restraintType'),
  'actions.minutes': { label: 'action.minutes', as: 'minutes' },
  'actions.outOfPublicView.answer': yesNo('action.outOfPublicView.answer'),
  'actions.outOfPublicView.reason': words('action.viewReason'),
  'actions.outOfPeersView.answer': yesNo('action.outOfPeersView.answer'),
  'actions.outOfPeersView.reason': words('action.peersReason'),
  'actions.ended': terms('action.ended', 'ending'),
  'actions.familyNotified': terms('action.familyNotified', 'noticeTime'),
  'actions.principalNotified': terms('action.principalNotified', 'noticeTime'),
  'actions.search.basis': terms('action.search.basis', 'searchBasis'),
  'actions.search.scope': terms('action.search.scope', 'searchScope'),
  'actions.search.result': terms('action.search.result', 'searchResult'),
  'actions.search.found': terms('action.search.found', 'foundItem'),
  'actions.search.askedBySchool': yesNo('action.search.askedBySchool'),
  'actions.search.adultWitness': yesNo('action.search.adultWitness'),
  'actions.seizure.items': terms('action.seizure.items', 'foundItem'),
  'actions.seizure.disposition': terms('action.seizure.disposition', 'seizureDisposition'),
  'actions.interrogation.custodial': yesNo('action.interrogation.custodial'),
  'actions.interrogation.rights': terms('action.interrogation.rights', 'rights'),
  'actions.interrogation.parentNotified': terms('action.interrogation.parentNotified', 'noticeTime'),
  'actions.interrogation.parentPresent': yesNo('action.interrogation.parentPresent'),
  'actions.interrogation.administratorPresent': yesNo('action.interrogation.administratorPresent'),
  'actions.interrogation.supportPresent': yesNo('action.interrogation.supportPresent'),
  'actions.interrogation.interpreter': terms('action.interrogation.interpreter', 'interpreter'),
  'actions.interrogation.recorded': yesNo('action.interrogation.recorded'),
  'actions.interrogation.note': words('action.interrogation.note'),
  'actions.force.types': terms('action.force.types', 'forceType'),
  'actions.force.studentInjury': terms('action.force.studentInjury', 'injury'),
  'actions.force.officerInjury': terms('action.force.officerInjury', 'injury'),
  'actions.force.medicalCare': terms('action.force.medicalCare', 'medicalCare'),
  'actions.offense.code': terms('action.offense.code', 'nibrs'),
  'actions.offense.level': terms('action.offense.level', 'offenseLevel'),
  'actions.offense.statute': words('action.offense.statute'),
  'actions.offense.onSchoolGrounds': yesNo('action.offense.onSchoolGrounds'),
  'narrative.text': words('story.label'),
  'narrative.nameCheck': terms('story.check', 'nameCheck'),
};

/** Says an answer in the reader's words; what was not answered is said to be so. */
export function useLeafWords() {
  const { t } = useTranslation(['incidents', 'terms']);
  const format = useFormat();
  const { label: matter } = useMatters();
  return {
    label: (path: string): string => {
      const leaf = leaves[path];
      return leaf === undefined ? path : t(`incidents:${leaf.label}`);
    },
    value: (path: string, value: unknown): string => {
      const leaf = leaves[path];
      if (path === 'what.offense' && value === null) return t('incidents:what.offenseNone');
      if (value === undefined || value === null || value === '') return t('incidents:unanswered');
      if (Array.isArray(value)) {
        if (value.length === 0) return t('incidents:none');
        const list = leaf?.list;
        return format.list(value.map((one) => (list === undefined ? String(one) : t(`terms:${list}.${String(one)}`))));
      }
      if (leaf?.as === 'instant') return format.dateTime(String(value));
      if (leaf?.as === 'minutes') return format.minutes(Number(value));
      if (leaf?.as === 'matter') return matter(String(value));
      if (leaf?.as === 'flag') return t(`terms:yesNo.${value === true || value === 'true' ? 'yes' : 'no'}`);
      return leaf?.list === undefined ? String(value) : t(`terms:${leaf.list}.${String(value)}`);
    },
  };
}
