import type { TFunction } from 'i18next';
import { keyOfReleaseCode } from '../../catalogs/release-codes.ts';
import { releasePeriod } from '../../catalogs/release-period.ts';
import type { Proposal } from './types.ts';

function codeWords(t: TFunction, document: Proposal['document'], column: string, code: string): string {
  if (column === 'school') return document.schools.find(({ id }) => id === code)?.name ?? code;
  const key = keyOfReleaseCode(column, code);
  return key === null ? code : t(key);
}

/** The words for a count: its codes, those summed over left out. */
export function cellWords(
  t: TFunction,
  document: Proposal['document'],
  table: string,
  codes: readonly string[],
): string {
  const columns = document.tables.find(({ id }) => id === table)?.columns ?? [];
  const parts = codes.flatMap((code, at) =>
    code === 'Total' ? [] : [codeWords(t, document, columns[at] ?? '', code)],
  );
  return parts.length === 0 ? t('publishing:proposal.everything') : parts.join(' · ');
}

/** '2025-26', or 'Quarter 2 of 2025-26'. */
export function periodWords(t: TFunction, kind: 'quarter' | 'year', period: string): string {
  return kind === 'year'
    ? t('publishing:releases.year', { year: period })
    : releasePeriod((key, values) => t(key, values), period);
}
