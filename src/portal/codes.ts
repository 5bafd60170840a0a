import type { ReleaseDocument } from './release-view.ts';
import { total } from './release-view.ts';
import type { Texts } from './texts.ts';

/** Catalog keys of the codes of a column; a code that is not listed there is not known. */
const lists: Readonly<Record<string, string>> = {
  result: 'statistics:stages',
  origin: 'statistics:stages',
  level: 'statistics:stages',
  part: 'statistics:stages',
  step: 'statistics:stages',
  caller: 'terms:callerRole',
  kind: 'terms:actionKind',
  race: 'terms:race',
  sex: 'terms:sex',
  age: 'terms:ageBand',
  englishLearner: 'terms:yesNo',
  disability: 'terms:disability',
};

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
  if (code === 'unknown' || code === 'kindNotKnown') return t(`measures:members.${code}`);
  if (column === 'part' && code === 'informal') return t('statistics:stages.light.name');
  const list = lists[column];
  if (list === undefined) return code;
  return t(list === 'statistics:stages' ? `${list}.${code}.name` : `${list}.${code}`);
}

/** '2025–26', or 'Quarter 2 of 2025–26'. */
export function periodName(texts: Texts, release: { readonly kind: string; readonly period: string }): string {
  const { t, format } = texts;
  if (release.kind === 'year') return t('release.year', { year: format.year(release.period) });
  const at = release.period.lastIndexOf('-Q');
  return t('release.quarter', { n: release.period.slice(at + 2), year: format.year(release.period.slice(0, at)) });
}
