import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useNavigate, useParams } from 'react-router';
import { useApi, useStale } from '../api/hooks.ts';
import { asProblem, type Problem } from '../api/problem.ts';
import { TextArea } from '../forms/index.ts';
import { useSession } from '../session/session.tsx';
import { Button, Buttons, Disclosure, LoadingState, Page, ProblemNotice, Stack, useToast } from '../ui/index.ts';
import type { Editor } from './editor.ts';
import { StepsPage } from './steps-page.tsx';
import type { IncidentView } from './types.ts';
import { type DraftSource, readDevice, useDraft } from './use-draft.ts';
import { useFresh } from './use-fresh.ts';

/** Writing a draft. It opens with the server's newest, or with what the device kept where there is no network. */
export default function WritePage() {
  const { incidentId = '' } = useParams();
  return <Opening key={incidentId} id={incidentId} />;
}

function Opening({ id }: { readonly id: string }) {
  const { t } = useTranslation('incidents');
  const personId = useSession().me.person.id;
  const { read, view } = useFresh(id);
  const [source, setSource] = useState<DraftSource | null>(null);
  if (source !== null) return <Writing source={source} />;
  if (view !== undefined) {
    if (view.draft === null) return <Navigate to={`/incidents/${id}`} replace />;
    const { content, revision, savedAt } = view.draft;
    setSource({ id, school: view.school, server: { content, revision, savedAt } });
    return null;
  }
  if (read.error !== null) {
    const device = readDevice(personId, id);
    const problem = asProblem(read.error, t('common:problems.server.reason'));
    if (device !== null && (problem.neverAnswered || problem.status === 404 || problem.status >= 500)) {
      setSource({ id, school: device.school, server: null });
      return null;
    }
    return (
      <Page title={t('write.title')} back={{ to: '/incidents', label: t('web:nav.incidents') }}>
        <ProblemNotice error={read.error} retry={() => void read.refetch()} />
      </Page>
    );
  }
  return <LoadingState />;
}

function Writing({ source }: { readonly source: DraftSource }) {
  const { t } = useTranslation('incidents');
  const editor = useDraft(source);
  return <StepsPage editor={editor} title={t('write.title')} send={<SendDraft editor={editor} />} />;
}

function SendDraft({ editor }: { readonly editor: Editor }) {
  const { t } = useTranslation('incidents');
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
      if (!(await editor.flush())) return;
      // The server's own count of what it saved, so that what is filed is what is on the screen.
      const { draft } = await api.get<IncidentView>(`/incidents/${editor.id}`);
      if (draft !== null) await api.post(`/incidents/${editor.id}/file`, { revision: draft.revision });
      await stale('/incidents', '/calls', '/reviews');
      toast.say(t('write.sent'));
      void navigate(`/incidents/${editor.id}`, { replace: true });
    } catch (thrown) {
      setProblem(asProblem(thrown, t('common:problems.server.reason')));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Stack gap={3}>
      {problem === null ? null : <ProblemNotice error={problem} />}
      <Buttons>
        <Button big busy={busy} disabled={editor.missing.length > 0} onClick={() => void send()}>
          {t('write.send')}
        </Button>
      </Buttons>
      {editor.missing.length > 0 ? <p className="osr-small">{t('write.notYet')}</p> : null}
      <Discard editor={editor} />
    </Stack>
  );
}

function Discard({ editor }: { readonly editor: Editor }) {
  const { t } = useTranslation('incidents');
  const api = useApi();
  const stale = useStale();
  const navigate = useNavigate();
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const discard = async (): Promise<void> => {
    try {
      await api.post(`/incidents/${editor.id}/discard`, { reason });
      await stale('/incidents', '/calls');
      void navigate('/incidents', { replace: true });
    } catch (thrown) {
      setProblem(asProblem(thrown, t('common:problems.server.reason')));
    }
  };
  return (
    <Disclosure title={t('discard.title')}>
      <Stack>
        <p>{t('discard.text')}</p>
        <TextArea
          name="reason"
          label={t('discard.reason')}
          rows={2}
          maxLength={500}
          value={reason}
          onChange={setReason}
          {...(problem?.errors[0] === undefined ? {} : { error: problem.errors[0].reason })}
        />
        {problem === null || problem.errors.length > 0 ? null : <ProblemNotice error={problem} />}
        <Button kind="danger" onClick={() => void discard()}>
          {t('discard.confirm')}
        </Button>
      </Stack>
    </Disclosure>
  );
}
