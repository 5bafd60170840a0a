import { html } from 'ghtml';
import { codeName, listedCodes, periodName } from '../codes.ts';
import { table } from '../parts.ts';
import { cellAt, type ReleaseDocument, type ReleaseTable, tableOf } from '../release-view.ts';
import type { Texts } from '../texts.ts';
import { basis, type Statistics, withRange } from './statistics.ts';

/** Codes of a column that are not zero, the largest first, withheld ones after them. */
function codesThere(of: ReleaseTable, column: string, at: Readonly<Record<string, string>> = {}): readonly string[] {
  const count = (code: string): number | null | undefined => cellAt(of, { ...at, [column]: code })?.n;
  return listedCodes(of, column)
    .filter((code) => {
      const n = count(code);
      return n !== undefined && n !== 0;
    })
    .toSorted((a, b) => (count(b) ?? 0) - (count(a) ?? 0));
}

/** Why officers were called, what became of those calls, and each behavior by itself. '' where no release tells. */
export function behaviorSection(texts: Texts, statistics: Statistics): string {
  const { t } = texts;
  const { release } = statistics;
  const calls = release === null ? undefined : tableOf(release, 'calls');
  if (release === null || calls === undefined || !calls.columns.includes('behavior')) return '';
  const period = periodName(texts, release);
  const name = (column: string, code: string): string => codeName(texts, release, column, code);
  const number = (at: Readonly<Record<string, string>>) => ({
    content: withRange(texts, calls, at),
    number: true,
  });
  return html`<section aria-labelledby="behavior"><h2 id="behavior">${t('behavior.title')}</h2>
<p>${t('behavior.lead')}</p>!${basis(texts, statistics, release)}
!${table(
    t('behavior.caption', { period }),
    [
      { text: t('behavior.why') },
      { text: t('school.calls'), number: true },
      ...(['handedBack', 'responded'] as const).map((result) => ({ text: name('result', result), number: true })),
    ],
    codesThere(calls, 'behavior').map((behavior) => ({
      head: name('behavior', behavior),
      cells: [
        number({ behavior }),
        number({ behavior, result: 'handedBack' }),
        number({ behavior, result: 'responded' }),
      ],
    })),
  )}
!${table(
    t('behavior.eachCaption', { period }),
    [{ text: t('behavior.each') }, { text: t('school.calls'), number: true }],
    each(calls).map((at) => ({ head: name('matter', at.matter), cells: [number(at)] })),
  )}</section>`;
}

/** Every behavior on its tile: a cell of both columns. */
function each(calls: ReleaseTable): readonly { readonly behavior: string; readonly matter: string }[] {
  const [outer, inner] = [calls.columns.indexOf('behavior'), calls.columns.indexOf('matter')];
  return calls.cells
    .filter(({ codes, n }) => codes[inner] !== 'Total' && n !== 0)
    .toSorted((a, b) => (b.n ?? 0) - (a.n ?? 0))
    .map(({ codes }) => ({ behavior: codes[outer] ?? '', matter: codes[inner] ?? '' }));
}

/** What the incidents were about in which police powers were used. '' where no release tells. */
export function offenseSection(texts: Texts, release: ReleaseDocument | null): string {
  const actions = release === null ? undefined : tableOf(release, 'actions');
  if (release === null || actions === undefined || !actions.columns.includes('offense')) return '';
  const { t } = texts;
  return html`<section aria-labelledby="offenses"><h2 id="offenses">${t('enforcement.offenses')}</h2>
<p>${t('enforcement.offensesLead')}</p>
!${table(
    t('enforcement.offensesCaption', { period: periodName(texts, release) }),
    [{ text: t('enforcement.offense') }, { text: t('enforcement.times'), number: true }],
    codesThere(actions, 'offense').map((offense) => ({
      head: codeName(texts, release, 'offense', offense),
      cells: [{ content: withRange(texts, actions, { offense }), number: true }],
    })),
  )}</section>`;
}
