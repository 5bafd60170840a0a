import { html } from 'ghtml';
import { programHref } from '../layout.ts';
import { shownPlain } from '../parts.ts';
import type { Texts } from '../texts.ts';
import type { ContactLine, PublicProgram, PublicYear, Shown } from '../view.ts';

/** The front page of a program: what it is, six figures with last year beside, who the officers are, whom to ask. */
export function homePage(texts: Texts, program: PublicProgram): string {
  const { t, format } = texts;
  const { agency, district } = program;
  const [year, before] = program.years;
  return html`<h1>${t('home.title', { district })}</h1>
<p class="usa-intro">${t('home.lead', { agency, district })}</p>
!${
    year === undefined
      ? html`<p>${t('home.noYear')}</p>`
      : html`<section aria-labelledby="figures">
<h2 id="figures">${t('home.figures', { year: format.year(year.id) })}</h2>
<p class="portal-note">${t('home.period', { from: format.date(year.firstDay), to: format.date(year.lastDay) })}${before === undefined ? ` · ${t('home.noLastYear')}` : ''}</p>
<ul class="portal-figures">!${figures(texts, program, year, before)}</ul>
<p class="portal-balance">${balance(texts, year)}</p>
</section>`
  }
!${topics(texts, program)}
!${officers(texts, program)}
!${ask(texts, program)}`;
}

/** The six figures alone, to be shown on another site: a whole small document without navigation. */
export function cardPage(texts: Texts, program: PublicProgram): string {
  const { t, format } = texts;
  const [year, before] = program.years;
  return html`<h1 class="portal-card__title">${t('home.title', { district: program.district })}</h1>
!${
    year === undefined
      ? html`<p>${t('home.noYear')}</p>`
      : html`<p class="portal-note">${t('home.figures', { year: format.year(year.id) })}</p>
<ul class="portal-figures">!${figures(texts, program, year, before)}</ul>`
  }
<p><a class="usa-link" href="${programHref(texts, program, 'home')}" target="_top">${t('embed.more')}</a></p>`;
}

/** Positive contacts for each use of police powers, in a sentence; '' where the number is withheld. */
export function balance(texts: Texts, year: PublicYear): string {
  const enforcement = year.cells['incidents.enforcement'];
  if (enforcement?.status !== 'published') return '';
  if (enforcement.n === 0) return texts.t('home.balanceNone');
  const ratio = year.positiveContacts / enforcement.n;
  return texts.t('home.balance', { ratio: texts.format.number(ratio < 10 ? ratio : Math.round(ratio)) });
}

interface Figure {
  readonly key: 'reached' | 'positive' | 'calls' | 'handedBack' | 'incidents' | 'formal';
  readonly page: 'activity' | 'funnel';
  readonly of: (year: PublicYear) => Shown | null;
  readonly share?: { readonly key: string; readonly part: string; readonly whole: string; readonly param: string };
}

const published = (n: number): Shown => ({ status: 'published', n });
const cell =
  (key: string) =>
  (year: PublicYear): Shown =>
    year.cells[key] ?? { status: 'withheld' };

const six: readonly Figure[] = [
  { key: 'reached', page: 'activity', of: reached },
  { key: 'positive', page: 'activity', of: (year) => published(year.positiveContacts) },
  { key: 'calls', page: 'funnel', of: cell('calls') },
  {
    key: 'handedBack',
    page: 'funnel',
    of: cell('handedBack'),
    share: { key: 'home.handedBackShare', part: 'handedBack', whole: 'calls', param: 'calls' },
  },
  { key: 'incidents', page: 'funnel', of: cell('incidents') },
  {
    key: 'formal',
    page: 'funnel',
    of: cell('incidents.formal'),
    share: { key: 'home.formalShare', part: 'incidents.formal', whole: 'incidents', param: 'incidents' },
  },
];

function reached(year: PublicYear): Shown | null {
  const talks = year.audience.find((entry) => entry.kind === 'classTalk');
  if (talks === undefined || talks.people === null) return null;
  // Rounded to tens, so that 0 means some, but fewer than ten.
  return talks.people === 0 ? { status: 'withheld' } : published(talks.people);
}

