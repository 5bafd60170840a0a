import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useRead } from '../api/hooks.ts';
import { Loaded, Notice, Page, Section, Stack, Table, useFormat } from '../ui/index.ts';
import type { Cell, SchoolSheet } from './types.ts';
import { cellWords } from './words.ts';

const measures = ['referrals', 'arrests', 'restraint', 'offenses'] as const;

/** One school's counts, cell by cell as they stand in the files; each leads to the incidents behind it (P1.5). */
export default function SchoolPage() {
  const { collection = '', schoolId = '' } = useParams();
  const { t } = useTranslation(['crdc', 'terms']);
  const read = useRead<SchoolSheet>(`/crdc/${collection}/schools/${schoolId}`);
  return (
    <Page
      title={read.data?.name ?? t('crdc:schools.title')}
      kicker={t('crdc:collections.one', { collection })}
      lead={t('crdc:school.lead')}
      back={{ to: `/crdc/${collection}`, label: t('crdc:school.back') }}
      wide
    >
      <Loaded read={read}>
        {(school) => (
          <Stack gap={4}>
            {school.missing === 0 ? null : (
              <Notice kind="warning">{t('crdc:school.missing', { count: school.missing })}</Notice>
            )}
            {measures.map((of) => (
              <Measure key={of} of={of} school={school} collection={collection} />
            ))}
          </Stack>
        )}
      </Loaded>
    </Page>
  );
}

/** A column of the files; on a phone it breaks at its underscores. */
function ColumnName({ name }: { readonly name: string }) {
  const parts = name.split(/(?<=_)/);
  return (
    <code>
      {parts.map((part, at) => (
        <Fragment key={parts.slice(0, at + 1).join('')}>
          {at === 0 ? null : <wbr />}
          {part}
        </Fragment>
      ))}
    </code>
  );
}

function Measure(props: { readonly of: Cell['of']; readonly school: SchoolSheet; readonly collection: string }) {
  const { of, school, collection } = props;
  const { t } = useTranslation(['crdc', 'terms']);
  const format = useFormat();
  const cells = school.cells.filter((cell) => cell.of === of);
  return (
    <Section title={t(`crdc:measure.${of}`)}>
      {cells.length === 0 ? (
        <p>{t('crdc:school.zero')}</p>
      ) : (
        <Table
          caption={t(`crdc:measure.${of}`)}
          captionHidden
          rows={cells}
          rowKey={(cell) => cell.column}
          columns={[
            {
              key: 'what',
              header: t('crdc:cell.what'),
              cell: (cell) => (
                <Link to={`/crdc/${collection}/schools/${school.id}/${cell.column}`}>{cellWords(t, cell)}</Link>
              ),
            },
            { key: 'column', header: t('crdc:cell.column'), cell: (cell) => <ColumnName name={cell.column} /> },
            {
              key: 'count',
              header: t('crdc:cell.count'),
              numeric: true,
              cell: (cell) => format.number(cell.n),
            },
          ]}
        />
      )}
    </Section>
  );
}
