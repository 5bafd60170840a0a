import { useTranslation } from 'react-i18next';
import { useRead } from '../api/hooks.ts';
import { useMatters } from '../incidents/use-terms.ts';
import { EmptyState, LinkList, Loaded, Page, Section } from '../ui/index.ts';
import { OfficersTable } from './officers-table.tsx';
import type { OfficerRows, OpenFindings, Waiting } from './types.ts';
import { Due, WaitingList } from './waiting-list.tsx';

/** The supervisor's first page: what needs an answer today, then each officer as one row, by name. */
export default function SupervisionPage() {
  const { t } = useTranslation('reviews');
  const findings = useRead<OpenFindings>('/findings', { state: 'open' });
  const waiting = useRead<readonly Waiting[]>('/reviews/waiting');
  const officers = useRead<OfficerRows>('/reviews/officers');
  return (
    <Page title={t('supervision.title')} wide>
      <Section title={t('supervision.findings')}>
        <Loaded read={findings}>{(list) => <Findings list={list} />}</Loaded>
      </Section>
      <Loaded read={waiting}>
        {(rows) => {
          const mine = rows.filter(({ side }) => side === 'police');
          return (
            <>
              <Section title={t('supervision.powers')}>
                <WaitingList
                  rows={mine.filter(({ actions }) => actions.length > 0)}
                  label={t('supervision.powers')}
                  none={t('supervision.noPowers')}
                />
              </Section>
              <Section title={t('supervision.others')}>
                <WaitingList
                  rows={mine.filter(({ actions }) => actions.length === 0)}
                  label={t('supervision.others')}
                  none={t('supervision.noOthers')}
                />
              </Section>
            </>
          );
        }}
      </Loaded>
      <Section title={t('supervision.officers')}>
        <Loaded read={officers}>{(data) => <OfficersTable data={data} />}</Loaded>
      </Section>
    </Page>
  );
}

function Findings({ list }: { readonly list: OpenFindings }) {
  const { t } = useTranslation(['reviews', 'terms']);
  const { label } = useMatters();
  if (list.findings.length === 0) return <EmptyState title={t('supervision.noFindings')} />;
  return (
    <LinkList
      label={t('supervision.findingsLabel')}
      rows={list.findings.map((finding) => ({
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
