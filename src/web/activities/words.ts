import { useTranslation } from 'react-i18next';
import type { ActivityBody, ActivityKind } from '../../domain/activities/record.ts';
import { useProgram } from '../session/session.tsx';
import { useFormat } from '../ui/index.ts';

/** The words of an entry in the person's language. */
export function useEntryWords() {
  const { t } = useTranslation(['activities', 'terms']);
  const format = useFormat();
  const { schools } = useProgram();
  const school = (id: string | null): string =>
    id === null ? t('log.elsewhere') : (schools.find((one) => one.id === id)?.name ?? t('log.elsewhere'));
  const title = (entry: { readonly kind: ActivityKind; readonly topic: string | null }): string =>
    entry.topic === null
      ? t(`terms:activityKind.${entry.kind}`)
      : `${t(`short.${entry.kind}`)}: ${t(`terms:topic.${entry.topic}`)}`;
  const matter = (code: string): string => t(`terms:matter.${code}`, { defaultValue: code });
  /** One field of an entry as a reader sees it. */
  const value = (field: keyof ActivityBody, body: ActivityBody): string => {
    switch (field) {
      case 'kind':
        return t(`terms:activityKind.${body.kind}`);
      case 'topic':
        return body.topic === null ? t('entry.none') : t(`terms:topic.${body.topic}`);
      case 'schoolId':
        return school(body.schoolId);
      case 'startedAt':
        return format.dateTime(body.startedAt);
      case 'minutes':
        return format.minutes(body.minutes);
      case 'role':
        return t(`terms:copsRole.${body.role}`);
      case 'statutoryFunction':
        return t(`terms:statutoryFunction.${body.statutoryFunction}`);
      case 'functionOtherReason':
        return body.functionOtherReason === null
          ? t('entry.none')
          : t(`terms:functionOtherReason.${body.functionOtherReason}`);
      case 'audience':
        return t(`terms:audience.${body.audience}`);
      case 'audienceSize':
        return body.audienceSize === null ? t('entry.none') : format.number(body.audienceSize);
      case 'note':
        return body.note === '' ? t('entry.none') : body.note;
    }
  };
  return { school, title, matter, value };
}
