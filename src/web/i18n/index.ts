import i18next, { type BackendModule, type PostProcessorModule } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { chooseLanguage, type Language, languages } from '../../catalogs/languages.ts';

const LANGUAGE_KEY = 'opensro.language';
const rightToLeft: ReadonlySet<string> = new Set(['ar', 'fa', 'he', 'ur']);

type CatalogFile = { default: Record<string, unknown> };
const files = import.meta.glob<CatalogFile>('../../catalogs/*/*.json');

/** Each catalog is a chunk of its own, fetched when a page first asks for that namespace in that language. */
const catalogFiles: BackendModule = {
  type: 'backend',
  init: () => undefined,
  read(language, namespace, done) {
    const load = files[`../../catalogs/${language}/${namespace}.json`];
    if (load === undefined) {
      done(new Error(`No catalog ${language}/${namespace}`), null);
      return;
    }
    load().then(
      (file) => done(null, file.default),
      (cause: unknown) => done(cause instanceof Error ? cause : new Error(String(cause)), true),
    );
  },
};

function keptLanguage(): Language {
  const kept = localStorage.getItem(LANGUAGE_KEY);
  return chooseLanguage(kept === null ? navigator.languages : [kept, ...navigator.languages]);
}

function showOnDocument(language: string): void {
  document.documentElement.lang = language;
  document.documentElement.dir = rightToLeft.has(language) ? 'rtl' : 'ltr';
}

/** Starts the texts in the language this device was last used in, else the browser's. */
export async function startTexts(): Promise<void> {
  const language = keptLanguage();
  showOnDocument(language);
  i18next.on('languageChanged', showOnDocument);
  await i18next
    .use(catalogFiles)
    .use(initReactI18next)
    .use(oneFullStop)
    .init({
      lng: language,
      fallbackLng: 'en',
      supportedLngs: languages,
      ns: ['common', 'web'],
      defaultNS: 'web',
      fallbackNS: 'common',
      partialBundledLanguages: true,
      postProcess: [oneFullStop.name],
      interpolation: { escapeValue: false },
      react: { useSuspense: true },
    });
}

/** A sentence that ends with a time in Spanish ('6:30 a.m.') has its full stop already. */
const oneFullStop: PostProcessorModule = {
  type: 'postProcessor',
  name: 'oneFullStop',
  process: (text) => text.replace(/([ap]\.\s?m\.)\./g, '$1'),
};

/** Changes the language now and remembers it on this device. */
export async function switchLanguage(language: Language): Promise<void> {
  localStorage.setItem(LANGUAGE_KEY, language);
  await i18next.changeLanguage(language);
}

export function currentLanguage(): Language {
  return chooseLanguage([i18next.language]);
}
