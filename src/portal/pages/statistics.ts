import { html } from 'ghtml';
import { codeName, listedCodes, periodName } from '../codes.ts';
import { programHref } from '../layout.ts';
import { bars, shown, shownPlain, table, withheldAs } from '../parts.ts';
import { cellAt, type ReleaseDocument, type ReleaseTable, shownAt, tableOf } from '../release-view.ts';
import type { Texts } from '../texts.ts';
import type { PublicProgram } from '../view.ts';

/** What the pages of a release stand on; `release` null: none is out. */
export interface Statistics {
  readonly program: PublicProgram;
  readonly release: ReleaseDocument | null;
}

/** Which release a page shows and of which days, with the way to it. */
export function basis(texts: Texts, { program }: Statistics, release: ReleaseDocument): string {
  const { t, format, language } = texts;
  return html`<p class="portal-note">${t('release.basis', {
    period: periodName(texts, release),
    from: format.date(release.from),
    to: format.date(release.to),
    asOf: format.date(release.asOf),
  })} <a class="usa-link" href="/${language}/${program.slug}/releases/${release.number}">${t('release.named', { number: release.number })}</a></p>`;
}

export function noRelease(texts: Texts): string {
  return html`<p>${texts.t('release.none')}</p>`;
}

type At = Readonly<Record<string, string>>;

/** The values a withheld count can have, where the release tells them; '' where it does not, or where it tells the count. */
function rangeText({ t, format }: Texts, of: ReleaseTable, at: At): string {
  const cell = cellAt(of, at);
  if (cell === undefined || cell.n !== null || cell.lo === undefined || cell.hi === undefined || cell.hi === null) {
    return '';
  }
  return t('release.range', { lo: format.number(cell.lo), hi: format.number(cell.hi) });
}

/** A count; of a withheld one the values it can have, where the release tells them: they say more than that it is withheld. */
export function withRange(texts: Texts, of: ReleaseTable, at: At): string {
  const range = rangeText(texts, of, at);
  return range === '' ? shown(texts, shownAt(of, at)) : withheldAs(texts, range);
}

/** A count of a release as a bar: it says what the table below it says. */
function bar(texts: Texts, label: string, of: ReleaseTable, at: At) {
  const value = shownAt(of, at);
  const range = rangeText(texts, of, at);
  return {
    label,
    depth: 0,
    n: value.status === 'published' ? value.n : null,
    text: range === '' ? shownPlain(texts, value) : range,
  };
}

/** Uses of police powers by kind and by school. */
export function enforcementPage(texts: Texts, statistics: Statistics): string {
  const { t } = texts;
  const { release } = statistics;
  const head = html`<h1>${t('enforcement.title')}</h1><p class="usa-intro">${t('enforcement.lead')}</p>`;
  const actions = release === null ? undefined : tableOf(release, 'actions');
  if (release === null || actions === undefined) return html`!${head}!${noRelease(texts)}`;
  const kinds = listedCodes(actions, 'kind');
  const schools = listedCodes(actions, 'school');
  const hasWithheld = kinds.some((kind) => shownAt(actions, { kind }).status === 'withheld');
  const name = (column: string, code: string): string => codeName(texts, release, column, code);
  return html`!${head}!${basis(texts, statistics, release)}
<section aria-labelledby="kinds"><h2 id="kinds">${t('enforcement.kinds')}</h2>
!${kinds.length === 0 ? html`<p>${t('enforcement.noKinds')}</p>` : ''}
!${hasWithheld ? html`<p>${t('enforcement.someKinds')}</p>` : ''}
!${bars(
    kinds.map((kind) => bar(texts, name('kind', kind), actions, { kind })),
    t('activity.chartNote'),
  )}
!${table(
    t('enforcement.kindsCaption', { period: periodName(texts, release) }),
    [{ text: t('enforcement.kind') }, { text: t('enforcement.times'), number: true }],
    [
      ...kinds.map((kind) => ({
        head: name('kind', kind),
        cells: [{ content: withRange(texts, actions, { kind }), number: true }],
      })),
      { head: t('release.total'), strong: true, cells: [{ content: withRange(texts, actions, {}), number: true }] },
    ],
  )}
<p class="portal-note">${t('enforcement.note')}</p></section>
<section aria-labelledby="schools"><h2 id="schools">${t('enforcement.schools')}</h2>
!${table(
    t('enforcement.schoolsCaption', { period: periodName(texts, release) }),
    [{ text: t('officers.school') }, { text: t('enforcement.times'), number: true }],
    schools.map((school) => ({
      head: name('school', school),
      href: `${programHref(texts, statistics.program, 'home')}/schools/${school}`,
      cells: [{ content: withRange(texts, actions, { school }), number: true }],
    })),
  )}</section>`;
}

