import { useTranslation } from 'react-i18next';
import { LinkList, StatusTag, useFormat } from '../ui/index.ts';
import type { Duty } from './types.ts';

/** What waits for the person, each a way to where it is done; on the page of duties and on the officer's day. */
export function DutyList({ duties }: { readonly duties: readonly Duty[] }) {
  const { t } = useTranslation('obligations');
  const format = useFormat();
  const clock = (duty: Duty) => {
    if (duty.kind === 'emergency') return <StatusTag tone="bad">{format.time(duty.since)}</StatusTag>;
    if (duty.dueAt === null) return undefined;
    const due = format.day(format.local(duty.dueAt).day);
    return <StatusTag tone={duty.overdue ? 'bad' : 'due'}>{t(duty.overdue ? 'overdue' : 'due', { due })}</StatusTag>;
  };
  return (
    <LinkList
      label={t('title')}
      rows={duties.map((duty) => ({
        key: `${duty.kind} ${duty.recordId}`,
        to: duty.link,
        title: t(`kind.${duty.kind}`),
        detail: t('since', { school: duty.schoolName ?? t('wholeProgram'), age: format.relative(duty.since) }),
        end: clock(duty),
      }))}
    />
  );
}
