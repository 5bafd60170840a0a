import { useTranslation } from 'react-i18next';
import { useReadParts } from '../api/hooks.ts';
import { useProgram } from '../session/session.tsx';
import { EmptyState, LinkList, LoadedParts, Page, StatusTag, useFormat } from '../ui/index.ts';
import type { CallList } from './types.ts';
import { stateTone, useCallWords } from './words.ts';

/** What a number elsewhere can ask for in the address: the calls behind it. */
export const callFilters = ['from', 'to', 'result', 'schoolId', 'officerId'] as const;

/** The calls behind a number, newest first. */
export function FoundCalls({ search }: { readonly search: URLSearchParams }) {
  const { t } = useTranslation(['calls', 'terms', 'numbers', 'statistics']);
  const format = useFormat();
  const words = useCallWords();
  const { schools } = useProgram();
  const asked = Object.fromEntries(callFilters.map((name) => [name, search.get(name)]));
  const read = useReadParts<CallList>('/calls', { ...asked, limit: 50 });
  const { from, to, result, schoolId } = asked;
  const found = ({ total, atLeast }: CallList): string =>
    atLeast
      ? t('numbers:records.foundAtLeast', { number: format.number(total) })
      : t('numbers:records.found', { count: total });
  const lead = [
    ...(from && to ? [t('numbers:records.days', { from: format.day(from), to: format.day(to) })] : []),
    ...schools.filter((school) => school.id === schoolId).map((school) => school.name),
    ...(read.data?.pages.slice(0, 1).map(found) ?? []),
  ].join(' · ');
  return (
    <Page
      title={result ? t(`statistics:stages.${result}.name`) : t('calls:list.title')}
      lead={lead}
      back={{ to: '/numbers', label: t('numbers:title') }}
    >
      <LoadedParts read={read} rows={(part) => part.calls}>
        {(calls) =>
          calls.length === 0 ? (
            <EmptyState title={t('calls:list.none')} />
          ) : (
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
          )
        }
      </LoadedParts>
    </Page>
  );
}
