import { useTranslation } from 'react-i18next';
import { markNameLike } from '../../domain/incidents/names.ts';
import { Checkbox } from '../forms/index.ts';
import { useProgram } from '../session/session.tsx';
import { Notice, useFormat } from '../ui/index.ts';

/**
 * What reads like a name while it is typed; found on this device, without looking at any roster. Its box sets
 * `wordsChecked` of the form it stands in.
 */
export function NameWarning({ text }: { readonly text: string }) {
  const { t } = useTranslation('reviews');
  const format = useFormat();
  const { schools } = useProgram();
  const spans = markNameLike(
    text,
    schools.map(({ name }) => name),
  );
  const words = [...new Set(spans.map((span) => span.words))];
  if (words.length === 0) return null;
  return (
    <>
      <Notice kind="warning" live>
        {t('panel.names', { count: words.length, words: format.list(words) })}
      </Notice>
      <Checkbox name="wordsChecked" label={t('panel.namesChecked')} />
    </>
  );
}
