import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { type CallRequest, callRequestSchema } from '../../domain/calls/record.ts';
import { useApi, useStale } from '../api/hooks.ts';
import { newId } from '../api/ids.ts';
import { asProblem, Problem } from '../api/problem.ts';
import { useForm } from '../forms/index.ts';
import { type AskValues, remember, toRequest } from './ask-form.ts';
import type { CallDetail } from './types.ts';

/** An officer is waited for no longer than this before the person is told to use the radio. */
const patienceMs = 10_000;

/**
 * Sends a call for help, live: never through the outbox. A call that was not sent says so at once and names another
 * way; one that may have been sent says that too. Every try carries the same id, so that help is asked for once.
 */
export function useAsk(initial: AskValues) {
  const { t } = useTranslation(['calls', 'common']);
  const api = useApi();
  const stale = useStale();
  const navigate = useNavigate();
  const [id] = useState(newId);
  const firstTry = useRef<Date | null>(null);
  const [urgent, setUrgent] = useState<{ sending: boolean; problem: Problem | null }>({
    sending: false,
    problem: null,
  });

  const prepare = (values: AskValues): unknown => {
    firstTry.current ??= new Date();
    return toRequest(values, id, firstTry.current);
  };
  const post = async (request: CallRequest): Promise<void> => {
    try {
      await api.post<CallDetail>('/calls', request, { timeoutMs: patienceMs });
    } catch (thrown) {
      if (!(thrown instanceof Problem)) throw thrown;
      // 409: an earlier try did arrive, with what the form said then. That call is shown.
      if (thrown.status !== 409) {
        // 503: the server cannot save just now. Help is not waited for until it can.
        if (!thrown.neverAnswered && thrown.status !== 503) throw thrown;
        // A connection that broke may have broken behind the call; only without a network it surely stayed here.
        const key = thrown.code === 'network' && !navigator.onLine ? 'notSent' : 'notKnown';
        const title = t(`calls:${key}.title`);
        throw new Problem({ status: 0, code: thrown.code, title, detail: t(`calls:${key}.detail`) });
      }
    }
  };
  const sent = (): void => {
    void stale('/calls', '/duties');
    void navigate(`/calls/${id}`);
  };
  const form = useForm({
    // No draft: yesterday's call for help must not stand in today's form.
    id: null,
    initial,
    schema: callRequestSchema,
    prepare,
    submit: post,
    onSaved: sent,
  });

  /** Sends at once as an emergency, with what is known; the questions are answered afterwards (P3.1). */
  async function sendNow(known: Pick<AskValues, 'schoolId' | 'matterCode' | 'place'>): Promise<void> {
    if (urgent.sending) return;
    const checked = callRequestSchema.safeParse(prepare({ ...form.values, ...known, emergency: true }));
    if (!checked.success) {
      // Only the school can be missing here: the form says so at its field.
      await form.submit();
      return;
    }
    setUrgent({ sending: true, problem: null });
    try {
      await post(checked.data);
      sent();
    } catch (thrown) {
      setUrgent({ sending: false, problem: asProblem(thrown, t('common:problems.server.reason')) });
    }
  }
  return { form, sendNow, urgent };
}

/** Keeps who and where for the next call on this device. */
export function keepForNextTime(values: AskValues): void {
  if (values.callerRole !== '') remember('callerRole', values.callerRole);
  if (values.schoolId !== '') remember('school', values.schoolId);
}
