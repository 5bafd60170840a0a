import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { InvolvementState } from '../../domain/calls/record.ts';
import { useRead } from '../api/hooks.ts';
import { useSession } from '../session/session.tsx';
import { Button, EmptyState, LinkList, Loaded, Page, Section, Stack, useFormat } from '../ui/index.ts';
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
  const [cursors, setCursors] = useState<readonly string[]>(['']);
  return (
    <Stack>
      {cursors.map((before, index) => (
        <FindingSlice
          key={before}
          state={state}
          before={before}
          first={index === 0}
          last={index === cursors.length - 1}
          more={(next) => setCursors([...cursors, next])}
        />
      ))}
    </Stack>
  );
}

function FindingSlice(props: {
  readonly state: InvolvementState;
  readonly before: string;
  readonly first: boolean;
  readonly last: boolean;
  readonly more: (next: string) => void;
}) {
  const { t } = useTranslation(['findings', 'terms', 'web']);
  const format = useFormat();
  const read = useRead<FindingList>('/findings', { state: props.state, before: props.before, limit: 20 });
  return (
    <Loaded read={read}>
      {({ findings, next }) =>
        findings.length === 0 && props.first ? (
          <EmptyState title={t(props.state === 'open' ? 'findings:noneOpen' : 'findings:none')}>
            {props.state === 'open' ? <p>{t('findings:noneOpenText')}</p> : null}
          </EmptyState>
        ) : (
          <>
            <LinkList
              label={t(props.state === 'open' ? 'findings:open' : 'findings:resolved')}
              rows={findings.map((finding) => ({
                key: finding.id,
                to: `/findings/${finding.id}`,
                title: t(`terms:involvementSource.${finding.source}`),
                detail: t('findings:row', { school: finding.schoolName, when: format.dateTime(finding.raisedAt) }),
                end: <ClockTag finding={finding} />,
              }))}
            />
            {props.last && next !== null ? (
              <Button kind="secondary" onClick={() => props.more(next)}>
                {t('web:list.more')}
              </Button>
            ) : null}
          </>
        )
      }
    </Loaded>
  );
}
