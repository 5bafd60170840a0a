import { useTranslation } from 'react-i18next';
import { useReadParts } from '../api/hooks.ts';
import { useMatters } from '../incidents/use-terms.ts';
import { EmptyState, LinkList, LoadedParts, StatusTag, useFormat } from '../ui/index.ts';
import type { Waiting, WaitingPart } from './types.ts';

/** When it is due, in words; overdue is said and marked. */
export function Due({ at, overdue }: { readonly at: string; readonly overdue: boolean }) {
  const { t } = useTranslation('reviews');
  const format = useFormat();
  const when = format.relative(at);
  return overdue ? (
    <StatusTag tone="bad">{t('waiting.overdue', { when: format.day(format.local(at).day) })}</StatusTag>
  ) : (
    <StatusTag tone="due">{t('waiting.due', { when })}</StatusTag>
  );
}

type Words = { readonly label: string; readonly none: string; readonly noneNext?: string };

/** Incidents that wait for the reader's answer, for one of the sides, the earliest due first, each with its age. */
export function WaitingList(
  props: Words & { readonly side: 'police' | 'school'; readonly powers?: 'used' | 'notUsed' },
) {
  const { side, powers, ...words } = props;
  const read = useReadParts<WaitingPart>('/reviews/waiting', { side, powers, limit: 20 });
  return (
    <LoadedParts read={read} rows={(part) => part.items}>
      {(rows) => <Rows rows={rows} {...words} />}
    </LoadedParts>
  );
}

function Rows(
  props: Words & {
    readonly rows: readonly Waiting[];
  },
) {
  const { t } = useTranslation(['reviews', 'terms']);
  const format = useFormat();
  const { label } = useMatters();
  if (props.rows.length === 0) {
    if (props.noneNext === undefined) return <EmptyState title={props.none} />;
    return (
      <EmptyState title={props.none}>
        <p>{props.noneNext}</p>
      </EmptyState>
    );
  }
  return (
    <LinkList
      label={props.label}
      rows={props.rows.map((row) => {
        const left = row.students - row.attached;
        const details = [
          row.school.name,
          t('waiting.filed', { when: format.relative(row.askedAt), officer: row.officer }),
          ...(row.actions.length === 0 ? [] : [format.list(row.actions.map((kind) => t(`terms:actionKind.${kind}`)))]),
          ...(row.side === 'school' && left > 0 ? [t('waiting.attach', { count: left })] : []),
          ...(row.again ? [t('waiting.again')] : []),
        ];
        return {
          key: `${row.incidentId} ${row.side}`,
          to: `/incidents/${row.incidentId}`,
          title: label(row.matter),
          detail: details.join(' · '),
          end: <Due at={row.dueAt} overdue={row.overdue} />,
        };
      })}
    />
  );
}
