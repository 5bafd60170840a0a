import { useTranslation } from 'react-i18next';
import { Disclosure, Section, Stack, Table, useFormat } from '../ui/index.ts';
import type { Change, Proposal } from './types.ts';
import { cellWords, periodWords } from './words.ts';

/** What differs from the release about the same days, from the sum of the quarters, and what the year before was. */
export function Changes({ proposal: { document } }: { readonly proposal: Proposal }) {
  const { t } = useTranslation('publishing');
  const { changes, beside = [] } = document;
  const before = (period: string | undefined): string => periodWords(t, 'year', period ?? '');
  return (
    <Section title={t('proposal.changes')}>
      <Stack>
        {changes === null ? (
          <p>{t('proposal.first')}</p>
        ) : changes.list.length === 0 ? (
          <p>{t('proposal.noChanges', { number: changes.since })}</p>
        ) : (
          <Differences
            document={document}
            list={changes.list}
            caption={t('proposal.changesCaption', { number: changes.since })}
            heads={[t('proposal.before'), t('proposal.now')]}
          />
        )}
        {beside.map(({ kind, period, list }) =>
          kind === 'yearBefore' ? (
            <Disclosure key={kind} title={t('proposal.yearBefore', { before: before(period) })}>
              <Differences
                document={document}
                list={list}
                caption={t('proposal.yearBefore', { before: before(period) })}
                heads={[before(period), before(document.period)]}
              />
            </Disclosure>
          ) : list.length === 0 ? (
            <p key={kind}>{t('proposal.sumsFit')}</p>
          ) : (
            <Differences
              key={kind}
              document={document}
              list={list}
              caption={t('proposal.sumsCaption')}
              heads={[t('proposal.quarters'), t('proposal.now')]}
            />
          ),
        )}
      </Stack>
    </Section>
  );
}

interface DifferencesProps {
  readonly document: Proposal['document'];
  readonly list: readonly Change[];
  readonly caption: string;
  /** Of the column with what the other release says, and of this one's. */
  readonly heads: readonly [before: string, now: string];
}

function Differences({ document, list, caption, heads }: DifferencesProps) {
  const { t } = useTranslation(['publishing', 'terms', 'statistics', 'measures']);
  const format = useFormat();
  const value = (n: number | null): string => (n === null ? t('publishing:proposal.withheld') : format.number(n));
  return (
    <Table
      caption={caption}
      rows={list}
      rowKey={({ table, codes }) => `${table} ${codes.join(' ')}`}
      columns={[
        {
          key: 'what',
          header: t('publishing:proposal.what'),
          cell: ({ table, codes }) =>
            `${t(`publishing:proposal.tables.${table}`)}: ${cellWords(t, document, table, codes)}`,
        },
        { key: 'before', header: heads[0], numeric: true, cell: (one) => value(one.before) },
        { key: 'now', header: heads[1], numeric: true, cell: (one) => value(one.now) },
      ]}
    />
  );
}
