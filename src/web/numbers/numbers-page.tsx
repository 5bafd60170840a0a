import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { besideOf } from '../../domain/numbers/month.ts';
import { useRead } from '../api/hooks.ts';
import { useSession } from '../session/session.tsx';
import { Button, ButtonLink, Cluster, Loaded, Page, Stack, useFormat } from '../ui/index.ts';
import { type CsvCell, saveFile, toCsv } from './csv.ts';
import { FunnelSection } from './funnel.tsx';
import { GroupsSection } from './groups.tsx';
import { SelectionFields } from './selection.tsx';
import { ContactsSection, TimeSection, timeTitles } from './time.tsx';
import { type Numbers, timeTables } from './types.ts';
import { useNames } from './use-names.ts';

const asked = ['year', 'from', 'to', 'schoolId', 'officerId'] as const;

/** First numbers for those who lead or oversee, and an officer's own (P7.3, P7.4, D2, D3, D6). */
export default function NumbersPage() {
  const { t } = useTranslation('numbers');
  const { can } = useSession();
  const [search, setSearch] = useSearchParams();
  const query = Object.fromEntries(
    asked.flatMap((name) => {
      const value = search.get(name);
      return value === null || value === '' ? [] : [[name, value] as const];
    }),
  );
  const read = useRead<Numbers>('/numbers', query);
  const selection = { schoolId: search.get('schoolId') ?? '', officerId: search.get('officerId') ?? '' };
  return (
    <Page
      title={t('title')}
      lead={t('lead')}
      wide
      actions={
        <Cluster>
          <ButtonLink kind="secondary" to="/report">
            {t('report')}
          </ButtonLink>
          {can('publication.publish') ? (
            <ButtonLink kind="secondary" to="/publication">
              {t('publicPage')}
            </ButtonLink>
          ) : null}
        </Cluster>
      }
    >
      <Loaded read={read}>
        {(numbers) => (
          <Stack gap={4}>
            <SelectionFields numbers={numbers} search={search} onSet={setSearch} />
            <AsOf numbers={numbers} />
            <FunnelSection numbers={numbers} beside={besideOf(numbers)} selection={selection} />
            <ContactsSection now={numbers.now} beside={besideOf(numbers)} />
            <TimeSection numbers={numbers} beside={besideOf(numbers)} selection={selection} />
            <GroupsSection query={query} />
          </Stack>
        )}
      </Loaded>
    </Page>
  );
}

/** Which days, what they are set beside, and the page as a file or on paper. */
function AsOf({ numbers }: { readonly numbers: Numbers }) {
  const { t } = useTranslation('numbers');
  const format = useFormat();
  const rows = useCsvRows(numbers);
  const { period, before } = numbers;
  return (
    <Stack gap={1}>
      <p>
        {t('asOf', {
          from: format.day(period.from),
          to: format.day(period.to),
          asOf: format.dateTime(numbers.asOf),
        })}{' '}
        {t(besideOf(numbers) === null ? 'noRecords' : 'same', {
          from: format.day(before.from),
          to: format.day(before.to),
        })}
      </p>
      <Cluster>
        <Button
          kind="secondary"
          icon="file_download"
          onClick={() => saveFile(`numbers-${period.from}-${period.to}.csv`, toCsv(rows))}
        >
          {t('download')}
        </Button>
        <Button kind="quiet" onClick={() => window.print()}>
          {t('print')}
        </Button>
      </Cluster>
    </Stack>
  );
}

function useCsvRows(numbers: Numbers): (readonly CsvCell[])[] {
  const { t } = useTranslation('numbers');
  const names = useNames();
  const { period, before, now } = numbers;
  const beside = besideOf(numbers);
  const was = (rows: readonly (readonly [string, number])[] | undefined, key: string): readonly CsvCell[] =>
    beside === null ? [] : [new Map(rows).get(key) ?? 0];
  const rows: (readonly CsvCell[])[] = [
    ['', '', `${period.from} – ${period.to}`, ...(beside === null ? [] : [`${before.from} – ${before.to}`])],
  ];
  for (const unit of ['calls', 'incidents', 'students'] as const) {
    const then = beside?.[unit]?.map((stage) => [stage.key, stage.n] as const);
    for (const { key, n } of now[unit] ?? []) {
      const name = unit === 'students' && key === 'incidents' ? t('groups.students') : names.stage(key);
      rows.push([t(`funnel.${unit}`), name, n, ...was(then, key)]);
    }
  }
  for (const table of timeTables) {
    const then = beside?.time.by[table].map((row) => [row.key, row.minutes] as const);
    for (const { key, minutes } of now.time.by[table]) {
      const name = `${t('time.title')}: ${t(timeTitles[table])}`;
      rows.push([name, names.time(numbers, table, key), minutes, ...was(then, key)]);
    }
  }
  return rows;
}
