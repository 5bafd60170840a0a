import enCommon from './en/common.json' with { type: 'json' };
import enWeb from './en/web.json' with { type: 'json' };
import esCommon from './es/common.json' with { type: 'json' };
import esWeb from './es/web.json' with { type: 'json' };
import type { Language } from './languages.ts';

/** A catalog: texts by key, nested. Plural forms follow i18next (`_one`, `_other`, `_many`). */
export interface Catalog {
  readonly [key: string]: string | Catalog;
}

const resources: Record<Language, Record<string, Catalog>> = {
  en: { common: enCommon, web: enWeb },
  es: { common: esCommon, web: esWeb },
};

/**
 * Every catalog, by language and namespace (= area), ready as `resources` of an i18next instance on the server.
 * The web app loads the same files one by one as it needs them (src/web/i18n).
 */
export function loadCatalogs(): Record<Language, Record<string, Catalog>> {
  return resources;
}
