import type { Language } from '../catalogs/languages.ts';

// Spanish as written in the United States: 1,301 and not 1.301.
const locales: Record<Language, string> = { en: 'en-US', es: 'es-US' };

export interface Format {
  readonly number: (n: number) => string;
  /** Share of a whole as a rounded percentage; never 0 % for something nor 100 % for less than all. */
  readonly percent: (part: number, whole: number) => string;
  /** 'YYYY-MM-DD' in words. */
  readonly date: (day: string) => string;
  /** 'YYYY-MM' as a short month name; `long` with the year. */
  readonly month: (month: string, long?: boolean) => string;
  /** '2025-26' with the dash of a range. */
  readonly year: (id: string) => string;
  readonly list: (parts: readonly string[]) => string;
  /** The grades of a school as people write them: 'KG–05' is 'K–5'. */
  readonly grades: (codes: string) => string;
}

/** How numbers, days and lists are written in a language. */
export function formatFor(language: Language): Format {
  const locale = locales[language];
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' });
  const short = new Intl.DateTimeFormat(locale, { month: 'short', timeZone: 'UTC' });
  const long = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' });
  const list = new Intl.ListFormat(locale, { type: 'conjunction' });
  return {
    number: (n) => number.format(n),
    percent: (part, whole) => {
      const exact = (part / whole) * 100;
      if (exact > 0 && exact < 1) return '<1%';
      if (exact > 99 && exact < 100) return '>99%';
      return `${Math.round(exact)}%`;
    },
    date: (day) => date.format(new Date(`${day}T00:00:00Z`)),
    month: (month, withYear = false) => (withYear ? long : short).format(new Date(`${month}-01T00:00:00Z`)),
    year: (id) => id.replace('-', '–'),
    list: (parts) => list.format(parts),
    grades: (codes) => codes.replace(/\bKG\b/g, 'K').replace(/\b0(\d)\b/g, '$1'),
  };
}
