import { type Catalog, loadCatalogs } from '../../../catalogs/index.ts';
import { type Language, languages } from '../../../catalogs/languages.ts';
import type { ReleaseDefinition } from '../../../portal/release-view.ts';
import { dataDictionary } from '../../../statistics/measures/dictionary.ts';

const catalogs = loadCatalogs();

/** A text of any catalog. */
interface TextRef {
  readonly namespace: string;
  readonly key: string;
}

/** A text of the catalogs; the key itself where there is none, which a test of the catalogs would find. */
function textOf(language: Language, { namespace, key }: TextRef): string {
  const found = key
    .split('.')
    .reduce<Catalog | string | undefined>(
      (at, part) => (typeof at === 'object' ? at[part] : undefined),
      catalogs[language][namespace],
    );
  return typeof found === 'string' ? found : key;
}

/** A text in every language. */
export function inEveryLanguage(ref: TextRef): Readonly<Record<Language, string>> {
  return Object.fromEntries(languages.map((language) => [language, textOf(language, ref)])) as Record<Language, string>;
}

/** The registry's dictionary of everything that is collected, in every language (P7.9). */
export function definitions(): readonly ReleaseDefinition[] {
  return dataDictionary().flatMap((row): ReleaseDefinition[] => {
    if (row.kind === 'member' || (row.kind === 'measure' && !row.collected)) return [];
    return [
      {
        kind: row.kind,
        id: row.id,
        name: inEveryLanguage(row.label),
        definition: inEveryLanguage(row.definition),
        source: row.kind === 'measure' ? row.source : row.recordFields.map(({ field }) => field).join(' '),
      },
    ];
  });
}
