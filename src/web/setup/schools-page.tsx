import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useRead } from '../api/hooks.ts';
import { ButtonLink, Buttons, EmptyState, Loaded, Page, StatusTag, Table, useFormat } from '../ui/index.ts';
import type { SchoolView } from './types.ts';

/** The schools of the program, from the federal files or entered by hand. */
export default function SchoolsPage() {
  const { t } = useTranslation(['setup', 'terms']);
  const format = useFormat();
  const schools = useRead<SchoolView[]>('/setup/schools');
  return (
    <Page
      title={t('step.schools.title')}
      lead={t('schools.lead')}
      back={{ to: '/setup', label: t('hub.title') }}
      actions={
        <Buttons>
          <ButtonLink to="/setup/import/crdc" icon="upload_file">
            {t('schools.import')}
          </ButtonLink>
          <ButtonLink to="/setup/schools/new" kind="secondary" icon="add">
            {t('schools.add')}
          </ButtonLink>
        </Buttons>
      }
      wide
    >
      <Loaded read={schools}>
        {(list) =>
          list.length === 0 ? (
            <EmptyState title={t('schools.none')}>
              <p>{t('schools.noneNext')}</p>
            </EmptyState>
          ) : (
            <Table
              caption={t('schools.caption', { count: list.filter((school) => school.open).length })}
              rowKey={(school) => school.id}
              rows={list}
              columns={[
                {
                  key: 'name',
                  header: t('schools.name'),
                  cell: (school) => <Link to={`/setup/schools/${school.id}`}>{school.name}</Link>,
                },
                { key: 'ncesId', header: t('schools.ncesId'), cell: (school) => school.ncesId },
                {
                  key: 'grades',
                  header: t('schools.grades'),
                  cell: (school) =>
                    school.grades.length === 0
                      ? t('unknown')
                      : format.list(school.grades.map((grade) => t(`terms:grade.${grade}`))),
                },
                {
                  key: 'source',
                  header: t('schools.source'),
                  cell: (school) =>
                    school.sourceYear === null
                      ? t('schools.byHand')
                      : t('schools.fromCrdc', { year: school.sourceYear }),
                },
                {
                  key: 'open',
                  header: t('schools.state'),
                  cell: (school) => (
                    <StatusTag tone={school.open ? 'good' : 'neutral'}>
                      {t(school.open ? 'schools.open' : 'schools.closed')}
                    </StatusTag>
                  ),
                },
              ]}
            />
          )
        }
      </Loaded>
    </Page>
  );
}
