import { useTranslation } from 'react-i18next';
import { correctiveSentence } from '../../catalogs/corrective-sentence.ts';
import { useProgram } from '../session/session.tsx';
import { StatusTag, useFormat } from '../ui/index.ts';
import type { Corrective } from './corrective-types.ts';
import type { Flag } from './types.ts';

/** What a corrective action is about, in the reader's words. */
export function useAbout(): (about: Flag) => string {
  const { t } = useTranslation(['explorer', 'disparity', 'measures']);
  const { schools } = useProgram();
  const schoolName = (id: string): string => schools.find((school) => school.id === id)?.name ?? id;
  return (about) => correctiveSentence((key, values) => t(key, values), about, schoolName);
}

/** Whether it is open, until when, or how it ended. */
export function CorrectiveTag({ action }: { readonly action: Pick<Corrective, 'state' | 'dueOn' | 'overdue'> }) {
  const { t } = useTranslation(['explorer', 'disparity']);
  const format = useFormat();
  if (action.state !== 'open') {
    return <StatusTag tone="good">{t(`disparity:correctiveStates.${action.state}`)}</StatusTag>;
  }
  const due = format.day(action.dueOn);
  return (
    <StatusTag tone={action.overdue ? 'bad' : 'due'}>
      {t(action.overdue ? 'explorer:corrective.overdue' : 'explorer:corrective.dueOn', { due })}
    </StatusTag>
  );
}
