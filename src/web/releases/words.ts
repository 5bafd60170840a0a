import type { TFunction } from 'i18next';
import { keyOfReleaseCode } from '../../catalogs/release-codes.ts';
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
  const at = period.lastIndexOf('-Q');
  return kind === 'year' || at < 0
    ? t('publishing:releases.year', { year: period })
    : t('publishing:releases.quarter', { n: period.slice(at + 2), year: period.slice(0, at) });
}
