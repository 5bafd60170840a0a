import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { z } from 'zod';
import type { Activity, ActivityBody } from '../../domain/activities/record.ts';
import { useRead, useStale } from '../api/hooks.ts';
import { newId } from '../api/ids.ts';
import { FormFrame, NumberField, Select, TextField, useForm } from '../forms/index.ts';
import { accepted, useSend } from '../outbox/context.tsx';
import {
  Button,
  Columns,
  Disclosure,
  Facts,
  Loaded,
  Notice,
  Page,
  Section,
  Stack,
  Timeline,
  useFormat,
  useToast,
} from '../ui/index.ts';
import { changesBetween, entrySchema, prepareEntry, presetValues, valuesOf } from './entry.ts';
import { MoreFields, NoteField, useTopics } from './entry-fields.tsx';
import { tileKinds } from './kind-tiles.tsx';
import type { ActivityDetail } from './types.ts';
import { useEntryWords } from './words.ts';

/** One entry: what it says, every version of it, and for its officer the change or amendment (P7.2). */
export default function EntryPage() {
  const { t } = useTranslation('activities');
  const { activityId } = useParams();
  const read = useRead<ActivityDetail>(`/activities/${activityId}`);
  if (read.data === undefined) {
    return (
      <Page title={t('entry.title')}>
        <Loaded read={read}>{() => null}</Loaded>
      </Page>
    );
  }
  return <Entry detail={read.data} />;
}

const factFields = [
  'startedAt',
  'minutes',
  'schoolId',
  'role',
  'statutoryFunction',
  'functionOtherReason',
  'audience',
  'audienceSize',
  'note',
] as const satisfies readonly (keyof ActivityBody)[];

function Entry({ detail }: { readonly detail: ActivityDetail }) {
  const { t } = useTranslation('activities');
  const words = useEntryWords();
  const { activity } = detail;
  const facts = [
    { term: t('entry.officer'), value: detail.officerName },
    ...factFields
      .filter((field) => activity[field] !== null && activity[field] !== '')
      .map((field) => ({ term: t(`fields.${field}`), value: words.value(field, activity) })),
  ];
  const back = detail.own
    ? { to: `/day?date=${activity.day}`, label: t('web:nav.day') }
    : { to: '/activities', label: t('web:nav.activities') };
  return (
    <Page title={words.title(activity)} kicker={words.school(activity.schoolId)} back={back} wide>
      <Columns wideFirst>
        <Stack gap={4}>
          {activity.withdrawn ? <Notice kind="warning">{t('entry.takenBack')}</Notice> : null}
          <Facts facts={facts} />
          {detail.own ? (
            <Disclosure title={detail.dayClosed ? t('entry.amend') : t('entry.edit')}>
              <EditForm key={activity.version} detail={detail} />
            </Disclosure>
          ) : null}
          {detail.own && !activity.withdrawn ? (
            <Disclosure title={t('entry.takeBackTitle')}>
              <TakeBack key={activity.version} activity={activity} />
            </Disclosure>
          ) : null}
        </Stack>
        <Section title={t('entry.versions')}>
          <Versions detail={detail} />
        </Section>
      </Columns>
    </Page>
  );
}

function Versions({ detail }: { readonly detail: ActivityDetail }) {
  const { t } = useTranslation('activities');
  const format = useFormat();
  const words = useEntryWords();
  return (
    <Timeline
      label={t('entry.versions')}
      entries={detail.versions.map((version, index) => {
        const before = detail.versions[index + 1];
        const lines =
          before === undefined
            ? []
            : changesBetween(before.body, version.body).map((field) =>
                t('entry.was', {
                  field: t(`fields.${field}`),
                  before: words.value(field, before.body),
                  after: words.value(field, version.body),
                }),
              );
        if (version.withdrawn) lines.push(t('entry.tookBack'));
        else if (before?.withdrawn) lines.push(t('entry.broughtBack'));
        if (version.reason !== null) lines.push(t('entry.reason', { reason: version.reason }));
        return {
          key: String(version.version),
          when: format.dateTime(version.at),
          ...(version.author === null ? {} : { who: version.author }),
          title: before === undefined ? t('entry.first') : t('entry.version', { version: version.version }),
          detail: lines.map((line) => <p key={line}>{line}</p>),
        };
      })}
    />
  );
}

