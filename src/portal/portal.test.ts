import { describe, expect, it } from 'vitest';
import type { ReleaseEntry, ReleaseReader } from './door.ts';
import { callRows, originRows, stepRows } from './funnel-rows.ts';
import { programPages } from './layout.ts';
import { errorAnswer, preferredLanguage, renderPortal } from './render.ts';
import { type PublicProgram, type PublicYear, publicKinds, type Shown } from './view.ts';

const n = (value: number): Shown => ({ status: 'published', n: value });

function year(id: string, start: number): PublicYear {
  const cells: Record<string, Shown> = {};
  const all = [...callRows, ...originRows, ...stepRows].flatMap((row) => Object.values(row.cells));
  for (const [index, key] of all.entries()) cells[key] = n(100 + index);
  cells['incidents.arrested'] = { status: 'withheld' };
  cells['students.arrested'] = { status: 'withheld' };
  return {
    id,
    firstDay: `${start}-08-25`,
    lastDay: `${start + 1}-06-12`,
    publishedOn: `${start + 1}-07-01`,
    activity: publicKinds.map((kind) => ({ kind, month: `${start}-09`, entries: 20, hours: 11 })),
    audience: [{ kind: 'classTalk', people: 1230 }],
    positiveContacts: 500,
    cells,
  };
}

const program: PublicProgram = {
  slug: 'riverbend',
  agency: 'Riverbend Police <script>alert(1)</script>',
  district: 'Riverbend Unified',
  languages: ['en', 'es'],
  contacts: {
    agency: { name: 'Chief', phone: '(555) 010-0142', email: null, web: 'javascript:alert(1)' },
    district: null,
  },
  schools: [{ id: '060000000001', name: 'Lincoln Middle', grades: 'KG–08', students: null }],
  officers: [{ name: '=cmd()', kind: 'SRO', agency: 'Riverbend Police', schoolIds: ['060000000001'] }],
  years: [year('2025-26', 2025), year('2024-25', 2024)],
  asOf: '2026-11-20',
  version: 3,
};
const bare: PublicProgram = { ...program, slug: 'bare', years: [], officers: [], schools: [] };

const releases: ReleaseReader = {
  list: async () => [{ slug: 'riverbend', agency: 'Riverbend Police', district: 'Riverbend Unified', schools: 1 }],
  get: async (slug) => [program, bare].find((known) => known.slug === slug) ?? null,
  releases: async () => [],
  release: async () => null,
  file: async () => null,
};
const open = async (path: string, query = '', acceptLanguage?: string) => {
  const origin = 'https://example.org';
  const answer = await renderPortal({ path, query: new URLSearchParams(query), acceptLanguage, releases, origin });
  return { ...answer, body: Buffer.from(answer.body).toString() };
};

const below = ['', ...programPages.slice(1).map((name) => `/${name}`), '/embed'];
const paths = ['en', 'es'].flatMap((language) => [
  `/${language}`,
  `/${language}/about`,
  `/${language}/withheld`,
  `/${language}/nowhere`,
  ...below.map((page) => `/${language}/riverbend${page}`),
  ...below.map((page) => `/${language}/bare${page}`),
]);

