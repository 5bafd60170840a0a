import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Select } from '../forms/index.ts';
import { useSession } from '../session/session.tsx';
import { BarChart, Section, Stack, Table, useFormat } from '../ui/index.ts';
import { behindTime, type Selection } from './behind.ts';
import { type Figures, type Numbers, type TimeRow, type TimeTable, timeTables } from './types.ts';
import { useNames } from './use-names.ts';

export const timeTitles: Readonly<Record<TimeTable, string>> = {
  role: 'time.byRole',
  triad: 'time.byTriad',
  statutoryFunction: 'time.byStatutoryFunction',
  kind: 'time.byKind',
  school: 'time.bySchool',
  officer: 'time.byOfficer',
  month: 'time.byMonth',
};

/** Positive contacts to police powers used, in a sentence with what it is of (D6). */
export function ContactsSection({ now, beside }: { readonly now: Figures; readonly beside: Figures | null }) {
  const { t } = useTranslation('numbers');
  const format = useFormat();
  const { contacts, incidents } = now;
  const whole = format.number(incidents[0]?.n ?? 0);
  const positive = format.number(contacts.positive);
  return (
    <Section title={t('contacts.title')}>
      <Stack>
        <p className="osr-lead">
          {contacts.perEnforcement === null
            ? t('contacts.none', { incidents: whole, positive })
            : t('contacts.ratio', {
                ratio: format.number(Math.round(contacts.perEnforcement * 10) / 10),
                positive,
                enforcement: format.number(contacts.enforcement),
                incidents: whole,
              })}
        </p>
        {beside === null ? null : (
          <p>
            {t('contacts.ratioBefore', {
              positive: format.number(beside.contacts.positive),
              enforcement: format.number(beside.contacts.enforcement),
            })}
          </p>
        )}
        <p className="osr-small">{t('contacts.word')}</p>
      </Stack>
    </Section>
  );
}

/** How officers spent their time, by one way of telling it apart (D2, D3). */
export function TimeSection(props: {
  readonly numbers: Numbers;
  readonly beside: Figures | null;
  readonly selection: Selection;
}) {
  const { numbers, beside, selection } = props;
  const { t } = useTranslation('numbers');
  const format = useFormat();
  const names = useNames();
  const { can } = useSession();
  const [by, setBy] = useState<TimeTable>('role');
  const then = beside?.time.by[by] ?? [];
  const before = new Map(then.map((row) => [row.key, row.minutes]));
  const gone = then.filter((row) => !numbers.now.time.by[by].some(({ key }) => key === row.key));
  // Months of two years have no key in common.
  const compared = beside !== null && by !== 'month';
  const named = [
    ...numbers.now.time.by[by],
    ...(by === 'month' ? [] : gone.map((row) => ({ ...row, ...nothing }))),
  ].map((row) => ({ ...row, name: names.time(numbers, by, row.key) }));
  // Months follow the calendar, names the alphabet; nobody is ranked by minutes.
  const rows = by === 'month' ? named : named.toSorted((a, b) => a.name.localeCompare(b.name));
  const links = can('activity.read');
  const all = numbers.now.time.all;
  const to = (row: TimeRow): string | null =>
    links && row.entries > 0 ? behindTime(by, row.key, { period: numbers.period, selection }) : null;
  return (
    <Section title={t('time.title')}>
      <Stack>
        <p>
          {t('time.all', {
            count: all.entries,
            time: format.minutes(all.minutes),
            entries: format.number(all.entries),
          })}{' '}
          {beside === null ? null : t('time.before', { before: format.minutes(beside.time.all.minutes) })}
        </p>
        <Select
          name="by"
          label={t('time.by')}
          value={by}
          options={timeTables.map((value) => ({ value, label: t(timeTitles[value]) }))}
          onChange={(value) => setBy(timeTables.find((table) => table === value) ?? by)}
        />
        {by === 'officer' ? <p className="osr-small">{t('time.noRank')}</p> : null}
        {rows.length === 0 ? null : (
          <BarChart
            title={`${t('time.title')}: ${t(timeTitles[by])}`}
            valueHeader={t('time.minutes')}
            write={(minutes) => format.minutes(minutes)}
            {...(compared ? { compareHeader: t('before') } : {})}
            bars={rows.map((row) => ({
              label: row.name,
              value: row.minutes,
              ...(compared ? { compare: before.get(row.key) ?? 0 } : {}),
            }))}
            table={
              <Table
                caption={`${t('time.title')}: ${t(timeTitles[by])}`}
                captionHidden
                rows={rows}
                rowKey={(row) => row.key}
                columns={[
                  { key: 'name', header: t(timeTitles[by]), cell: (row) => row.name },
                  {
                    key: 'minutes',
                    header: t('time.minutes'),
                    cell: (row) => format.minutes(row.minutes),
                    numeric: true,
                  },
                  {
                    key: 'share',
                    header: t('share'),
                    cell: (row) => (all.minutes === 0 ? '–' : format.percent(row.minutes / all.minutes)),
                    numeric: true,
                  },
                  {
                    key: 'entries',
                    header: t('time.entries'),
                    cell: (row) => format.number(row.entries),
                    numeric: true,
                  },
                  ...(compared
                    ? [
                        {
                          key: 'before',
                          header: t('before'),
                          cell: (row: TimeRow) => format.minutes(before.get(row.key) ?? 0),
                          numeric: true,
                        },
                      ]
                    : []),
                  ...(rows.some((row) => to(row) !== null)
                    ? [
                        {
                          key: 'records',
                          header: t('records.title'),
                          cell: (row: TimeRow & { name: string }) => {
                            const address = to(row);
                            return address === null ? (
                              '–'
                            ) : (
                              <Link to={address} aria-label={t('seeNamed', { name: row.name })}>
                                {t('see')}
                              </Link>
                            );
                          },
                        },
                      ]
                    : []),
                ]}
              />
            }
          />
        )}
      </Stack>
    </Section>
  );
}

const nothing = { entries: 0, minutes: 0, audience: 0 } as const;
