import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { addDays } from '../../domain/shared/dates.ts';
import { useApi } from '../api/hooks.ts';
import { DateField, Select } from '../forms/index.ts';
import { useProgram, useSession } from '../session/session.tsx';
import {
  Button,
  EmptyState,
  Figure,
  Figures,
  LoadingState,
  Page,
  ProblemNotice,
  Section,
  Stack,
  Table,
  useFormat,
} from '../ui/index.ts';
import { RoleTotals } from './day-side.tsx';
import { tileKinds } from './kind-tiles.tsx';
import type { ActivityList } from './types.ts';
import { useEntryWords } from './words.ts';

type Item = ActivityList['items'][number];

/** What officers did, for those who lead or oversee: filter, sums, entries (P7.2, D2, D3, D6). */
export default function ListPage() {
  const { t } = useTranslation('activities');
  const format = useFormat();
  const api = useApi();
  const { programId } = useProgram();
  const { roles } = useSession();
  const [search, setSearch] = useSearchParams();
  const today = format.local().day;
  const query = {
    from: search.get('from') ?? addDays(today, -29),
    to: search.get('to') ?? today,
    schoolId: search.get('schoolId') ?? '',
    officerId: search.get('officerId') ?? '',
    kind: search.get('kind') ?? '',
  };
  const read = useInfiniteQuery({
    queryKey: [programId, '/activities', query],
    queryFn: ({ pageParam, signal }) =>
      api.get<ActivityList>('/activities', { signal, query: { ...query, before: pageParam } }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
    placeholderData: (before) => before,
  });
  const first = read.data?.pages[0];
  const items = read.data?.pages.flatMap((page) => page.items) ?? [];
  const set = (name: string) => (value: string) =>
    setSearch(
      (now) => {
        now.set(name, value);
        return now;
      },
      { replace: true },
    );
  const ownOnly = roles.every((role) => role === 'officer');
  return (
    <Page title={t('list.title')} lead={ownOnly ? t('list.leadOwn') : t('list.lead')} wide>
      <Stack gap={4}>
        <Filter query={query} officers={first?.officers ?? []} today={today} onSet={set} />
        {read.error === null ? null : <ProblemNotice error={read.error} retry={() => void read.refetch()} />}
        {first === undefined ? (
          read.error === null ? (
            <LoadingState />
          ) : null
        ) : (
          <>
            <Sums list={first} period={t('list.period', { from: format.day(query.from), to: format.day(query.to) })} />
            {items.length === 0 ? (
              <EmptyState title={t('list.empty')}>{t('list.emptyHint')}</EmptyState>
            ) : (
              <Items items={items} />
            )}
            {read.hasNextPage ? (
              <Button kind="secondary" busy={read.isFetchingNextPage} onClick={() => void read.fetchNextPage()}>
                {t('list.more')}
              </Button>
            ) : null}
          </>
        )}
      </Stack>
    </Page>
  );
}

type Query = { readonly [name in 'from' | 'to' | 'schoolId' | 'officerId' | 'kind']: string };

function Filter(props: {
  readonly query: Query;
  readonly officers: ActivityList['officers'];
  readonly today: string;
  readonly onSet: (name: string) => (value: string) => void;
}) {
  const { t } = useTranslation(['activities', 'terms']);
  const { schools, grants } = useProgram();
  const { query, onSet } = props;
  const named = (list: readonly { readonly id: string; readonly name: string }[]) =>
    list.map(({ id, name }) => ({ value: id, label: name }));
  const wholeProgram = grants.some((grant) => grant.schoolIds === null);
  const mine = new Set(grants.flatMap((grant) => grant.schoolIds ?? []));
  const choice = wholeProgram ? schools : schools.filter((school) => mine.has(school.id));
  return (
    <search className="osr-filter" aria-label={t('list.filter')}>
      <DateField name="from" label={t('list.from')} max={query.to} value={query.from} onChange={onSet('from')} />
      <DateField
        name="to"
        label={t('list.to')}
        min={query.from}
        max={props.today}
        value={query.to}
        onChange={onSet('to')}
      />
      {choice.length < 2 ? null : (
        <Select
          name="schoolId"
          label={t('list.school')}
          empty={t('list.anySchool')}
          options={named(choice)}
          value={query.schoolId}
          onChange={onSet('schoolId')}
        />
      )}
      {props.officers.length < 2 ? null : (
        <Select
          name="officerId"
          label={t('list.officer')}
          empty={t('list.anyOfficer')}
          options={named(props.officers)}
          value={query.officerId}
          onChange={onSet('officerId')}
        />
      )}
      <Select
        name="kind"
        label={t('list.kind')}
        empty={t('list.anyKind')}
        options={tileKinds.map((value) => ({ value, label: t(`terms:activityKind.${value}`) }))}
        value={query.kind}
        onChange={onSet('kind')}
      />
    </search>
  );
}

function Sums({ list, period }: { readonly list: ActivityList; readonly period: string }) {
  const { t } = useTranslation('activities');
  const format = useFormat();
  const { totals } = list;
  return (
    <Section title={period}>
      <Figures>
        <Figure value={format.number(totals.entries)} label={t('list.entries')} />
        <Figure value={format.minutes(totals.minutes)} label={t('list.time')} />
        <Figure value={format.number(totals.positiveContacts)} label={t('list.positive')} />
        <Figure value={format.number(totals.peopleReached)} label={t('list.reached')} />
      </Figures>
      <RoleTotals totals={totals} />
    </Section>
  );
}

function Items({ items }: { readonly items: readonly Item[] }) {
  const { t } = useTranslation(['activities', 'terms']);
  const format = useFormat();
  const words = useEntryWords();
  return (
    <Table
      caption={t('list.caption')}
      rows={items}
      rowKey={(item) => item.id}
      columns={[
        {
          key: 'when',
          header: t('list.when'),
          cell: (item) => <Link to={`/activities/${item.id}`}>{format.dateTime(item.startedAt)}</Link>,
        },
        {
          key: 'what',
          header: t('list.what'),
          cell: (item) => (item.withdrawn ? <del>{words.title(item)}</del> : words.title(item)),
        },
        { key: 'officer', header: t('list.officer'), cell: (item) => item.officerName },
        { key: 'school', header: t('list.school'), cell: (item) => words.school(item.schoolId) },
        { key: 'role', header: t('list.role'), cell: (item) => t(`terms:copsRole.${item.role}`) },
        {
          key: 'minutes',
          header: t('list.minutes'),
          cell: (item) => (item.withdrawn ? <del>{format.number(item.minutes)}</del> : format.number(item.minutes)),
          numeric: true,
        },
      ]}
    />
  );
}
