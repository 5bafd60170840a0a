import { useTranslation } from 'react-i18next';
import { useProgram } from '../session/session.tsx';
import { StatusTag, useFormat } from '../ui/index.ts';
import type { Corrective } from './corrective-types.ts';
import type { Flag } from './types.ts';
import { useNames } from './use-names.ts';

/** What a corrective action is about, in the reader's words. */
export function useAbout(): (about: Flag) => string {
  const { t } = useTranslation(['explorer', 'disparity']);
  const names = useNames();
  const { schools } = useProgram();
  const group = (about: Flag, member: string): string => {
    if (member === 'allOthers') return t('disparity:groups.allOthers');
    if (about.dimension !== 'school') return t(`disparity:groups.${about.dimension}.${member}`);
    return t('disparity:groups.school', { name: schools.find(({ id }) => id === member)?.name ?? member });
  };
  return (about) =>
    t('explorer:corrective.sentence', {
      measure: names.measure(about.measure),
      group: group(about, about.group),
      comparison: group(about, about.comparison),
    });
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
    <StatusTag tone={action.overdue ? 'bad' : 'warning'}>
      {t(action.overdue ? 'explorer:corrective.overdue' : 'explorer:corrective.dueOn', { due })}
    </StatusTag>
  );
}
