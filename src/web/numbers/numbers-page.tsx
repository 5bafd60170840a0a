import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
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
            <FunnelSection numbers={numbers} selection={selection} />
            <ContactsSection numbers={numbers} />
            <TimeSection numbers={numbers} selection={selection} />
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
        {t('same', { from: format.day(before.from), to: format.day(before.to) })}
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
  const { period, before, now, yearBefore } = numbers;
  const rows: (readonly CsvCell[])[] = [['', '', `${period.from} – ${period.to}`, `${before.from} – ${before.to}`]];
  for (const unit of ['calls', 'incidents', 'students'] as const) {
    const was = new Map(yearBefore[unit]?.map((stage) => [stage.key, stage.n]));
    for (const { key, n } of now[unit] ?? []) {
      const name = unit === 'students' && key === 'incidents' ? t('groups.students') : names.stage(key);
      rows.push([t(`funnel.${unit}`), name, n, was.get(key) ?? 0]);
    }
  }
  for (const table of timeTables) {
    const was = new Map(yearBefore.time.by[table].map((row) => [row.key, row.minutes]));
    for (const { key, minutes } of now.time.by[table]) {
      rows.push([
        `${t('time.title')}: ${t(timeTitles[table])}`,
        names.time(numbers, table, key),
        minutes,
        was.get(key) ?? 0,
      ]);
    }
  }
  return rows;
}
