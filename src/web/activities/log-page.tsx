import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { type Activity, type ActivityKind, activityKinds } from '../../domain/activities/record.ts';
import { useRead, useStale } from '../api/hooks.ts';
import { newId } from '../api/ids.ts';
import { dropDraft, readDraft } from '../forms/drafts.ts';
import { Chips, FormFrame, NumberField, RadioTiles, TextField, useForm } from '../forms/index.ts';
import type { Form } from '../forms/use-form.ts';
import { accepted, useSend } from '../outbox/context.tsx';
import { useProgram, useSession } from '../session/session.tsx';
import { Button, ButtonLink, Loaded, Page, useFormat } from '../ui/index.ts';
import {
  type EntryValues,
  emptyValues,
  entrySchema,
  prepareEntry,
  presetValues,
  schoolAt,
  topicNeeded,
  valuesOf,
  worthBringingBack,
} from './entry.ts';
import { MoreFields, NoteField, useTopics } from './entry-fields.tsx';
import { keptDay } from './kept-frame.ts';
import { KindTiles } from './kind-tiles.tsx';
import { MinuteButtons } from './minute-buttons.tsx';
import type { OfficerDay } from './types.ts';
import { useQuickLog } from './use-log.ts';
import { useEntryWords } from './words.ts';

const formId = 'activity:new';
const minuteOptions = [5, 10, 15, 20, 30, 45, 60] as const;
const sizeOptions = [10, 20, 25, 30, 60, 100] as const;

/** Kind, then minutes, and it is saved: three taps from the day page (D6). */
export default function LogPage() {
  const { t } = useTranslation('activities');
  const [search] = useSearchParams();
  const date = search.get('date');
  const read = useRead<OfficerDay>('/day', date === null ? undefined : { date });
  const { me } = useSession();
  const { programId } = useProgram();
  const format = useFormat();
  const kept = date === null ? (keptDay(me.person.id, programId, format.local().day) ?? undefined) : undefined;
  return (
    <Page title={t('log.title')} back={{ to: date === null ? '/day' : `/day?date=${date}`, label: t('web:nav.day') }}>
      {read.data === undefined && read.failureReason === null ? (
        <Loaded read={read}>{() => null}</Loaded>
      ) : (
        <LogForm day={read.data ?? kept} />
      )}
    </Page>
  );
}

/** Without a network and without a day read before, the entry can still be written; the school is then chosen. */
function LogForm({ day }: { readonly day: OfficerDay | undefined }) {
  const { t } = useTranslation('activities');
  const format = useFormat();
  const words = useEntryWords();
  const send = useSend();
  const stale = useStale();
  const navigate = useNavigate();
  const { tell } = useQuickLog();
  const now = format.local();
  const today = day?.today ?? now.day;
  const date = day?.date ?? now.day;
  const school = day === undefined ? null : date === today ? schoolAt(day.assignments, date, now.time) : day.schoolId;
  const closed = day !== undefined && day.closedAt !== null;
  const { me } = useSession();
  const [initial] = useState(() => {
    const draft = readDraft(me.person.id, formId, Date.now());
    if (draft !== null && !worthBringingBack(draft.values)) dropDraft(me.person.id, formId);
    return emptyValues(newId(), date, school);
  });
  const form = useForm({
    id: formId,
    initial,
    schema: entrySchema(closed),
    prepare: (values) => prepareEntry(values, new Date(), format),
    submit: ({ id, reason, ...body }, onStored) => {
      const minutes = format.minutes(body.minutes);
      return send<Activity>({
        id,
        method: 'POST',
        url: '/activities',
        body: { ...body, id, reason: reason === '' ? null : reason },
        label: t('day.entry', { what: words.title(body), minutes }),
        reopen: { path: '/day/log', formId, values: { ...valuesOf(id, body, format), reason } },
        onStored,
      })
        .then(accepted)
        .then((result) => ({ result, id, body }));
    },
    renameField: (path) => (path === 'startedAt' ? 'day' : path),
    onSaved: ({ result, id, body }) => {
      tell(result.kind, id, body);
      void stale('/day', '/activities');
      void navigate(date === today ? '/day' : `/day?date=${date}`);
    },
  });
  return (
    <FormFrame form={form}>
      {form.values.kind === '' ? (
        <KindTiles onPick={(kind) => form.update(presetValues(kind))} />
      ) : (
        <Rest form={form} closed={closed} today={today} anotherDay={date !== today} />
      )}
    </FormFrame>
  );
}

