import { periodName } from './codes.ts';
import type { PortalAnswer, ReleaseEntry, ReleaseReader } from './door.ts';
import { download } from './downloads.ts';
import { bareDocument, type Page, type ProgramPage, programPages } from './layout.ts';
import { newestYear } from './newest.ts';
import { activityPage } from './pages/activity.ts';
import { alikePage } from './pages/alike.ts';
import { behaviorSection, offenseSection } from './pages/by-topic.ts';
import { funnelPage } from './pages/funnel.ts';
import { cardPage, homePage } from './pages/home.ts';
import { embedPage, howPage } from './pages/how.ts';
import { officersPage } from './pages/officers.ts';
import { downloadPrefix, feed, releasePage, releasesPage } from './pages/releases.ts';
import { dataPage } from './pages/site.ts';
import { enforcementPage, peoplePage, type Statistics, schoolPage } from './pages/statistics.ts';
import { chosenYear } from './pages/years.ts';
import type { Texts } from './texts.ts';
import type { PublicProgram } from './view.ts';

/** A request below a program's address. */
interface ProgramRequest {
  readonly texts: Texts;
  readonly program: PublicProgram;
  readonly releases: ReleaseReader;
  readonly origin: string;
  readonly query: URLSearchParams;
}

/** A page to be put into its document, or a whole answer. */
type Found = { readonly page: Page } | { readonly answer: PortalAnswer };

/** What stands at a path below a program; null: nothing. */
export async function ofProgram(request: ProgramRequest, below: readonly string[]): Promise<Found | null> {
  const [name = 'home', second, third, ...more] = below;
  if (more.length > 0) return null;
  if (second === undefined) return named(request, name, below.length === 0);
  if (name === 'releases') return oneRelease(request, second, third);
  if (third !== undefined) return null;
  if (name === 'schools') return school(request, second);
  return name === 'data' ? file(request, second) : null;
}

const whole = (type: string, body: string | Uint8Array, headers: Readonly<Record<string, string>> = {}): Found => ({
  answer: { status: 200, headers: { 'content-type': type, ...headers }, body },
});

async function named(request: ProgramRequest, name: string, isFront: boolean): Promise<Found | null> {
  const { texts, program, releases, origin } = request;
  const { t } = texts;
  if (name === 'feed.xml') {
    const body = feed(texts, program, await releases.releases(program.slug), origin);
    return whole('application/atom+xml; charset=utf-8', body);
  }
  if (name === 'card') {
    const body = bareDocument(texts, t('home.title', { district: program.district }), cardPage(texts, program));
    return whole('text/html; charset=utf-8', body, { 'content-language': texts.language, 'x-framed': 'yes' });
  }
  if (name === 'embed') {
    return {
      page: {
        title: t('embed.title'),
        description: t('embed.lead'),
        main: embedPage(texts, program, origin),
        path: `/${program.slug}/embed`,
        program,
      },
    };
  }
  const current = programPages.find((known) => known === name);
  if (current === undefined || (current === 'home' && !isFront)) return null;
  const year = chosenYear(program, request.query);
  const byYear = current === 'activity' || current === 'funnel';
  return {
    page: {
      title: current === 'home' ? t('home.title', { district: program.district }) : t(`nav.${current}`),
      description: descriptionOf(texts, program, current),
      main: await mainOf[current](request),
      path: `/${program.slug}${current === 'home' ? '' : `/${current}`}`,
      query: byYear && year !== undefined && year !== program.years[0] ? `?year=${year.id}` : '',
      program,
      current,
    },
  };
}

/** What a page tells, and of whom: names of pages are alike in all programs. */
function descriptionOf({ t }: Texts, program: PublicProgram, page: ProgramPage): string {
  const { agency, district } = program;
  return page === 'home'
    ? t('home.lead', { agency, district })
    : t('home.about', { what: t(`home.topics.${page}`), district });
}

