import { chooseLanguage, type Language, languages } from '../catalogs/languages.ts';
import { download } from './downloads.ts';
import { document, type Page, type ProgramPage, programPages } from './layout.ts';
import { activityPage } from './pages/activity.ts';
import { funnelPage } from './pages/funnel.ts';
import { homePage } from './pages/home.ts';
import { officersPage } from './pages/officers.ts';
import { aboutPage, dataPage, faultPage, listPage, withheldPage } from './pages/site.ts';
import { chosenYear } from './pages/years.ts';
import { type Texts, textsIn } from './texts.ts';
import type { PublicProgram, ReleaseReader } from './view.ts';

interface Asked {
  /** The path without the query, as the browser sent it. */
  readonly path: string;
  readonly acceptLanguage: string | undefined;
}

export interface PortalRequest extends Asked {
  readonly query: URLSearchParams;
  readonly releases: ReleaseReader;
}

export interface PortalAnswer {
  readonly status: 200 | 302 | 404 | 500 | 503;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Answers one request for a public page: `/` goes to the reader's language, `/en/...` and `/es/...` are the pages.
 * Never throws for what is in the address; a failing reader is the caller's to log (see `errorAnswer`).
 */
export async function renderPortal({ path, query, acceptLanguage, releases }: PortalRequest): Promise<PortalAnswer> {
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
    const main = listPage(texts, await releases.list());
    return page(texts, { title: texts.t('list.title'), main, path: '' });
  }
  if (below.length === 0 && slug === 'about') {
    return page(texts, { title: texts.t('about.title'), main: aboutPage(texts), path: '/about' });
  }
  if (below.length === 0 && slug === 'withheld') {
    return page(texts, { title: texts.t('withheld.title'), main: withheldPage(texts), path: '/withheld' });
  }
  const program = await releases.get(slug);
  return program === null ? notFound(texts) : ofProgram(texts, program, below, query);
}

/** The page to show when rendering or reading failed; 503 where it will pass by itself. In the language of the address. */
export function errorAnswer({ path, acceptLanguage }: Asked, status: 500 | 503): PortalAnswer {
  const asked = languages.find((known) => known === path.split('/')[1]);
  const texts = textsIn(asked ?? preferredLanguage(acceptLanguage));
  return { ...page(texts, { title: texts.t('error.title'), main: faultPage(texts, 'error'), path: '' }), status };
}

function ofProgram(
  texts: Texts,
  program: PublicProgram,
  below: readonly string[],
  query: URLSearchParams,
): PortalAnswer {
  const [name = 'home', file, ...more] = below;
  if (more.length > 0) return notFound(texts);
  if (file !== undefined) {
    const found = name === 'data' ? download(texts, program, file) : null;
    if (found === null) return notFound(texts);
    const headers = { 'content-type': found.type, 'content-disposition': `attachment; filename="${found.name}"` };
    return { status: 200, headers, body: found.body };
  }
  const current = programPages.find((known) => known === name);
  if (current === undefined || (current === 'home' && below.length > 0)) return notFound(texts);
  const year = chosenYear(program, query);
  const isOlder = year !== undefined && year !== program.years[0] && (current === 'activity' || current === 'funnel');
  return page(texts, {
    title: current === 'home' ? texts.t('home.title', { district: program.district }) : texts.t(`nav.${current}`),
    main: mainOf[current](texts, program, query),
    path: `/${program.slug}${current === 'home' ? '' : `/${current}`}`,
    query: isOlder ? `?year=${year.id}` : '',
    program,
    current,
  });
}

const mainOf: Record<ProgramPage, (texts: Texts, program: PublicProgram, query: URLSearchParams) => string> = {
  home: homePage,
  officers: officersPage,
  activity: (texts, program, query) => activityPage(texts, program, chosenYear(program, query)),
  funnel: (texts, program, query) => funnelPage(texts, program, chosenYear(program, query)),
  data: dataPage,
};

function notFound(texts: Texts): PortalAnswer {
  return {
    ...page(texts, { title: texts.t('notFound.title'), main: faultPage(texts, 'notFound'), path: '' }),
    status: 404,
  };
}

function page(texts: Texts, content: Page): PortalAnswer {
  const headers = { 'content-type': 'text/html; charset=utf-8', 'content-language': texts.language };
  return { status: 200, headers, body: document(texts, content) };
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
