/**
 * What the public pages know: released values and nothing else. These are the portal's own types, so that no record of
 * the house can slip onto a page. The publishing step builds them; they are stored as JSON.
 */

/** A released count: the number, or the fact that it is withheld. Never blank, never a false zero. */
export type Shown = { readonly status: 'published'; readonly n: number } | { readonly status: 'withheld' };

export interface ContactLine {
  readonly name: string;
  readonly phone: string | null;
  readonly email: string | null;
  readonly web: string | null;
}

interface PublicSchool {
  /** NCES id: always a string, leading zeros kept. */
  readonly id: string;
  readonly name: string;
  readonly grades: string | null;
  /** Enrolment as last reported; null where not known. */
  readonly students: number | null;
}

interface PublicOfficer {
  readonly name: string;
  readonly kind: 'SRO' | 'SBLE';
  readonly agency: string;
  readonly schoolIds: readonly string[];
}

export const publicKinds = [
  'presence',
  'classTalk',
  'mentoring',
  'meeting',
  'safetyPlanning',
  'drill',
  'liaison',
  'training',
  'documentation',
  'other',
] as const;
export type PublicKind = (typeof publicKinds)[number];

/** Officers' work of one kind in one month ('YYYY-MM'). Counts work, not students. */
export interface PublicActivity {
  readonly kind: PublicKind;
  readonly month: string;
  readonly entries: number;
  readonly hours: number;
}

/** People reached by one kind over the year, rounded to tens; null where nobody was counted. */
export interface PublicAudience {
  readonly kind: PublicKind;
  readonly people: number | null;
}

/** A school year that is over, as it was released. `cells` are keyed as in `cellRows` of funnel-rows.ts. */
export interface PublicYear {
  readonly id: string;
  readonly firstDay: string;
  readonly lastDay: string;
  readonly publishedOn: string;
  readonly activity: readonly PublicActivity[];
  readonly audience: readonly PublicAudience[];
  readonly positiveContacts: number;
  readonly cells: Readonly<Record<string, Shown>>;
}

export interface PublicProgram {
  readonly slug: string;
  readonly agency: string;
  readonly district: string;
  readonly languages: readonly string[];
  readonly contacts: { readonly agency: ContactLine | null; readonly district: ContactLine | null };
  readonly schools: readonly PublicSchool[];
  readonly officers: readonly PublicOfficer[];
  /** Newest first. */
  readonly years: readonly PublicYear[];
  /** The day up to which the facts go, 'YYYY-MM-DD'. */
  readonly asOf: string;
  readonly version: number;
}

export interface ProgramEntry {
  readonly slug: string;
  readonly agency: string;
  readonly district: string;
  readonly schools: number;
}

/** Path parts that name pages of the site and so can be no program's slug. */
export const reservedSlugs = ['about', 'withheld'] as const;
