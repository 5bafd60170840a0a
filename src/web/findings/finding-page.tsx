import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { z } from 'zod';
import { involvementOutcomes, resolutionSchema } from '../../domain/calls/record.ts';
import { useApi, useRead, useStale } from '../api/hooks.ts';
import { asProblem, type Problem } from '../api/problem.ts';
import { FormFrame, RadioTiles, TextArea, useForm } from '../forms/index.ts';
import {
  Button,
  Facts,
  Loaded,
  Notice,
  Page,
  ProblemNotice,
  Section,
  Stack,
  useFormat,
  useToast,
} from '../ui/index.ts';
import type { Fact } from '../ui/layout.tsx';
import { ClockTag } from './clock-tag.tsx';
import type { FindingRecord } from './types.ts';

/** One finding: what happened, until when it is to be settled, how it was settled (P3.3). */
export default function FindingPage() {
  const { findingId = '' } = useParams();
  const { t } = useTranslation(['findings', 'terms']);
  const read = useRead<FindingRecord>(`/findings/${findingId}`);
  const title = read.data === undefined ? t('findings:title') : t(`terms:involvementSource.${read.data.source}`);
  return (
    <Page
      title={title}
      back={{ to: '/findings', label: t('web:nav.findings') }}
      {...(read.data === undefined ? {} : { kicker: read.data.schoolName })}
    >
      <Loaded read={read}>{(finding) => <FindingBody finding={finding} />}</Loaded>
    </Page>
  );
}

function FindingBody({ finding }: { readonly finding: FindingRecord }) {
  const { t } = useTranslation(['findings', 'terms']);
  return (
    <Stack gap={3}>
      <div>
        <ClockTag finding={finding} />
      </div>
      {finding.state === 'withdrawn' ? <Notice kind="info">{t('findings:takenBackText')}</Notice> : null}
      <FindingFacts finding={finding} />
      {finding.outcome === null ? null : <Outcome finding={finding} outcome={finding.outcome} />}
      {finding.actions.includes('resolve') ? <ResolveForm finding={finding} /> : null}
      {finding.actions.includes('reopen') ? <ReopenForm finding={finding} /> : null}
      {finding.actions.includes('takeBack') ? <TakeBack finding={finding} /> : null}
      {finding.earlier.length === 0 ? null : (
        <Section title={t('findings:earlier')}>
          <ul className="usa-list">
            {finding.earlier.map((one) => (
              <li key={`${one.outcome} ${one.note} ${one.reopened}`}>
                {t(`terms:involvementOutcome.${one.outcome}`)}: {one.note}
                <br />
                {t('findings:reopenedBecause', { reason: one.reopened })}
              </li>
            ))}
          </ul>
        </Section>
      )}
    </Stack>
  );
}

function FindingFacts({ finding }: { readonly finding: FindingRecord }) {
  const { t, i18n } = useTranslation(['findings', 'terms']);
  const format = useFormat();
  const when = format.dateTime(finding.raisedAt);
  const who = finding.raisedByName ?? t('findings:fact.byRule');
  const facts: Fact[] = [{ term: t('findings:fact.raised'), value: t('findings:raisedBy', { when, who }) }];
  const add = (name: string, value: ReactNode): void => void facts.push({ term: t(`findings:fact.${name}`), value });
  if (finding.officerName !== null) add('officer', finding.officerName);
  if (finding.callerRole !== null) {
    const role = t(`terms:callerRole.${finding.callerRole}`);
    add('caller', finding.callerName === null ? role : `${finding.callerName} (${role})`);
  }
  // A program's own matter has its words on the call itself.
  if (finding.matterCode !== null && i18n.exists(`terms:matter.${finding.matterCode}`)) {
    add('matter', t(`terms:matter.${finding.matterCode}`));
  }
  if (finding.note !== '') add('note', finding.note);
  if (finding.callId !== null) add('call', <Link to={`/calls/${finding.callId}`}>{t('findings:fact.open')}</Link>);
  if (finding.incidentId !== null) {
    add('incident', <Link to={`/incidents/${finding.incidentId}`}>{t('findings:fact.open')}</Link>);
  }
  add('rule', `${finding.requirement}, ${finding.citation}`);
  return <Facts facts={facts} />;
}

