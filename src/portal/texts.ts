import { createInstance } from 'i18next';
import enDisparity from '../catalogs/en/disparity.json' with { type: 'json' };
import enMeasures from '../catalogs/en/measures.json' with { type: 'json' };
import enPortal from '../catalogs/en/portal.json' with { type: 'json' };
import enStatistics from '../catalogs/en/statistics.json' with { type: 'json' };
import enTerms from '../catalogs/en/terms.json' with { type: 'json' };
import esDisparity from '../catalogs/es/disparity.json' with { type: 'json' };
import esMeasures from '../catalogs/es/measures.json' with { type: 'json' };
import esPortal from '../catalogs/es/portal.json' with { type: 'json' };
import esStatistics from '../catalogs/es/statistics.json' with { type: 'json' };
import esTerms from '../catalogs/es/terms.json' with { type: 'json' };
import type { Language } from '../catalogs/languages.ts';
import { type Format, formatFor } from './format.ts';

const i18n = createInstance({
  resources: {
    en: { portal: enPortal, statistics: enStatistics, terms: enTerms, measures: enMeasures, disparity: enDisparity },
    es: { portal: esPortal, statistics: esStatistics, terms: esTerms, measures: esMeasures, disparity: esDisparity },
  },
  fallbackLng: false,
  ns: ['portal', 'statistics', 'terms', 'measures', 'disparity'],
  defaultNS: 'portal',
  // ghtml escapes every value once; a second escape would show entities.
  interpolation: { escapeValue: false },
  initAsync: false,
});
// With the resources at hand and initAsync false, the instance is ready when this line ends.
await i18n.init();

export interface Texts {
  readonly language: Language;
  /** A text by key, `namespace:key.path`, with its values filled in. A missing key is a fault and throws. */
  readonly t: (key: string, values?: Readonly<Record<string, string | number>>) => string;
  readonly format: Format;
}

/** Texts and formats of one language. */
export function textsIn(language: Language): Texts {
  const translate = i18n.getFixedT(language);
  return {
    language,
    t: (key, values) => {
      // Plural forms exist only as key_one and key_other, which i18next finds by itself.
      if (!i18n.exists(key, { lng: language, ...values })) throw new Error(`No text ${key} in ${language}`);
      return translate(key, { ...values });
    },
    format: formatFor(language),
  };
}
