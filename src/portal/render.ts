import { chooseLanguage, type Language, languages } from '../catalogs/languages.ts';
import type { PortalAnswer, ReleaseReader } from './door.ts';
import { document, type Page } from './layout.ts';
import { aboutPage, faultPage, listPage, withheldPage } from './pages/site.ts';
import { ofProgram } from './program-pages.ts';
import { type Texts, textsIn } from './texts.ts';

interface Asked {
  /** The path without the query, as the browser sent it. */
  readonly path: string;
  readonly acceptLanguage: string | undefined;
}

export interface PortalRequest extends Asked {
  readonly query: URLSearchParams;
  readonly releases: ReleaseReader;
  /** Where this site is, 'https://example.org': the feed and the snippet name it. */
  readonly origin: string;
}

/**
 * Answers one request for a public page: `/` goes to the reader's language, `/en/...` and `/es/...` are the pages.
 * Never throws for what is in the address; a failing reader is the caller's to log (see `errorAnswer`).
 */
export async function renderPortal({
  path,
  query,
  acceptLanguage,
  releases,
  origin,
}: PortalRequest): Promise<PortalAnswer> {
  const parts = path.split('/').filter((part) => part !== '');
  const [first, ...rest] = parts;
  const language = languages.find((known) => known === first);
  if (language === undefined) {
    const preferred = preferredLanguage(acceptLanguage);
    if (first === undefined) {
      return { status: 302, headers: { location: `/${preferred}`, vary: 'Accept-Language' }, body: '' };
    }
    return notFound(textsIn(preferred));
  }
  const texts = textsIn(language);
  const [slug, ...below] = rest;
  if (slug === undefined) {
    const main = listPage(texts, await releases.list(), query.get('find') ?? '');
    return page(texts, { title: texts.t('list.title'), description: texts.t('list.lead'), main, path: '' }, origin);
  }
  if (below.length === 0 && slug === 'about') {
    return page(texts, sitePage(texts, 'about', aboutPage(texts)), origin);
  }
  if (below.length === 0 && slug === 'withheld') {
    return page(texts, sitePage(texts, 'withheld', withheldPage(texts)), origin);
  }
  const program = await releases.get(slug);
  if (program === null) return notFound(texts);
  const found = await ofProgram({ texts, program, releases, origin, query }, below);
  if (found === null) return notFound(texts);
  return 'page' in found ? page(texts, found.page, origin) : found.answer;
}

/** The page to show when rendering or reading failed; 503 where it will pass by itself. In the language of the address. */
export function errorAnswer({ path, acceptLanguage }: Asked, status: 500 | 503): PortalAnswer {
  const asked = languages.find((known) => known === path.split('/')[1]);
  const texts = textsIn(asked ?? preferredLanguage(acceptLanguage));
  return { ...page(texts, fault(texts, 'error'), null), status };
}

function notFound(texts: Texts): PortalAnswer {
  return { ...page(texts, fault(texts, 'notFound'), null), status: 404 };
}

function fault(texts: Texts, kind: 'notFound' | 'error'): Page {
  const { t } = texts;
  return { title: t(`${kind}.title`), description: t(`${kind}.text`), main: faultPage(texts, kind), path: '' };
}

function sitePage({ t }: Texts, name: 'about' | 'withheld', main: string): Page {
  return { title: t(`${name}.title`), description: t(`${name}.lead`), main, path: `/${name}` };
}

function page(texts: Texts, content: Page, origin: string | null): PortalAnswer {
  const headers = { 'content-type': 'text/html; charset=utf-8', 'content-language': texts.language };
  return { status: 200, headers, body: document(texts, content, origin) };
}

/** The first of our languages in an Accept-Language header, by weight; English when none is asked for. */
export function preferredLanguage(header: string | undefined): Language {
  const asked = (header ?? '').split(',').map((part) => {
    const [tag = '', ...params] = part.trim().split(';');
    const weight = params.map((param) => /^\s*q=([\d.]+)\s*$/.exec(param)?.[1]).find((q) => q !== undefined);
    return { tag, weight: weight === undefined ? 1 : Number(weight) };
  });
  asked.sort((a, b) => b.weight - a.weight);
  return chooseLanguage(asked.filter(({ weight }) => weight > 0).map(({ tag }) => tag));
}
