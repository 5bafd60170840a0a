import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { handOffTargets, mentalHealthHandOffSchema } from '../../domain/activities/record.ts';
import { useRead, useStale } from '../api/hooks.ts';
import { newId } from '../api/ids.ts';
import { Chips, DateField, FormFrame, RadioTiles, Select, TimeField, useForm, YesNo } from '../forms/index.ts';
import { accepted, useSend } from '../outbox/context.tsx';
import { useProgram } from '../session/session.tsx';
import { Button, Loaded, Notice, Page, useFormat, useToast } from '../ui/index.ts';
import { schoolAt } from './entry.ts';
import type { OfficerDay } from './types.ts';

const schema = mentalHealthHandOffSchema.omit({ officerId: true });
const manners = ['warm', 'byCall', 'byMessage'] as const;

/** A student in need is handed to a professional; an officer does not stand in for one (D5). */
export default function HandOffPage() {
  const { t } = useTranslation('activities');
  const read = useRead<OfficerDay>('/day');
  return (
    <Page title={t('handOff.title')} lead={t('handOff.lead')} back={{ to: '/day', label: t('web:nav.day') }}>
      {read.data === undefined && read.error === null ? (
        <Loaded read={read}>{() => null}</Loaded>
      ) : (
        <HandOffForm day={read.data} />
      )}
    </Page>
  );
}

function HandOffForm({ day }: { readonly day: OfficerDay | undefined }) {
  const { t } = useTranslation(['activities', 'terms']);
  const format = useFormat();
  const send = useSend();
  const stale = useStale();
  const toast = useToast();
  const navigate = useNavigate();
  const { schools } = useProgram();
  const [initial] = useState(() => {
    const now = format.local();
    return {
      id: newId(),
      to: '',
      manner: 'warm',
      urgent: null as boolean | null,
      minutesUntilTakenOver: null as number | null,
      schoolId: (day === undefined ? null : schoolAt(day.assignments, now.day, now.time)) ?? '',
      day: now.day,
      time: now.time,
    };
  });
  const form = useForm({
    id: 'handOff:new',
    initial,
    schema,
    prepare: ({ day: date, time, ...values }) => ({
      ...values,
      at: date === '' || time === '' ? '' : format.instant(date, time),
    }),
    submit: (value, onStored) =>
      send<{ id: string }>({
        id: value.id,
        method: 'POST',
        url: '/hand-offs',
        body: value,
        label: t('handOff.label', { to: t(`terms:handOffTarget.${value.to}`) }),
        reopen: {
          path: '/day/hand-off',
          formId: 'handOff:new',
          values: { ...value, ...format.local(value.at) },
        },
        onStored,
      }).then(accepted),
    renameField: (path) => (path === 'at' ? 'day' : path),
    onSaved: () => {
      toast.saved();
      void stale('/day');
      void navigate('/day');
    },
  });
  return (
    <>
      <Notice kind="warning">{t('handOff.danger')}</Notice>
      <FormFrame form={form}>
        <RadioTiles
          name="to"
          label={t('handOff.to')}
          layout="grid"
          options={handOffTargets.map((value) => ({ value, label: t(`terms:handOffTarget.${value}`) }))}
        />
        <RadioTiles
          name="manner"
          label={t('handOff.manner')}
          options={manners.map((value) => ({ value, label: t(`terms:handOffManner.${value}`) }))}
        />
        <YesNo name="urgent" label={t('handOff.urgent')} example={t('handOff.urgentExample')} />
        <Chips
          name="minutesUntilTakenOver"
          label={t('handOff.minutes')}
          optional
          options={[5, 10, 20, 30]}
          unit={(minutes) => format.minutes(minutes)}
        />
        <Select
          name="schoolId"
          label={t('handOff.school')}
          options={schools.map((school) => ({ value: school.id, label: school.name }))}
        />
        <DateField name="day" label={t('handOff.day')} max={format.local().day} />
        <TimeField name="time" label={t('handOff.at')} />
        <Button type="submit" big busy={form.submitting}>
          {t('handOff.save')}
        </Button>
      </FormFrame>
    </>
  );
}
