import { html } from 'ghtml';
import { callRows, type FunnelRow, originRows, stepRows } from '../funnel-rows.ts';
import { type Bar, bars, type Cell, capital, shown, shownPlain, table } from '../parts.ts';
import type { Texts } from '../texts.ts';
import type { PublicProgram, PublicYear, Shown } from '../view.ts';
import { balance } from './home.ts';
import { yearLinks } from './years.ts';

const withheld: Shown = { status: 'withheld' };

/** From call to outcome: three charts, each with its table, last year beside, and every word explained. */
export function funnelPage(texts: Texts, program: PublicProgram, year: PublicYear | undefined): string {
  const { t, format, language } = texts;
  const head = html`<h1>${t('funnel.title')}</h1><p class="usa-intro">${t('funnel.lead')}</p>`;
  if (year === undefined) return html`!${head}<p>${t('home.noYear')}</p>`;
  const before = program.years[program.years.indexOf(year) + 1];
  const values = { year: format.year(year.id) };
  const ratio = balance(texts, year);
  return html`!${head}
!${yearLinks(texts, program, 'funnel', year)}
<p class="portal-note">${t('home.period', { from: format.date(year.firstDay), to: format.date(year.lastDay) })}</p>
!${section(texts, year, before, { id: 'calls', rows: callRows, units: ['calls'], whole: 'calls', caption: t('funnel.callsCaption', values) })}
!${section(texts, year, before, { id: 'origin', rows: originRows, units: ['incidents'], whole: 'incidents', caption: t('funnel.originCaption', values) })}
<p class="portal-note">${t('funnel.notIncluded')}</p>
!${section(texts, year, before, { id: 'steps', rows: stepRows, units: ['incidents', 'students'], whole: 'incidents', caption: t('funnel.stepsCaption', values) })}
!${
    ratio === ''
      ? ''
      : html`<section aria-labelledby="balance"><h2 id="balance">${t('funnel.balanceTitle')}</h2><p>${ratio}</p></section>`
  }
<section aria-labelledby="words"><h2 id="words">${t('funnel.definitions')}</h2>
<dl class="portal-words">!${[...callRows, ...stepRows.slice(0, 1), ...originRows, ...stepRows.slice(1)].map(
    (row) =>
      html`<div><dt>${t(`statistics:stages.${row.key}.name`)}</dt><dd>${t(`statistics:stages.${row.key}.definition`)}</dd></div>`,
  )}</dl></section>
<p><a class="usa-button usa-button--outline" href="/${language}/${program.slug}/data/funnel.csv" download>${t('funnel.download')}</a></p>`;
}

interface Part {
  readonly id: 'calls' | 'origin' | 'steps';
  readonly rows: readonly FunnelRow[];
  readonly units: readonly (keyof FunnelRow['cells'])[];
  readonly whole: 'calls' | 'incidents';
  readonly caption: string;
}

function section(texts: Texts, year: PublicYear, before: PublicYear | undefined, part: Part): string {
  const { t, format } = texts;
  const [main] = part.units;
  const whole = year.cells[part.whole] ?? withheld;
  const valueIn = (from: PublicYear, row: FunnelRow, unit: keyof FunnelRow['cells'] | undefined): Shown => {
    const key = unit === undefined ? undefined : row.cells[unit];
    return (key === undefined ? undefined : from.cells[key]) ?? withheld;
  };
  const shareHead = t(part.whole === 'calls' ? 'funnel.ofCalls' : 'funnel.ofIncidents', {
    n: whole.status === 'published' ? format.number(whole.n) : t('withheld.value'),
  });
  const chart: Bar[] = part.rows.map((row) => {
    const value = valueIn(year, row, main);
    return {
      label: t(`statistics:stages.${row.key}.name`),
      depth: row.depth,
      n: value.status === 'published' ? value.n : null,
      text: shownPlain(texts, value),
    };
  });
  return html`<section aria-labelledby="${part.id}"><h2 id="${part.id}">${t(`funnel.${part.id}Title`)}</h2>
!${part.id === 'steps' ? html`<p>${t('funnel.stepsLead')} ${t('release.unidentified')}</p>` : ''}
!${bars(chart, t('activity.chartNote'))}
!${table(
    part.caption,
    [
      { text: t('funnel.stage') },
      ...part.units.map((unit) => ({ text: capital(t(`statistics:units.${unit}`)), number: true })),
      { text: `${t('funnel.share')} ${shareHead}`, number: true },
      ...(before === undefined
        ? []
        : part.units.map((unit) => ({
            text: `${capital(t(`statistics:units.${unit}`))} ${t('funnel.previous', { year: format.year(before.id) })}`,
            number: true,
          }))),
    ],
    part.rows.map((row) => ({
      head: t(`statistics:stages.${row.key}.name`),
      depth: row.depth,
      strong: row.depth === 0,
      cells: [
        ...part.units.map((unit): Cell => ({ content: shown(texts, valueIn(year, row, unit)), number: true })),
        { content: html`${share(texts, valueIn(year, row, main), whole)}`, number: true },
        ...(before === undefined
          ? []
          : part.units.map((unit): Cell => ({ content: shown(texts, valueIn(before, row, unit)), number: true }))),
      ],
    })),
  )}</section>`;
}

/** A share only where both numbers are shown: a percentage must not tell what the count does not. */
function share(texts: Texts, part: Shown, whole: Shown): string {
  if (part.status !== 'published' || whole.status !== 'published' || whole.n === 0) return texts.t('funnel.noShare');
  return texts.format.percent(part.n, whole.n);
}
