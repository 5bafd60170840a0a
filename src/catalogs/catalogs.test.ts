import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Catalog, loadCatalogs } from './index.ts';
import { chooseLanguage, languages } from './languages.ts';

/** Plural forms differ by language (`_many` exists in Spanish only), so a plural counts as one key. */
const plural = /_(zero|one|two|few|many|other)$/;

function texts(catalog: Catalog, path = ''): readonly (readonly [string, string])[] {
  return Object.entries(catalog).flatMap(([key, value]) => {
    const here = path === '' ? key : `${path}.${key}`;
    return typeof value === 'string' ? [[here, value] as const] : texts(value, here);
  });
}

const keys = (catalog: Catalog): readonly string[] =>
  [...new Set(texts(catalog).map(([key]) => key.replace(plural, '')))].sort();
const holes = (text: string): readonly string[] => [...new Set(text.match(/\{\{[^}]+\}\}/g) ?? [])].sort();

const namespaces = [...new Set(languages.flatMap((language) => Object.keys(loadCatalogs()[language])))].sort();

function catalog(language: (typeof languages)[number], namespace: string): Catalog {
  return loadCatalogs()[language][namespace] ?? {};
}

describe('the catalogs', () => {
  test.each(languages)('every file of %s is listed for the server', (language) => {
    const files = readdirSync(new URL(`./${language}`, import.meta.url)).map((file) => file.replace(/\.json$/, ''));
    expect(Object.keys(loadCatalogs()[language]).sort()).toEqual(files.sort());
  });

  test.each(namespaces)('%s has the same keys in every language', (namespace) => {
    for (const language of languages)
      expect(keys(catalog(language, namespace))).toEqual(keys(catalog('en', namespace)));
  });

  test.each(namespaces)('%s has no empty text and fills the same holes in every language', (namespace) => {
    const english = new Map(texts(catalog('en', namespace)));
    for (const language of languages) {
      for (const [key, text] of texts(catalog(language, namespace))) {
        expect(text.trim(), `${language} ${key}`).not.toBe('');
        const same = english.get(key);
        if (same !== undefined) expect(holes(text), `${language} ${key}`).toEqual(holes(same));
      }
    }
  });

  test('a person gets the first of their languages that we have, else English', () => {
    expect(chooseLanguage(['fr-FR', 'es-MX', 'en'])).toBe('es');
    expect(chooseLanguage(['de'])).toBe('en');
    expect(chooseLanguage([])).toBe('en');
  });
});
