import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi, useRead, useStale } from '../api/hooks.ts';
import { asProblem, type Problem } from '../api/problem.ts';
import {
  Button,
  ButtonLink,
  EmptyState,
  LinkList,
  Loaded,
  Notice,
  Page,
  ProblemNotice,
  Section,
  Stack,
  Table,
  useFormat,
} from '../ui/index.ts';
import type { Overview, PeriodLine } from './types.ts';
import { periodWords } from './words.ts';

/** How often the page looks how far a proposal has come. */
const lookMs = 1_500;

/** What can be released, what waits for whom, and what is out (P7.9). */
export default function ReleasesPage() {
  const { t } = useTranslation('publishing');
  const [working, setWorking] = useState(false);
  const read = useRead<Overview>('/releases', undefined, working ? { refreshMs: lookMs } : {});
  const under = read.data?.making?.state === 'working';
  if (read.data !== undefined && under !== working) setWorking(under);
  return (
    <Page title={t('releases.title')} lead={t('releases.lead')}>
      <Loaded read={read}>
        {(overview) => (
          <Stack gap={4}>
            <Making making={overview.making} />
            <Proposals overview={overview} />
            <Periods overview={overview} onBegun={() => setWorking(true)} />
          </Stack>
        )}
      </Loaded>
    </Page>
  );
}

function Making({ making }: { readonly making: Overview['making'] }) {
  const { t } = useTranslation('publishing');
  const format = useFormat();
  if (making === null) return null;
  switch (making.state) {
    case 'working':
      return (
        <Notice kind="info" live>
          {t('releases.working', { share: format.number(Math.floor((making.share ?? 0) * 100)) })}
        </Notice>
      );
    case 'done':
      return (
        <Notice kind="success" live title={t('releases.made')}>
          <ButtonLink to={`/releases/${making.proposalId ?? ''}`}>{t('releases.look')}</ButtonLink>
        </Notice>
      );
    case 'refused':
      return (
        <Notice kind="warning" live title={making.reason ?? ''}>
          {making.remedy}
        </Notice>
      );
    case 'failed':
      return (
        <Notice kind="error" live>
          {t('releases.failed')}
        </Notice>
      );
  }
}

function Proposals({ overview: { proposals, periods, slug } }: { readonly overview: Overview }) {
  const { t, i18n } = useTranslation('publishing');
  const format = useFormat();
  const language = i18n.language.startsWith('es') ? 'es' : 'en';
  return (
    <Section title={t('releases.proposals')}>
      {proposals.length === 0 ? (
        <EmptyState title={t('releases.none')}>{t('releases.noneNext')}</EmptyState>
      ) : (
        <LinkList
          label={t('releases.proposals')}
          rows={proposals.map((line) => ({
            key: line.id,
            to: `/releases/${line.id}`,
            title: t('releases.line', {
              number: line.number,
              period: periodWords(t, periods.find(({ id }) => id === line.period)?.kind ?? 'year', line.period),
            }),
            detail: `${t(`releases.states.${line.state}`)}, ${format.dateTime(line.proposedAt)}`,
          }))}
        />
      )}
      {slug === null ? null : (
        <p>
          <a className="usa-link" href={`/${language}/${slug}/releases`}>
            {t('releases.public')}
          </a>
        </p>
      )}
    </Section>
  );
}

function Periods({ overview, onBegun }: { readonly overview: Overview; readonly onBegun: () => void }) {
  const { t } = useTranslation(['publishing', 'common']);
  const format = useFormat();
  const api = useApi();
  const stale = useStale();
  const [problem, setProblem] = useState<Problem | null>(null);
  const propose = async (period: string): Promise<void> => {
    setProblem(null);
    try {
      await api.post('/releases', { period });
      onBegun();
      await stale('/releases');
    } catch (thrown) {
      setProblem(asProblem(thrown, t('common:problems.server.reason')));
    }
  };
  const may = (line: PeriodLine): boolean =>
    overview.mayPropose && overview.making?.state !== 'working' && !['notOver', 'frozen'].includes(line.state);
  return (
    <Section title={t('publishing:releases.periods')}>
      <Stack>
        <p>{t('publishing:releases.periodsLead')}</p>
        {problem === null ? null : <ProblemNotice error={problem} />}
        <Table
          caption={t('publishing:releases.periods')}
          captionHidden
          rows={overview.periods}
          rowKey={({ id }) => id}
          columns={[
            {
              key: 'period',
              header: t('publishing:releases.period'),
              cell: (line) => periodWords(t, line.kind, line.id),
            },
            {
              key: 'days',
              header: t('publishing:releases.days'),
              cell: ({ from, to }) => `${format.day(from)} – ${format.day(to)}`,
            },
            {
              key: 'state',
              header: t('publishing:years.status'),
              cell: (line) => t(`publishing:releases.periodStates.${line.state}`, { date: format.day(line.openFrom) }),
            },
            {
              key: 'propose',
              header: t('publishing:releases.do'),
              cell: (line) =>
                may(line) ? (
                  <Button kind="secondary" onClick={() => void propose(line.id)}>
                    {t('publishing:releases.propose')}
                    <span className="usa-sr-only"> {periodWords(t, line.kind, line.id)}</span>
                  </Button>
                ) : (
                  '–'
                ),
            },
          ]}
        />
      </Stack>
    </Section>
  );
}
