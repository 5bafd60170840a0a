import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { useReadParts } from '../api/hooks.ts';
import { useSession } from '../session/session.tsx';
import {
  ButtonLink,
  Buttons,
  Card,
  EmptyState,
  LoadedParts,
  Page,
  Section,
  Stack,
  StatusTag,
  useFormat,
} from '../ui/index.ts';
import { CallLinks } from './call-links.tsx';
import { TapStep } from './call-steps.tsx';
import { callFilters, FoundCalls } from './found-calls.tsx';
import type { CallList, CallRow } from './types.ts';
import { useCallWords } from './words.ts';

const refreshMs = 10_000;

/** Calls: for an officer the open ones first, each with its next step; for a caller what became of the own calls. */
export default function CallsPage() {
  const [search] = useSearchParams();
  return callFilters.some((name) => search.has(name)) ? <FoundCalls search={search} /> : <AllCalls />;
}

function AllCalls() {
  const { t } = useTranslation('calls');
  const { can } = useSession();
  const open = useReadParts<CallList>('/calls', { which: 'open' }, { refreshMs });
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
        <LoadedParts read={open} rows={(part) => part.calls}>
          {(calls) =>
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
        </LoadedParts>
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

function EarlierCalls() {
  const { t } = useTranslation('calls');
  const read = useReadParts<CallList>('/calls', { which: 'closed' });
  return (
    <LoadedParts read={read} rows={(part) => part.calls}>
      {(calls) =>
        calls.length === 0 ? (
          <EmptyState title={t('list.none')}>
            <p>{t('list.noneText')}</p>
          </EmptyState>
        ) : (
          <CallLinks label={t('list.earlier')} calls={calls} />
        )
      }
    </LoadedParts>
  );
}
