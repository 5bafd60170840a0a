import { html } from 'ghtml';
import type { Texts } from './texts.ts';
import type { PublicProgram } from './view.ts';

export const programPages = [
  'home',
  'activity',
  'funnel',
  'enforcement',
  'people',
  'alike',
  'officers',
  'releases',
  'data',
  'how',
] as const;
export type ProgramPage = (typeof programPages)[number];

export interface Page {
  readonly title: string;
  /** One sentence for who finds the page in a search. */
  readonly description: string;
  readonly main: string;
  /** The path after the language, for the link to the other language and the canonical address; starts with '/' or is ''. */
  readonly path: string;
  readonly query?: string;
  readonly program?: PublicProgram;
  readonly current?: ProgramPage;
}

/** The address of a page of a program. */
export function programHref(texts: Texts, program: PublicProgram, page: ProgramPage): string {
  return `/${texts.language}/${program.slug}${page === 'home' ? '' : `/${page}`}`;
}

/**
 * The whole document around a page: head, skip link, header with language link, navigation, main, footer. `origin` is
 * where this site is, 'https://example.org'; null: the page has no address of its own, as one that says what went wrong.
 */
export function document(texts: Texts, page: Page, origin: string | null): string {
  const { t, language } = texts;
  const other = language === 'en' ? 'es' : 'en';
  const here = (lang: string): string => `/${lang}${page.path}${page.query ?? ''}`;
  const title = page.program === undefined ? page.title : `${page.title} · ${page.program.district}`;
  return html`<!doctype html>
<html lang="${language}" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title === t('site.name') ? title : `${title} · ${t('site.name')}`}</title>
<link rel="stylesheet" href="/portal/portal.css">
<link rel="icon" type="image/svg+xml" href="/portal/icon.svg">
<meta name="description" content="${page.description}">
!${
    origin === null
      ? ''
      : html`<link rel="canonical" href="${origin}${here(language)}">
<link rel="alternate" hreflang="en" href="${origin}${here('en')}">
<link rel="alternate" hreflang="es" href="${origin}${here('es')}">`
  }
!${
    page.program === undefined
      ? ''
      : html`<link rel="alternate" type="application/atom+xml" href="/${language}/${page.program.slug}/feed.xml" title="${t('releases.feed')}">`
  }
</head>
<body>
<a class="usa-skipnav" href="#main">${t('site.skip')}</a>
<header class="portal-header">
  <div class="portal-width portal-header__row">
    <a class="portal-header__name" href="/${language}">${t('site.name')}</a>
    <a class="portal-header__language" lang="${other}" hreflang="${other}" href="${here(other)}">${t('language.other')}</a>
  </div>
  !${page.program === undefined ? '' : navigation(texts, page.program, page.current)}
</header>
<main id="main" class="portal-width portal-main" tabindex="-1">!${page.main}</main>
!${footer(texts, page.program)}
</body>
</html>`;
}

/** A small document for a frame on another site: no navigation, no footer. */
export function bareDocument(texts: Texts, title: string, main: string): string {
  return html`<!doctype html>
<html lang="${texts.language}" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="stylesheet" href="/portal/portal.css">
</head>
<body><main id="main" class="portal-width portal-card">!${main}</main></body>
</html>`;
}

/**
 * The program's pages: side by side where there is room, behind one line on a phone. Of the two only one is ever shown,
 * to anybody: a closed <details> could not be opened by the style sheet in every browser, and there is no script.
 */
function navigation(texts: Texts, program: PublicProgram, current: ProgramPage | undefined): string {
  const { t } = texts;
  const links = programPages
    .map(
      (name) =>
        html`<li><a href="${programHref(texts, program, name)}"!${name === current ? ' aria-current="page"' : ''}>${t(`nav.${name}`)}</a></li>`,
    )
    .join('');
  const here = current === undefined ? '' : html` <span class="portal-menu__here">${t(`nav.${current}`)}</span>`;
  return html`<nav class="portal-nav" aria-label="${t('nav.label')}"><ul class="portal-width">!${links}</ul></nav>
  <nav class="portal-menu" aria-label="${t('nav.label')}"><details>
    <summary class="portal-width"><span class="portal-menu__name">${t('nav.menu')}</span>!${here}</summary>
    <ul>!${links}</ul></details></nav>`;
}

function footer(texts: Texts, program: PublicProgram | undefined): string {
  const { t, format, language } = texts;
  return html`<footer class="portal-footer"><div class="portal-width">
  !${
    program === undefined
      ? ''
      : html`<p>${t('footer.facts', { date: format.date(program.asOf), version: program.version })}</p>`
  }
  <nav aria-label="${t('footer.label')}"><ul>
    !${
      program === undefined
        ? ''
        : html`<li><a href="${programHref(texts, program, 'home')}#ask">${t('home.askTitle')}</a></li>`
    }
    <li><a href="/${language}">${t('nav.programs')}</a></li>
    <li><a href="/${language}/about">${t('footer.about')}</a></li>
    <li><a href="/${language}/withheld">${t('footer.withheld')}</a></li>
    <li><a href="/app/">${t('site.signIn')}</a></li>
  </ul></nav>
  <p class="portal-note">${t('footer.software')}</p>
</div></footer>`;
}
