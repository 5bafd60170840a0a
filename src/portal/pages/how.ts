import { html } from 'ghtml';
import { programHref } from '../layout.ts';
import { table } from '../parts.ts';
import type { ReleaseDefinition } from '../release-view.ts';
import type { Texts } from '../texts.ts';
import type { PublicProgram } from '../view.ts';
import type { Statistics } from './statistics.ts';

/** How to read the numbers: what is withheld, what a range is, and every word that is counted, from the registry. */
export function howPage(texts: Texts, { release }: Statistics): string {
  const { t, language } = texts;
  const head = html`<h1>${t('how.title')}</h1><p class="usa-intro">${t('how.lead')}</p>
<h2>${t('how.withheldTitle')}</h2>
<p>${t('how.withheld')} <a class="usa-link" href="/${language}/withheld">${t('footer.withheld')}</a></p>
<h2>${t('how.rangeTitle')}</h2><p>${t('how.range')}</p>
<h2>${t('how.onceTitle')}</h2><p>${t('how.once')}</p>
<h2>${t('how.lateTitle')}</h2><p>${t('how.late')}</p>
<h2>${t('how.fitsTitle')}</h2><p>${t('how.fits')}</p>`;
  if (release === null) return head;
  const { threshold } = release.policy;
  return html`!${head}
<h2>${t('how.ruleTitle')}</h2><p>${t('how.rule', { threshold, most: threshold - 1 })}</p>
!${(['measure', 'dimension'] as const).map(
    (kind) => html`<h2>${t(`how.${kind}`)}</h2>
!${words(
      texts,
      t(`how.${kind}Caption`),
      release.definitions.filter((one) => one.kind === kind),
    )}`,
  )}`;
}

function words(texts: Texts, caption: string, list: readonly ReleaseDefinition[]): string {
  const { t, language } = texts;
  return table(
    caption,
    [{ text: t('how.word') }, { text: t('data.meaning') }],
    list.map(({ name, definition }) => ({
      head: name[language],
      cells: [{ content: html`${definition[language]}` }],
    })),
    { stacked: true },
  );
}

/** What the two parties can put on their own sites. */
export function embedPage(texts: Texts, program: PublicProgram, origin: string): string {
  const { t, language } = texts;
  const address = `${origin}/${language}/${program.slug}/card`;
  const snippet = html`<iframe src="${address}" title="${t('home.title', { district: program.district })}" width="100%" height="620" loading="lazy"></iframe>`;
  return html`<h1>${t('embed.title')}</h1><p class="usa-intro">${t('embed.lead')}</p>
<pre class="portal-pre" tabindex="0"><code>${snippet}</code></pre>
<p>${t('embed.note')}</p>
<h2>${t('embed.preview')}</h2>
<p><a class="usa-link" href="${programHref(texts, program, 'home')}/card">${t('embed.see')}</a></p>`;
}