const facts = ['race', 'sex', 'age', 'englishLearner', 'disability'] as const;

/** Different students of the year by what the school recorded, and those on whom police powers were used. */
export function peoplePage(texts: Texts, statistics: Statistics): string {
  const { t } = texts;
  const { release } = statistics;
  const head = html`<h1>${t('people.title')}</h1><p class="usa-intro">${t('people.lead')}</p>`;
  const students = release === null ? undefined : tableOf(release, 'students');
  if (release === null || students === undefined) return html`!${head}<p>${t('people.none')}</p>`;
  return html`!${head}!${basis(texts, statistics, release)}
!${facts.map((fact) => {
    const codes = listedCodes(students, fact);
    const named = (code: string): string => codeName(texts, release, fact, code);
    return html`<section aria-labelledby="${fact}"><h2 id="${fact}">${t(`people.${fact}`)}</h2>
!${bars(
      codes.map((code) => bar(texts, named(code), students, { [fact]: code })),
      t('activity.chartNote'),
    )}
!${table(
      t('people.caption', { fact: t(`people.${fact}`), period: periodName(texts, release) }),
      [
        { text: t(`people.${fact}`) },
        { text: t('people.students'), number: true },
        { text: t('people.enforcement'), number: true },
      ],
      [
        ...codes.map((code) => ({
          head: named(code),
          cells: [
            { content: withRange(texts, students, { [fact]: code }), number: true },
            { content: withRange(texts, students, { [fact]: code, level: 'enforcement' }), number: true },
          ],
        })),
        {
          head: t('release.total'),
          strong: true,
          cells: [
            { content: withRange(texts, students, {}), number: true },
            { content: withRange(texts, students, { level: 'enforcement' }), number: true },
          ],
        },
      ],
    )}</section>`;
  })}
<p class="portal-note">${t('people.note')}</p>
<p class="portal-note">${t('people.unidentified')}</p>`;
}

/** One school: calls, incidents, students and uses of police powers there. */
export function schoolPage(texts: Texts, statistics: Statistics, schoolId: string): string | null {
  const { t, format } = texts;
  const { program, release } = statistics;
  const school = program.schools.find(({ id }) => id === schoolId);
  if (school === undefined) return null;
  const officers = program.officers.filter(({ schoolIds }) => schoolIds.includes(schoolId)).map(({ name }) => name);
  const head = html`<h1>${school.name}</h1>
<p class="usa-intro">${officers.length === 0 ? t('officers.none') : t('school.officers', { officers: format.list(officers) })}</p>
<p>${t('school.facts', {
    grades: school.grades === null ? t('officers.unknown') : format.grades(school.grades),
    students: school.students === null ? t('officers.unknown') : format.number(school.students),
  })}</p>`;
  if (release === null) return html`!${head}!${noRelease(texts)}`;
  const lines = (['calls', 'incidents', 'students', 'actions'] as const).flatMap((id) => {
    const of = tableOf(release, id);
    return of === undefined ? [] : [{ id, of }];
  });
  return html`!${head}!${basis(texts, statistics, release)}
!${bars(
    lines.map(({ id, of }) => bar(texts, t(`school.${id}`), of, { school: schoolId })),
    t('activity.chartNote'),
  )}
!${table(
    t('school.caption', { school: school.name, period: periodName(texts, release) }),
    [{ text: t('school.what') }, { text: t('school.here'), number: true }, { text: t('school.all'), number: true }],
    lines.map(({ id, of }) => ({
      head: t(`school.${id}`),
      cells: [
        { content: withRange(texts, of, { school: schoolId }), number: true },
        { content: withRange(texts, of, {}), number: true },
      ],
    })),
  )}
<p class="portal-note">${t('school.note')} ${t('release.unidentified')}</p>`;
}
