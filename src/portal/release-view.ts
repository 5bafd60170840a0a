import type { Language } from '../catalogs/languages.ts';
import type { PublicActivity, PublicAudience, Shown } from './view.ts';

/**
 * What a release is to the public pages: the signed document and nothing else. The publishing step builds it; it is
 * kept as the exact text that was signed.
 */

export const releaseFormat = 'opensro-release/1';

/** One published count; `Total` where it is summed over. Withheld: `n` null, with the values that are possible. */
export interface ReleaseCell {
  readonly codes: readonly string[];
  readonly n: number | null;
  readonly lo?: number;
  /** Null: without end. */
  readonly hi?: number | null;
}

export const releaseTableIds = ['calls', 'incidents', 'actions', 'students'] as const;
export type ReleaseTableId = (typeof releaseTableIds)[number];

export interface ReleaseTable {
  readonly id: ReleaseTableId;
  readonly columns: readonly string[];
  readonly formula: string;
  readonly cells: readonly ReleaseCell[];
}

type Said = Readonly<Record<Language, string>>;

/** How often something happened to a group beside all others: from published numbers alone. */
export interface ReleaseComparison {
  readonly measure: string;
  readonly measureName: Said;
  readonly dimension: string;
  readonly group: string;
  /** Times as often, with the limits that fit the data (95 %); null where it is not calculated. */
  readonly ratio: { readonly value: number; readonly low: number; readonly high: number | null } | null;
  readonly sentence: Said;
  /** What it rests on: counts, students enrolled, and where that number is from; '' where there is nothing to say. */
  readonly beside: Said;
}

/** A count that is not what the release before said. */
export interface ReleaseChange {
  readonly table: ReleaseTableId;
  readonly codes: readonly string[];
  readonly before: number | null;
  readonly now: number | null;
}

/** Another release that this one is read beside. */
export interface ReleaseBeside {
  /** `quarters`: counts that are not the sum of the year's quarters. `yearBefore`: what the year before was. */
  readonly kind: 'quarters' | 'yearBefore';
  /** Numbers of those releases. */
  readonly since: readonly number[];
  /** The year before. */
  readonly period?: string;
  readonly list: readonly ReleaseChange[];
}

/** A word of the numbers and what it means, from the registry of measures. */
export interface ReleaseDefinition {
  readonly kind: 'measure' | 'dimension';
  readonly id: string;
  readonly name: Said;
  readonly definition: Said;
  readonly source: string;
}

export interface ReleaseDocument {
  readonly format: typeof releaseFormat;
  readonly program: { readonly slug: string; readonly agency: string; readonly district: string };
  readonly number: number;
  readonly kind: 'quarter' | 'year';
  /** '2025-26', or '2025-26-Q1'. */
  readonly period: string;
  readonly schoolYear: string;
  /** First and last day of the period, and the day the counts were taken. */
  readonly from: string;
  readonly to: string;
  readonly asOf: string;
  readonly schools: readonly { readonly id: string; readonly name: string }[];
  readonly policy: { readonly threshold: number; readonly zeros: string; readonly protect: string };
  readonly activity: readonly PublicActivity[];
  readonly audience: readonly PublicAudience[];
  readonly positiveContacts: number;
  readonly tables: readonly ReleaseTable[];
  readonly comparisons: readonly ReleaseComparison[];
  /** 'Monitoring indicator, not a legal finding'. */
  readonly comparisonLabel: Said;
  readonly definitions: readonly ReleaseDefinition[];
  /** What differs from the release about the same period before; null where there is none. */
  readonly changes: { readonly since: number; readonly list: readonly ReleaseChange[] } | null;
  /** Absent in releases from before this was told. */
  readonly beside?: readonly ReleaseBeside[];
  /** What can be downloaded besides, with the SHA-256 of each (hex). */
  readonly files: readonly ReleaseFile[];
}

export interface ReleaseFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: number;
  readonly sha256: string;
}

export const total = 'Total';

/** The count at some codes, all other columns summed over; undefined where the release does not tell it. */
export function cellAt(table: ReleaseTable, at: Readonly<Record<string, string>>): ReleaseCell | undefined {
  return table.cells.find(({ codes }) =>
    codes.every((code, index) => code === (at[table.columns[index] ?? ''] ?? total)),
  );
}

/** As a value to show: the number, or withheld. What a release does not tell is withheld too. */
export function shownAt(table: ReleaseTable | undefined, at: Readonly<Record<string, string>>): Shown {
  const cell = table === undefined ? undefined : cellAt(table, at);
  return cell === undefined || cell.n === null ? { status: 'withheld' } : { status: 'published', n: cell.n };
}

/** A table of a release by its id. */
export function tableOf(release: ReleaseDocument, id: ReleaseTableId): ReleaseTable | undefined {
  return release.tables.find((table) => table.id === id);
}

/** The codes of a column in the order of the release. */
export function codesOf(table: ReleaseTable, column: string): readonly string[] {
  const at = table.columns.indexOf(column);
  return [...new Set(table.cells.map(({ codes }) => codes[at] ?? total))].filter((code) => code !== total);
}