/** The release of the latest year, else the newest of a quarter. */
async function statisticsOf({ program, releases }: ProgramRequest): Promise<Statistics> {
  const all: readonly ReleaseEntry[] = await releases.releases(program.slug);
  const chosen = newestYear(all) ?? all[0];
  const found = chosen === undefined ? null : await releases.release(program.slug, chosen.number);
  return { program, release: found?.document ?? null };
}

const mainOf: Record<ProgramPage, (request: ProgramRequest) => string | Promise<string>> = {
  home: ({ texts, program }) => homePage(texts, program),
  officers: ({ texts, program }) => officersPage(texts, program),
  activity: ({ texts, program, query }) => activityPage(texts, program, chosenYear(program, query)),
  funnel: async (request) => {
    const { texts, program, query } = request;
    const funnel = funnelPage(texts, program, chosenYear(program, query));
    return `${funnel}${behaviorSection(texts, await statisticsOf(request))}`;
  },
  data: async ({ texts, program, releases }) => dataPage(texts, program, await releases.releases(program.slug)),
  enforcement: async (request) => {
    const statistics = await statisticsOf(request);
    const { texts } = request;
    return `${enforcementPage(texts, statistics)}${offenseSection(texts, statistics.release)}`;
  },
  people: async (request) => peoplePage(request.texts, await statisticsOf(request)),
  alike: async (request) => alikePage(request.texts, await statisticsOf(request)),
  how: async (request) => howPage(request.texts, await statisticsOf(request)),
  releases: async ({ texts, program, releases }) => releasesPage(texts, program, await releases.releases(program.slug)),
};

async function school(request: ProgramRequest, id: string): Promise<Found | null> {
  const { texts, program } = request;
  const main = schoolPage(texts, await statisticsOf(request), id);
  if (main === null) return null;
  const title = program.schools.find((one) => one.id === id)?.name ?? id;
  const description = texts.t('home.about', {
    what: texts.t('home.topics.school', { school: title }),
    district: program.district,
  });
  return { page: { title, description, main, path: `/${program.slug}/schools/${id}`, program } };
}

function file({ texts, program }: ProgramRequest, name: string): Found | null {
  const found = download(texts, program, name);
  return found === null
    ? null
    : whole(found.type, found.body, { 'content-disposition': `attachment; filename="${found.name}"` });
}

/** A release's page, or one of its files; 'latest' stands for the newest one, 'latest-year' for that of the latest year. */
async function oneRelease(
  { texts, program, releases }: ProgramRequest,
  asked: string,
  name: string | undefined,
): Promise<Found | null> {
  const { slug } = program;
  const number = /^[1-9]\d{0,5}$/.test(asked) ? Number(asked) : await latest(releases, slug, asked);
  if (number === undefined) return null;
  const attached = { 'content-disposition': `attachment; filename="${downloadPrefix(program, number)}${name ?? ''}"` };
  if (name !== undefined && !ownFiles.includes(name)) {
    const found = await releases.file(slug, number, name);
    return found === null ? null : whole(found.type, found.content, attached);
  }
  const signed = await releases.release(slug, number);
  if (signed === null) return null;
  if (name === 'release.json') return whole('application/json; charset=utf-8', signed.text, attached);
  if (name === 'signature.txt') return whole('text/plain; charset=utf-8', `${signed.signature}\n`, attached);
  if (name === 'public-key.pem') return whole('application/x-pem-file', signed.publicKey, attached);
  const title = texts.t('release.named', { number });
  return {
    page: {
      title,
      description: texts.t('releases.summary', { period: periodName(texts, signed.document) }),
      main: releasePage(texts, program, signed),
      path: `/${slug}/releases/${number}`,
      program,
      current: 'releases',
    },
  };
}

/** The number of the release that an address which stays leads to; undefined where it leads nowhere. */
async function latest(releases: ReleaseReader, slug: string, asked: string): Promise<number | undefined> {
  if (asked === 'latest') return (await releases.releases(slug))[0]?.number;
  return asked === 'latest-year' ? newestYear(await releases.releases(slug))?.number : undefined;
}

const ownFiles: readonly string[] = ['release.json', 'signature.txt', 'public-key.pem'];
