import { html } from 'ghtml';
import { table } from '../parts.ts';
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
  const measures = [...new Map(made.map(({ measure, measureName }) => [measure, measureName[language]]))];
  return html`!${head}!${basis(texts, statistics, release)}
<p><strong>${release.comparisonLabel[language]}.</strong> ${t('alike.how')}</p>
!${measures.map(([measure, name]) => {
    const list = made.filter((one) => one.measure === measure);
    return html`<section aria-labelledby="${measure}"><h2 id="${measure}">${name}</h2>
<figure class="portal-chart"><ul class="portal-alike">!${list.map(
      (one) =>
        html`<li><p>${one.sentence[language]}</p>!${range(one)}<p class="portal-note">${one.beside[language]}</p></li>`,
    )}</ul><figcaption class="portal-note">${t('alike.chart')}</figcaption></figure>
!${numbers(texts, name, list)}</section>`;
  })}
!${
    left.length === 0
      ? ''
      : html`<section aria-labelledby="left"><h2 id="left">${t('alike.left')}</h2>
<ul class="usa-list">!${left.map((one) => html`<li>${one.measureName[language]}: ${one.sentence[language]}</li>`)}</ul></section>`
  }`;
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
      head: t(`disparity:groups.${dimension}.${group}`),
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

/** From a tenth as often to ten times as often; one, in the middle, is alike. */
const place = (ratio: number): number => 50 + 50 * Math.max(-1, Math.min(1, Math.log10(Math.max(ratio, 0.001))));

/** The range that fits the data as a line, the value as a mark on it, and a line where groups are alike. */
function range({ ratio }: ReleaseComparison): string {
  if (ratio === null) return '';
  const [low, high] = [place(ratio.low), place(ratio.high ?? 10)];
  const at = place(ratio.value);
  const x = (value: number): string => `${value.toFixed(2)}%`;
  return html`<svg class="portal-range" width="100%" height="24" focusable="false" aria-hidden="true">
<line class="portal-range__axis" x1="0" x2="100%" y1="12" y2="12" /><line class="portal-range__one" x1="50%" x2="50%" y1="0" y2="24" />
<line class="portal-range__line" x1="${x(low)}" x2="${x(high)}" y1="12" y2="12" /><circle class="portal-range__mark" cx="${x(at)}" cy="12" r="6" /></svg>`;
}
