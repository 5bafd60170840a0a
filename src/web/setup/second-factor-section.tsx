import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../api/hooks.ts';
import { asProblem, type Problem } from '../api/problem.ts';
import { ConfirmInline, Notice, ProblemNotice, Section, Stack } from '../ui/index.ts';
import type { PersonView } from './types.ts';

/** For somebody whose phone is gone and whose recovery codes are too: takes the second step away, and says what follows. */
export function SecondFactorSection({ person }: { readonly person: PersonView }) {
  const { t } = useTranslation('account');
  const api = useApi();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [state, setState] = useState<'idle' | 'busy' | 'done'>('idle');
  async function reset(): Promise<void> {
    setState('busy');
    setProblem(null);
    try {
      await api.post(`/people/${person.id}/second-factor-reset`, {});
      setState('done');
    } catch (thrown) {
      setProblem(asProblem(thrown, t('common:problems.server.reason')));
      setState('idle');
    }
  }
  return (
    <Section title={t('reset.title')}>
      <Stack>
        {problem === null ? null : <ProblemNotice error={problem} />}
        {state === 'done' ? (
          <Notice kind="success" live>
            {t('reset.done', { name: person.name })}
          </Notice>
        ) : (
          <>
            <p>{t('reset.text')}</p>
            <ConfirmInline
              ask={t('reset.ask')}
              question={t('reset.question', { name: person.name })}
              confirm={t('reset.confirm')}
              busy={state === 'busy'}
              onConfirm={() => void reset()}
            />
          </>
        )}
      </Stack>
    </Section>
  );
}
