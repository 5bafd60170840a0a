import { useTranslation } from 'react-i18next';
import { EmptyState, LinkList, StatusTag, useFormat } from '../ui/index.ts';
import { isWaiting } from './kept.ts';
import type { DayEntry, OfficerDay } from './types.ts';
import { useEntryWords } from './words.ts';

/** Everything of the day by time: entries, calls, incidents, hand-offs; a tap leads to each. */
export function DayList({ day }: { readonly day: OfficerDay }) {
  const { t } = useTranslation('activities');
  const format = useFormat();
  const row = useRow();
  if (day.entries.length === 0) {
    if (day.closedAt !== null) return <EmptyState title={t('day.emptyClosed')} />;
    return <EmptyState title={t('day.empty')}>{t('day.emptyHint')}</EmptyState>;
  }
  return (
    <LinkList
      label={t('day.today')}
      rows={day.entries.map((entry) => ({ lead: format.time(entry.at), ...row(entry) }))}
    />
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
              <StatusTag tone="warning">{t('day.left', { count: entry.left })}</StatusTag>
            ),
        };
      case 'handOff':
        return { key: entry.id, title: t('day.handOff', { to: t(`terms:handOffTarget.${entry.to}`) }) };
    }
  };
}