function Outcome(props: { readonly finding: FindingRecord; readonly outcome: NonNullable<FindingRecord['outcome']> }) {
  const { finding, outcome } = props;
  const { t } = useTranslation(['findings', 'terms']);
  const format = useFormat();
  return (
    <Notice kind="success" title={t(`terms:involvementOutcome.${outcome}`)}>
      <p>{finding.outcomeNote}</p>
      {finding.resolvedAt === null ? null : (
        <p className="osr-small">
          {t('findings:settledBy', { who: finding.resolvedByName ?? '', when: format.dateTime(finding.resolvedAt) })}
        </p>
      )}
    </Notice>
  );
}

/** Sends a step of a finding and reads everything that shows it again. */
function useFindingStep(
  finding: FindingRecord,
): (step: 'resolve' | 'reopen' | 'take-back', body?: object) => Promise<void> {
  const api = useApi();
  const stale = useStale();
  return async (step, body) => {
    try {
      await api.post<FindingRecord>(`/findings/${finding.id}/${step}`, body);
    } finally {
      await stale('/findings', '/duties', '/calls');
    }
  };
}

function ResolveForm({ finding }: { readonly finding: FindingRecord }) {
  const { t } = useTranslation(['findings', 'terms']);
  const step = useFindingStep(finding);
  const toast = useToast();
  const form = useForm({
    id: `finding:${finding.id}:resolve`,
    initial: { outcome: '', note: '' },
    schema: resolutionSchema,
    submit: (resolution) => step('resolve', resolution),
    onSaved: () => toast.saved(),
  });
  return (
    <Section title={t('findings:settle')}>
      <FormFrame form={form}>
        <RadioTiles
          name="outcome"
          label={t('findings:outcome')}
          options={involvementOutcomes.map((outcome) => ({
            value: outcome,
            label: t(`terms:involvementOutcome.${outcome}`),
          }))}
        />
        <TextArea name="note" label={t('findings:note')} hint={t('findings:noteHint')} rows={4} maxLength={1000} />
        <Button type="submit" busy={form.submitting}>
          {t('findings:save')}
        </Button>
      </FormFrame>
    </Section>
  );
}

function ReopenForm({ finding }: { readonly finding: FindingRecord }) {
  const { t } = useTranslation('findings');
  const [open, setOpen] = useState(false);
  const step = useFindingStep(finding);
  const form = useForm({
    id: `finding:${finding.id}:reopen`,
    initial: { reason: '' },
    schema: z.object({ reason: z.string().trim().min(3, 'calls.reasonMissing').max(500) }),
    submit: (body) => step('reopen', body),
  });
  if (!open) {
    return (
      <div>
        <Button kind="secondary" onClick={() => setOpen(true)}>
          {t('reopen')}
        </Button>
      </div>
    );
  }
  return (
    <FormFrame form={form}>
      <TextArea name="reason" label={t('reopenReason')} hint={t('reopenHint')} rows={3} maxLength={500} />
      <Button type="submit" kind="secondary" busy={form.submitting}>
        {t('reopen')}
      </Button>
    </FormFrame>
  );
}

function TakeBack({ finding }: { readonly finding: FindingRecord }) {
  const { t } = useTranslation(['findings', 'common']);
  const step = useFindingStep(finding);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const tap = async (): Promise<void> => {
    setBusy(true);
    try {
      await step('take-back');
    } catch (thrown) {
      setProblem(asProblem(thrown, t('common:problems.server.reason')));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div>
      {problem === null ? null : <ProblemNotice error={problem} />}
      <Button kind="secondary" icon="undo" busy={busy} onClick={() => void tap()}>
        {t('findings:takeBack')}
      </Button>
    </div>
  );
}
