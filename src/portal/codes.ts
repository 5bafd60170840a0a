import { keyOfReleaseCode } from '../catalogs/release-codes.ts';
import { codesOf, type ReleaseDocument, type ReleaseTable, total } from './release-view.ts';
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

/** Columns whose codes have an order of their own; the others keep that of the release. */
const orders: Readonly<Record<string, readonly string[]>> = {
  age: ['under6', '6to9', '10to12', '13to14', '15to17', '18plus'],
  englishLearner: ['yes', 'no'],
};

/** The codes of a column as people list them: in their own order, what is not known at the end. */
export function listedCodes(of: ReleaseTable, column: string): readonly string[] {
  const order = orders[column] ?? [];
  const place = (code: string): number => {
    if (code === 'unknown') return Number.POSITIVE_INFINITY;
    const at = order.indexOf(code);
    return at < 0 ? order.length : at;
  };
  return codesOf(of, column).toSorted((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b)));
}
