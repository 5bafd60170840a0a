import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi, useRead, useReadParts, useStale } from '../api/hooks.ts';
import { asProblem, type Problem } from '../api/problem.ts';
import {
  Button,
  EmptyState,
  LinkList,
  Loaded,
  LoadedParts,
  Page,
  ProblemNotice,
  Section,
  ShowMore,
  StatusTag,
  useFormat,
} from '../ui/index.ts';
import { DutyList } from './duty-list.tsx';
import type { Duties, NoticeRecord } from './types.ts';

const refreshMs = 15_000;

/** What waits for the person, soonest first, and what they should know. */
export default function DuePage() {
  const { t } = useTranslation('obligations');
  const duties = useReadParts<Duties>('/duties', {}, { refreshMs });
  return (
    <Page title={t('title')}>
      <LoadedParts read={duties} rows={(part) => part.items}>
        {(list) =>
          list.length === 0 ? (
            <EmptyState title={t('none')}>
              <p>{t('noneText')}</p>
            </EmptyState>
          ) : (
            <DutyList duties={list} />
          )
        }
      </LoadedParts>
      <Notices />
    </Page>
  );
}

const pageOf: Readonly<Record<string, string>> = { call: '/calls', finding: '/findings', incident: '/incidents' };

/** Messages shown at first: most are read once, and what waits stands above them. */
const firstShown = 10;

function linkOf(notice: NoticeRecord): { readonly to: string } | undefined {
  if (notice.recordType === 'report') return { to: '/report' };
  if (notice.recordType === 'release') return { to: '/releases' };
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
  const [shown, setShown] = useState(firstShown);
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
            <>
              <LinkList
                label={t('obligations:notices')}
                rows={notices.slice(0, shown).map((notice) => ({
                  key: notice.id,
                  ...linkOf(notice),
                  title: notice.title,
                  detail: `${format.dateTime(notice.createdAt)} · ${notice.body}`,
                  ...(notice.read ? {} : { end: <StatusTag tone="info">{t('obligations:unread')}</StatusTag> }),
                }))}
              />
              <ShowMore
                more={notices.length > shown}
                begun={shown > firstShown}
                busy={false}
                shown={Math.min(shown, notices.length)}
                onMore={async () => {
                  const next = shown + 2 * firstShown;
                  setShown(next);
                  return notices.length > next;
                }}
              />
            </>
          )
        }
      </Loaded>
    </Section>
  );
}
