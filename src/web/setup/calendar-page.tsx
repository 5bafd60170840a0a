import { useTranslation } from 'react-i18next';
import { useRead } from '../api/hooks.ts';
import { ButtonLink, EmptyState, LinkList, Loaded, Page, useFormat } from '../ui/index.ts';
import type { SchoolYearView } from './types.ts';

/** The school years of the program. */
export default function CalendarPage() {
  const { t } = useTranslation('setup');
  const format = useFormat();
  const years = useRead<SchoolYearView[]>('/setup/school-years');
  const add = (
    <ButtonLink to="/setup/calendar/new" icon="add">
      {t('calendar.add')}
    </ButtonLink>
  );
  return (
    <Page
      title={t('step.calendar.title')}
      lead={t('calendar.lead')}
      back={{ to: '/setup', label: t('hub.title') }}
      actions={add}
    >
      <Loaded read={years}>
        {(list) =>
          list.length === 0 ? (
            <EmptyState title={t('calendar.none')}>
              <p>{t('calendar.noneNext')}</p>
            </EmptyState>
          ) : (
            <LinkList
              label={t('step.calendar.title')}
              rows={list.map((year) => ({
                key: year.id,
                to: `/setup/calendar/${year.id}`,
                title: t('calendar.year', { year: year.id }),
                detail: t('calendar.span', { from: format.day(year.firstDay), until: format.day(year.lastDay) }),
                end: t('calendar.schoolDays', { count: year.schoolDays }),
              }))}
            />
          )
        }
      </Loaded>
    </Page>
  );
}
