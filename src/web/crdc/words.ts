import type { TFunction } from 'i18next';
import type { Cell } from './types.ts';

/** A cell in words: 'Without disability · Black or African American · Female'. Needs the catalogs crdc and terms. */
export function cellWords(t: TFunction<['crdc', 'terms']>, cell: Cell): string {
  if (cell.offense !== null) return t(`crdc:offense.${cell.offense}`);
  const parts = [
    cell.unit === 'instances' ? t('crdc:cell.instances') : null,
    cell.group === null ? null : t(`crdc:group.${cell.group}`),
    cell.part === 'cell' ? (cell.race === null ? null : t(`terms:crdcRace.${cell.race}`)) : t(`crdc:cell.${cell.part}`),
    cell.sex === null ? null : t(`terms:sex.${cell.sex}`),
  ];
  return parts.filter((part) => part !== null).join(' · ');
}
