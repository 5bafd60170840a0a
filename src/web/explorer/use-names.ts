import { useTranslation } from 'react-i18next';
import { useFormat } from '../ui/index.ts';
import type { Member } from './types.ts';

/** A name within a sentence: small, but for the name of a language and for what is written in capitals. */
const within = (name: string): string =>
  /^(?:English\b|\p{Lu}{2})/u.test(name) ? name : `${name.charAt(0).toLocaleLowerCase()}${name.slice(1)}`;

/** Names of measures, dimensions and members in the reader's words. */
export function useNames() {
  const { t } = useTranslation(['explorer', 'measures', 'terms']);
  const format = useFormat();
  const member = ({ id, name, text }: Member): string => {
    if (name !== null) return name;
    if (text !== null) return t(text);
    return /^\d{4}-\d{2}$/.test(id) && Number(id.slice(5)) <= 12 ? format.month(id) : id;
  };
  /** 'crdc 2020-21' or 'roster 2026-10-14'. */
  const enrolment = (source: string): string => {
    const [kind = '', when = ''] = source.split(' ');
    return kind === 'crdc'
      ? t('explorer:enrolment.crdc', { year: when })
      : t('explorer:enrolment.roster', { day: format.day(when) });
  };
  return {
    measure: (id: string): string => t(`measures:measures.${id}.name`),
    definition: (id: string): string => t(`measures:measures.${id}.definition`),
    dimension: (id: string): string => t(`measures:dimensions.${id}.name`),
    category: (id: string): string => t(`measures:categories.${id}`),
    within,
    member,
    enrolment,
  };
}
