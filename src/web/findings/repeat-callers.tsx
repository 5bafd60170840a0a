import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useRead } from '../api/hooks.ts';
import { EmptyState, Loaded, Table, useFormat } from '../ui/index.ts';
import type { RepeatCallers } from './types.ts';

/** Who asked for an officer for school matters again and again, in thirty days (P3.3). */
export function RepeatCallersTable() {
  const { t } = useTranslation(['findings', 'terms']);
  const format = useFormat();
  const read = useRead<RepeatCallers>('/findings/repeat-callers');
  return (
    <Loaded read={read}>
      {(data) => (
        <>
          <p>
            {t('findings:repeat.lead', {
              threshold: data.threshold,
              since: format.day(data.since),
              until: format.day(data.until),
            })}
          </p>
          {data.callers.length === 0 ? (
            <EmptyState title={t('findings:repeat.none', { days: data.days })} />
          ) : (
            <Table
              caption={t('findings:repeat.title')}
              captionHidden
              rowKey={(caller) => caller.key}
              rows={data.callers}
              columns={[
                {
                  key: 'who',
                  header: t('findings:repeat.caller'),
                  cell: (caller) => {
                    const role = t(`terms:callerRole.${caller.callerRole}`);
                    return caller.name === null ? t('findings:repeat.byRadio', { role }) : `${caller.name} (${role})`;
                  },
                },
                { key: 'school', header: t('findings:repeat.school'), cell: (caller) => caller.schoolName },
                {
                  key: 'last',
                  header: t('findings:repeat.last'),
                  cell: (caller) => {
                    const [last] = caller.calls;
                    return last === undefined ? null : <Link to={`/calls/${last.id}`}>{format.day(last.day)}</Link>;
                  },
                },
                {
                  key: 'count',
                  header: t('findings:repeat.count'),
                  numeric: true,
                  cell: (caller) => format.number(caller.count),
                },
              ]}
            />
          )}
        </>
      )}
    </Loaded>
  );
}
