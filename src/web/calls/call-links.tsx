import { useTranslation } from 'react-i18next';
import { LinkList, StatusTag, useFormat } from '../ui/index.ts';
import type { CallList } from './types.ts';
import { stateTone, useCallWords } from './words.ts';

/** Calls as links, each with its time, school and state. `label` names the list. */
export function CallLinks({ label, calls }: { readonly label: string; readonly calls: CallList['calls'] }) {
  const { t } = useTranslation('terms');
  const format = useFormat();
  const words = useCallWords();
  return (
    <LinkList
      label={label}
      rows={calls.map((call) => ({
        key: call.id,
        to: `/calls/${call.id}`,
        title: words.matterOf(call),
        detail: `${format.dateTime(call.requestedAt)}, ${call.schoolName}`,
        end: <StatusTag tone={stateTone[call.state]}>{t(`callState.${call.state}`)}</StatusTag>,
      }))}
    />
  );
}
