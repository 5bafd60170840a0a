import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useApi } from '../api/hooks.ts';
import { useProgram } from '../session/session.tsx';
import {
  Button,
  EmptyState,
  LinkList,
  LoadingState,
  Page,
  ProblemNotice,
  Stack,
  StatusTag,
  useFormat,
} from '../ui/index.ts';
import type { CallList } from './types.ts';
import { stateTone, useCallWords } from './words.ts';

/** What a number elsewhere can ask for in the address: the calls behind it. */
export const callFilters = ['from', 'to', 'result', 'schoolId', 'officerId'] as const;

/** The calls behind a number, newest first. */
export function FoundCalls({ search }: { readonly search: URLSearchParams }) {
  const { t } = useTranslation(['calls', 'terms', 'numbers', 'statistics', 'web']);
  const format = useFormat();
  const words = useCallWords();
  const api = useApi();
  const { programId, schools } = useProgram();
  const asked = Object.fromEntries(callFilters.map((name) => [name, search.get(name)]));
  const read = useInfiniteQuery({
    queryKey: [programId, '/calls', 'found', asked],
    queryFn: ({ pageParam, signal }) =>
      api.get<CallList>('/calls', { signal, query: { ...asked, before: pageParam, limit: 50 } }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
  });
  const calls = read.data?.pages.flatMap((page) => page.calls) ?? [];
  const { from, to, result, schoolId } = asked;
  const lead = [
    ...(from && to ? [t('numbers:records.days', { from: format.day(from), to: format.day(to) })] : []),
    ...schools.filter((school) => school.id === schoolId).map((school) => school.name),
    ...(read.data === undefined ? [] : [t('numbers:records.found', { count: read.data.pages[0]?.total ?? 0 })]),
  ].join(' · ');
  return (
    <Page
      title={result ? t(`statistics:stages.${result}.name`) : t('calls:list.title')}
      lead={lead}
      back={{ to: '/numbers', label: t('numbers:title') }}
    >
      <Stack>
        {read.error === null ? null : <ProblemNotice error={read.error} retry={() => void read.refetch()} />}
        {read.isPending ? <LoadingState /> : null}
        {read.data !== undefined && calls.length === 0 ? <EmptyState title={t('calls:list.none')} /> : null}
        <LinkList
          label={t('calls:list.title')}
          rows={calls.map((call) => ({
            key: call.id,
            to: `/calls/${call.id}`,
            title: words.matterOf(call),
            detail: `${format.dateTime(call.requestedAt)}, ${call.schoolName}`,
            end: <StatusTag tone={stateTone[call.state]}>{t(`terms:callState.${call.state}`)}</StatusTag>,
          }))}
        />
        {read.hasNextPage ? (
          <Button kind="secondary" busy={read.isFetchingNextPage} onClick={() => void read.fetchNextPage()}>
            {t('web:list.more')}
          </Button>
        ) : null}
      </Stack>
    </Page>
  );
}
