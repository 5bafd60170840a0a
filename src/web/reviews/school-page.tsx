import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../api/hooks.ts';
import { Select } from '../forms/index.ts';
import { useMatters } from '../incidents/use-terms.ts';
import { useProgram } from '../session/session.tsx';
import { EmptyState, LinkList, Loaded, Page, Section, StatusTag, Table, useFormat } from '../ui/index.ts';
import type { CountKey, SchoolSummary } from './types.ts';
import { WaitingList } from './waiting-list.tsx';

/** The school leader's first page: what waits for an answer, this week's calls, this month beside last year's. */
export default function SchoolPage() {
  const { t } = useTranslation('reviews');
  const { schools, grants } = useProgram();
  const led = new Set(grants.filter(({ role }) => role === 'schoolLeader').flatMap(({ schoolIds }) => schoolIds ?? []));
  const own = schools.filter(({ id }) => led.has(id));
  const [chosen, setChosen] = useState('');
  const school = own.find(({ id }) => id === chosen) ?? own[0];
  return (
    <Page title={t('school.title')} {...(own.length === 1 && school !== undefined ? { kicker: school.name } : {})}>
      <Section title={t('waiting.title')}>
        <WaitingList
          side="school"
          label={t('waiting.label')}
          none={t('waiting.none')}
          noneNext={t('waiting.noneNext')}
        />
      </Section>
      {own.length < 2 || school === undefined ? null : (
        <Select
          name="school"
          label={t('school.choose')}
          value={school.id}
          onChange={setChosen}
          options={own.map(({ id, name }) => ({ value: id, label: name }))}
        />
      )}
      {school === undefined ? null : <Summary key={school.id} schoolId={school.id} />}
    </Page>
  );
}

function Summary({ schoolId }: { readonly schoolId: string }) {
  const { t } = useTranslation('reviews');
  const read = useRead<SchoolSummary>('/school/summary', { schoolId });
  return (
    <Loaded read={read}>
      {(summary) => (
        <>
          <Section title={t('school.calls')}>
            <Calls calls={summary.calls} />
          </Section>
          <Section title={t('school.month')}>
            <Month month={summary.month} />
          </Section>
        </>
      )}
    </Loaded>
  );
}

function Calls({ calls }: { readonly calls: SchoolSummary['calls'] }) {
  const { t } = useTranslation(['reviews', 'terms']);
  const format = useFormat();
  const { label } = useMatters();
  if (calls.length === 0) return <EmptyState title={t('school.noCalls')} />;
  return (
    <LinkList
      label={t('school.callsLabel')}
      rows={calls.map((call) => ({
        key: call.id,
        to: `/calls/${call.id}`,
        title: label(call.matter),
        detail: t('school.by', {
          who: call.callerName ?? t(`terms:callerRole.${call.callerRole}`),
          when: format.dateTime(call.requestedAt),
        }),
        end: (
          <StatusTag tone={call.state === 'handedBack' ? 'good' : 'info'}>
            {call.result === null ? t(`terms:callState.${call.state}`) : t(`terms:callResult.${call.result}`)}
          </StatusTag>
        ),
      }))}
    />
  );
}

const counted: readonly CountKey[] = ['calls', 'handedBack', 'incidents', 'withActions'];

function Month({ month }: { readonly month: SchoolSummary['month'] }) {
  const { t } = useTranslation('reviews');
  const format = useFormat();
  return (
    <>
      <p>{t('school.monthLead', { from: format.day(month.from), to: format.day(month.to) })}</p>
      {month.before === null ? <p>{t('school.noYear')}</p> : null}
      <Table
        caption={t('school.month')}
        captionHidden
        rows={counted}
        rowKey={(key) => key}
        columns={[
          { key: 'what', header: t('school.what'), cell: (key) => t(`school.rows.${key}`) },
          { key: 'now', header: t('school.now'), numeric: true, cell: (key) => format.number(month.now[key]) },
          {
            key: 'before',
            header: t('school.before'),
            numeric: true,
            cell: (key) => (month.before === null ? t('school.noRecords') : format.number(month.before[key])),
          },
        ]}
      />
    </>
  );
}
