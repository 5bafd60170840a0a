import { useTranslation } from 'react-i18next';
import type { Matter } from '../../domain/calls/record.ts';
import { currentLanguage } from '../i18n/index.ts';

/** A behaviour's name: the program's own where it has one, else the catalog's. */
export function useMatterName(): (matter: Pick<Matter, 'code' | 'label'>) => string {
  const { t } = useTranslation('terms');
  return ({ code, label }) => label?.[currentLanguage()] ?? t(`terms:matter.${code}`);
}
