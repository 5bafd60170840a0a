import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../ui/icon.tsx';
import type { IconName } from '../ui/icon-names.ts';
import { FieldFrame, type FieldProps, GroupFrame, useField, words } from './field.tsx';

export type Option<V extends string = string> = {
  readonly value: V;
  readonly label: string;
  readonly hint?: string;
  readonly icon?: IconName;
};

/** One of a long list: the device's own chooser. The empty text means nothing chosen yet. */
export function Select(props: FieldProps<string> & { readonly options: readonly Option[]; readonly empty?: string }) {
  const { t } = useTranslation();
  const field = useField(props);
  return (
    <FieldFrame field={field} {...words(props)}>
      <select
        id={field.id}
        name={props.name}
        className={`usa-select${field.error === undefined ? '' : ' usa-input--error'}`}
        value={typeof field.value === 'string' ? field.value : ''}
        disabled={props.disabled}
        aria-describedby={field.describedBy}
        aria-invalid={field.error !== undefined}
        onChange={(event) => field.change(event.target.value)}
      >
        <option value="">{props.empty ?? t('web:form.choose')}</option>
        {props.options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </FieldFrame>
  );
}

/** The words of a tile, with its icon and hint. */
export function TileText({ option }: { readonly option: Option }) {
  return (
    <span className="osr-tile__text">
      {option.icon === undefined ? null : <Icon name={option.icon} />}
      <span>
        <span className="osr-tile__label">{option.label}</span>
        {option.hint === undefined ? null : <span className="osr-tile__hint">{option.hint}</span>}
      </span>
    </span>
  );
}

type TilesProps<V extends string> = FieldProps<V> & {
  readonly options: readonly Option<V>[];
  /** `grid` puts short answers side by side; `list` one below the other. */
  readonly layout?: 'list' | 'grid' | 'row';
};

/** One of a few, as large targets. */
export function RadioTiles<V extends string>(props: TilesProps<V>) {
  const field = useField<V>(props);
  return (
    <GroupFrame field={field} {...words(props)}>
      <div className={`osr-tiles osr-tiles--${props.layout ?? 'list'}`}>
        {props.options.map((option, index) => (
          <label className="osr-tile" key={option.value}>
            <input
              type="radio"
              className="osr-tile__control"
              id={index === 0 ? field.id : `${field.id}-${option.value}`}
              name={field.id}
              value={option.value}
              checked={field.value === option.value}
              disabled={props.disabled}
              onChange={() => field.change(option.value)}
            />
            <TileText option={option} />
          </label>
        ))}
      </div>
    </GroupFrame>
  );
}

const chosenOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];

export type CheckListProps = FieldProps<readonly string[]> & {
  readonly options: readonly (Option & { readonly exclusive?: boolean })[];
  readonly layout?: 'list' | 'grid' | 'row';
};

/** Any of a few. An `exclusive` option ('none of these') clears the others, and they clear it. */
export function CheckList(props: CheckListProps) {
  const field = useField(props);
  const chosen = chosenOf(field.value);
  const exclusive = new Set(props.options.filter((option) => option.exclusive === true).map((option) => option.value));
  const toggle = (value: string, on: boolean): readonly string[] => {
    if (!on) return chosen.filter((one) => one !== value);
    if (exclusive.has(value)) return [value];
    return [...chosen.filter((one) => !exclusive.has(one)), value];
  };
  return (
    <GroupFrame field={field} {...words(props)}>
      <div className={`osr-tiles osr-tiles--${props.layout ?? 'list'}`}>
        {props.options.map((option, index) => (
          <label className="osr-tile" key={option.value}>
            <input
              type="checkbox"
              className="osr-tile__control"
              id={index === 0 ? field.id : `${field.id}-${option.value}`}
              value={option.value}
              checked={chosen.includes(option.value)}
              disabled={props.disabled}
              onChange={(event) => field.change(toggle(option.value, event.target.checked))}
            />
            <TileText option={option} />
          </label>
        ))}
      </div>
    </GroupFrame>
  );
}

/** One sentence to agree with. */
export function Checkbox(props: FieldProps<boolean>) {
  const field = useField(props);
  return (
    <div className={`usa-form-group${field.error === undefined ? '' : ' usa-form-group--error'}`}>
      {field.error === undefined ? null : (
        <p className="usa-error-message" id={field.errorId}>
          {field.error}
        </p>
      )}
      <label className="osr-tile">
        <input
          type="checkbox"
          className="osr-tile__control"
          id={field.id}
          checked={field.value === true}
          disabled={props.disabled}
          aria-describedby={field.describedBy}
          aria-invalid={field.error !== undefined}
          onChange={(event) => field.change(event.target.checked)}
        />
        <TileText option={{ value: 'on', label: props.label }} />
      </label>
      {props.hint === undefined ? null : (
        <div className="usa-hint" id={field.hintId}>
          {props.hint}
        </div>
      )}
    </div>
  );
}

/** A few round numbers as chips (minutes above all), and a field for any other. Value: a number or null. */
export function Chips(
  props: FieldProps<number | null> & { readonly options: readonly number[]; readonly unit: (n: number) => string },
) {
  const { t } = useTranslation();
  const field = useField(props);
  const value = typeof field.value === 'number' ? field.value : null;
  const [other, setOther] = useState(value !== null && !props.options.includes(value));
  const otherId = `${field.id}-other`;
  return (
    <GroupFrame field={field} {...words(props)}>
      <div className="osr-chips">
        {props.options.map((option, index) => (
          <label className="osr-chip" key={option}>
            <input
              type="radio"
              id={index === 0 ? field.id : `${field.id}-${option}`}
              name={field.id}
              checked={!other && value === option}
              disabled={props.disabled}
              onChange={() => {
                setOther(false);
                field.change(option);
              }}
            />
            <span>{props.unit(option)}</span>
          </label>
        ))}
        <label className="osr-chip">
          <input
            type="radio"
            name={field.id}
            checked={other}
            disabled={props.disabled}
            onChange={() => setOther(true)}
          />
          <span>{t('web:form.otherNumber')}</span>
        </label>
        {other ? (
          <span className="osr-chip-other">
            <label className="usa-sr-only" htmlFor={otherId}>
              {props.label}
            </label>
            <input
              id={otherId}
              className="usa-input osr-width-short"
              inputMode="numeric"
              autoComplete="off"
              value={value ?? ''}
              onChange={(event) => {
                const digits = event.target.value.replace(/\D/g, '');
                field.change(digits === '' ? null : Number(digits));
              }}
            />
          </span>
        ) : null}
      </div>
    </GroupFrame>
  );
}
