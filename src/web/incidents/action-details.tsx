import { useTranslation } from 'react-i18next';
import {
  forceTypes,
  foundItems,
  injuries,
  noticeTimes,
  offenseLevels,
  rightsAnswers,
  searchBases,
  searchScopes,
  seizureDispositions,
} from '../../domain/incidents/actions.ts';
import { yesNo, yesNoUnknown } from '../../domain/shared/people.ts';
import { TextArea, TextField } from '../forms/index.ts';
import { Many, One, type PartProps } from './action-fields.tsx';
import { OffenseCode } from './step-what.tsx';

/** A search: on what, where, and what came of it. */
export function SearchPart({ at, action }: PartProps) {
  return (
    <>
      <One at={at} field="search.basis" list="searchBasis" codes={searchBases} />
      <Many at={at} field="search.scope" list="searchScope" codes={searchScopes} alone={[]} />
      <One at={at} field="search.result" list="searchResult" codes={['nothing', 'found']} />
      {action.search?.result === 'found' || (action.search?.found ?? []).length > 0 ? (
        <Many at={at} field="search.found" list="foundItem" codes={foundItems} alone={[]} />
      ) : null}
      <One at={at} field="search.askedBySchool" list="yesNo" codes={yesNo} />
      <One at={at} field="search.adultWitness" list="yesNo" codes={yesNo} />
    </>
  );
}

export function SeizurePart({ at }: PartProps) {
  return (
    <>
      <Many at={at} field="seizure.items" list="foundItem" codes={foundItems} alone={[]} />
      <One at={at} field="seizure.disposition" list="seizureDisposition" codes={seizureDispositions} />
    </>
  );
}

export function InterrogationPart({ at }: PartProps) {
  const { t } = useTranslation('incidents');
  return (
    <>
      <One at={at} field="interrogation.custodial" list="yesNo" codes={yesNo} />
      <One at={at} field="interrogation.rights" list="rights" codes={rightsAnswers} />
      <One at={at} field="interrogation.parentNotified" list="noticeTime" codes={noticeTimes} />
      <One at={at} field="interrogation.parentPresent" list="yesNo" codes={yesNo} />
      <One at={at} field="interrogation.administratorPresent" list="yesNo" codes={yesNo} />
      <One at={at} field="interrogation.supportPresent" list="yesNo" codes={yesNo} />
      <One at={at} field="interrogation.interpreter" list="interpreter" codes={['yes', 'no', 'notNeeded']} />
      <One at={at} field="interrogation.recorded" list="yesNo" codes={yesNo} />
      <TextArea
        name={`${at}.interrogation.note`}
        label={t('action.interrogation.note')}
        rows={2}
        maxLength={500}
        optional
      />
    </>
  );
}

export function ForcePart({ at }: PartProps) {
  return (
    <>
      <Many at={at} field="force.types" list="forceType" codes={forceTypes} alone={[]} />
      <One at={at} field="force.studentInjury" list="injury" codes={injuries} />
      <One at={at} field="force.officerInjury" list="injury" codes={injuries} />
      <One at={at} field="force.medicalCare" list="medicalCare" codes={['given', 'offered', 'no', 'notNeeded']} />
    </>
  );
}

/** The offense on the paper, with its level: the police view of the seven disaggregations. */
export function OffensePart({ at }: PartProps) {
  const { t } = useTranslation('incidents');
  return (
    <>
      <OffenseCode name={`${at}.offense.code`} label={t('action.offense.code')} />
      <One at={at} field="offense.level" list="offenseLevel" codes={offenseLevels} />
      <TextField name={`${at}.offense.statute`} label={t('action.offense.statute')} maxLength={120} optional />
      <One at={at} field="offense.onSchoolGrounds" list="yesNo" codes={yesNoUnknown} />
    </>
  );
}

export function NoticePart({
  at,
  field,
}: {
  readonly at: string;
  readonly field: 'familyNotified' | 'principalNotified';
}) {
  return <One at={at} field={field} list="noticeTime" codes={noticeTimes} />;
}
