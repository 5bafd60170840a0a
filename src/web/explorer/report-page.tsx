import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { besideOf, type MonthKey, monthFigures } from '../../domain/numbers/month.ts';
import { addDays, addMonths } from '../../domain/shared/dates.ts';
import { inProgram, useRead } from '../api/hooks.ts';
import type { Numbers } from '../numbers/types.ts';
import { useProgram, useSession } from '../session/session.tsx';
import {
  Button,
  ButtonLink,
  Cluster,
  DownloadLink,
  LinkList,
  Loaded,
  Page,
  Section,
  Stack,
  Table,
  useFormat,
} from '../ui/index.ts';
import type { CorrectiveList } from './corrective-types.ts';
import { CorrectiveTag, useAbout } from './corrective-words.tsx';

/** One month on one page, for those who lead: beside the year before, with what is being done about it (P7.3, D6). */
export default function ReportPage() {
  const { t, i18n } = useTranslation(['explorer', 'reportFile']);
  const { can } = useSession();
  const { programId } = useProgram();
  const format = useFormat();
  const [search] = useSearchParams();
  const thisMonth = format.local(new Date().toISOString()).day.slice(0, 7);
  const said = search.get('month') ?? '';
  const month = /^\d{4}-(0[1-9]|1[0-2])$/.test(said) ? said : addMonths(`${thisMonth}-01`, -1).slice(0, 7);
  const first = `${month}-01`;
  const next = addMonths(first, 1);
  const days = { from: first, to: addDays(next, -1) };
  const read = useRead<Numbers>('/numbers', days);
  return (
    <Page title={t('report.title', { month: format.month(month) })} lead={t('report.lead')}>
      <Stack gap={4}>
        <Loaded read={read}>{(numbers) => <MonthTable numbers={numbers} />}</Loaded>
        {can('corrective.read') ? <OpenActions /> : null}
        <div className="osr-buttons">
          <DownloadLink href={`${inProgram(programId, '/report.pdf')}?month=${month}&language=${i18n.language}`}>
            {t('reportFile:download')}
          </DownloadLink>
          <Button kind="secondary" icon="print" onClick={() => window.print()}>
            {t('report.print')}
          </Button>
          <ButtonLink kind="secondary" to={`/numbers?from=${days.from}&to=${days.to}`}>
            {t('report.allNumbers')}
          </ButtonLink>
        </div>
        <nav className="osr-filter" aria-label={t('report.nav')}>
          <Cluster>
            <Link to={`/report?month=${addMonths(first, -1).slice(0, 7)}`}>{t('report.before')}</Link>
            {next.slice(0, 7) < thisMonth ? (
              <Link to={`/report?month=${next.slice(0, 7)}`}>{t('report.after')}</Link>
            ) : null}
          </Cluster>
        </nav>
      </Stack>
    </Page>
  );
}

function MonthTable({ numbers }: { readonly numbers: Numbers }) {
  const { t } = useTranslation('explorer');
  const format = useFormat();
  const { now, period } = numbers;
  const beside = besideOf(numbers);
  const days = `from=${period.from}&to=${period.to}`;
  const records: Partial<Record<MonthKey, string>> = {
    calls: `/calls?${days}`,
    handedBack: `/calls?${days}&result=handedBack`,
    incidents: `/incidents?${days}`,
    enforcement: `/incidents?${days}&reached=enforcement`,
    positive: `/activities?${days}`,
    hours: `/activities?${days}`,
  };
  const written = (value: number | null): string => (value === null ? t('report.none') : format.number(value));
  return (
    <Table
      caption={t('report.lead')}
      captionHidden
      rows={monthFigures(now, beside)}
      rowKey={({ key }) => key}
      columns={[
        {
          key: 'what',
          header: t('report.what'),
          cell: ({ key }) => {
            const to = records[key];
            return to === undefined ? t(`report.${key}`) : <Link to={to}>{t(`report.${key}`)}</Link>;
          },
        },
        { key: 'now', header: t('report.now'), numeric: true, cell: (row) => written(row.now) },
        {
          key: 'then',
          header: t('report.then'),
          numeric: true,
          cell: (row) => (beside === null ? t('report.noRecords') : written(row.before)),
        },
      ]}
    />
  );
}

function OpenActions() {
  const { t } = useTranslation('explorer');
  const about = useAbout();
  const read = useRead<CorrectiveList>('/corrective-actions', { ended: 'no', limit: 100 });
  return (
    <Section title={t('report.corrective')}>
      <Loaded read={read}>
        {({ actions }) =>
          actions.length === 0 ? (
            <p>{t('report.noCorrective')}</p>
          ) : (
            <LinkList
              label={t('report.corrective')}
              rows={actions.map((action) => ({
                key: action.id,
                to: `/corrective-actions/${action.id}`,
                title: about(action.about),
                detail: action.ownerName ?? '',
                end: <CorrectiveTag action={action} />,
              }))}
            />
          )
        }
      </Loaded>
    </Section>
  );
}