describe('renderPortal', () => {
  it('[P7.9] gives every page in both languages one heading, a language, landmarks, a skip link and labelled tables', async () => {
    for (const path of paths) {
      const { body } = await open(path);
      const language = path.slice(1, 3);
      expect(body.match(/<h1>/g), path).toHaveLength(1);
      expect(body).toContain(`<html lang="${language}"`);
      expect(body).toContain('<main id="main"');
      expect(body).toContain('class="usa-skipnav" href="#main"');
      const tables = body.match(/<table[\s\S]*?<\/table>/g) ?? [];
      for (const table of tables) {
        expect(table, path).toMatch(/<caption>/);
        expect(table, path).toMatch(/<th role="columnheader" scope="col"/);
      }
      expect(body, path).toMatch(/<meta name="description" content="[^"]{20,}">/);
      // A page that is there says where, in full: search engines take no other address.
      const home = /rel="canonical" href="([^"]*)"/.exec(body)?.[1];
      expect(home, path).toBe(path.endsWith('/nowhere') ? undefined : `https://example.org${path}`);
      // Complete without scripts, and nothing a strict content security policy would refuse.
      expect(body).not.toMatch(/<script|style="|javascript:|\son[a-z]+="/);
      // A text that lost its value, or a key that was not translated.
      expect(body).not.toMatch(/\{\{|undefined|NaN|\[object/);
      expect(body).not.toMatch(/>(home|activity|funnel|officers|stages)\.[a-z]/i);
    }
  });

  it('[P7.9] holds the same menu once for wide screens and once, folded, for phones', async () => {
    const { body } = await open('/en/riverbend/funnel');
    const [wide, folded] = [...body.matchAll(/<nav class="portal-(?:nav|menu)"[\s\S]*?<\/nav>/g)].map(([nav]) => nav);
    const links = (nav = ''): string[] => nav.match(/<a [^>]*>/g) ?? [];
    expect(links(wide)).toHaveLength(programPages.length);
    expect(links(folded)).toEqual(links(wide));
    expect(folded).toMatch(/<details>\s*<summary[^>]*><span[^>]*>Menu<\/span> <span[^>]*>From call to outcome<\/span>/);
    expect((await open('/en/about')).body).not.toContain('<details');
  });

  it('[P7.9] names headings in order, without leaving a level out', async () => {
    for (const path of paths) {
      const levels = [...(await open(path)).body.matchAll(/<h([1-6])/g)].map((match) => Number(match[1]));
      expect(levels[0], path).toBe(1);
      for (const [index, level] of levels.entries()) expect(level - (levels[index - 1] ?? 1)).toBeLessThanOrEqual(1);
    }
  });

  it('[P7.9] shows a withheld number in words with the way to the reason, never blank and never as zero', async () => {
    const { body } = await open('/en/riverbend/funnel');
    expect(body).toContain('fewer than 10 or withheld');
    expect(body).toContain('href="/en/withheld" aria-label="Why is this withheld?"');
    expect((await open('/es/riverbend/funnel')).body).toContain('menos de 10 o reservado');
  });

  it('[P7.9] shows the year before beside each of the six figures, withheld ones too', async () => {
    const { body } = await open('/en/riverbend');
    const figures = /<ul class="portal-figures">([\s\S]*?)<\/ul>/.exec(body)?.[1]?.split('</li>').slice(0, -1) ?? [];
    expect(figures).toHaveLength(6);
    for (const figure of figures) expect(figure).toMatch(/The year before: [\d,]+</);
    const funnel = (await open('/en/riverbend/funnel')).body;
    const arrest = /<th [^>]*>Arrest<\/th>([\s\S]*?)<\/tr>/.exec(funnel)?.[1] ?? '';
    expect(arrest.match(/fewer than 10 or withheld/g)).toHaveLength(4);
  });

  it('[P7.9] finds a program by a part of its name, without capitals and accents', async () => {
    const list = ['Peñasco Unified', 'Riverbend Unified'].map((district) => {
      return { slug: district.slice(0, 5).toLowerCase(), agency: 'Police', district, schools: 2 };
    });
    const find = async (wanted: string): Promise<string[]> => {
      const query = new URLSearchParams({ find: wanted });
      const asked = { path: '/es', query, acceptLanguage: undefined, origin: 'https://example.org' };
      const { body } = await renderPortal({ ...asked, releases: { ...releases, list: async () => list } });
      return [...String(body).matchAll(/<strong>([^<]*)</g)].map(([, name = '']) => name);
    };
    expect(await find('PENASCO')).toEqual(['Peñasco Unified']);
    expect(await find('unified')).toHaveLength(2);
    expect(await find('elsewhere')).toEqual([]);
  });

  it('[P7.9] chooses the language by Accept-Language and links the same page in the other one', async () => {
    expect((await open('/', '', 'es-MX,es;q=0.9,en;q=0.8')).headers.location).toBe('/es');
    expect((await open('/', '', 'fr,en;q=0.5,es;q=0.4')).headers.location).toBe('/en');
    expect(preferredLanguage(undefined)).toBe('en');
    expect(preferredLanguage('en;q=0,es')).toBe('es');
    const older = await open('/en/riverbend/funnel', 'year=2024-25');
    expect(older.body).toContain('hreflang="es" href="https://example.org/es/riverbend/funnel?year&#61;2024-25"');
    expect((await open('/en/riverbend/funnel', 'year="><b>')).body).not.toContain('"><b>');
  });

  it('[P7.9] answers unknown addresses and failures with a page that leads on', async () => {
    for (const path of [
      '/en/nowhere',
      '/en/riverbend/nowhere',
      '/en/riverbend/home',
      '/en/riverbend/data/x.csv',
      '/x',
      '/en/about/x',
    ]) {
      const answer = await open(path);
      expect(answer.status, path).toBe(404);
      expect(answer.body).toContain('We cannot find this page');
    }
    expect(errorAnswer({ path: '/es/x', acceptLanguage: 'en' }, 503)).toMatchObject({ status: 503 });
    expect(errorAnswer({ path: '/', acceptLanguage: 'es' }, 500).body).toContain('Esta página no funciona');
  });

  it('[P7.9] writes grades as families do', async () => {
    expect((await open('/en/riverbend/officers')).body).toContain('>K–8<');
    expect((await open('/es/riverbend/schools/060000000001')).body).toContain('Grados: K–8.');
  });

  it('[P7.9] lets no release carry markup or a script into the page', async () => {
    const { body } = await open('/en/riverbend');
    expect(body).toContain('Riverbend Police &#60;script');
    expect(body).not.toContain('javascript:');
  });

  it('[P7.9] offers the same release as CSV and JSON: withheld stays withheld, formulas stay text', async () => {
    const funnel = await open('/en/riverbend/data/funnel.csv');
    expect(funnel.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(funnel.body).toContain('2025-26,arrested,Arrest,incidents,,withheld,3\r\n');
    expect(funnel.body).toContain('2025-26,calls,Calls for an officer,calls,100,published,3\r\n');
    expect((await open('/en/riverbend/data/officers.csv')).body).toContain("'=cmd()");
    expect((await open('/es/riverbend/data/activity.csv')).body).toContain('2025-26,2025-09,drill,Simulacros,20,11,3');
    expect(JSON.parse((await open('/en/riverbend/data/pages.json')).body)).toEqual(program);
  });

  it('[P7.9] keeps an address for the newest release and one for the newest whole year', async () => {
    const entry = (number: number, period: string): ReleaseEntry => {
      const kind = period.includes('Q') ? 'quarter' : 'year';
      return { number, kind, period, publishedAt: '2026-10-20T10:00:00.000Z', publishedOn: '2026-10-20' };
    };
    const asked: number[] = [];
    const reader: ReleaseReader = {
      ...releases,
      // The eighth corrects an earlier year: the pages and the address stay with the latest one.
      releases: async () => [entry(8, '2024-25'), entry(7, '2026-27-Q1'), entry(6, '2025-26'), entry(5, '2024-25')],
      file: async (_slug, number) => {
        asked.push(number);
        return { type: 'text/csv', content: Buffer.from('') };
      },
    };
    const get = async (path: string) => {
      const query = new URLSearchParams();
      const origin = 'https://example.org';
      return renderPortal({ path: `/en/riverbend${path}`, query, acceptLanguage: undefined, releases: reader, origin });
    };
    const body = String((await get('/data')).body);
    const links = [...body.matchAll(/href="([^"]*counts.csv)"/g)].map(([, href = '']) =>
      href.replace('/en/riverbend', ''),
    );
    expect(links).toEqual(['/releases/latest-year/counts.csv', '/releases/latest/counts.csv']);
    for (const link of links) await get(link);
    expect(asked).toEqual([6, 8]);
    expect((await get('/releases/latest-quarter/counts.csv')).status).toBe(404);
    const whole = await get('/releases/latest-year/counts.csv');
    expect(whole.headers['content-disposition']).toContain('riverbend-release-6-counts.csv');
  });

  it('[P7.9] explains every column of every file beside the files', async () => {
    const { body } = await open('/en/riverbend/data');
    const explained = [...body.matchAll(/<th role="rowheader"[^>]*>([^<]*)</g)].map(([, name]) => name);
    for (const file of ['funnel', 'activity', 'officers']) {
      const [head = ''] = (await open(`/en/riverbend/data/${file}.csv`)).body.replace('\uFEFF', '').split('\r\n');
      for (const name of head.split(',')) expect(explained, file).toContain(name);
    }
  });
});
