import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem, type Problem } from '../api/problem.ts';
import { Button, ProblemNotice } from '../ui/index.ts';
import { useRefreshSession } from './session.tsx';
import { api, rememberSession } from './store.ts';

/** Back to the sign-in page, for another person or another try: the half-open session ends. */
export function StartOver() {
  const { t } = useTranslation('account');
  const refresh = useRefreshSession();
  const [problem, setProblem] = useState<Problem | null>(null);
  async function leave(): Promise<void> {
    try {
      await api.remove('/api/session', { quiet: true });
      rememberSession(null);
      await refresh();
    } catch (thrown) {
      setProblem(asProblem(thrown, t('common:problems.server.reason')));
    }
  }
  return (
    <>
      {problem === null ? null : <ProblemNotice error={problem} />}
      <Button kind="quiet" onClick={() => void leave()}>
        {t('startOver')}
      </Button>
    </>
  );
}
