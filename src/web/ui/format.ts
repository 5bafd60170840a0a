import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useSessionState } from '../session/session.tsx';
import { createFormat, type Format } from './formatting.ts';

const deviceZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Dates, times, numbers in the person's language and the program's time zone. */
export function useFormat(): Format {
  const { t, i18n } = useTranslation();
  const state = useSessionState();
  const zone = state.kind === 'signedIn' ? state.session.membership?.timeZone : undefined;
  const { language } = i18n;
  return useMemo(
    () => createFormat(language, zone ?? deviceZone(), (key, values) => t(`common:units.${key}`, values)),
    [language, zone, t],
  );
}
