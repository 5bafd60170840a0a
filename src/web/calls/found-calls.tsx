import { useTranslation } from 'react-i18next';
import { useReadParts } from '../api/hooks.ts';
import { useProgram } from '../session/session.tsx';
import { EmptyState, LoadedParts, Page, useFormat } from '../ui/index.ts';
import { CallLinks } from './call-links.tsx';
import type { CallList } from './types.ts';

/** What a number elsewhere can ask for in the address: the calls behind it. */
export const callFilters = ['from', 'to', 'result', 'schoolId', 'officerId'] as const;

/** The calls behind a number, newest first. */
export function FoundCalls({ search }: { readonly search: URLSearchParams }) {
  const { t } = useTranslation(['calls', 'numbers', 'statistics']);
  const format = useFormat();
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
            <CallLinks label={t('calls:list.title')} calls={calls} />
          )
        }
      </LoadedParts>
    </Page>
  );
}
