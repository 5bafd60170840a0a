import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useReadParts } from '../api/hooks.ts';
import { EmptyState, LinkList, ProblemNotice, ShowMore, StatusTag, useFormat } from '../ui/index.ts';
import { isWaiting } from './kept.ts';
import type { DayEntry, OfficerDay } from './types.ts';
import { useEntryWords } from './words.ts';

/**
 * Everything of the day by time: entries, calls, incidents, hand-offs; a tap leads to each. Of a very long day the
 * latest part, the earlier on request.
 */
export function DayList({ day }: { readonly day: OfficerDay }) {
  const { t } = useTranslation('activities');
  const format = useFormat();
  const row = useRow();
  const [begun, setBegun] = useState(false);
  const read = useReadParts<OfficerDay>(
    '/day',
    { date: day.date },
    { from: day.next ?? '', enabled: begun && day.next !== null },
  );
  const earlier = begun && day.next !== null ? (read.data?.pages ?? []) : [];
  const entries = [...earlier.toReversed().flatMap((part) => part.entries), ...day.entries];
  const more = earlier.length === 0 ? day.next !== null : read.hasNextPage;
  if (day.entries.length === 0) {
    if (day.closedAt !== null) return <EmptyState title={t('day.emptyClosed')} />;
    // The minutes to tap stand on today's page only, and there once something is done often.
    const often = day.date === day.today && day.favourites.length > 0;
    return <EmptyState title={t('day.empty')}>{t(often ? 'day.emptyHint' : 'day.emptyHintNone')}</EmptyState>;
  }
  const showEarlier = async (): Promise<boolean> => {
    if (begun) return (await read.fetchNextPage()).hasNextPage;
    setBegun(true);
    // Whether still others came before is known once these are here; the button stays until then.
    return true;
  };
  return (
    <>
      {read.error === null ? null : <ProblemNotice error={read.error} retry={() => void read.refetch()} />}
      <ShowMore
        label={t('day.earlier')}
        more={more}
        begun={earlier.length > 0}
        busy={read.isFetching && begun}
        shown={entries.length}
        onMore={showEarlier}
      />
      <LinkList
        label={t('day.today')}
        rows={entries.map((entry) => ({ lead: format.time(entry.at), ...row(entry) }))}
      />
    </>
  );
}

function useRow() {
  const { t } = useTranslation(['activities', 'terms']);
  const format = useFormat();
  const words = useEntryWords();
  return (entry: DayEntry) => {
    switch (entry.type) {
      case 'activity': {
        const { activity } = entry;
        const waiting = isWaiting(activity);
        const state = waiting
          ? t('day.waiting')
          : activity.withdrawn
            ? t('day.takenBack')
            : activity.version > 1
              ? t('day.changed')
              : null;
        return {
          key: activity.id,
          ...(waiting ? {} : { to: `/activities/${activity.id}` }),
          title: activity.withdrawn ? <del>{words.title(activity)}</del> : words.title(activity),
          // Below the title: a phone has no room for a third column.
          detail: (
            <>
              {activity.withdrawn ? <del>{format.minutes(activity.minutes)}</del> : format.minutes(activity.minutes)}
              {state === null ? null : ` · ${state}`}
            </>
          ),
        };
      }
      case 'call':
        return {
          key: entry.id,
          to: `/calls/${entry.id}`,
          title: t('day.calledEntry', { matter: words.matter(entry.matter) }),
          detail: t(`terms:callState.${entry.state}`),
        };
      case 'incident':
        return {
          key: entry.id,
          to: `/incidents/${entry.id}`,
          title:
            entry.matter === null ? t('day.incidentOpen') : t('day.incident', { matter: words.matter(entry.matter) }),
          detail:
            entry.left === null ? (
              t(`terms:incidentState.${entry.state}`)
            ) : entry.left === 0 ? (
              <StatusTag tone="info">{t('day.ready')}</StatusTag>
            ) : (
              <StatusTag tone="due">{t('day.left', { count: entry.left })}</StatusTag>
            ),
        };
      case 'handOff':
        return { key: entry.id, title: t('day.handOff', { to: t(`terms:handOffTarget.${entry.to}`) }) };
    }
  };
}
