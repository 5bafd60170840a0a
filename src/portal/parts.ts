import { html } from 'ghtml';
import type { Texts } from './texts.ts';
import type { Shown } from './view.ts';

/** A released value in a line or a table: the number, or the words for a withheld one with the way to the reason. */
export function shown(texts: Texts, value: Shown | undefined): string {
  const { t, format } = texts;
  return value?.status === 'published' ? html`${format.number(value.n)}` : withheldAs(texts, t('withheld.value'));
}

/** Words in place of a withheld number, with the way to the reason. */
export function withheldAs({ t, language }: Texts, words: string): string {
  return html`<span class="portal-withheld">${words}&nbsp;<a
    class="usa-link" href="/${language}/withheld" aria-label="${t('withheld.why')}">(?)</a></span>`;
}

/** The plain words for a released value, without a link (within a link, or in a list of parts). */
export function shownPlain(texts: Texts, value: Shown | undefined): string {
  return value?.status === 'published' ? texts.format.number(value.n) : texts.t('withheld.value');
}

export interface Bar {
  readonly label: string;
  readonly depth: number;
  /** Null: withheld, drawn as a dashed outline of a fixed length. */
  readonly n: number | null;
  readonly text: string;
}

/**
 * Horizontal bars with their labels. Lengths are SVG attributes, because the content security policy allows no
 * inline style. Hidden from screen readers: the table that always follows says the same, better. '' where
 * there is nothing to compare.
 */
export function bars(list: readonly Bar[], note: string): string {
  // With fewer than two lengths there is nothing to compare; the table says it all.
  if (list.filter(({ n }) => n !== null && n > 0).length < 2) return '';
  const most = Math.max(1, ...list.map((bar) => bar.n ?? 0));
  return html`<figure class="portal-chart">
    <ul class="portal-bars" aria-hidden="true">
      !${list.map(
        (bar) => html`<li class="portal-bar portal-bar--${bar.depth} ${bar.n === null ? 'portal-bar--withheld' : ''}">
        <span class="portal-bar__label">${bar.label}</span>
        <svg class="portal-bar__line" width="100%" height="20" focusable="false">!${
          bar.n === null
            ? html`<rect class="portal-bar__withheld" x="1" y="1" width="36" height="18" />`
            : html`<rect width="${((bar.n / most) * 100).toFixed(2)}%" height="20" />`
        }</svg>
        <span class="portal-bar__value">${bar.text}</span>
      </li>`,
      )}
    </ul>
    <figcaption class="portal-note">${note}</figcaption>
  </figure>`;
}

export interface Column {
  readonly label: string;
  readonly n: number;
  readonly text: string;
}

/** Upright bars side by side, one for each month. */
export function columns(list: readonly Column[], note: string): string {
  const most = Math.max(1, ...list.map((column) => column.n));
  return html`<figure class="portal-chart">
    <ul class="portal-columns" aria-hidden="true">
      !${list.map((column) => {
        const height = ((column.n / most) * 100).toFixed(2);
        return html`<li>
        <span class="portal-columns__value">${column.text}</span>
        <svg width="100%" height="120" focusable="false"><rect width="100%" height="${height}%" y="${(100 - Number(height)).toFixed(2)}%" /></svg>
        <span class="portal-columns__label">${column.label}</span>
      </li>`;
      })}
    </ul>
    <figcaption class="portal-note">${note}</figcaption>
  </figure>`;
}

export interface Cell {
  /** Ready markup. */
  readonly content: string;
  readonly number?: boolean;
}

/** How a table fits a phone; see `shapeOf`. */
type Shape = 'stacked' | 'pair' | 'rows' | 'wide';

/**
 * `stacked` (words more than numbers): each row a block, each value under its label. A `pair` fits as it is. In `rows`
 * the name of a row stands above its two or three numbers. What is `wide` is moved sideways by itself, with the
 * keyboard too.
 */
function shapeOf(columns: number, stacked: boolean): Shape {
  if (stacked) return 'stacked';
  if (columns <= 2) return 'pair';
  return columns <= 4 ? 'rows' : 'wide';
}

/**
 * A table with caption, column headers and a header in each row. `stacked`: words more than numbers. Roles are written
 * out, since a browser may forget them where a style lays the cells of a table out in another way.
 */
export function table(
  caption: string,
  heads: readonly { readonly text: string; readonly number?: boolean }[],
  rows: readonly {
    readonly head: string;
    /** Where the row's name leads. */
    readonly href?: string;
    readonly depth?: number;
    readonly strong?: boolean;
    readonly cells: readonly Cell[];
  }[],
  { stacked = false }: { readonly stacked?: boolean } = {},
): string {
  const numeric = (yes: boolean | undefined): string => (yes === true ? ' class="portal-number"' : '');
  const shape = shapeOf(heads.length, stacked);
  // A single value needs no label under its row's name.
  const label = (index: number): string =>
    shape === 'stacked' && heads.length > 2 ? html` data-label="${heads[index + 1]?.text ?? ''}"` : '';
  const whole = html`<table role="table" class="usa-table usa-table--borderless portal-table portal-table--${shape}">
    <caption><span>${caption}</span></caption>
    <thead role="rowgroup"><tr role="row">!${heads.map(
      (head) => html`<th role="columnheader" scope="col"!${numeric(head.number)}>${head.text}</th>`,
    )}</tr></thead>
    <tbody role="rowgroup">!${rows.map(
      (row) => html`<tr role="row"!${row.strong === true ? ' class="portal-strong"' : ''}>
      <th role="rowheader" scope="row" class="portal-depth-${row.depth ?? 0}">!${
        row.href === undefined ? html`${row.head}` : html`<a class="usa-link" href="${row.href}">${row.head}</a>`
      }</th>!${row.cells.map(
        (cell, index) => html`<td role="cell"!${numeric(cell.number)}!${label(index)}>!${cell.content}</td>`,
      )}</tr>`,
    )}</tbody>
  </table>`;
  return shape === 'wide'
    ? html`<div class="usa-table-container--scrollable portal-wide" role="region" aria-label="${caption}" tabindex="0">!${whole}</div>`
    : whole;
}

/** A text from within a sentence as the beginning of one. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
