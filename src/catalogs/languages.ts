export const languages = ['en', 'es'] as const;
export type Language = (typeof languages)[number];

/** The first of our languages that a person's list of language tags asks for; English when none does. */
export function chooseLanguage(tags: readonly string[]): Language {
  for (const tag of tags) {
    const base = tag.toLowerCase().split('-')[0];
    const found = languages.find((language) => language === base);
    if (found !== undefined) return found;
  }
  return 'en';
}
