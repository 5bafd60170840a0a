import { useTranslation } from 'react-i18next';
import {
  type ActivityKind,
  activityKinds,
  audiences,
  copsRoles,
  functionOtherReasons,
  statutoryFunctions,
  topicsByKind,
} from '../../domain/activities/record.ts';
import { DateField, NumberField, Select, TextArea, TimeField } from '../forms/index.ts';
import { useProgram } from '../session/session.tsx';
import { type EntryValues, elsewhere } from './entry.ts';

const isKind = (kind: string): kind is ActivityKind => activityKinds.some((one) => one === kind);

/** Topics of a kind, as options. */
export function useTopics(kind: string): { readonly value: string; readonly label: string }[] {
  const { t } = useTranslation('terms');
  return isKind(kind) ? topicsByKind[kind].map((value) => ({ value, label: t(`terms:topic.${value}`) })) : [];
}

/** School, when, role, function, who was there: preset, and changeable here. */
export function MoreFields({ values, today }: { readonly values: EntryValues; readonly today: string }) {
  const { t } = useTranslation(['activities', 'terms']);
  const { schools } = useProgram();
  const options = (list: readonly string[], area: string) =>
    list.map((value) => ({ value, label: t(`terms:${area}.${value}`) }));
  return (
    <>
      <Select
        name="schoolId"
        label={t('log.school')}
        options={[
          ...schools.map((school) => ({ value: school.id, label: school.name })),
          { value: elsewhere, label: t('log.elsewhere') },
        ]}
      />
      <DateField name="day" label={t('log.day')} max={today} />
      <TimeField name="time" label={t('log.start')} hint={t('log.startHint')} />
      <Select name="role" label={t('log.role')} options={options(copsRoles, 'copsRole')} />
      <Select
        name="statutoryFunction"
        label={t('log.function')}
        options={options(statutoryFunctions, 'statutoryFunction')}
      />
      {values.statutoryFunction === 'other' ? (
        <Select
          name="functionOtherReason"
          label={t('log.functionReason')}
          options={options(functionOtherReasons, 'functionOtherReason')}
        />
      ) : null}
      <Select name="audience" label={t('log.audience')} options={options(audiences, 'audience')} />
      {values.audience === 'none' || values.kind === 'classTalk' ? null : (
        <NumberField name="audienceSize" label={t('log.size')} optional />
      )}
    </>
  );
}

/** The note, with its one rule. */
export function NoteField({ optional }: { readonly optional: boolean }) {
  const { t } = useTranslation('activities');
  return (
    <TextArea name="note" label={t('log.note')} hint={t('log.noteHint')} optional={optional} rows={3} maxLength={500} />
  );
}
