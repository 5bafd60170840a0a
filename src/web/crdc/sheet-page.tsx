import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useRead } from '../api/hooks.ts';
import { Disclosure, Loaded, Page, Section, Stack, Table, useFormat } from '../ui/index.ts';
import { MissingList } from './missing-list.tsx';
import { SignOff, SignState } from './sign-off.tsx';
import type { SchoolLine, Sheet } from './types.ts';

/** One collection as the records give it now: what is missing, each school's counts, the signature (P1.5). */
export default function SheetPage() {
  const { collection = '' } = useParams();
  const { t } = useTranslation('crdc');
  const read = useRead<Sheet>(`/crdc/${collection}`);
  return (
    <Page
      title={t('collections.one', { collection })}
      lead={t('sheet.lead')}
      back={{ to: '/crdc', label: t('title') }}
      wide
    >
      <Loaded read={read}>
        {(sheet) => (
          <Stack gap={4}>
            <SignState sheet={sheet} />
            <MissingList missing={sheet.missing} />
            <Schools sheet={sheet} />
            <HowCounted sheet={sheet} />
            <SignOff sheet={sheet} />
          </Stack>
        )}
      </Loaded>
    </Page>
  );
}

function Schools({ sheet }: { readonly sheet: Sheet }) {
  const { t } = useTranslation('crdc');
  const format = useFormat();
  const numeric = (key: 'referred' | 'arrested' | 'restrained' | 'offenses' | 'missing') => ({
    key,
    header: t(`schools.${key}`),
    numeric: true,
    cell: (school: SchoolLine) => format.number(school[key]),
  });
  return (
    <Section title={t('schools.title')}>
      <p>{t('schools.text')}</p>
      <Table
        caption={t('schools.title')}
        captionHidden
        rows={sheet.schools}
        rowKey={(school) => school.id}
        columns={[
          {
            key: 'name',
            header: t('schools.name'),
            cell: (school) => <Link to={`/crdc/${sheet.collection}/schools/${school.id}`}>{school.name}</Link>,
          },
          numeric('referred'),
          numeric('arrested'),
          numeric('restrained'),
          numeric('offenses'),
          {
            key: 'officers',
            header: t('schools.officers'),
            numeric: true,
            cell: ({ officers }) => (officers === null ? t('schools.notPlanned') : format.number(officers, 2)),
          },
          numeric('missing'),
        ]}
      />
    </Section>
  );
}

const notes = ['students', 'restraint', 'offenses', 'officers', 'scope', 'blank'] as const;

function HowCounted({ sheet }: { readonly sheet: Sheet }) {
  const { t } = useTranslation('crdc');
  const format = useFormat();
  const { firstDay, lastDay } = sheet.schoolYear;
  return (
    <Disclosure title={t('how.title')}>
      <ul className="usa-list">
        <li>{t('how.days', { from: format.day(firstDay), until: format.day(lastDay) })}</li>
        <li>{t(`how.${sheet.referral}`)}</li>
        {notes.map((note) => (
          <li key={note}>{t(`about.${note}`)}</li>
        ))}
      </ul>
      <p>{t('how.export')}</p>
    </Disclosure>
  );
}
