import { useTranslation } from 'react-i18next';
import { StatusTag, useFormat } from '../ui/index.ts';
import type { FindingRecord } from './types.ts';

/** The clock of an open finding, or its state. */
export function ClockTag({ finding }: { readonly finding: Pick<FindingRecord, 'state' | 'dueAt' | 'overdue'> }) {
  const { t } = useTranslation(['findings', 'terms']);
  const format = useFormat();
  if (finding.state !== 'open') {
    return (
      <StatusTag tone={finding.state === 'resolved' ? 'good' : 'neutral'}>
        {t(`terms:involvementState.${finding.state}`)}
      </StatusTag>
    );
  }
  const due = format.day(format.local(finding.dueAt).day);
  return (
    <StatusTag tone={finding.overdue ? 'bad' : 'due'}>
      {t(finding.overdue ? 'findings:overdue' : 'findings:due', { due })}
    </StatusTag>
  );
}
