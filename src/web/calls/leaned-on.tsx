import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi, useStale } from '../api/hooks.ts';
import { newId } from '../api/ids.ts';
import type { Problem } from '../api/problem.ts';
import { useSend } from '../outbox/context.tsx';
import { Button, ProblemNotice, useToast } from '../ui/index.ts';

type Subject = { readonly schoolId: string; readonly callId: string | null; readonly incidentId: string | null };

/**
 * 'The school leaned on me' (P3.3): one tap, undo instead of a question. It is a report, not a call for help, so it
 * waits on the device where there is no network.
 */
export function LeanedOnButton({ schoolId, callId, incidentId }: Subject) {
  const { t } = useTranslation('calls');
  const send = useSend();
  const api = useApi();
  const stale = useStale();
  const toast = useToast();
  const [id] = useState(newId);
  const [state, setState] = useState<{ busy: boolean; done: boolean; problem: Problem | null }>({
    busy: false,
    done: false,
    problem: null,
  });
  const undo = async (): Promise<void> => {
    await api.post(`/findings/${id}/take-back`);
    toast.say(t('leanedOn.takenBack'));
    await stale('/findings', '/calls', '/duties');
  };
  const tap = async (): Promise<void> => {
    setState({ busy: true, done: false, problem: null });
    const body = { id, schoolId, callId, incidentId, callerRole: null, note: '' };
    const result = await send({ id, method: 'POST', url: '/findings', body, label: t('leanedOn.button') });
    setState({
      busy: false,
      done: result.kind !== 'refused',
      problem: result.kind === 'refused' ? result.problem : null,
    });
    if (result.kind === 'kept') toast.say(t('leanedOn.kept'));
    if (result.kind === 'sent') {
      toast.say(t('leanedOn.sent'), () => void undo());
      await stale('/findings', '/calls', '/duties');
    }
  };
  return (
    <>
      {state.problem === null ? null : <ProblemNotice error={state.problem} />}
      <Button kind="secondary" icon="flag" busy={state.busy} disabled={state.done} onClick={() => void tap()}>
        {t('leanedOn.button')}
      </Button>
    </>
  );
}
