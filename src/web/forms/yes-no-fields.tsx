import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { type Option, TileText } from './choice-fields.tsx';
import { type FieldProps, type FieldWords, GroupFrame, useField, words } from './field.tsx';

type YesNoProps<V> = FieldProps<V> & {
  /** One example that makes the question plain. Stands under it as its hint. */
  readonly example?: ReactNode;
};

/** Yes or no. Value: true, false, or null while unanswered. */
export function YesNo(props: YesNoProps<boolean | null>) {
  const { t } = useTranslation();
  const field = useField({ ...props, ...outer(props) });
  const value = field.value === true ? 'yes' : field.value === false ? 'no' : undefined;
  return (
    <YesNoTiles
      {...outer(props)}
      choices={[
        { value: 'yes', label: t('web:form.yes') },
        { value: 'no', label: t('web:form.no') },
      ]}
      field={field}
      chosen={value}
      choose={(one) => field.change(one === 'yes')}
    />
  );
}

export type YesNoUnsureValue = 'yes' | 'no' | 'unsure';

/** Yes, no, or not sure. Value: 'yes', 'no', 'unsure', or null while unanswered. */
export function YesNoUnsure(props: YesNoProps<YesNoUnsureValue | null>) {
  const { t } = useTranslation();
  const field = useField({ ...props, ...outer(props) });
  const choices: readonly Option<YesNoUnsureValue>[] = [
    { value: 'yes', label: t('web:form.yes') },
    { value: 'no', label: t('web:form.no') },
    { value: 'unsure', label: t('web:form.unsure') },
  ];
  return (
    <YesNoTiles
      {...outer(props)}
      choices={choices}
      field={field}
      chosen={choices.find((choice) => choice.value === field.value)?.value}
      choose={(one) => field.change(one)}
    />
  );
}

type AskedWithExample = FieldWords & { readonly example?: ReactNode; readonly disabled?: boolean };

function outer(props: AskedWithExample): FieldWords & { readonly disabled?: boolean } {
  const hint = props.hint ?? props.example;
  return {
    ...words(props),
    ...(hint === undefined ? {} : { hint }),
    ...(props.disabled === undefined ? {} : { disabled: props.disabled }),
  };
}

type YesNoTilesProps<V extends string> = {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly optional?: boolean;
  readonly disabled?: boolean;
  readonly field: ReturnType<typeof useField>;
  readonly choices: readonly Option<V>[];
  readonly chosen: V | undefined;
  readonly choose: (value: V) => void;
};

function YesNoTiles<V extends string>({ field, choices, chosen, choose, label, ...rest }: YesNoTilesProps<V>) {
  return (
    <GroupFrame field={field} label={label} hint={rest.hint} optional={rest.optional}>
      <div className="osr-tiles osr-tiles--row">
        {choices.map((choice, index) => (
          <label className="osr-tile" key={choice.value}>
            <input
              type="radio"
              className="osr-tile__control"
              id={index === 0 ? field.id : `${field.id}-${choice.value}`}
              name={field.id}
              checked={chosen === choice.value}
              disabled={rest.disabled}
              onChange={() => choose(choice.value)}
            />
            <TileText option={choice} />
          </label>
        ))}
      </div>
    </GroupFrame>
  );
}
