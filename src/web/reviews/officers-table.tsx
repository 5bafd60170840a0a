import { useTranslation } from 'react-i18next';
import { EmptyState, StatusTag, Table, useFormat } from '../ui/index.ts';
import type { OfficerRow, OfficerRows } from './types.ts';

/** Each officer as one row, in the order of names. */
export function OfficersTable({ data }: { readonly data: OfficerRows }) {
  const { t } = useTranslation('reviews');
  const format = useFormat();
  if (data.officers.length === 0) {
    return (
      <EmptyState title={t('supervision.noOfficers')}>
        <p>{t('supervision.noOfficersNext')}</p>
      </EmptyState>
    );
  }
  return (
    <>
      <p>{t('supervision.officersLead', { from: format.day(data.from), to: format.day(data.to) })}</p>
      <Table
        caption={t('supervision.officers')}
        captionHidden
        rows={data.officers}
        rowKey={(officer) => officer.id}
        columns={[
          { key: 'officer', header: t('supervision.officer'), cell: (officer) => officer.name },
          {
            key: 'where',
            header: t('supervision.where'),
            cell: (officer) =>
              officer.schools.length === 0 ? t('supervision.noSchool') : format.list(officer.schools),
          },
          { key: 'time', header: t('supervision.time'), cell: (officer) => <TimeByRole minutes={officer.minutes} /> },
          {
            key: 'contacts',
            header: t('supervision.contacts'),
            numeric: true,
            cell: (officer) => `${format.number(officer.positive)} : ${format.number(officer.enforcement)}`,
          },
          {
            key: 'drafts',
            header: t('supervision.drafts'),
            numeric: true,
            cell: (officer) =>
              officer.oldDrafts === 0 ? (
                format.number(0)
              ) : (
                <StatusTag tone="warning">{format.number(officer.oldDrafts)}</StatusTag>
              ),
          },
          {
            key: 'paperwork',
            header: t('supervision.paperwork'),
            numeric: true,
            cell: (officer) =>
              officer.overloadDays === 0 ? (
                format.number(0)
              ) : (
                <StatusTag tone="warning">{format.number(officer.overloadDays)}</StatusTag>
              ),
          },
        ]}
      />
    </>
  );
}

/** Time by role: a thin bar for the eye, the same in words below it. */
function TimeByRole({ minutes }: { readonly minutes: OfficerRow['minutes'] }) {
  const { t } = useTranslation(['reviews', 'terms']);
  const format = useFormat();
  const total = minutes.reduce((sum, part) => sum + part.minutes, 0);
  if (total === 0) return <>{t('supervision.noTime')}</>;
  const parts = minutes.map((part, index) => ({
    ...part,
    width: (part.minutes / total) * 100,
    start: (minutes.slice(0, index).reduce((sum, before) => sum + before.minutes, 0) / total) * 100,
  }));
  return (
    <div className="osr-split">
      <svg className="osr-split__bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
        {parts.map((part) => (
          <rect
            key={part.role}
            className={`osr-split__part osr-split__part--${part.role}`}
            x={part.start}
            y={0}
            width={part.width}
            height={8}
          />
        ))}
      </svg>
      <ul className="osr-split__words">
        {parts.map((part) => (
          <li key={part.role}>
            <span className={`osr-split__key osr-split__part--${part.role}`} aria-hidden="true" />
            {t('supervision.split', { role: t(`terms:copsRole.${part.role}`), time: format.minutes(part.minutes) })}
          </li>
        ))}
      </ul>
    </div>
  );
}
