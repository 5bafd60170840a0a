import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { semiAnnualReasons } from '../../domain/reviews/rules.ts';
import { useReadParts } from '../api/hooks.ts';
import { Select } from '../forms/index.ts';
import { useMatters } from '../incidents/use-terms.ts';
import { useProgram } from '../session/session.tsx';
import { Button, EmptyState, LinkList, LoadedParts, Page, Section, Stack, Table, useFormat } from '../ui/index.ts';
import type { HalfYear, HalfYearRow, Waiting, WaitingPart } from './types.ts';
import { Due } from './waiting-list.tsx';

/** What both sides talk about twice a year: disagreements first of all; to be filtered and printed (P6.6, P7.6). */
export default function HalfYearPage() {
  const { t } = useTranslation(['reviews', 'terms']);
  const { schools } = useProgram();
  const [half, setHalf] = useState('');
  const [schoolId, setSchoolId] = useState('');
  const [why, setWhy] = useState('disagreement');
  const read = useReadParts<HalfYear>('/reviews/half-year', { half, schoolId, why });
  const overdue = useReadParts<WaitingPart>('/reviews/overdue', { limit: 20 });
  const first = read.data?.pages[0];
  return (
    <Page
      title={t('halfYear.title')}
      lead={t('halfYear.lead')}
      wide
      actions={
        <Button kind="secondary" icon="print" onClick={() => window.print()}>
          {t('halfYear.print')}
        </Button>
      }
    >
      <div className="osr-filter">
        <Select
          name="half"
          label={t('halfYear.half')}
          value={half === '' ? (first?.half ?? '') : half}
          onChange={setHalf}
          options={(first?.halves ?? []).map((one) => ({
            value: one.id,
            label: t(`halfYear.halfName${one.number}`, { year: one.schoolYear }),
          }))}
        />
        <Select
          name="school"
          label={t('halfYear.school')}
          value={schoolId}
          onChange={setSchoolId}
          empty={t('halfYear.allSchools')}
          options={schools.map(({ id, name }) => ({ value: id, label: name }))}
        />
        <Select
          name="why"
          label={t('halfYear.why')}
          value={why}
          onChange={setWhy}
          empty={t('halfYear.allReasons')}
          options={semiAnnualReasons.map((reason) => ({ value: reason, label: t(`terms:semiAnnualReason.${reason}`) }))}
        />
      </div>
      <LoadedParts read={read} rows={(part) => part.rows}>
        {(rows, data) => <Listed data={data} rows={rows} />}
      </LoadedParts>
      <Section title={t('halfYear.overdue')}>
        <LoadedParts read={overdue} rows={(part) => part.items}>
          {(rows) => <Overdue rows={rows} />}
        </LoadedParts>
      </Section>
    </Page>
  );
}

function Listed({ data, rows }: { readonly data: HalfYear; readonly rows: readonly HalfYearRow[] }) {
  const { t } = useTranslation(['reviews', 'terms']);
  const format = useFormat();
  const { label } = useMatters();
  return (
    <Stack gap={3}>
      <p className="osr-counted">
        {t('halfYear.counts', {
          count: data.incidents,
          both: format.number(data.answeredByBoth),
          disagreed: format.number(data.disagreed),
        })}
      </p>
      {rows.length === 0 ? (
        <EmptyState title={t('halfYear.none')}>
          <p>{t('halfYear.noneNext')}</p>
        </EmptyState>
      ) : (
        <Table
          caption={t('halfYear.caption')}
          rows={rows}
          rowKey={(row) => row.incidentId}
          columns={[
            {
              key: 'date',
              header: t('halfYear.date'),
              cell: (row) => <Link to={`/incidents/${row.incidentId}`}>{format.day(row.localDay)}</Link>,
            },
            { key: 'where', header: t('halfYear.where'), cell: (row) => row.school.name },
            { key: 'matter', header: t('halfYear.matter'), cell: (row) => label(row.matter) },
            {
              key: 'why',
              header: t('halfYear.why'),
              cell: (row) => row.why.map((reason) => t(`terms:semiAnnualReason.${reason}`)).join(' · '),
            },
            { key: 'police', header: t('halfYear.police'), cell: (row) => <Short answer={row.police} /> },
            { key: 'school', header: t('halfYear.schoolSide'), cell: (row) => <Short answer={row.schoolAnswer} /> },
          ]}
        />
      )}
    </Stack>
  );
}

function Short({ answer }: { readonly answer: HalfYearRow['police'] }) {
  const { t } = useTranslation(['reviews', 'terms']);
  if (answer === null) return <>{t('halfYear.waiting')}</>;
  return (
    <div>
      <p>
        {t('halfYear.involvement', { answer: t(`terms:reviewAnswer.${answer.involvementAppropriate}`) })}
        <br />
        {t('halfYear.action', { answer: t(`terms:reviewAnswer.${answer.actionAppropriate}`) })}
      </p>
      {answer.comment === '' ? null : <p className="osr-quote">{answer.comment}</p>}
    </div>
  );
}

function Overdue({ rows }: { readonly rows: readonly Waiting[] }) {
  const { t } = useTranslation(['reviews', 'terms']);
  const { label } = useMatters();
  if (rows.length === 0) return <EmptyState title={t('halfYear.noOverdue')} />;
  return (
    <LinkList
      label={t('halfYear.overdueLabel')}
      rows={rows.map((row) => ({
        key: `${row.incidentId} ${row.side}`,
        to: `/incidents/${row.incidentId}`,
        title: label(row.matter),
        detail: [row.school.name, t(`terms:reviewSide.${row.side}`)].join(' · '),
        end: <Due at={row.dueAt} overdue={row.overdue} />,
      }))}
    />
  );
}