type RestProps = {
  readonly form: Form<EntryValues>;
  readonly closed: boolean;
  readonly today: string;
  readonly anotherDay: boolean;
};

/** What follows the kind. A tap on the minutes saves, unless something the rules ask for is still missing. */
function Rest({ form, closed, today, anotherDay }: RestProps) {
  const { t } = useTranslation(['activities', 'terms']);
  const format = useFormat();
  const heading = useRef<HTMLHeadingElement>(null);
  const topics = useTopics(form.values.kind);
  const [taps, setTaps] = useState(0);
  const [moreOpen, setMoreOpen] = useState(anotherDay);
  const submit = useRef(form.submit);
  submit.current = form.submit;
  const { kind } = form.values;
  useEffect(() => heading.current?.focus(), []);
  // The tapped minutes are in the form only after it has rendered with them.
  useEffect(() => {
    if (taps > 0) void submit.current();
  }, [taps]);
  const known = activityKinds.find((one): one is ActivityKind => one === kind);
  const failedInMore = ['schoolId', 'day', 'role', 'statutoryFunction', 'functionOtherReason', 'audience', 'minutes'];
  const open = moreOpen || failedInMore.some((path) => form.messages.has(path));
  return (
    <>
      <div className="osr-picked">
        <h2 ref={heading} tabIndex={-1}>
          {known === undefined ? '' : t(`terms:activityKind.${known}`)}
        </h2>
        <Button kind="quiet" onClick={() => form.update({ kind: '' })}>
          {t('log.change')}
        </Button>
      </div>
      {topics.length === 0 ? null : (
        <RadioTiles
          name="topic"
          label={topicNeeded(kind) ? t('log.topic') : t('log.topicOptional')}
          options={topics}
          layout="grid"
        />
      )}
      {kind === 'classTalk' ? (
        <Chips
          name="audienceSize"
          label={t('log.size')}
          optional
          options={sizeOptions}
          unit={(people) => format.number(people)}
        />
      ) : null}
      {kind === 'other' ? <NoteField optional={false} /> : null}
      {closed ? <TextField name="reason" label={t('log.reason')} hint={t('log.reasonHint')} maxLength={500} /> : null}
      <fieldset className="usa-fieldset">
        <legend className="usa-legend">{t('log.minutes')}</legend>
        <MinuteButtons
          options={minuteOptions}
          busy={form.submitting}
          label={(minutes) => t('day.minutesOf', { what: t('log.save'), minutes: format.minutes(minutes) })}
          onPick={(minutes) => {
            form.update({ minutes });
            setTaps((count) => count + 1);
          }}
        />
      </fieldset>
      {kind === 'mentoring' || kind === 'other' ? (
        <ButtonLink kind="quiet" icon="support" to="/day/hand-off">
          {t('log.mentalHealth')}
        </ButtonLink>
      ) : null}
      {open ? (
        <More form={form} today={today} withNote={kind !== 'other'} />
      ) : (
        <Button kind="quiet" expanded={false} onClick={() => setMoreOpen(true)}>
          {t('log.more')}
        </Button>
      )}
    </>
  );
}

function More(props: { readonly form: Form<EntryValues>; readonly today: string; readonly withNote: boolean }) {
  const { t } = useTranslation('activities');
  const { form } = props;
  return (
    <>
      <NumberField name="minutes" label={t('log.minutesPlain')} />
      <MoreFields values={form.values} today={props.today} />
      {props.withNote ? <NoteField optional /> : null}
      <Button type="submit" big busy={form.submitting}>
        {t('log.save')}
      </Button>
    </>
  );
}