function figures(
  texts: Texts,
  program: PublicProgram,
  year: PublicYear,
  before: PublicYear | undefined,
): readonly string[] {
  const { t } = texts;
  return six.map((figure) => {
    const value = figure.of(year);
    const last = before === undefined ? null : figure.of(before);
    const count = value?.status === 'published' ? value.n : 2;
    const share = shareText(texts, year, figure);
    const isNumber = value?.status === 'published';
    return html`<li><a class="portal-figure" href="${programHref(texts, program, figure.page)}">
      <strong class="${isNumber ? 'portal-figure__number' : 'portal-figure__words'}">${
        value === null ? t('activity.notCounted') : shownPlain(texts, value)
      }</strong>
      <span class="portal-figure__text">${t(`home.${figure.key}`, { count })}</span></a>
      !${share === '' ? '' : html`<span class="portal-figure__share">${share}</span>`}
      !${last === null ? '' : html`<span class="portal-note">${t('home.lastYear', { value: shownPlain(texts, last) })}</span>`}</li>`;
  });
}

function shareText(texts: Texts, year: PublicYear, figure: Figure): string {
  if (figure.share === undefined) return '';
  const part = year.cells[figure.share.part];
  const whole = year.cells[figure.share.whole];
  if (part?.status !== 'published' || whole?.status !== 'published' || whole.n === 0) return '';
  const percent = texts.format.percent(part.n, whole.n);
  return texts.t(figure.share.key, { percent, [figure.share.param]: texts.format.number(whole.n) });
}

const topicPages = ['activity', 'funnel', 'enforcement', 'people', 'alike', 'data'] as const;

/** Where each question is answered: the menu says it in a word, this in a sentence. */
function topics(texts: Texts, program: PublicProgram): string {
  const { t } = texts;
  return html`<section aria-labelledby="topics"><h2 id="topics">${t('home.topicsTitle')}</h2>
<ul class="portal-topics">!${topicPages.map(
    (page) =>
      html`<li><a class="usa-link" href="${programHref(texts, program, page)}">${t(`nav.${page}`)}</a><span>${t(`home.topics.${page}`)}</span></li>`,
  )}</ul></section>`;
}

function officers(texts: Texts, program: PublicProgram): string {
  const { t, format } = texts;
  const nameOf = new Map(program.schools.map((school) => [school.id, school.name]));
  return html`<section aria-labelledby="officers"><h2 id="officers">${t('home.officersTitle')}</h2>
<p class="portal-note">${t('asOf', { date: format.date(program.asOf) })}</p>
!${program.officers.length === 0 ? html`<p>${t('officers.empty')}</p>` : ''}
<ul class="portal-people">!${program.officers.map((officer) => {
    const schools = officer.schoolIds.flatMap((id) => nameOf.get(id) ?? []);
    return html`<li><strong>${officer.name}</strong><span>${t(`officers.kind${officer.kind}`)}</span>
    <span>${schools.length === 0 ? t('officers.noSchool') : format.list(schools)}</span></li>`;
  })}</ul>
<p><a class="usa-link" href="${programHref(texts, program, 'officers')}">${t('home.officersMore')}</a></p></section>`;
}

function ask(texts: Texts, program: PublicProgram): string {
  const { t } = texts;
  const lines = [program.contacts.agency, program.contacts.district].filter((line) => line !== null);
  return html`<section class="portal-ask" aria-labelledby="ask"><h2 id="ask">${t('home.askTitle')}</h2>
!${
    lines.length === 0
      ? html`<p>${t('home.askNone')}</p>`
      : html`<p>${t('home.askLead')}</p><ul class="portal-contacts">!${lines.map(contact)}</ul>`
  }</section>`;
}

function contact(line: ContactLine): string {
  const phone =
    line.phone === null
      ? ''
      : html`<a class="usa-link" href="tel:${line.phone.replace(/[^+\d]/g, '')}">${line.phone}</a>`;
  const email = line.email === null ? '' : html`<a class="usa-link" href="mailto:${line.email}">${line.email}</a>`;
  // Only web addresses become links: a release must not be able to carry a script.
  const web =
    line.web === null || !/^https?:\/\//.test(line.web)
      ? ''
      : html`<a class="usa-link" href="${line.web}">${line.web}</a>`;
  return html`<li><strong>${line.name}</strong> !${phone} !${email} !${web}</li>`;
}
