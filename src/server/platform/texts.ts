import { readdirSync, readFileSync } from 'node:fs';
import i18next, { type TFunction } from 'i18next';
import { releasePeriod } from '../../catalogs/release-period.ts';

const folder = new URL('../../catalogs/', import.meta.url);
const serverLanguages = ['en', 'es'] as const;

function readCatalogs(): Record<string, Record<string, object>> {
  return Object.fromEntries(
    serverLanguages.map((language) => {
      const base = new URL(`${language}/`, folder);
      const files = readdirSync(base).filter((name) => name.endsWith('.json'));
      return [
        language,
        Object.fromEntries(
          files.map((name) => [
            name.replace('.json', ''),
            JSON.parse(readFileSync(new URL(name, base), 'utf8')) as object,
          ]),
        ),
      ];
    }),
  );
}

const instance = i18next.createInstance();
await instance.init({
  resources: readCatalogs(),
  fallbackLng: 'en',
  defaultNS: 'common',
  interpolation: { escapeValue: false },
});

/** `{{due, day}}` in a text: a local date 'YYYY-MM-DD' in the reader's long form; anything else stays as it is. */
instance.services.formatter?.add('day', (value: unknown, language: string | undefined) =>
  typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)
    ? new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(`${value}T12:00:00Z`))
    : String(value),
);

/** `{{period, period}}` in a text: a release's period ('2025-26-Q2') by its name. */
instance.services.formatter?.add('period', (value: unknown, language: string | undefined) => {
  const t = instance.getFixedT(language ?? 'en');
  return releasePeriod((key, values) => t(key, values), String(value));
});

/** The catalog lookup of one language (`area:key`); anything but Spanish gets English. */
export function textsIn(language: string): TFunction {
  return instance.getFixedT(language.toLowerCase().startsWith('es') ? 'es' : 'en');
}

/** Whether the catalogs have a text of this key. */
export function hasText(key: string): boolean {
  return instance.exists(key, { lng: 'en' });
}
