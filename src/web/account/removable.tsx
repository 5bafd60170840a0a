import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem, type Problem } from '../api/problem.ts';
import { api } from '../session/store.ts';
import { Card, ConfirmInline, ProblemNotice } from '../ui/index.ts';

type RemovableProps = {
  readonly title: string;
  readonly children: ReactNode;
  readonly url: string;
  readonly ask: string;
  readonly question: string;
  readonly confirm: string;
  readonly onRemoved: () => void;
};

/** One of the things that open the account, with a way to take it away. */
export function Removable({ title, children, url, ask, question, confirm, onRemoved }: RemovableProps) {
  const { t } = useTranslation('account');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  async function remove(): Promise<void> {
    setBusy(true);
    setProblem(null);
    try {
      await api.remove(url);
      onRemoved();
    } catch (thrown) {
      setProblem(asProblem(thrown, t('common:problems.server.reason')));
      setBusy(false);
    }
  }
  return (
    <Card title={title}>
      <p className="osr-small">{children}</p>
      {problem === null ? null : <ProblemNotice error={problem} />}
      <ConfirmInline ask={ask} question={question} confirm={confirm} busy={busy} onConfirm={() => void remove()} />
    </Card>
  );
}
