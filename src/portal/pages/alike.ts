import { html } from 'ghtml';
import { capital, table } from '../parts.ts';
import type { ReleaseComparison } from '../release-view.ts';
import type { Texts } from '../texts.ts';
import { basis, noRelease, type Statistics } from './statistics.ts';

/** Is every group treated alike? Each comparison in a plain sentence, with its range drawn and in a table. */
export function alikePage(texts: Texts, statistics: Statistics): string {
  const { t, language } = texts;
  const { release } = statistics;
  const head = html`<h1>${t('alike.title')}</h1><p class="usa-intro">${t('alike.lead')}</p>`;
  if (release === null) return html`!${head}!${noRelease(texts)}`;
  const made = release.comparisons.filter(({ ratio }) => ratio !== null);
  const left = release.comparisons.filter(({ ratio }) => ratio === null);
  if (made.length + left.length === 0) return html`!${head}<p>${t('alike.none')}</p>`;
  const measures = measuresOf(texts, made);
  return html`!${head}!${answer(texts, made)}
!${basis(texts, statistics, release)}
<p><strong>${release.comparisonLabel[language]}.</strong> ${t('alike.how')} ${t('release.unidentified')}</p>
!${measures.map(([measure, name]) => {
    const list = made.filter((one) => one.measure === measure);
    const most = mostOf(list);
    return html`<section aria-labelledby="${measure}"><h2 id="${measure}">${name}</h2>
<figure class="portal-chart">!${scaleOf(texts, most)}<ul class="portal-alike">!${list.map(
      (one) =>
        html`<li><p>${one.sentence[language]}</p>!${range(one, most)}<p class="portal-note">${one.beside[language]}</p></li>`,
    )}</ul><figcaption class="portal-note">${t('alike.chart')}</figcaption></figure>
!${numbers(texts, name, list)}</section>`;
  })}
!${notCalculated(texts, left)}`;
}

/** The measures of some comparisons, each once, with their names. */
function measuresOf({ language }: Texts, list: readonly ReleaseComparison[]): readonly (readonly [string, string])[] {
  return [...new Map(list.map(({ measure, measureName }) => [measure, measureName[language]]))];
}

/** Which groups are not compared, and why: a group that was left out in silence would look alike. */
function notCalculated(texts: Texts, left: readonly ReleaseComparison[]): string {
  if (left.length === 0) return '';
  return html`<section aria-labelledby="left"><h2 id="left">${texts.t('alike.left')}</h2>
!${measuresOf(texts, left).map(
    ([measure, name]) => html`<h3>${name}</h3>
<ul class="usa-list">!${left
      .filter((one) => one.measure === measure)
      .map(({ sentence }) => html`<li>${sentence[texts.language]}</li>`)}</ul>`,
  )}</section>`;
}

/** Whether the range of a comparison leaves out 1, so that chance alone is an unlikely reason. */
function isApart({ ratio }: ReleaseComparison): boolean {
  return ratio !== null && (ratio.low > 1 || (ratio.high !== null && ratio.high < 1));
}

/** The page's question answered before anything else: how many comparisons are more than chance, and which. */
function answer(texts: Texts, made: readonly ReleaseComparison[]): string {
  const { t, format, language } = texts;
  if (made.length === 0) return html`<p class="portal-balance">${t('alike.none')}</p>`;
  const apart = made.filter(isApart);
  const all = format.number(made.length);
  if (apart.length === 0)
    return html`<p class="portal-balance">${t('alike.answerNone', { count: made.length, all })}</p>`;
  return html`<p class="portal-balance">${t('alike.answerSome', { count: apart.length, all })}</p>
<ul class="usa-list">!${apart.map(({ sentence }) => html`<li>${sentence[language]}</li>`)}</ul>`;
}

function numbers(texts: Texts, name: string, list: readonly ReleaseComparison[]): string {
  const { t } = texts;
  const written = (value: number | null | undefined): string =>
    value === null || value === undefined ? '–' : ratioText(value);
  return table(
    t('alike.caption', { measure: name }),
    [
      { text: t('alike.group') },
      { text: t('alike.times'), number: true },
      { text: t('alike.low'), number: true },
      { text: t('alike.high'), number: true },
    ],
    list.map(({ dimension, group, ratio }) => ({
      head: capital(t(`disparity:groups.${dimension}.${group}`)),
      cells: [ratio?.value, ratio?.low, ratio?.high].map((value) => ({
        content: html`${written(value)}`,
        number: true,
      })),
    })),
  );
}

function ratioText(value: number): string {
  return value < 1 ? value.toFixed(2) : value.toFixed(1);
}

/** How far a scale can reach, in times as often, to both sides of 1. */
const reaches = [2, 4, 8] as const;
type Reach = (typeof reaches)[number];

/** The shortest scale that holds all ranges of a list; what goes beyond the longest ends at its edge. */
function mostOf(list: readonly ReleaseComparison[]): Reach {
  const far = list.flatMap(({ ratio }) =>
    ratio === null ? [] : [1 / ratio.low, ratio.high ?? Number.POSITIVE_INFINITY],
  );
  return reaches.find((reach) => far.every((value) => value <= reach)) ?? 8;
}

/** The words over the ranges: so much less often, just as often, so much more often. */
function scaleOf({ t }: Texts, most: Reach): string {
  return html`<p class="portal-range__scale" aria-hidden="true"><span>${t(`alike.less${most}`)}</span><span>${t('alike.same')}</span><span>${t('alike.more', { n: most })}</span></p>`;
}

/** The range that fits the data as a line, the value as a mark on it, and a line where groups are alike. */
function range({ ratio }: ReleaseComparison, most: Reach): string {
  if (ratio === null) return '';
  // In percent of the width, by the logarithm: half as often is as far from the middle as twice.
  const place = (value: number): string =>
    `${(50 + 50 * Math.max(-1, Math.min(1, Math.log(Math.max(value, 0.001)) / Math.log(most)))).toFixed(2)}%`;
  return html`<svg class="portal-range" width="100%" height="24" focusable="false" aria-hidden="true">
<line class="portal-range__axis" x1="0" x2="100%" y1="12" y2="12" /><line class="portal-range__one" x1="50%" x2="50%" y1="0" y2="24" />
<line class="portal-range__line" x1="${place(ratio.low)}" x2="${place(ratio.high ?? most)}" y1="12" y2="12" /><circle class="portal-range__mark" cx="${place(ratio.value)}" cy="12" r="6" /></svg>`;
}
