import { html } from 'ghtml';
import { type ProgramPage, programHref } from '../layout.ts';
import type { Texts } from '../texts.ts';
import type { PublicProgram, PublicYear } from '../view.ts';

/** The year asked for in the address (`?year=2024-25`), else the newest; undefined where no year is published. */
export function chosenYear(program: PublicProgram, query: URLSearchParams): PublicYear | undefined {
  const asked = query.get('year');
  return program.years.find((year) => year.id === asked) ?? program.years[0];
}

/** Links to the published school years; nothing where there is only one. */
export function yearLinks(texts: Texts, program: PublicProgram, page: ProgramPage, current: PublicYear): string {
  if (program.years.length < 2) return '';
  return html`<nav class="portal-years" aria-label="${texts.t('years.label')}"><span aria-hidden="true">${texts.t('years.label')}</span><ul>!${program.years.map(
    (year, index) =>
      html`<li><a class="usa-link" href="${programHref(texts, program, page)}!${index === 0 ? '' : html`?year=${year.id}`}"!${
        year === current ? ' aria-current="true"' : ''
      }>${texts.format.year(year.id)}</a></li>`,
  )}</ul></nav>`;
}
