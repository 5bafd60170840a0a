import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { useRead } from '../api/hooks.ts';
import { DateField } from '../forms/index.ts';
import { useOutboxContext } from '../outbox/context.tsx';
import {
  Button,
  ButtonLink,
  Cluster,
  Columns,
  Disclosure,
  EmptyState,
  Loaded,
  Notice,
  Page,
  Section,
  Stack,
  useFormat,
} from '../ui/index.ts';
import { DayList } from './day-list.tsx';
import { CloseDay, DocumentationTime, Due, RoleTotals } from './day-side.tsx';
import { schoolAt } from './entry.ts';
import { keptActivities, withKept } from './kept.ts';
import { Often } from './often.tsx';
import type { OfficerDay } from './types.ts';
import { useEntryWords } from './words.ts';

/** The pages a tap leads to are fetched with this one, so that they open where the network has gone. */
async function fetchNextPages(): Promise<void> {
  // What is not fetched now is fetched when it is opened; there its failure is shown.
  await Promise.allSettled([import('./log-page.tsx'), import('./hand-off-page.tsx'), import('./entry-page.tsx')]);
}

/** The officer's day: log with one thumb, see what was done and what is left (P7.2, P7.10, D6). */
export default function DayPage() {
  const { t } = useTranslation('activities');
  const format = useFormat();
  const [search] = useSearchParams();
  const date = search.get('date');
  useEffect(() => void fetchNextPages(), []);
  const read = useRead<OfficerDay>('/day', date === null ? undefined : { date }, { refreshMs: 60_000 });
  if (read.data === undefined) {
    return (
      <Page title={format.longDay(date ?? format.local().day)} kicker={t('nav.day')} wide>
        <Loaded read={read}>{() => null}</Loaded>
      </Page>
    );
  }
  return <Loaded read={read}>{(day) => <Day day={day} />}</Loaded>;
}

function Day({ day: stored }: { readonly day: OfficerDay }) {
  const { t } = useTranslation('activities');
  const format = useFormat();
  const words = useEntryWords();
  const { state } = useOutboxContext();
  const { officer } = stored;
  const kept = keptActivities(state.waiting, stored.date, officer?.id ?? '', (instant) => format.local(instant).day);
  const day = withKept(stored, kept);
  const isToday = day.date === day.today;
  const schoolId = isToday ? schoolAt(day.assignments, day.date, format.local().time) : day.schoolId;
  const { entries, minutes } = day.totals;
  const open = day.closedAt === null;
  const query = isToday ? '' : `?date=${day.date}`;
  return (
    <Page title={format.longDay(day.date)} kicker={schoolId === null ? t('day.noSchool') : words.school(schoolId)} wide>
      {officer === null ? (
        <EmptyState title={t('day.missingRecord')}>{t('day.missingRecordNext')}</EmptyState>
      ) : (
        <Columns wideFirst>
          <Stack gap={4}>
            <div className="osr-targets">
              <ButtonLink to={`/day/log${query}`} big icon="add">
                {t('day.log')}
              </ButtonLink>
              <ButtonLink to="/calls/radio" big kind="secondary" icon="phone">
                {t('day.called')}
              </ButtonLink>
            </div>
            {isToday && open ? <Often favourites={day.favourites} schoolId={schoolId} /> : null}
            <Section
              title={isToday ? t('day.today') : t('day.thatDay')}
              action={<p>{t('day.sum', { count: entries, time: format.minutes(minutes) })}</p>}
            >
              <DayList day={day} />
            </Section>
          </Stack>
          <Stack gap={4}>
            <Due />
            <DocumentationTime time={day.documentation} closed={!open} />
            <RoleTotals totals={day.totals} />
            {open ? (
              <CloseDay date={day.date} />
            ) : (
              <Notice kind="info">{t('day.closed', { time: format.time(day.closedAt ?? '') })}</Notice>
            )}
            <OtherDay day={day} />
          </Stack>
        </Columns>
      )}
    </Page>
  );
}

function OtherDay({ day }: { readonly day: OfficerDay }) {
  const { t } = useTranslation('activities');
  const navigate = useNavigate();
  const [date, setDate] = useState(day.date);
  return (
    <Disclosure title={t('day.other')}>
      <Stack>
        <DateField name="date" label={t('day.date')} max={day.today} value={date} onChange={setDate} />
        <Cluster>
          <Button kind="secondary" disabled={date === ''} onClick={() => void navigate(`/day?date=${date}`)}>
            {t('day.open')}
          </Button>
          {day.date === day.today ? null : (
            <ButtonLink kind="quiet" to="/day">
              {t('day.backToday')}
            </ButtonLink>
          )}
        </Cluster>
      </Stack>
    </Disclosure>
  );
}
