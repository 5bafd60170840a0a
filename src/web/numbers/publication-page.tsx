import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi, useRead, useStale } from '../api/hooks.ts';
import { asProblem, type Problem } from '../api/problem.ts';
import { useSession } from '../session/session.tsx';
import {
  Button,
  ButtonLink,
  EmptyState,
  Loaded,
  Notice,
  Page,
  ProblemNotice,
  Section,
  Stack,
  Table,
  useFormat,
} from '../ui/index.ts';

type YearStatus =
  | { readonly id: string; readonly status: 'published'; readonly on: string }
  | { readonly id: string; readonly status: 'notOver' }
  | {
      readonly id: string;
      readonly status: 'waiting' | 'ready';
      readonly from: string;
      readonly unattached: number;
      readonly drafts: number;
      readonly atLeast: boolean;
    };

type Publication = {
  readonly page: { readonly slug: string; readonly version: number; readonly asOf: string } | null;
  readonly years: readonly YearStatus[];
};

/** What everyone can see, how each school year stands, and the button that brings schools and officers up to date (P7.9). */
export default function PublicationPage() {
  const { t } = useTranslation('publishing');
  const read = useRead<Publication>('/publication');
  return (
    <Page title={t('title')} lead={t('lead')}>
      <Loaded read={read}>
        {(publication) => (
          <Stack gap={4}>
            <State publication={publication} />
            <Years years={publication.years} />
          </Stack>
        )}
      </Loaded>
    </Page>
  );
}

function State({ publication }: { readonly publication: Publication }) {
  const { t, i18n } = useTranslation(['publishing', 'common']);
  const format = useFormat();
  const api = useApi();
  const stale = useStale();
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState<boolean | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const { page } = publication;
  const publish = async (): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      const answer = await api.post<{ readonly changed: boolean }>('/publication', {});
      setDone(answer.changed);
      await stale('/publication', '/numbers');
    } catch (thrown) {
      setProblem(asProblem(thrown, t('common:problems.server.reason')));
    } finally {
      setBusy(false);
    }
  };
  const language = i18n.language.startsWith('es') ? 'es' : 'en';
  return (
    <Section title={t('state.title')}>
      <Stack>
        {page === null ? (
          <EmptyState title={t('state.none')}>{t('state.noneNext')}</EmptyState>
        ) : (
          <p>
            {t('state.version', { version: page.version, date: format.day(page.asOf) })}{' '}
            <a className="usa-link" href={`/${language}/${page.slug}`}>
              {t('state.open')}
            </a>
          </p>
        )}
        {problem === null ? null : <ProblemNotice error={problem} />}
        {done === null ? null : (
          <Notice kind="success" live>
            {t(done ? 'publish.done' : 'publish.same')}
          </Notice>
        )}
        <div>
          <Button busy={busy} onClick={() => void publish()}>
            {t('publish.now')}
          </Button>
        </div>
        <p className="osr-small">{t('publish.auto')}</p>
      </Stack>
    </Section>
  );
}

/** The server counts open work no further. */
const countedUpTo = 100;

function Years({ years }: { readonly years: readonly YearStatus[] }) {
  const { t } = useTranslation('publishing');
  const { can } = useSession();
  const format = useFormat();
  const stands = (year: YearStatus): string => {
    if (year.status === 'published') return t('years.published', { date: format.day(year.on) });
    return year.status === 'waiting' ? t('years.waiting', { date: format.day(year.from) }) : t(`years.${year.status}`);
  };
  const missing = (year: YearStatus): string => {
    if (year.status === 'published' || year.status === 'notOver') return '–';
    const parts = [
      ...(year.unattached === 0 ? [] : [t('years.unattached', { count: year.unattached })]),
      ...(year.drafts === 0 ? [] : [t('years.drafts', { count: year.drafts })]),
      ...(year.atLeast ? [t('years.atLeast', { number: format.number(countedUpTo) })] : []),
    ];
    return parts.length === 0 ? t('years.nothing') : parts.join(' ');
  };
  return (
    <Section title={t('years.title')}>
      <Stack>
        <p>{t('years.why')}</p>
        {can('release.read') ? (
          <div>
            <ButtonLink kind="secondary" to="/releases">
              {t('years.toReleases')}
            </ButtonLink>
          </div>
        ) : null}
        <Table
          caption={t('years.title')}
          captionHidden
          rows={years}
          rowKey={(year) => year.id}
          columns={[
            { key: 'year', header: t('years.year'), cell: (year) => year.id },
            { key: 'status', header: t('years.status'), cell: stands },
            { key: 'missing', header: t('years.missing'), cell: missing },
          ]}
        />
      </Stack>
    </Section>
  );
}
