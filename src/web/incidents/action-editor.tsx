import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import {
  alternatives,
  bases,
  deEscalationSteps,
  type EnforcementAction,
  endings,
  modificationsMade,
  probableCauseFactors,
  restraintTypes,
  viewAnswers,
} from '../../domain/incidents/actions.ts';
import { type ActionPart, actionNeeds, partChecks } from '../../domain/incidents/needs.ts';
import { restsOnDirectionAlone } from '../../domain/incidents/refusals.ts';
import { yesNo } from '../../domain/shared/people.ts';
import { Checkbox, Chips, Select, TextArea } from '../forms/index.ts';
import { Notice, useFormat, WhyWeAsk } from '../ui/index.ts';
import { ForcePart, InterrogationPart, NoticePart, OffensePart, SearchPart, SeizurePart } from './action-details.tsx';
import { Many, One, type PartProps, Words } from './action-fields.tsx';
import { useEditor } from './editor.ts';
import { useStudentNames } from './student-name.ts';

/** The parts this kind of action needs and no others; the same list decides whether it can be filed. */
const editors: Record<ActionPart, (props: PartProps) => ReactNode> = {
  basis: BasisPart,
  basisText: ({ at }) => <Words at={at} field="basisText" />,
  whyAtSchool: ({ at }) => <Words at={at} field="whyAtSchool" />,
  probableCauseFactors: ({ at }) => (
    <Many
      at={at}
      field="probableCauseFactors"
      list="probableCause"
      codes={probableCauseFactors}
      alone={['noneApplies']}
    />
  ),
  deEscalationTried: ({ at }) => (
    <Many
      at={at}
      field="deEscalationTried"
      list="deEscalation"
      codes={deEscalationSteps}
      alone={['noTimeDanger', 'notNeededCalm']}
    />
  ),
  ageAndSize: AgePart,
  disabilityModifications: ModificationsPart,
  alternatives: ({ at }) => (
    <>
      <Many at={at} field="alternatives" list="alternative" codes={alternatives} alone={[]} />
      <Words at={at} field="whyAlternativesFailed" />
    </>
  ),
  restraintTypes: ({ at, action }) => (
    <Many
      at={at}
      field="restraintTypes"
      list="restraintType"
      codes={action.kind === 'restraint' ? restraintTypes.filter((one) => one !== 'noRestraint') : restraintTypes}
      alone={['noRestraint']}
    />
  ),
  minutes: MinutesPart,
  outOfPublicView: (props) => <ViewPart {...props} field="outOfPublicView" />,
  outOfPeersView: (props) => <ViewPart {...props} field="outOfPeersView" />,
  ended: ({ at }) => <One at={at} field="ended" list="ending" codes={endings} />,
  search: SearchPart,
  seizure: SeizurePart,
  interrogation: InterrogationPart,
  force: ForcePart,
  offense: OffensePart,
  familyNotified: ({ at }) => <NoticePart at={at} field="familyNotified" />,
  principalNotified: ({ at }) => <NoticePart at={at} field="principalNotified" />,
};

/** Parts next to which it says why they are asked: each new thought once. */
const explained: readonly ActionPart[] = [
  'basis',
  'whyAtSchool',
  'deEscalationTried',
  'ageAndSize',
  'disabilityModifications',
  'alternatives',
  'restraintTypes',
  'outOfPublicView',
];

export function ActionEditor({ index, action }: { readonly index: number; readonly action: EnforcementAction }) {
  const { t } = useTranslation(['incidents', 'terms']);
  const { content } = useEditor();
  const nameOf = useStudentNames(content);
  const at = `actions.${index}`;
  return (
    <div className="osr-stack osr-stack--3">
      <Select
        name={`${at}.studentKey`}
        label={t('action.student')}
        options={(content.students ?? []).map((student) => ({ value: student.key, label: nameOf(student.key) }))}
      />
      {actionNeeds[action.kind].map((part) => {
        const Part = editors[part];
        const principle = partChecks[part].requirement.slice(1).split('.')[0] ?? '4';
        return (
          <div key={part} className="osr-stack osr-stack--1">
            <Part at={at} action={action} />
            {explained.includes(part) ? <WhyWeAsk principle={principle}>{t(`action.why.${part}`)}</WhyWeAsk> : null}
          </div>
        );
      })}
    </div>
  );
}

/** The basis, with the answer of the rule at once: what is refused is said here, not after sending (P4.3). */
function BasisPart({ at, action }: PartProps) {
  const { t } = useTranslation('incidents');
  const direction = restsOnDirectionAlone(action);
  const punished = action.basis?.includes('punishment') === true;
  return (
    <>
      <Many at={at} field="basis" list="basis" codes={bases} alone={[]} />
      {punished ? (
        <Notice kind="error" live>
          {t('problems.punishmentRefused.reason')} {t('problems.punishmentRefused.remedy')}
        </Notice>
      ) : null}
      {direction ? (
        <>
          <Notice kind={action.noLawfulBasis === true ? 'warning' : 'error'} live>
            {t('problems.soleDirectionRefused.reason')} {t('problems.soleDirectionRefused.remedy')}
          </Notice>
          <Checkbox
            name={`${at}.noLawfulBasis`}
            label={t('action.noLawfulBasis')}
            hint={t('action.noLawfulBasisHint')}
          />
        </>
      ) : null}
    </>
  );
}

function AgePart({ at, action }: PartProps) {
  const { t } = useTranslation('incidents');
  return (
    <>
      <One at={at} field="ageAndSize.considered" list="yesNo" codes={yesNo} />
      {action.ageAndSize?.considered === undefined ? null : (
        <TextArea
          name={`${at}.ageAndSize.note`}
          label={t(action.ageAndSize.considered === 'yes' ? 'action.ageAndSize.noteYes' : 'action.ageAndSize.noteNo')}
          rows={2}
          maxLength={500}
        />
      )}
    </>
  );
}

function ModificationsPart({ at, action }: PartProps) {
  const { t } = useTranslation('incidents');
  const mods = action.disabilityModifications;
  const explain =
    mods?.considered === 'no' || (mods?.considered === 'yes' && (mods.made === 'made' || mods.made === 'notPossible'));
  return (
    <>
      <One at={at} field="disabilityModifications.considered" list="yesNo" codes={yesNo} />
      {mods?.considered === 'yes' ? (
        <One
          at={at}
          field="disabilityModifications.made"
          list="modificationsMade"
          codes={modificationsMade.filter((one) => one !== 'notConsidered')}
        />
      ) : null}
      {explain ? (
        <TextArea
          name={`${at}.disabilityModifications.note`}
          label={t(
            mods?.made === 'made'
              ? 'action.disabilityModifications.noteMade'
              : 'action.disabilityModifications.noteWhy',
          )}
          rows={2}
          maxLength={500}
        />
      ) : null}
    </>
  );
}

function MinutesPart({ at }: PartProps) {
  const { t } = useTranslation('incidents');
  const format = useFormat();
  return (
    <Chips
      name={`${at}.minutes`}
      label={t('action.minutes')}
      options={[5, 10, 15, 30, 60]}
      unit={(minutes) => format.minutes(minutes)}
    />
  );
}

function ViewPart({ at, action, field }: PartProps & { readonly field: 'outOfPublicView' | 'outOfPeersView' }) {
  const { t } = useTranslation('incidents');
  return (
    <>
      <One at={at} field={`${field}.answer`} list="yesNo" codes={viewAnswers} />
      {action[field]?.answer === 'no' ? (
        <TextArea name={`${at}.${field}.reason`} label={t('action.viewReason')} rows={2} maxLength={500} />
      ) : null}
    </>
  );
}
