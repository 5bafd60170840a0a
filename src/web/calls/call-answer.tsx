import { useTranslation } from 'react-i18next';
import { Disclosure, Icon, useFormat } from '../ui/index.ts';
import type { CallDetail } from './types.ts';
import { stateIcon } from './words.ts';

/** Which sentence says what became of the call. */
function sentenceOf(call: CallDetail): string {
  if (call.state === 'handedBack') return call.override?.to === 'schoolMatter' ? 'handedBackByOfficer' : 'handedBack';
  if (call.state === 'responding') return call.officerName === null ? 'respondingNoName' : 'responding';
  return call.state;
}

/** The answer in a sentence, a colour and an icon; what to do instead; the clause one tap below. */
export function CallAnswer({ call }: { readonly call: CallDetail }) {
  const { t } = useTranslation(['calls', 'terms']);
  const format = useFormat();
  const sentence = sentenceOf(call);
  const advice = call.state === 'handedBack' ? (call.decision?.advice ?? []) : [];
  return (
    <section className={`osr-answer osr-answer--${call.state}`} aria-live="polite">
      <div className="osr-answer__head">
        <Icon name={stateIcon[call.state]} />
        <div>
          <h2>{t(`calls:answer.${sentence}.title`, { officer: call.officerName ?? '' })}</h2>
          <p>
            {t(`calls:answer.${sentence}.text`, {
              sent: format.time(call.requestedAt),
              since: call.acknowledgedAt === null ? '' : format.time(call.acknowledgedAt),
              result: call.result === null ? '' : t(`terms:callResult.${call.result}`),
            })}
          </p>
        </div>
      </div>
      {call.state === 'handedBack' && call.override?.to === 'schoolMatter' ? (
        <p>
          <strong>{t('calls:answer.reason')}</strong> {call.override.reason}
        </p>
      ) : null}
      {advice.length === 0 ? null : (
        <>
          <h3>{t('calls:answer.instead')}</h3>
          <ul className="usa-list">
            {advice.map((key) => (
              <li key={key}>{t(`terms:advice.${key}`)}</li>
            ))}
          </ul>
        </>
      )}
      {call.decision === null ? null : (
        <Disclosure title={t('calls:answer.why')}>
          <ul className="usa-list">
            {call.decision.why.map((why) => (
              <li key={why.ruleId}>
                {t(`terms:gateReason.${why.reason}`)} <span className="osr-small">({why.requirement})</span>
              </li>
            ))}
          </ul>
          <p>{t('calls:answer.principle')}</p>
          <p className="osr-small">{call.decision.why[0]?.citation}</p>
        </Disclosure>
      )}
    </section>
  );
}
