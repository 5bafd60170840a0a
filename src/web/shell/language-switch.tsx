import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Language, languages } from '../../catalogs/languages.ts';
import { currentLanguage, switchLanguage } from '../i18n/index.ts';
import { useSessionState } from '../session/session.tsx';
import { useToast } from '../ui/toast.tsx';

/** Each language by its own name: a person looking for theirs may not read the other. */
const ownNames: Readonly<Record<Language, string>> = { en: 'English', es: 'Español' };

/** Changes the language on this device, and in the account where somebody is signed in. */
export function LanguageSwitch() {
  const { t } = useTranslation();
  const state = useSessionState();
  const toast = useToast();
  const [busy, setBusy] = useState(false);
  const others = languages.filter((language) => language !== currentLanguage());
  async function change(language: Language): Promise<void> {
    setBusy(true);
    try {
      if (state.kind === 'signedIn') await state.session.chooseLanguage(language);
      else await switchLanguage(language);
    } catch {
      // The device has changed its language; only the account could not be told.
      toast.say(t('web:language.accountNotChanged'));
    } finally {
      setBusy(false);
    }
  }
  return (
    <>
      {others.map((language) => (
        <button
          key={language}
          type="button"
          lang={language}
          className="osr-language"
          aria-disabled={busy || undefined}
          onClick={() => void change(language)}
        >
          {ownNames[language]}
        </button>
      ))}
    </>
  );
}
