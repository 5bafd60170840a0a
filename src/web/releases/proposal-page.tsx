import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { useRead } from '../api/hooks.ts';
import { Disclosure, Loaded, Notice, Page, Section, Stack, Table, useFormat } from '../ui/index.ts';
import { Changes } from './changes.tsx';
import { Decide } from './decide.tsx';
import { Late } from './late.tsx';
import type { Proposal, ReleaseTable } from './types.ts';
import { cellWords, periodWords } from './words.ts';

/** Exactly what would be public: what is shown, what is withheld, the audit, what changed, and who has approved (P7.9). */
export default function ProposalPage() {
  const { proposalId = '' } = useParams();
  const { t } = useTranslation(['publishing', 'terms', 'statistics', 'measures']);
  const format = useFormat();
  const read = useRead<Proposal>(`/releases/${proposalId}`);
  const document = read.data?.document;
  return (
    <Page
      title={
        document === undefined
          ? t('publishing:proposal.title')
          : t('publishing:releases.line', {
              number: document.number,
              period: periodWords(t, document.kind, document.period),
            })
      }
      lead={
        document === undefined
          ? undefined
          : t('publishing:proposal.lead', {
              from: format.day(document.from),
              to: format.day(document.to),
              asOf: format.day(document.asOf),
              by: read.data?.proposedBy ?? '',
            })
      }
      back={{ to: '/releases', label: t('publishing:releases.title') }}
      wide
    >
      <Loaded read={read}>
        {(proposal) => (
          <Stack gap={4}>
            <Decide proposal={proposal} />
            <Audit proposal={proposal} />
            <Late proposal={proposal} />
            <Changes proposal={proposal} />
            <Tables proposal={proposal} />
            <Comparisons proposal={proposal} />
          </Stack>
        )}
      </Loaded>
    </Page>
  );
}

function Audit({ proposal: { preview } }: { readonly proposal: Proposal }) {
  const { t } = useTranslation('publishing');
  const format = useFormat();
  const sound = preview.tables.every(({ audit }) => audit.exact === 0 && audit.below === 0);
  const column = (key: 'shown' | 'zeros' | 'small' | 'guarding') => ({
    key,
    header: t(`proposal.${key}`),
    numeric: true,
    cell: (row: Proposal['preview']['tables'][number]) => format.number(row[key]),
  });
  return (
    <Section title={t('proposal.audit')}>
      <Stack>
        <Notice kind={sound ? 'success' : 'error'}>{t(sound ? 'proposal.sound' : 'proposal.unsound')}</Notice>
        {preview.left === undefined || preview.left === 'nothing' ? null : (
          <Notice kind="info">{t(`proposal.left.${preview.left}`)}</Notice>
        )}
        {preview.together === undefined || preview.together === 0 ? null : (
          <Notice kind="info">{t('proposal.together')}</Notice>
        )}
        <Table
          caption={t('proposal.auditCaption')}
          captionHidden
          rows={preview.tables}
          rowKey={({ id }) => id}
          columns={[
            { key: 'table', header: t('proposal.table'), cell: ({ id }) => t(`proposal.tables.${id}`) },
            column('shown'),
            column('zeros'),
            column('small'),
            column('guarding'),
          ]}
        />
      </Stack>
    </Section>
  );
}

function Tables({ proposal: { document } }: { readonly proposal: Proposal }) {
  const { t } = useTranslation('publishing');
  return (
    <Section title={t('proposal.public')}>
      <Stack>
        <p>{t('proposal.publicLead')}</p>
        {document.tables.map((table) => (
          <Disclosure key={table.id} title={t(`proposal.tables.${table.id}`)}>
            <Cells table={table} document={document} />
          </Disclosure>
        ))}
      </Stack>
    </Section>
  );
}

function Cells({ table, document }: { readonly table: ReleaseTable; readonly document: Proposal['document'] }) {
  const { t } = useTranslation(['publishing', 'terms', 'statistics', 'measures']);
  const format = useFormat();
  const shown = ({ n, lo, hi }: ReleaseTable['cells'][number]): string => {
    if (n !== null) return format.number(n);
    if (lo === undefined || hi === undefined || hi === null) return t('publishing:proposal.withheld');
    return t('publishing:proposal.withheldRange', { lo: format.number(lo), hi: format.number(hi) });
  };
  return (
    <Table
      caption={t(`publishing:proposal.tables.${table.id}`)}
      captionHidden
      rows={table.cells}
      rowKey={({ codes }) => codes.join(' ')}
      columns={[
        {
          key: 'what',
          header: t('publishing:proposal.what'),
          cell: ({ codes }) => cellWords(t, document, table.id, codes),
        },
        { key: 'n', header: t('publishing:proposal.seen'), numeric: true, cell: shown },
      ]}
    />
  );
}

function Comparisons({ proposal: { document } }: { readonly proposal: Proposal }) {
  const { t, i18n } = useTranslation('publishing');
  const language = i18n.language.startsWith('es') ? 'es' : 'en';
  if (document.comparisons.length === 0) return null;
  return (
    <Section title={t('proposal.alike')}>
      <p>{document.comparisonLabel[language]}</p>
      <ul className="usa-list">
        {document.comparisons.map(({ sentence }) => (
          <li key={sentence.en}>{sentence[language]}</li>
        ))}
      </ul>
    </Section>
  );
}
