import { useTranslation } from 'react-i18next';
import { Section, Stack } from '../ui/index.ts';
import type { Proposal } from './types.ts';
import { periodWords } from './words.ts';

type Line = NonNullable<Proposal['preview']['late']>[number];

/** What came or changed after its days were released, and whether this release counts it (P7.9). For those who decide. */
export function Late({ proposal: { preview, document } }: { readonly proposal: Proposal }) {
  const { t } = useTranslation('publishing');
  const lines = preview.late ?? [];
  if (lines.length === 0) return null;
  const sentences = ({ quarter, came, changed, state }: Line): readonly string[] => {
    const year = document.schoolYear;
    const period = quarter === null ? year : periodWords(t, 'quarter', `${year}-${quarter}`);
    return [
      ...(quarter === null ? [t('proposal.late.students')] : []),
      ...(came > 0 ? [t('proposal.late.came', { count: came, period })] : []),
      ...(changed > 0 ? [t('proposal.late.changed', { count: changed, period })] : []),
      t(`proposal.late.${state}`),
    ];
  };
  return (
    <Section title={t('proposal.late.title')}>
      <Stack>
        <p>{t('proposal.late.lead')}</p>
        <ul className="usa-list">
          {lines.map((line) => (
            <li key={`${line.table} ${line.quarter}`}>
              <strong>{t(`proposal.tables.${line.table}`)}:</strong> {sentences(line).join(' ')}
            </li>
          ))}
        </ul>
      </Stack>
    </Section>
  );
}
