import { useTranslation } from 'react-i18next';
import { useRead, useReadParts } from '../api/hooks.ts';
import { useMatters } from '../incidents/use-terms.ts';
import { EmptyState, LinkList, Loaded, LoadedParts, Page, Section } from '../ui/index.ts';
import { OfficersTable } from './officers-table.tsx';
import type { OfficerRows, OpenFindings } from './types.ts';
import { Due, WaitingList } from './waiting-list.tsx';

/** The supervisor's first page: what needs an answer today, then each officer as one row, by name. */
export default function SupervisionPage() {
  const { t } = useTranslation('reviews');
  const findings = useReadParts<OpenFindings>('/findings', { state: 'open' });
  const officers = useRead<OfficerRows>('/reviews/officers');
  return (
    <Page title={t('supervision.title')} wide>
      <Section title={t('supervision.findings')}>
        <LoadedParts read={findings} rows={(part) => part.findings}>
          {(rows) => <Findings rows={rows} />}
        </LoadedParts>
      </Section>
      <Section title={t('supervision.powers')}>
        <WaitingList side="police" powers="used" label={t('supervision.powers')} none={t('supervision.noPowers')} />
      </Section>
      <Section title={t('supervision.others')}>
        <WaitingList side="police" powers="notUsed" label={t('supervision.others')} none={t('supervision.noOthers')} />
      </Section>
      <Section title={t('supervision.officers')}>
        <Loaded read={officers}>{(data) => <OfficersTable data={data} />}</Loaded>
      </Section>
    </Page>
  );
}

function Findings({ rows }: { readonly rows: OpenFindings['findings'] }) {
  const { t } = useTranslation(['reviews', 'terms']);
  const { label } = useMatters();
  if (rows.length === 0) return <EmptyState title={t('supervision.noFindings')} />;
  return (
    <LinkList
      label={t('supervision.findingsLabel')}
      rows={rows.map((finding) => ({
        key: finding.id,
        to: `/findings/${finding.id}`,
        title: t(`terms:involvementSource.${finding.source}`),
        detail: [finding.schoolName, ...(finding.matterCode === null ? [] : [label(finding.matterCode)])]
          .concat(finding.officerName ?? [])
          .join(' · '),
        end: <Due at={finding.dueAt} overdue={finding.overdue} />,
      }))}
    />
  );
}
