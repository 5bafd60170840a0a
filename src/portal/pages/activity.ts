import { html } from 'ghtml';
import { bars, columns, table } from '../parts.ts';
import type { Texts } from '../texts.ts';
import { type PublicActivity, type PublicKind, type PublicProgram, type PublicYear, publicKinds } from '../view.ts';
import { yearLinks } from './years.ts';

const hoursOf = (list: readonly PublicActivity[]): number => list.reduce((sum, entry) => sum + entry.hours, 0);
const entriesOf = (list: readonly PublicActivity[]): number => list.reduce((sum, entry) => sum + entry.entries, 0);

/** What officers did: hours by kind and by month as charts, then both tables. */
export function activityPage(texts: Texts, program: PublicProgram, year: PublicYear | undefined): string {
  const { t, format } = texts;
  const head = html`<h1>${t('activity.title')}</h1>`;
  if (year === undefined) return html`!${head}<p>${t('home.noYear')}</p>`;
  const links = yearLinks(texts, program, 'activity', year);
  if (year.activity.length === 0) return html`!${head}!${links}<p>${t('activity.none')}</p>`;
  const name = format.year(year.id);
  const months = [...new Set(year.activity.map((entry) => entry.month))].sort();
  const whole = (hours: number): string => format.number(Math.round(hours));
  const ofKind = (kind: PublicKind) => year.activity.filter((entry) => entry.kind === kind);
  const ofMonth = (month: string) => year.activity.filter((entry) => entry.month === month);
  const kinds = [...publicKinds]
    .filter((kind) => ofKind(kind).length > 0)
    .sort((a, b) => hoursOf(ofKind(b)) - hoursOf(ofKind(a)));
  return html`!${head}
<p class="usa-intro">${t('activity.lead', {
    year: name,
    entries: format.number(entriesOf(year.activity)),
    hours: whole(hoursOf(year.activity)),
  })}</p>
!${links}
<section aria-labelledby="by-kind"><h2 id="by-kind">${t('activity.byKind')}</h2>
!${bars(
    kinds.map((kind) => {
      const hours = hoursOf(ofKind(kind));
      return { label: t(`kinds.${kind}`), depth: 0, n: hours, text: whole(hours) };
    }),
    t('activity.chartNote'),
  )}
!${table(
    t('activity.summaryCaption', { year: name }),
    [
      { text: t('activity.kind') },
      { text: t('activity.entries'), number: true },
      { text: t('activity.hours'), number: true },
      { text: t('activity.people'), number: true },
    ],
    [
      ...kinds.map((kind) => ({
        head: t(`kinds.${kind}`),
        cells: [
          { content: html`${format.number(entriesOf(ofKind(kind)))}`, number: true },
          { content: html`${whole(hoursOf(ofKind(kind)))}`, number: true },
          { content: html`${people(texts, year, kind)}`, number: true },
        ],
      })),
      {
        head: t('activity.all'),
        strong: true,
        cells: [
          { content: html`${format.number(entriesOf(year.activity))}`, number: true },
          { content: html`${whole(hoursOf(year.activity))}`, number: true },
          { content: html`${t('activity.notAdded')}`, number: true },
        ],
      },
    ],
  )}
<p class="portal-note">${t('activity.peopleNote')}</p></section>
<section aria-labelledby="by-month"><h2 id="by-month">${t('activity.byMonth')}</h2>
!${columns(
    months.map((month) => {
      const hours = hoursOf(ofMonth(month));
      return { label: format.month(month), n: hours, text: whole(hours) };
    }),
    t('activity.chartNote'),
  )}
!${table(
    t('activity.caption', { year: name }),
    [
      { text: t('activity.kind') },
      ...months.map((month) => ({ text: format.month(month), number: true })),
      { text: t('activity.all'), number: true },
    ],
    [...kinds, null].map((kind) => {
      const mine = kind === null ? year.activity : ofKind(kind);
      return {
        head: kind === null ? t('activity.all') : t(`kinds.${kind}`),
        strong: kind === null,
        cells: [...months, null].map((month) => ({
          content: html`${whole(hoursOf(mine.filter((entry) => month === null || entry.month === month)))}`,
          number: true,
        })),
      };
    }),
  )}
<p class="portal-note">${t('activity.about')}</p></section>`;
}

function people(texts: Texts, year: PublicYear, kind: PublicKind): string {
  const entry = year.audience.find((audience) => audience.kind === kind);
  if (entry === undefined || entry.people === null) return texts.t('activity.notCounted');
  return entry.people === 0 ? texts.t('activity.few') : texts.format.number(entry.people);
}
