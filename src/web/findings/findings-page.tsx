import { useTranslation } from 'react-i18next';
import type { InvolvementState } from '../../domain/calls/record.ts';
import { useReadParts } from '../api/hooks.ts';
import { useSession } from '../session/session.tsx';
import { EmptyState, LinkList, LoadedParts, Page, Section, useFormat } from '../ui/index.ts';
import { ClockTag } from './clock-tag.tsx';
import { RepeatCallersTable } from './repeat-callers.tsx';
import type { FindingList } from './types.ts';

/** Improper involvement: what is to settle, with its clock; who asks again and again; what was settled (P3.3). */
export default function FindingsPage() {
  const { t } = useTranslation('findings');
  const { can } = useSession();
  return (
    <Page title={t('title')} lead={t('lead')} wide>
      <Section title={t('open')}>
        <FindingPages state="open" />
      </Section>
      {can('finding.resolve') ? (
        <Section title={t('repeat.title')}>
          <RepeatCallersTable />
        </Section>
      ) : null}
      <Section title={t('resolved')}>
        <FindingPages state="resolved" />
      </Section>
      <Section title={t('takenBack')}>
        <FindingPages state="withdrawn" />
      </Section>
    </Page>
  );
}

function FindingPages({ state }: { readonly state: InvolvementState }) {
  const { t } = useTranslation(['findings', 'terms']);
  const format = useFormat();
  const read = useReadParts<FindingList>('/findings', { state, limit: 20 });
  return (
    <LoadedParts read={read} rows={(part) => part.findings}>
      {(findings) =>
        findings.length === 0 ? (
          <EmptyState title={t(state === 'open' ? 'findings:noneOpen' : 'findings:none')}>
            {state === 'open' ? <p>{t('findings:noneOpenText')}</p> : null}
          </EmptyState>
        ) : (
          <LinkList
            label={t(state === 'open' ? 'findings:open' : 'findings:resolved')}
            rows={findings.map((finding) => ({
              key: finding.id,
              to: `/findings/${finding.id}`,
              title: t(`terms:involvementSource.${finding.source}`),
              detail: t('findings:row', { school: finding.schoolName, when: format.dateTime(finding.raisedAt) }),
              end: <ClockTag finding={finding} />,
            }))}
          />
        )
      }
    </LoadedParts>
  );
}
