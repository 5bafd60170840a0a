import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi, useRead, useStale } from '../api/hooks.ts';
import { asProblem, type Problem } from '../api/problem.ts';
import {
  Button,
  EmptyState,
  LinkList,
  Loaded,
  Page,
  ProblemNotice,
  Section,
  StatusTag,
  useFormat,
} from '../ui/index.ts';
import type { Duty, NoticeRecord } from './types.ts';

const refreshMs = 15_000;

/** What waits for the person, soonest first, and what they should know. */
export default function DuePage() {
  const { t } = useTranslation('obligations');
  const duties = useRead<readonly Duty[]>('/duties', undefined, { refreshMs });
  return (
    <Page title={t('title')}>
      <Loaded read={duties}>
        {(list) =>
          list.length === 0 ? (
            <EmptyState title={t('none')}>
              <p>{t('noneText')}</p>
            </EmptyState>
          ) : (
            <DutyList duties={list} />
          )
        }
      </Loaded>
      <Notices />
    </Page>
  );
}

function DutyList({ duties }: { readonly duties: readonly Duty[] }) {
  const { t } = useTranslation('obligations');
  const format = useFormat();
  const clock = (duty: Duty) => {
    if (duty.kind === 'emergency') return <StatusTag tone="bad">{format.time(duty.since)}</StatusTag>;
    if (duty.dueAt === null) return undefined;
    const due = format.day(format.local(duty.dueAt).day);
    return (
      <StatusTag tone={duty.overdue ? 'bad' : 'warning'}>{t(duty.overdue ? 'overdue' : 'due', { due })}</StatusTag>
    );
  };
  return (
    <LinkList
      label={t('title')}
      rows={duties.map((duty) => ({
        key: `${duty.kind} ${duty.recordId}`,
        to: duty.link,
        title: t(`kind.${duty.kind}`),
        detail: t('since', { school: duty.schoolName, age: format.relative(duty.since) }),
        end: clock(duty),
      }))}
    />
  );
}

const pageOf: Readonly<Record<string, string>> = { call: '/calls', finding: '/findings', incident: '/incidents' };

function linkOf(notice: NoticeRecord): { readonly to: string } | undefined {
  const page = pageOf[notice.recordType];
  return page === undefined ? undefined : { to: `${page}/${notice.recordId}` };
}

function Notices() {
  const { t } = useTranslation(['obligations', 'common']);
  const format = useFormat();
  const api = useApi();
  const stale = useStale();
  const read = useRead<readonly NoticeRecord[]>('/notices', undefined, { refreshMs });
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const unread = (read.data ?? []).filter((notice) => !notice.read);
  const markRead = async (): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      await api.post('/notices/read', { ids: unread.map((notice) => notice.id) });
      await stale('/notices');
    } catch (thrown) {
      setProblem(asProblem(thrown, t('common:problems.server.reason')));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Section
      title={t('obligations:notices')}
      action={
        unread.length === 0 ? undefined : (
          <Button kind="quiet" busy={busy} onClick={() => void markRead()}>
            {t('obligations:markRead')}
          </Button>
        )
      }
    >
      {problem === null ? null : <ProblemNotice error={problem} />}
      <Loaded read={read}>
        {(notices) =>
          notices.length === 0 ? (
            <EmptyState title={t('obligations:noNotices')} />
          ) : (
            <LinkList
              label={t('obligations:notices')}
              rows={notices.map((notice) => ({
                key: notice.id,
                ...linkOf(notice),
                title: notice.title,
                detail: `${format.dateTime(notice.createdAt)} · ${notice.body}`,
                ...(notice.read ? {} : { end: <StatusTag tone="info">{t('obligations:unread')}</StatusTag> }),
              }))}
            />
          )
        }
      </Loaded>
    </Section>
  );
}
