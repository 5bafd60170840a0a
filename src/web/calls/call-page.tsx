import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { gateQuestions } from '../../domain/calls/record.ts';
import { useRead } from '../api/hooks.ts';
import { useSession } from '../session/session.tsx';
import { Disclosure, Facts, Loaded, Notice, Page, Section, Stack, Timeline, useFormat } from '../ui/index.ts';
import type { Fact } from '../ui/layout.tsx';
import { CallAnswer } from './call-answer.tsx';
import { CallSteps } from './call-steps.tsx';
import { DangerLine } from './danger-line.tsx';
import type { CallDetail } from './types.ts';
import { useCallWords } from './words.ts';

/** A caller looks at this page to see whether somebody comes: it must be fresh without a tap. */
const refreshMs = 5_000;

/** One call: the answer first, then what the reader can do, then the facts and what happened. */
export default function CallPage() {
  const { callId = '' } = useParams();
  const { t } = useTranslation('calls');
  const { can } = useSession();
  const read = useRead<CallDetail>(`/calls/${callId}`, undefined, { refreshMs });
  const words = useCallWords();
  const title = read.data === undefined ? t('call.title') : words.matterOf(read.data);
  return (
    <Page
      title={title}
      back={{ to: '/calls', label: t('web:nav.calls') }}
      {...(read.data === undefined ? {} : { kicker: read.data.schoolName })}
    >
      {can('call.insist') ? <DangerLine /> : null}
      <Loaded read={read}>{(call) => <CallBody call={call} />}</Loaded>
    </Page>
  );
}

/** What is written down later may have happened before; at one moment the order of writing holds. */
const byTime = (a: CallDetail['events'][number], b: CallDetail['events'][number]): number =>
  Date.parse(a.at) - Date.parse(b.at) || a.seq - b.seq;

function CallBody({ call }: { readonly call: CallDetail }) {
  const { t } = useTranslation(['calls', 'terms']);
  const format = useFormat();
  return (
    <Stack gap={3}>
      <CallAnswer call={call} />
      {call.gateDueAt === null ? null : (
        <Notice kind="warning">{t('calls:gate.owed', { due: format.dateTime(call.gateDueAt) })}</Notice>
      )}
      <CallSteps call={call} />
      <CallFacts call={call} />
      <Section title={t('calls:call.history')}>
        <Timeline
          label={t('calls:call.history')}
          entries={call.events.toSorted(byTime).map((event) => ({
            key: String(event.seq),
            when: format.dateTime(event.at),
            title: t(`calls:event.${event.event}`),
            ...(event.who === null ? {} : { who: event.who }),
            ...(event.reason === '' ? {} : { detail: event.reason }),
          }))}
        />
      </Section>
    </Stack>
  );
}

function CallFacts({ call }: { readonly call: CallDetail }) {
  const { t } = useTranslation(['calls', 'terms']);
  const format = useFormat();
  const words = useCallWords();
  const caller = t(`terms:callerRole.${call.callerRole}`);
  const facts: Fact[] = [
    { term: t('calls:fact.where'), value: words.place(call) },
    { term: t('calls:fact.sent'), value: format.dateTime(call.requestedAt) },
    { term: t('calls:fact.caller'), value: call.callerName === null ? caller : `${call.callerName} (${caller})` },
    ...(call.description === '' ? [] : [{ term: t('calls:fact.description'), value: call.description }]),
    ...(call.officerName === null ? [] : [{ term: t('calls:fact.officer'), value: call.officerName }]),
    ...(call.incidentId === null
      ? []
      : [
          {
            term: t('calls:fact.incident'),
            value: <Link to={`/incidents/${call.incidentId}`}>{t('calls:fact.openIncident')}</Link>,
          },
        ]),
    ...call.findings.map((one) => ({
      term: t(`terms:involvementSource.${one.source}`),
      value: t(`terms:involvementState.${one.state}`),
    })),
  ];
  return (
    <Section title={t('calls:call.facts')}>
      <Facts facts={facts} />
      {call.answers === null ? null : (
        <Disclosure title={t('calls:gate.answers')}>
          <Facts
            facts={gateQuestions.map((question) => ({
              term: t(`terms:gateQuestion.${question}`),
              value: t(`terms:yesNo.${call.answers?.[question] ?? 'unknown'}`),
            }))}
          />
        </Disclosure>
      )}
    </Section>
  );
}
