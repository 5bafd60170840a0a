import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { callResultSchema, callResults, gateAnswersSchema } from '../../domain/calls/record.ts';
import { useApi, useStale } from '../api/hooks.ts';
import { newId } from '../api/ids.ts';
import { asProblem, type Problem } from '../api/problem.ts';
import { FormFrame, RadioTiles, useForm } from '../forms/index.ts';
import { useSession } from '../session/session.tsx';
import { Button, ButtonLink, Buttons, ProblemNotice, Section, Stack } from '../ui/index.ts';
import { emptyAnswers } from './ask-form.ts';
import { GateQuestions } from './gate-questions.tsx';
import { LeanedOnButton } from './leaned-on.tsx';
import { ReasonForm } from './reason-form.tsx';
import type { CallDetail, CallRow } from './types.ts';

type Post = (path: 'steps' | 'insist' | 'withdraw', body: object) => Promise<void>;

/** Sends a step of a call, live, and reads everything again. */
function useStep(callId: string): Post {
  const api = useApi();
  const stale = useStale();
  return async (path, body) => {
    try {
      await api.post<CallDetail>(`/calls/${callId}/${path}`, body);
    } finally {
      // Also after a refusal: the call may have moved on meanwhile.
      await stale('/calls', '/duties', '/findings');
    }
  };
}

/** A step of one tap. */
export function TapStep(props: {
  readonly call: Pick<CallRow, 'id'>;
  readonly action: 'acknowledge' | 'withdraw';
  readonly kind?: 'primary' | 'secondary';
  readonly big?: boolean;
}) {
  const { t } = useTranslation(['calls', 'common']);
  const post = useStep(props.call.id);
  const [id] = useState(newId);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const tap = async (): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      if (props.action === 'withdraw') await post('withdraw', { id });
      else await post('steps', { id, action: props.action });
    } catch (thrown) {
      setProblem(asProblem(thrown, t('common:problems.server.reason')));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      {problem === null ? null : <ProblemNotice error={problem} />}
      <Button
        kind={props.kind ?? 'primary'}
        big={props.big ?? false}
        busy={busy}
        onClick={() => void tap()}
        {...(props.action === 'acknowledge' ? { icon: 'local_police' as const } : {})}
      >
        {t(`calls:steps.${props.action}`)}
      </Button>
    </>
  );
}

function FinishForm({ call, post }: { readonly call: CallDetail; readonly post: Post }) {
  const { t } = useTranslation(['calls', 'terms']);
  const [id] = useState(newId);
  const form = useForm({
    id: null,
    initial: { result: '' },
    schema: z.object({ result: callResultSchema }),
    submit: ({ result }) => post('steps', { id, action: 'finish', result }),
  });
  return (
    <Section title={t('calls:steps.finishTitle')}>
      <Stack gap={3}>
        <ButtonLink big icon="edit" to={`/incidents/new?call=${call.id}`}>
          {t('calls:steps.writeIncident')}
        </ButtonLink>
        <FormFrame form={form}>
          <RadioTiles
            name="result"
            label={t('calls:steps.result')}
            options={callResults
              .filter((result) => result !== 'incident')
              .map((result) => ({ value: result, label: t(`terms:callResult.${result}`) }))}
          />
          <Button type="submit" kind="secondary" busy={form.submitting}>
            {t('calls:steps.finish')}
          </Button>
        </FormFrame>
      </Stack>
    </Section>
  );
}

function AnswerAfterwards({ call, post }: { readonly call: CallDetail; readonly post: Post }) {
  const { t } = useTranslation('calls');
  const [id] = useState(newId);
  const form = useForm({
    id: `call:${call.id}:gate`,
    initial: { answers: emptyAnswers },
    schema: z.object({ answers: gateAnswersSchema }),
    submit: ({ answers }) => post('steps', { id, action: 'answerAfterwards', answers }),
  });
  return (
    <Section title={t('gate.afterwards')}>
      <FormFrame form={form}>
        <GateQuestions />
        <Button type="submit" busy={form.submitting}>
          {t('gate.save')}
        </Button>
      </FormFrame>
    </Section>
  );
}

/** What the reader can do with the call now: exactly the steps the server says are open to them. */
export function CallSteps({ call }: { readonly call: CallDetail }) {
  const { t } = useTranslation('calls');
  const { can } = useSession();
  const post = useStep(call.id);
  const may = (action: CallDetail['actions'][number]): boolean => call.actions.includes(action);
  const step = (action: 'goAnyway' | 'handBack') => (
    <ReasonForm
      key={action}
      id={`call:${call.id}:${action}`}
      button={t(`steps.${action}`)}
      label={t('steps.reason')}
      hint={t(`steps.${action}Hint`)}
      send={t(`steps.${action}`)}
      submit={({ id, reason }) => post('steps', { id, action, reason })}
    />
  );
  const onIt = call.mine || call.state !== 'responding';
  return (
    <Stack gap={3}>
      {may('acknowledge') ? <TapStep call={call} action="acknowledge" big /> : null}
      {may('insist') ? (
        <ReasonForm
          id={`call:${call.id}:insist`}
          button={t('steps.insist')}
          label={t('steps.insistReason')}
          hint={t('steps.insistHint')}
          send={t('steps.insistSend')}
          submit={(body) => post('insist', body)}
        />
      ) : null}
      {may('goAnyway') ? step('goAnyway') : null}
      {may('handBack') && onIt ? step('handBack') : null}
      {may('withdraw') && call.state === 'requested' ? (
        <TapStep call={call} action="withdraw" kind="secondary" />
      ) : null}
      {may('finish') && onIt ? <FinishForm call={call} post={post} /> : null}
      {may('answerAfterwards') ? <AnswerAfterwards call={call} post={post} /> : null}
      {can('incident.write') && call.state === 'responded' && call.incidentId === null && call.mine ? (
        <Buttons>
          <ButtonLink kind="secondary" icon="edit" to={`/incidents/new?call=${call.id}`}>
            {t('steps.writeIncident')}
          </ButtonLink>
        </Buttons>
      ) : null}
      {can('finding.raise') && !call.findings.some((one) => one.source === 'leanedOn' && one.state !== 'withdrawn') ? (
        <LeanedOnButton
          key={call.findings.length}
          schoolId={call.schoolId}
          callId={call.id}
          incidentId={call.incidentId}
        />
      ) : null}
    </Stack>
  );
}
