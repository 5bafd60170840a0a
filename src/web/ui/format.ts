import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { chooseLanguage, type Language } from '../../catalogs/languages.ts';
import { useSessionState } from '../session/session.tsx';
import { createFormat, type Format } from './formatting.ts';

/** As each language is written in the United States: 1,765 and 7:12 p. m. in Spanish, too. */
const locales: Readonly<Record<Language, string>> = { en: 'en-US', es: 'es-US' };

const deviceZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Dates, times, numbers in the person's language and the program's time zone. */
export function useFormat(): Format {
  const { t, i18n } = useTranslation();
  const state = useSessionState();
  const zone = state.kind === 'signedIn' ? state.session.membership?.timeZone : undefined;
  const { language } = i18n;
  return useMemo(
    () =>
      createFormat(locales[chooseLanguage([language])], zone ?? deviceZone(), (key, values) =>
        t(`common:units.${key}`, values),
      ),
    [language, zone, t],
  );
}
