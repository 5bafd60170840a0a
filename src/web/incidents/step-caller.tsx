import { useTranslation } from 'react-i18next';
import { callerRoles, gateQuestions } from '../../domain/calls/record.ts';
import { originKinds, selfInitiatedReasons } from '../../domain/incidents/record.ts';
import { yesNoUnsure } from '../../domain/shared/people.ts';
import { RadioTiles, Select, TextArea } from '../forms/index.ts';
import { Notice, WhyWeAsk } from '../ui/index.ts';
import { useEditor } from './editor.ts';
import { useTerms } from './use-terms.ts';

/** Who started it, and the gate's questions where no call has answered them. */
export function StepCaller() {
  const { t } = useTranslation(['incidents', 'terms']);
  const { choices, term } = useTerms();
  const { content } = useEditor();
  const origin = content.origin ?? {};
  const fromCall = (origin.callId ?? null) !== null;
  return (
    <>
      {fromCall ? (
        <Notice kind="info">{t('caller.fromCall', { role: term('callerRole', origin.callerRole) })}</Notice>
      ) : (
        <>
          <RadioTiles name="origin.kind" label={t('caller.kind')} options={choices('originKind', originKinds)} />
          <WhyWeAsk principle="7">{t('caller.kindWhy')}</WhyWeAsk>
        </>
      )}
      {origin.kind === 'called' && !fromCall ? (
        <Select name="origin.callerRole" label={t('caller.role')} options={choices('callerRole', callerRoles)} />
      ) : null}
      {origin.kind === 'called' && origin.callerRole === 'dispatch' ? (
        <Select
          name="origin.throughDispatchFrom"
          label={t('caller.through')}
          options={choices(
            'callerRole',
            callerRoles.filter((role) => role !== 'dispatch'),
          )}
          optional
        />
      ) : null}
      {origin.kind === 'selfInitiated' ? (
        <Select
          name="origin.selfInitiatedReason"
          label={t('caller.how')}
          options={choices('selfInitiatedReason', selfInitiatedReasons)}
        />
      ) : null}
      <TextArea name="origin.why" label={t('caller.why')} hint={t('caller.whyHint')} rows={2} maxLength={500} />
      {fromCall ? null : <Gate />}
    </>
  );
}

function Gate() {
  const { t } = useTranslation(['incidents', 'terms']);
  const { choices } = useTerms();
  return (
    <div data-field="origin.gate" className="osr-stack osr-stack--2">
      <h2>{t('caller.gate')}</h2>
      <WhyWeAsk principle="3">{t('caller.gateWhy')}</WhyWeAsk>
      {gateQuestions.map((question) => (
        <RadioTiles
          key={question}
          name={`origin.gate.${question}`}
          label={t(`terms:gateQuestion.${question}`)}
          options={choices('yesNo', yesNoUnsure)}
          layout="row"
        />
      ))}
    </div>
  );
}
