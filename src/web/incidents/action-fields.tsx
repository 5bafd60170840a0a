import { useTranslation } from 'react-i18next';
import type { EnforcementAction } from '../../domain/incidents/actions.ts';
import { CheckList, RadioTiles, Select, TextArea } from '../forms/index.ts';
import { useTerms } from './use-terms.ts';

export type PartProps = { readonly at: string; readonly action: EnforcementAction };

type Field = { readonly at: string; readonly field: string };

/** A few sentences. */
export function Words({ at, field }: Field) {
  const { t } = useTranslation('incidents');
  return (
    <TextArea
      name={`${at}.${field}`}
      label={t(`action.${field}`)}
      hint={t(`action.${field}Hint`)}
      rows={2}
      maxLength={2000}
    />
  );
}

type Coded = Field & { readonly list: string; readonly codes: readonly string[] };

/** One of a list of codes. `field` is dotted; its label is `action.<field>`. */
export function One({ at, field, list, codes }: Coded) {
  const { t } = useTranslation('incidents');
  const { choices } = useTerms();
  const name = `${at}.${field}`;
  const label = t(`action.${field}`);
  return codes.length > 5 ? (
    <Select name={name} label={label} options={choices(list, codes)} />
  ) : (
    <RadioTiles name={name} label={label} options={choices(list, codes)} layout="row" />
  );
}

/** Any of a list of codes; those in `alone` go with no other. */
export function Many({ at, field, list, codes, alone }: Coded & { readonly alone: readonly string[] }) {
  const { t } = useTranslation('incidents');
  const { choices } = useTerms();
  return (
    <CheckList
      name={`${at}.${field}`}
      label={t(`action.${field}`)}
      options={choices(list, codes).map((one) => ({ ...one, exclusive: alone.includes(one.value) }))}
      layout="grid"
    />
  );
}
