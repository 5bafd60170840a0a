import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { useRead } from '../api/hooks.ts';
import { Problem } from '../api/problem.ts';
import { DateField } from '../forms/index.ts';
import { fetchOutbox, useOutboxContext } from '../outbox/context.tsx';
import { useProgram, useSession } from '../session/session.tsx';
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
import { keepFrame, keptDay } from './kept-frame.ts';
import { Often } from './often.tsx';
import type { OfficerDay } from './types.ts';
import { useEntryWords } from './words.ts';

/**
 * Once the day stands, what a tap leads to is fetched, so that it opens and is kept where the network has gone. What is
 * not fetched now is fetched when it is needed; there its failure is shown.
 */
async function fetchNext(): Promise<void> {
  await Promise.allSettled([
    fetchOutbox(),
    import('./log-page.tsx'),
    import('./hand-off-page.tsx'),
    import('./entry-page.tsx'),
  ]);
}

/** The officer's day: log with one thumb, see what was done and what is left (P7.2, P7.10, D6). */
export default function DayPage() {
  const { t } = useTranslation('activities');
  const format = useFormat();
  const [search] = useSearchParams();
  const date = search.get('date');
  const read = useRead<OfficerDay>('/day', date === null ? undefined : { date }, { refreshMs: 60_000 });
  const { me } = useSession();
  const { programId } = useProgram();
  const settled = read.data !== undefined || read.failureReason !== null;
  useEffect(() => {
    if (settled) void fetchNext();
  }, [settled]);
  useEffect(() => {
    if (read.data !== undefined) keepFrame(me.person.id, programId, read.data);
  }, [read.data, me.person.id, programId]);
  if (read.data === undefined) {
    // Opened anew without a network: what is done can be logged all the same.
    const noNetwork = read.failureReason instanceof Problem && read.failureReason.neverAnswered && date === null;
    const kept = noNetwork ? keptDay(me.person.id, programId, format.local().day) : null;
    if (kept !== null) return <Day day={kept} again={() => void read.refetch()} />;
    return (
      <Page title={format.longDay(date ?? format.local().day)} kicker={t('web:nav.day')} wide>
        <Loaded read={read}>{() => null}</Loaded>
      </Page>
    );
  }
  return <Loaded read={read}>{(day) => <Day day={day} />}</Loaded>;
}

/** `again`: the day could not be read; only what this device knows of it is shown, and how to ask once more. */
function Day({ day: stored, again }: { readonly day: OfficerDay; readonly again?: () => void }) {
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
            {again !== undefined && day.entries.length === 0 ? null : (
              <Section
                title={again === undefined ? t(isToday ? 'day.today' : 'day.thatDay') : t('day.keptHere')}
                action={<p>{t('day.sum', { count: entries, time: format.minutes(minutes) })}</p>}
              >
                <DayList day={day} />
              </Section>
            )}
          </Stack>
          {again === undefined ? (
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
          ) : (
            <Notice kind="info" title={t('day.noNetwork')}>
              <p>{t('day.noNetworkHint')}</p>
              <Button kind="quiet" onClick={again}>
                {t('day.again')}
              </Button>
            </Notice>
          )}
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
