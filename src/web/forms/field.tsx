import { type ReactNode, useEffect, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { controlId, useFormHandle, useMessageText } from './form.tsx';

/** What a field shows around its control. */
export type FieldWords = {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly optional?: boolean;
};

/**
 * What every field takes. Inside a form `name` is the dotted path of its value; outside, give `value` and `onChange`.
 */
export type FieldProps<V> = FieldWords & {
  readonly name: string;
  readonly disabled?: boolean;
  readonly value?: V;
  readonly onChange?: (value: V) => void;
  readonly error?: string;
  /** The path it answers for, where its own value is not the form's: what is wrong there leads to it. */
  readonly standsFor?: string | undefined;
  /** Runs after the form took the new value; for a field that presets another. */
  readonly onChanged?: (value: V) => void;
};

export type Bound = {
  readonly id: string;
  readonly hintId: string;
  readonly errorId: string;
  readonly describedBy: string | undefined;
  readonly value: unknown;
  readonly error: string | undefined;
};

/** Ties a field to its form (or to the value and onChange it was given). `change` is what the control calls. */
export function useField<V>(props: FieldProps<V>): Bound & { change(value: V): void } {
  const form = useFormHandle();
  const wording = useMessageText();
  const own = useId();
  const controlled = props.onChange !== undefined;
  const bound = controlled ? null : form;
  const { name, label } = props;
  const path = controlled ? props.standsFor : name;
  const named = path === undefined ? null : form;
  useEffect(() => {
    if (path === undefined) return;
    named?.labels.set(path, label);
    return () => {
      named?.labels.delete(path);
    };
  }, [named?.labels, path, label]);
  const id = named === null || path === undefined ? `${own}-${name}` : controlId(named, path);
  const message = bound?.messages.get(name);
  const error = props.error ?? (message === undefined ? undefined : wording(message));
  const hintId = `${id}-hint`;
  const errorId = `${id}-error`;
  const described = [props.hint === undefined ? '' : hintId, error === undefined ? '' : errorId].filter(Boolean);
  return {
    id,
    hintId,
    errorId,
    describedBy: described.length === 0 ? undefined : described.join(' '),
    value: bound === null ? props.value : bound.get(name),
    error,
    change(value) {
      if (bound === null) props.onChange?.(value);
      else bound.set(name, value);
      props.onChanged?.(value);
    },
  };
}

function Optional() {
  const { t } = useTranslation();
  return <span className="osr-optional"> {t('web:form.optional')}</span>;
}

/** The words of a field's props, for its frame; absent stays absent. */
export function words(props: FieldWords): FieldWords {
  const { label, hint, optional } = props;
  return { label, ...(hint === undefined ? {} : { hint }), ...(optional === undefined ? {} : { optional }) };
}

type FrameProps = {
  readonly field: Bound;
  readonly label: string;
  readonly hint?: ReactNode;
  readonly optional?: boolean | undefined;
  readonly children: ReactNode;
};

function Below({ field, hint }: { readonly field: Bound; readonly hint?: ReactNode }) {
  return (
    <>
      {hint === undefined ? null : (
        <div className="usa-hint" id={field.hintId}>
          {hint}
        </div>
      )}
      {field.error === undefined ? null : (
        <p className="usa-error-message" id={field.errorId}>
          {field.error}
        </p>
      )}
    </>
  );
}

const groupClass = (field: Bound): string =>
  field.error === undefined ? 'usa-form-group' : 'usa-form-group usa-form-group--error';

/** Label, hint, error and one control. */
export function FieldFrame({ field, label, hint, optional, children }: FrameProps) {
  return (
    <div className={groupClass(field)}>
      <label className="usa-label" htmlFor={field.id}>
        {label}
        {optional === true ? <Optional /> : null}
      </label>
      <Below field={field} hint={hint} />
      {children}
    </div>
  );
}

/** The same for a set of controls: a fieldset, its legend the question. */
export function GroupFrame({ field, label, hint, optional, children }: FrameProps) {
  return (
    <fieldset className={`usa-fieldset ${groupClass(field)}`} aria-describedby={field.describedBy}>
      <legend className="usa-legend">
        {label}
        {optional === true ? <Optional /> : null}
      </legend>
      <Below field={field} hint={hint} />
      {children}
    </fieldset>
  );
}
