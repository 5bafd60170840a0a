import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { Role } from '../../domain/access/roles.ts';
import { type AuditEvent, auditEventNames } from '../../domain/audit/events.ts';
import { useApi } from '../api/hooks.ts';
import { Select } from '../forms/index.ts';
import { useProgram } from '../session/session.tsx';
import {
  Button,
  Buttons,
  EmptyState,
  LoadingState,
  Notice,
  Page,
  ProblemNotice,
  Stack,
  Table,
  useFormat,
} from '../ui/index.ts';

type Entry = {
  readonly id: string;
  readonly cursor: string;
  readonly at: string;
  readonly who: string | null;
  readonly personId: string | null;
  readonly role: Role | 'system';
  readonly event: AuditEvent;
  readonly recordType: string;
  readonly recordId: string | null;
  readonly purpose: string | null;
  readonly origin: string | null;
};

const pageSize = 50;

/** Pages of the trail for a filter, newest first. */
function useTrail(filter: { readonly event: string; readonly personId: string; readonly recordId: string }) {
  const api = useApi();
  const { programId } = useProgram();
  return useInfiniteQuery({
    queryKey: [programId, '/trail', filter],
    queryFn: ({ pageParam, signal }) =>
      api.get<Entry[]>('/trail', { query: { ...filter, before: pageParam, limit: pageSize }, signal }),
    initialPageParam: '',
    getNextPageParam: (page: Entry[]) => (page.length < pageSize ? undefined : page.at(-1)?.cursor),
  });
}

/** The end of a record's id: enough to tell two apart by eye; the whole id is behind the filter. */
const short = (id: string): string => (id.length > 12 ? `…${id.slice(-6)}` : id);

function Entries({
  list,
  narrow,
}: {
  readonly list: readonly Entry[];
  readonly narrow: (key: string, value: string) => void;
}) {
  const { t } = useTranslation(['audit', 'terms']);
  const format = useFormat();
  const who = (entry: Entry): string => {
    if (entry.who !== null) return entry.who;
    // Reminders and the counts of the night: nobody's hand, and so without a role.
    if (entry.role === 'system') return t('byItself');
    return t(entry.origin === 'command line' ? 'commandLine' : 'outside');
  };
  return (
    <Table
      caption={t('caption')}
      rowKey={(entry) => entry.id}
      rows={list}
      columns={[
        { key: 'at', header: t('when'), cell: (entry) => format.dateTime(entry.at) },
        {
          key: 'who',
          header: t('who'),
          cell: (entry) => (
            <span>
              {entry.who === null || entry.personId === null ? (
                who(entry)
              ) : (
                <Button
                  kind="quiet"
                  label={t('onlyPerson', { name: who(entry) })}
                  onClick={() => narrow('personId', entry.personId ?? '')}
                >
                  {who(entry)}
                </Button>
              )}
              {entry.role === 'system' ? null : (
                <span className="osr-block osr-small">{t(`common:roles.${entry.role}`)}</span>
              )}
            </span>
          ),
        },
        { key: 'what', header: t('what'), cell: (entry) => t(`event.${entry.event}`, { defaultValue: entry.event }) },
        {
          key: 'record',
          header: t('record'),
          cell: (entry) => {
            const { recordId } = entry;
            const kind = t(`recordType.${entry.recordType}`, { defaultValue: entry.recordType });
            if (recordId === null) return t('recordHidden', { kind });
            return (
              <Button
                kind="quiet"
                label={t('onlyRecord', { kind, id: short(recordId) })}
                onClick={() => narrow('recordId', recordId)}
              >
                {kind} {short(recordId)}
              </Button>
            );
          },
        },
        {
          key: 'why',
          header: t('why'),
          cell: (entry) =>
            entry.purpose === null ? '' : t(`terms:lookPurpose.${entry.purpose}`, { defaultValue: entry.purpose }),
        },
        { key: 'origin', header: t('where'), cell: (entry) => entry.origin ?? '' },
      ]}
    />
  );
}

/** Who did what, when, why and from where; every change and every look at identity (P7.8). */
export default function TrailPage() {
  const { t } = useTranslation(['audit', 'terms']);
  const [search, setSearch] = useSearchParams();
  const filter = {
    event: search.get('event') ?? '',
    personId: search.get('personId') ?? '',
    recordId: search.get('recordId') ?? '',
  };
  const trail = useTrail(filter);
  const narrow = (key: string, value: string): void =>
    setSearch((current) => {
      const next = new URLSearchParams(current);
      if (value === '') next.delete(key);
      else next.set(key, value);
      return next;
    });
  const list = trail.data?.pages.flat() ?? [];
  const nameOfPerson = list.find((entry) => entry.personId === filter.personId)?.who;
  return (
    <Page title={t('title')} lead={t('lead')} wide>
      <Stack gap={3}>
        <Select
          name="event"
          label={t('what')}
          empty={t('allEvents')}
          value={filter.event}
          onChange={(value) => narrow('event', value)}
          options={auditEventNames.map((name) => ({ value: name, label: t(`event.${name}`, { defaultValue: name }) }))}
        />
        {filter.personId === '' && filter.recordId === '' ? null : (
          <Notice kind="info">
            {filter.personId === '' ? null : (
              <p>{t('filterPerson', { name: nameOfPerson ?? short(filter.personId) })}</p>
            )}
            {filter.recordId === '' ? null : <p>{t('filterRecord', { id: filter.recordId })}</p>}
            <Buttons>
              <Button kind="secondary" onClick={() => setSearch({})}>
                {t('showAll')}
              </Button>
            </Buttons>
          </Notice>
        )}
        {trail.error === null ? null : <ProblemNotice error={trail.error} retry={() => void trail.refetch()} />}
        {trail.isPending ? <LoadingState /> : null}
        {trail.data !== undefined && list.length === 0 ? (
          <EmptyState title={t('none')}>
            <p>{t('noneNext')}</p>
          </EmptyState>
        ) : null}
        {list.length === 0 ? null : <Entries list={list} narrow={narrow} />}
        {trail.hasNextPage ? (
          <Button kind="secondary" busy={trail.isFetchingNextPage} onClick={() => void trail.fetchNextPage()}>
            {t('older')}
          </Button>
        ) : null}
      </Stack>
    </Page>
  );
}
