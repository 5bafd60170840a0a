import { html } from 'ghtml';
import { programHref } from '../layout.ts';
import { table } from '../parts.ts';
import type { Texts } from '../texts.ts';
import type { PublicProgram } from '../view.ts';

/** Who the officers are and where, and the same from each school's side. */
export function officersPage(texts: Texts, program: PublicProgram): string {
  const { t, format } = texts;
  const nameOf = new Map(program.schools.map((school) => [school.id, school.name]));
  const date = format.date(program.asOf);
  const kinds = (['SRO', 'SBLE'] as const).filter((kind) => program.officers.some((officer) => officer.kind === kind));
  return html`<h1>${t('officers.title')}</h1>
<p class="usa-intro">${t('officers.lead', {
    count: program.officers.length,
    schools: t('officers.leadSchools', { count: program.schools.length }),
  })}</p>
!${table(
    t('officers.officersCaption', { date }),
    [
      { text: t('officers.name') },
      { text: t('officers.kind') },
      { text: t('officers.employer') },
      { text: t('officers.schools') },
    ],
    program.officers.map((officer) => {
      const schools = officer.schoolIds.flatMap((id) => nameOf.get(id) ?? []);
      return {
        head: officer.name,
        cells: [
          { content: html`${t(`officers.kind${officer.kind}`)}` },
          { content: html`${officer.agency}` },
          { content: html`${schools.length === 0 ? t('officers.noSchool') : format.list(schools)}` },
        ],
      };
    }),
    { stacked: true },
  )}
!${table(
    t('officers.schoolsCaption', { date }),
    [
      { text: t('officers.school') },
      { text: t('officers.grades') },
      { text: t('officers.students'), number: true },
      { text: t('officers.officersOf') },
    ],
    program.schools.map((school) => {
      const here = program.officers
        .filter((officer) => officer.schoolIds.includes(school.id))
        .map((officer) => officer.name);
      return {
        head: school.name,
        href: `${programHref(texts, program, 'home')}/schools/${school.id}`,
        cells: [
          { content: html`${school.grades === null ? t('officers.unknown') : format.grades(school.grades)}` },
          {
            content: html`${school.students === null ? t('officers.unknown') : format.number(school.students)}`,
            number: true,
          },
          { content: html`${here.length === 0 ? t('officers.none') : format.list(here)}` },
        ],
      };
    }),
    { stacked: true },
  )}
!${
    kinds.length === 0
      ? ''
      : html`<section aria-labelledby="kinds"><h2 id="kinds">${t('officers.kindsTitle')}</h2>
<p>${t('officers.kindsSRO')}</p><p>${t('officers.kindsSBLE')}</p></section>`
  }`;
}