/** Sends a change of one entry; changes of one entry wait for one another. */
function useChange(activity: Activity) {
  const { t } = useTranslation('activities');
  const send = useSend();
  const stale = useStale();
  const toast = useToast();
  const navigate = useNavigate();
  const words = useEntryWords();
  return {
    change: (body: ActivityBody | null, reason: string) =>
      send<Activity>({
        id: newId(),
        group: activity.id,
        method: 'PUT',
        url: `/activities/${activity.id}`,
        body: { baseVersion: activity.version, reason: reason === '' ? null : reason, body },
        label: t('entry.label', { what: words.title(body ?? activity) }),
      }).then(accepted),
    done(): void {
      toast.saved();
      void stale('/day', '/activities');
      void navigate(`/day?date=${activity.day}`);
    },
  };
}

function EditForm({ detail }: { readonly detail: ActivityDetail }) {
  const { t } = useTranslation(['activities', 'terms']);
  const format = useFormat();
  const { activity, dayClosed } = detail;
  const { change, done } = useChange(activity);
  const [initial] = useState(() => valuesOf(activity.id, activity, format));
  const form = useForm({
    id: `activity:${activity.id}:${activity.version}`,
    initial,
    schema: entrySchema(dayClosed),
    prepare: (values) => prepareEntry(values, new Date(), format, activity.startedAt),
    submit: ({ id: _id, reason, ...body }) => change(body, reason),
    renameField: (path) => (path === 'startedAt' ? 'day' : path.replace(/^body\./, '')),
    onSaved: done,
  });
  const topics = useTopics(form.values.kind);
  return (
    <FormFrame form={form}>
      <Select
        name="kind"
        label={t('log.kindChosen')}
        options={tileKinds.map((kind) => ({ value: kind, label: t(`terms:activityKind.${kind}`) }))}
        onChanged={(value) => {
          const kind = tileKinds.find((one) => one === value);
          if (kind !== undefined) form.update(presetValues(kind));
        }}
      />
      {topics.length === 0 ? null : <Select name="topic" label={t('fields.topic')} options={topics} />}
      <NumberField name="minutes" label={t('log.minutesPlain')} />
      <MoreFields values={form.values} today={format.local().day} />
      {form.values.kind === 'classTalk' ? <NumberField name="audienceSize" label={t('log.size')} optional /> : null}
      <NoteField optional={form.values.kind !== 'other'} />
      {dayClosed ? (
        <TextField name="reason" label={t('log.reason')} hint={t('log.reasonHint')} maxLength={500} />
      ) : null}
      <Button type="submit" busy={form.submitting}>
        {t('log.save')}
      </Button>
    </FormFrame>
  );
}

const takeBackSchema = z.object({ reason: z.string().trim().min(3, 'activities.reasonMissing').max(500) });

function TakeBack({ activity }: { readonly activity: Activity }) {
  const { t } = useTranslation('activities');
  const { change, done } = useChange(activity);
  const form = useForm({
    id: `activity:${activity.id}:back`,
    initial: { reason: '' },
    schema: takeBackSchema,
    submit: ({ reason }) => change(null, reason),
    onSaved: done,
  });
  return (
    <FormFrame form={form}>
      <TextField name="reason" label={t('log.reasonBack')} hint={t('entry.takeBackHint')} maxLength={500} />
      <Button type="submit" kind="danger" busy={form.submitting}>
        {t('entry.takeBack')}
      </Button>
    </FormFrame>
  );
}
