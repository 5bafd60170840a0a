import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { useRead } from '../api/hooks.ts';
import { useSession } from '../session/session.tsx';
import {
  Button,
  ButtonLink,
  Buttons,
  Card,
  EmptyState,
  LinkList,
  Loaded,
  Page,
  Section,
  Stack,
  StatusTag,
  useFormat,
} from '../ui/index.ts';
import { TapStep } from './call-steps.tsx';
import { callFilters, FoundCalls } from './found-calls.tsx';
import type { CallList, CallRow } from './types.ts';
import { stateTone, useCallWords } from './words.ts';

const refreshMs = 10_000;

/** Calls: for an officer the open ones first, each with its next step; for a caller what became of the own calls. */
export default function CallsPage() {
  const [search] = useSearchParams();
  return callFilters.some((name) => search.has(name)) ? <FoundCalls search={search} /> : <AllCalls />;
}

function AllCalls() {
  const { t } = useTranslation('calls');
  const { can } = useSession();
  const open = useRead<CallList>('/calls', { which: 'open', limit: 100 }, { refreshMs });
  const isStaff = can('call.insist');
  return (
    <Page
      title={isStaff ? t('list.mine') : t('list.title')}
      actions={
        can('call.answer') ? (
          <ButtonLink icon="add" to="/calls/radio">
            {t('log.title')}
          </ButtonLink>
        ) : isStaff ? (
          <ButtonLink icon="campaign" to="/ask">
            {t('ask.title')}
          </ButtonLink>
        ) : undefined
      }
    >
      <Section title={t('list.open')}>
        <Loaded read={open}>
          {({ calls }) =>
            calls.length === 0 ? (
              <EmptyState title={t('list.noneOpen')} />
            ) : (
              <Stack>
                {calls.map((call) => (
                  <OpenCall key={call.id} call={call} />
                ))}
              </Stack>
            )
          }
        </Loaded>
      </Section>
      <Section title={t('list.earlier')}>
        <EarlierCalls />
      </Section>
    </Page>
  );
}

/** 'Officer Reyes is on the way. Sent 10:14.' */
function useStateSentence(): (call: CallRow) => string {
  const { t } = useTranslation(['calls', 'terms']);
  const format = useFormat();
  return (call) => {
    const sent = t('calls:list.sent', { sent: format.time(call.requestedAt) });
    if (call.state === 'responding' && call.officerName !== null) {
      return `${t('calls:answer.responding.title', { officer: call.officerName })} ${sent}`;
    }
    return `${t(`terms:callState.${call.state}`)}. ${sent}`;
  };
}

function OpenCall({ call }: { readonly call: CallRow }) {
  const { t } = useTranslation('calls');
  const words = useCallWords();
  const sentence = useStateSentence();
  return (
    <Card>
      <Stack gap={1}>
        <p className="osr-call__title">
          <strong>{words.matterOf(call)}</strong>{' '}
          {call.emergency ? <StatusTag tone="bad">{t('list.emergency')}</StatusTag> : null}
        </p>
        <p>
          {call.schoolName}, {words.place(call)}
        </p>
        <p>{sentence(call)}</p>
        {call.description === '' ? null : <p className="osr-small">{call.description}</p>}
        <Buttons>
          {call.actions.includes('acknowledge') ? <TapStep call={call} action="acknowledge" /> : null}
          <ButtonLink kind="secondary" to={`/calls/${call.id}`}>
            {t('list.openCall')}
          </ButtonLink>
        </Buttons>
      </Stack>
    </Card>
  );
}

/** Page below page, each kept as it was read: the list never jumps. */
function EarlierCalls() {
  const [cursors, setCursors] = useState<readonly string[]>(['']);
  return (
    <Stack>
      {cursors.map((before, index) => (
        <EarlierSlice
          key={before}
          before={before}
          first={index === 0}
          last={index === cursors.length - 1}
          more={(next) => setCursors([...cursors, next])}
        />
      ))}
    </Stack>
  );
}

function EarlierSlice(props: {
  readonly before: string;
  readonly first: boolean;
  readonly last: boolean;
  readonly more: (next: string) => void;
}) {
  const { t } = useTranslation(['calls', 'terms', 'web']);
  const format = useFormat();
  const words = useCallWords();
  const read = useRead<CallList>('/calls', { which: 'closed', before: props.before, limit: 25 });
  return (
    <Loaded read={read}>
      {({ calls, next }) =>
        calls.length === 0 && props.first ? (
          <EmptyState title={t('calls:list.none')}>
            <p>{t('calls:list.noneText')}</p>
          </EmptyState>
        ) : (
          <>
            <LinkList
              label={t('calls:list.earlier')}
              rows={calls.map((call) => ({
                key: call.id,
                to: `/calls/${call.id}`,
                title: words.matterOf(call),
                detail: `${format.dateTime(call.requestedAt)}, ${call.schoolName}`,
                end: <StatusTag tone={stateTone[call.state]}>{t(`terms:callState.${call.state}`)}</StatusTag>,
              }))}
            />
            {props.last && next !== null ? (
              <Button kind="secondary" onClick={() => props.more(next)}>
                {t('web:list.more')}
              </Button>
            ) : null}
          </>
        )
      }
    </Loaded>
  );
}
