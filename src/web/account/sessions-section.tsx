import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem, type Problem } from '../api/problem.ts';
import { api } from '../session/store.ts';
import { Button, Loaded, ProblemNotice, Section, Stack, StatusTag, Table, useFormat } from '../ui/index.ts';
import type { SessionLine } from './types.ts';

/** Where the account is open now, with a way to end each and all others. */
export function SessionsSection({ onChanged }: { readonly onChanged: () => void }) {
  const { t } = useTranslation('account');
  const format = useFormat();
  const sessions = useQuery({
    queryKey: ['account', 'sessions'],
    queryFn: ({ signal }) => api.get<readonly SessionLine[]>('/api/account/sessions', { signal }),
  });
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  async function end(path: string): Promise<void> {
    setBusy(true);
    setProblem(null);
    try {
      await api.remove(`/api/account/sessions${path}`);
      onChanged();
    } catch (thrown) {
      setProblem(asProblem(thrown, t('common:problems.server.reason')));
    } finally {
      setBusy(false);
    }
  }
  const deviceOf = (session: SessionLine): string =>
    session.device === '' ? t('sessions.unknownDevice') : session.device;
  return (
    <Section title={t('sessions.title')}>
      <Stack>
        <p>{t('sessions.text')}</p>
        {problem === null ? null : <ProblemNotice error={problem} />}
        <Loaded read={sessions}>
          {(list) => (
            <>
              <Table
                caption={t('sessions.title')}
                captionHidden
                rowKey={(session) => session.id}
                rows={list}
                columns={[
                  { key: 'device', header: t('sessions.device'), cell: deviceOf },
                  { key: 'origin', header: t('sessions.origin'), cell: (one) => one.origin ?? t('sessions.unknown') },
                  { key: 'started', header: t('sessions.started'), cell: (one) => format.dateTime(one.startedAt) },
                  { key: 'seen', header: t('sessions.seen'), cell: (one) => format.dateTime(one.lastSeenAt) },
                  {
                    key: 'end',
                    header: t('sessions.endHeader'),
                    cell: (session) =>
                      session.current ? (
                        <StatusTag tone="info">{t('sessions.current')}</StatusTag>
                      ) : (
                        <Button
                          kind="secondary"
                          busy={busy}
                          label={t('sessions.endLabel', {
                            device: deviceOf(session),
                            when: format.dateTime(session.startedAt),
                          })}
                          onClick={() => void end(`/${session.id}`)}
                        >
                          {t('sessions.end')}
                        </Button>
                      ),
                  },
                ]}
              />
              {list.length > 1 ? (
                <Button kind="secondary" busy={busy} onClick={() => void end('')}>
                  {t('sessions.endOthers')}
                </Button>
              ) : null}
            </>
          )}
        </Loaded>
      </Stack>
    </Section>
  );
}
