import { html } from 'ghtml';
import { periodName } from '../codes.ts';
import type { ReleaseEntry } from '../door.ts';
import { programHref } from '../layout.ts';
import { newestYear } from '../newest.ts';
import { table } from '../parts.ts';
import type { Texts } from '../texts.ts';
import type { ProgramEntry, PublicProgram } from '../view.ts';

/** All published programs. */
export function listPage(texts: Texts, all: readonly ProgramEntry[], wanted: string): string {
  const { t, language } = texts;
  const programs = all.filter(({ agency, district }) => plain(`${district} ${agency}`).includes(plain(wanted)));
  const search = html`<form class="portal-find" method="get" action="/${language}" role="search">
<label class="usa-label" for="find">${t('list.find')}</label>
<div class="portal-find__row"><input class="usa-input" id="find" name="find" type="search" maxlength="80" value="${wanted}">
<button class="usa-button" type="submit">${t('list.go')}</button></div></form>`;
  return html`<h1>${t('list.title')}</h1><p class="usa-intro">${t('list.lead')}</p>
!${all.length > fewPrograms || wanted !== '' ? search : ''}
!${
    programs.length === 0
      ? html`<p>${t(all.length === 0 ? 'list.empty' : 'list.notFound')}</p>`
      : html`<ul class="portal-programs">!${programs.map(
          ({ slug, agency, district, schools }) =>
            html`<li><a href="/${language}/${slug}"><strong>${district}</strong>
          <span>${t('list.program', { agency, district })} · ${t('list.schools', { count: schools })}</span></a></li>`,
        )}</ul>`
  }`;
}

/** So many are found by looking. */
const fewPrograms = 1;

/** A name as people type it: without capitals and accents. */
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim();
}

/** Where the numbers come from and what they cannot say. */
export function aboutPage(texts: Texts): string {
  const { t, language } = texts;
  const parts = [
    ['whereTitle', 'where'],
    ['twoTitle', 'two'],
    ['cannotTitle', 'cannot'],
    ['changeTitle', 'change'],
    ['principlesTitle', 'principles'],
  ] as const;
  return html`<h1>${t('about.title')}</h1><p class="usa-intro">${t('about.lead')}</p>
!${parts.map(([title, text]) => html`<h2>${t(`about.${title}`)}</h2><p>${t(`about.${text}`)}</p>`)}
<p><a class="usa-link" href="/${language}/withheld">${t('footer.withheld')}</a></p>`;
}

/** Why numbers are withheld, in plain words. */
export function withheldPage(texts: Texts): string {
  const { t } = texts;
  return html`<h1>${t('withheld.title')}</h1><p class="usa-intro">${t('withheld.lead')}</p>
<h2>${t('withheld.whatTitle')}</h2>
<ul class="usa-list"><li>${t('withheld.what1')}</li><li>${t('withheld.what2')}</li><li>${t('withheld.what3')}</li></ul>
<h2>${t('withheld.example')}</h2><p>${t('withheld.exampleText')}</p>
<h2>${t('withheld.whatTitle2')}</h2>
<ul class="usa-list"><li>${t('withheld.zero')}</li><li>${t('withheld.unknown')}</li></ul>
<h2>${t('withheld.howTitle')}</h2>
<ul class="usa-list"><li>${t('withheld.how1')}</li><li>${t('withheld.how2')}</li></ul>`;
}

const pageFiles = [
  ['funnel', 'funnel.csv'],
  ['activity', 'activity.csv'],
  ['people', 'officers.csv'],
  ['json', 'pages.json'],
] as const;

const pageColumns = [
  ...[
    'school_year',
    'stage',
    'stage_name',
    'unit',
    'value',
    'status',
    'month',
    'kind',
    'kind_name',
    'entries',
    'hours',
  ],
  ...['officer', 'employed_by', 'school_id', 'school', 'as_of', 'edition'],
];

/** The files of a program and what their columns mean. */
export function dataPage(texts: Texts, program: PublicProgram, releases: readonly ReleaseEntry[]): string {
  const { t, format } = texts;
  const base = programHref(texts, program, 'data');
  const [newest] = releases;
  const year = newestYear(releases);
  return html`<h1>${t('data.title')}</h1><p class="usa-intro">${t('data.lead')}</p>
<p class="portal-note">${t('footer.facts', { date: format.date(program.asOf), version: program.version })}</p>
!${fileList(texts, base, pageFiles)}
!${year === undefined ? '' : released(texts, program, year, 'latest-year')}
!${newest === undefined || newest === year ? '' : released(texts, program, newest, 'latest')}
<p>${t('data.terms')}</p>
<h2>${t('data.columnsTitle')}</h2>
!${columnTable(texts, 'columns', pageColumns)}
!${newest === undefined ? '' : html`!${columnTable(texts, 'counts', countColumns)}<p class="portal-note">${t('data.countsNote')}</p>`}`;
}

function fileList({ t }: Texts, base: string, files: readonly (readonly [key: string, file: string])[]): string {
  return html`<ul class="portal-files">!${files.map(
    ([key, file]) => html`<li><a class="usa-link" href="${base}/${file}" download>${t(`data.${key}`)}</a></li>`,
  )}</ul>`;
}

/** What each column of some files means. */
function columnTable({ t }: Texts, kind: 'columns' | 'counts', names: readonly string[]): string {
  return table(
    t(`data.${kind}Caption`),
    [{ text: t('data.column') }, { text: t('data.meaning') }],
    names.map((name) => ({ head: name, cells: [{ content: html`${t(`data.${kind}.${name}`)}` }] })),
    { stacked: true },
  );
}

const releasedFiles = [
  ['releasedCsv', 'counts.csv'],
  ['releasedParquet', 'counts.parquet'],
  ['releasedJson', 'release.json'],
  ['dictionary', 'dictionary.csv'],
] as const;

const countColumns = [
  ...[
    'table',
    'school',
    'result',
    'caller',
    'behavior',
    'matter',
    'origin',
    'level',
    'part',
    'step',
    'kind',
    'offense',
  ],
  ...['race', 'sex', 'age', 'englishLearner', 'disability', 'n', 'status', 'lo', 'hi'],
];

/** The files of a release that is the newest of its kind, at addresses that stay. */
function released(
  texts: Texts,
  program: PublicProgram,
  release: ReleaseEntry,
  stays: 'latest' | 'latest-year',
): string {
  const { t } = texts;
  const base = programHref(texts, program, 'releases');
  const title = stays === 'latest' ? 'data.releasedTitle' : 'data.yearTitle';
  return html`<h2>${t(title, { period: periodName(texts, release) })}</h2>
!${fileList(texts, `${base}/${stays}`, releasedFiles)}
<p><a class="usa-link" href="${base}/${release.number}">${t('data.releasedAll', { number: release.number })}</a></p>`;
}

/** What is said when there is no such page, or when something broke; both lead back to the list. */
export function faultPage(texts: Texts, kind: 'notFound' | 'error'): string {
  const { t, language } = texts;
  return html`<h1>${t(`${kind}.title`)}</h1><p class="usa-intro">${t(`${kind}.text`)}</p>
<p><a class="usa-link" href="/${language}">${t('notFound.back')}</a></p>`;
}
