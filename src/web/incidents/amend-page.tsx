import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useNavigate, useParams } from 'react-router';
import type { IncidentBody } from '../../domain/incidents/record.ts';
import { useApi, useStale } from '../api/hooks.ts';
import { asProblem, type Problem } from '../api/problem.ts';
import { TextArea } from '../forms/index.ts';
import { Button, Buttons, LoadingState, Notice, Page, ProblemNotice, Stack, useToast } from '../ui/index.ts';
import { StepsPage } from './steps-page.tsx';
import type { IncidentView } from './types.ts';
import { type Amendment, useAmendment } from './use-amendment.ts';
import { useFresh } from './use-fresh.ts';

/** Amending a filed record: the reason first, then the same steps, sent as a new version. */
export default function AmendPage() {
  const { t } = useTranslation('incidents');
  const { incidentId = '' } = useParams();
  const { read, view } = useFresh(incidentId);
  if (view !== undefined) {
    if (view.body === null || !view.may.includes('amend')) return <Navigate to={`/incidents/${incidentId}`} replace />;
    return <Amending key={incidentId} view={view} body={view.body} />;
  }
  return (
    <Page title={t('amend.title')} back={{ to: `/incidents/${incidentId}`, label: t('read.title') }}>
      {read.error === null ? <LoadingState /> : <ProblemNotice error={read.error} retry={() => void read.refetch()} />}
    </Page>
  );
}

function Amending({ view, body }: { readonly view: IncidentView; readonly body: IncidentBody }) {
  const { t } = useTranslation('incidents');
  const { step } = useParams();
  const amendment = useAmendment(view, body);
  if (step === undefined) return <Reason view={view} amendment={amendment} />;
  if (amendment.reason.trim().length < 3) return <Navigate to={`/incidents/${view.id}/amend`} replace />;
  return (
    <StepsPage editor={amendment.editor} title={t('amend.title')} send={<SendAmendment amendment={amendment} />} />
  );
}

function Reason({ view, amendment }: { readonly view: IncidentView; readonly amendment: Amendment }) {
  const { t } = useTranslation('incidents');
  const navigate = useNavigate();
  const [asked, setAsked] = useState(false);
  const short = amendment.reason.trim().length < 3;
  return (
    <Page
      title={t('amend.title')}
      kicker={view.school.name}
      lead={t('amend.lead')}
      back={{ to: `/incidents/${view.id}`, label: t('read.title') }}
    >
      <Stack gap={3}>
        <Stale amendment={amendment} />
        <TextArea
          name="reason"
          label={t('amend.reason')}
          hint={t('amend.reasonHint')}
          rows={3}
          maxLength={500}
          value={amendment.reason}
          onChange={amendment.setReason}
          {...(asked && short ? { error: t('problems.reasonMissing.reason') } : {})}
        />
        <Buttons>
          <Button
            big
            onClick={() => {
              setAsked(true);
              if (!short) void navigate(`/incidents/${view.id}/amend/what`);
            }}
          >
            {t('amend.goOn')}
          </Button>
        </Buttons>
      </Stack>
    </Page>
  );
}

function Stale({ amendment }: { readonly amendment: Amendment }) {
  const { t } = useTranslation('incidents');
  if (!amendment.stale) return null;
  return (
    <Notice kind="warning" title={t('problems.amendStale.reason')}>
      <p>{t('amend.stale')}</p>
      <Button kind="secondary" onClick={amendment.startAgain}>
        {t('amend.startAgain')}
      </Button>
    </Notice>
  );
}

function SendAmendment({ amendment }: { readonly amendment: Amendment }) {
  const { t } = useTranslation('incidents');
  const { editor, reason, baseVersion } = amendment;
  const api = useApi();
  const stale = useStale();
  const navigate = useNavigate();
  const toast = useToast();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const send = async (): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      await api.post(`/incidents/${editor.id}/amend`, { baseVersion, reason, body: editor.content });
      amendment.forget();
      await stale('/incidents', '/reviews');
      toast.say(t('amend.sent'));
      void navigate(`/incidents/${editor.id}`, { replace: true });
    } catch (thrown) {
      setProblem(asProblem(thrown, t('common:problems.server.reason')));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Stack gap={3}>
      <Stale amendment={amendment} />
      <p>
        <strong>{t('amend.reason')}</strong> {reason}
      </p>
      {problem === null ? null : <ProblemNotice error={problem} />}
      <Buttons>
        <Button big busy={busy} disabled={editor.missing.length > 0} onClick={() => void send()}>
          {t('amend.send')}
        </Button>
      </Buttons>
    </Stack>
  );
}
