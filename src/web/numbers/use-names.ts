import { useTranslation } from 'react-i18next';
import { useFormat } from '../ui/index.ts';
import type { Dimension, Numbers, TimeTable } from './types.ts';

/** Names of the keys that numbers come with, in the reader's words. */
export function useNames() {
  const { t } = useTranslation(['numbers', 'statistics', 'terms']);
  const format = useFormat();
  const time = (numbers: Numbers, table: TimeTable, key: string): string => {
    switch (table) {
      case 'role':
        return t(`terms:copsRole.${key}`);
      case 'triad':
        return t(`terms:triad.${key}`);
      case 'statutoryFunction':
        return t(`terms:statutoryFunction.${key}`);
      case 'kind':
        return t(`terms:activityKind.${key}`);
      case 'month':
        return format.month(key);
      case 'school':
        return numbers.schools.find((school) => school.id === key)?.name ?? t('numbers:time.elsewhere');
      case 'officer':
        return numbers.officers.find((officer) => officer.id === key)?.name ?? key;
    }
  };
  const category = (dimension: Dimension, key: string): string => {
    if (key === 'unknown') return t('numbers:groups.unknown');
    switch (dimension) {
      case 'race':
        return key === 'multiple' ? t('numbers:groups.multiple') : t(`terms:race.${key}`);
      case 'ethnicity':
        return t(`numbers:groups.${key}`);
      case 'age':
        return t(`terms:ageBand.${key}`);
      case 'sex':
        return t(`terms:sex.${key}`);
      case 'offenseType':
        return key === 'none' ? t('numbers:groups.noOffense') : t(`terms:nibrs.${key}`);
      case 'englishLearner':
        return t(`terms:yesNo.${key}`);
      case 'disability':
        return key === 'kindNotKnown' ? t('numbers:groups.kindNotKnown') : t(`terms:disability.${key}`);
    }
  };
  return { stage: (key: string): string => t(`statistics:stages.${key}.name`), time, category };
}
