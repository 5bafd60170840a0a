import { useTranslation } from 'react-i18next';
import { findMatter, shippedMatters } from '../../domain/calls/matters.ts';
import type { Matter } from '../../domain/calls/record.ts';
import { useRead } from '../api/hooks.ts';
import { currentLanguage } from '../i18n/index.ts';

type Choice<V extends string> = { readonly value: V; readonly label: string };

/** Words for codes, from the catalog `terms`. */
export function useTerms() {
  const { t } = useTranslation(['incidents', 'terms']);
  return {
    term: (list: string, code: string | null | undefined): string =>
      code == null || code === '' ? t('incidents:unanswered') : t(`terms:${list}.${code}`),
    choices: <V extends string>(list: string, codes: readonly V[]): Choice<V>[] =>
      codes.map((code) => ({ value: code, label: t(`terms:${list}.${String(code)}`) })),
  };
}

/** The program's matter list; without a network the shipped one, so that the form always has something to offer. */
export function useMatters() {
  const { t } = useTranslation(['incidents', 'terms']);
  const read = useRead<readonly Matter[]>('/calls/matters');
  const matters = read.data ?? shippedMatters;
  return {
    matters,
    label(code: string | null | undefined): string {
      if (code == null) return t('incidents:unanswered');
      const own = findMatter(matters, code)?.label;
      return own?.[currentLanguage()] ?? t(`terms:matter.${code}`, { defaultValue: code });
    },
  };
}
