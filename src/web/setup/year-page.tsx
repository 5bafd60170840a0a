import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { schoolDayCount, weekdaysBetween } from '../../domain/partnerships/calendar.ts';
import { daysBetween } from '../../domain/shared/dates.ts';
import { calendarSchema } from '../../domain/shared/school-year.ts';
import { useApi, useRead } from '../api/hooks.ts';
import { DateField, FormFrame, useForm } from '../forms/index.ts';
import { NotFound } from '../shell/not-found.tsx';
import {
  Button,
  Buttons,
  Card,
  Columns,
  EmptyState,
  LinkList,
  Loaded,
  Page,
  Section,
  Stack,
  useFormat,
} from '../ui/index.ts';
import type { SchoolYearView } from './types.ts';
import { useSaved } from './use-saved.ts';

/** Nobody adds a holiday longer than a summer; more is a slip of the year. */
const longestHoliday = 100;

function HolidayAdder({ onAdd }: { readonly onAdd: (days: readonly string[]) => void }) {
  const { t } = useTranslation('setup');
  const [from, setFrom] = useState('');
  const [until, setUntil] = useState('');
  const [wrong, setWrong] = useState(false);
  const add = (): void => {
    const last = until === '' ? from : until;
    const days =
      from === '' || last < from || daysBetween(from, last) > longestHoliday ? [] : weekdaysBetween(from, last);
    setWrong(days.length === 0);
    if (days.length === 0) return;
    onAdd(days);
    setFrom('');
    setUntil('');
  };
  return (
    <Card title={t('calendar.addHoliday')}>
      <Columns>
        <DateField
          name="holidayFrom"
          label={t('calendar.holidayFrom')}
          value={from}
          onChange={setFrom}
          {...(wrong ? { error: t('calendar.holidayWrong') } : {})}
        />
        <DateField name="holidayUntil" label={t('calendar.holidayUntil')} optional value={until} onChange={setUntil} />
      </Columns>
      <Button kind="secondary" icon="add" onClick={add}>
        {t('calendar.addDays')}
      </Button>
    </Card>
  );
}

function YearForm({ year }: { readonly year: SchoolYearView | null }) {
  const { t } = useTranslation('setup');
  const format = useFormat();
  const api = useApi();
  const form = useForm({
    id: `setup:year:${year?.id ?? 'new'}`,
    initial: { firstDay: year?.firstDay ?? '', lastDay: year?.lastDay ?? '', holidays: year?.holidays ?? [] },
    schema: calendarSchema,
    submit: (value) =>
      year === null
        ? api.post<SchoolYearView>('/setup/school-years', value)
        : api.put<SchoolYearView>(`/setup/school-years/${year.id}`, value),
    onSaved: useSaved('/setup/calendar'),
    // A holiday has no field of its own to show its message at.
    renameField: (path) => (path.startsWith('holidays') ? 'lastDay' : path),
  });
  const { values } = form;
  const checked = calendarSchema.safeParse(values);
  const sensible = checked.success && daysBetween(values.firstDay, values.lastDay) <= 366;
  return (
    <FormFrame form={form}>
      <Columns>
        <DateField name="firstDay" label={t('calendar.firstDay')} />
        <DateField name="lastDay" label={t('calendar.lastDay')} />
      </Columns>
      <p role="status">{sensible ? t('calendar.schoolDays', { count: schoolDayCount(checked.data) }) : ''}</p>
      <Section title={t('calendar.holidays')}>
        <Stack gap={3}>
          <p>{t('calendar.holidaysLead')}</p>
          {values.holidays.length === 0 ? (
            <EmptyState title={t('calendar.noHolidays')} />
          ) : (
            <LinkList
              label={t('calendar.holidays')}
              rows={values.holidays.map((day) => ({
                key: day,
                title: `${format.longDay(day)}, ${day.slice(0, 4)}`,
                end: (
                  <Button
                    kind="quiet"
                    label={t('calendar.removeDay', { day: format.day(day) })}
                    onClick={() => form.update({ holidays: values.holidays.filter((one) => one !== day) })}
                  >
                    {t('remove')}
                  </Button>
                ),
              }))}
            />
          )}
          <HolidayAdder
            onAdd={(days) => form.update({ holidays: [...new Set([...values.holidays, ...days])].sort() })}
          />
        </Stack>
      </Section>
      <Buttons>
        <Button type="submit" busy={form.submitting}>
          {t('save')}
        </Button>
      </Buttons>
    </FormFrame>
  );
}

/** One school year: first and last day, holidays, the number of school days that makes. */
export default function YearPage() {
  const { t } = useTranslation('setup');
  const { yearId = 'new' } = useParams();
  const years = useRead<SchoolYearView[]>('/setup/school-years');
  const back = { to: '/setup/calendar', label: t('step.calendar.title') };
  if (yearId === 'new') {
    return (
      <Page title={t('calendar.add')} back={back}>
        <YearForm year={null} />
      </Page>
    );
  }
  return (
    <Loaded read={years}>
      {(list) => {
        const year = list.find((one) => one.id === yearId);
        if (year === undefined) return <NotFound />;
        return (
          <Page title={t('calendar.year', { year: year.id })} back={back}>
            <YearForm year={year} />
          </Page>
        );
      }}
    </Loaded>
  );
}
