import { keyOfReleaseCode } from '../catalogs/release-codes.ts';
import type { ReleaseDocument } from './release-view.ts';
import { total } from './release-view.ts';
import type { Texts } from './texts.ts';

/** The words for a code of a column of a release. */
export function codeName(
  texts: Texts,
  release: Pick<ReleaseDocument, 'schools'>,
  column: string,
  code: string,
): string {
  const { t } = texts;
  if (code === total) return t('release.total');
  if (column === 'school') return release.schools.find(({ id }) => id === code)?.name ?? code;
  const key = keyOfReleaseCode(column, code);
  return key === null ? code : t(key);
}

/** '2025–26', or 'Quarter 2 of 2025–26'. */
export function periodName(texts: Texts, release: { readonly kind: string; readonly period: string }): string {
  const { t, format } = texts;
  if (release.kind === 'year') return t('release.year', { year: format.year(release.period) });
  const at = release.period.lastIndexOf('-Q');
  return t('release.quarter', { n: release.period.slice(at + 2), year: format.year(release.period.slice(0, at)) });
}
