import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FieldFrame, type FieldProps, useField, words } from './field.tsx';

const asText = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';
const inputClass = (error: string | undefined, extra = ''): string =>
  `usa-input${error === undefined ? '' : ' usa-input--error'} ${extra}`.trim();

export type TextFieldProps = FieldProps<string> & {
  readonly type?: 'text' | 'email' | 'password' | 'search' | 'tel';
  readonly autoComplete?: string;
  readonly maxLength?: number;
  /** How much is expected: sets the width, so that the field itself hints at its answer. */
  readonly width?: 'short' | 'medium' | 'full';
  /** The phone's keys for it: `numeric` for a code of digits. */
  readonly inputMode?: 'text' | 'numeric';
  /** Takes the focus when it appears: for the one field of a step that somebody has just come to. */
  readonly focusFirst?: boolean;
};

/** One line of text. */
export function TextField(props: TextFieldProps) {
  const field = useField(props);
  const input = useRef<HTMLInputElement>(null);
  const { focusFirst = false } = props;
  useEffect(() => {
    if (focusFirst) input.current?.focus();
  }, [focusFirst]);
  return (
    <FieldFrame field={field} {...words(props)}>
      <input
        ref={input}
        id={field.id}
        name={props.name}
        type={props.type ?? 'text'}
        inputMode={props.inputMode}
        // A code or an address is no word: nothing is to be mended in it.
        spellCheck={props.inputMode === undefined ? undefined : false}
        autoCapitalize={props.inputMode === undefined ? undefined : 'none'}
        className={inputClass(field.error, `osr-width-${props.width ?? 'full'}`)}
        value={asText(field.value)}
        autoComplete={props.autoComplete ?? 'off'}
        maxLength={props.maxLength}
        disabled={props.disabled}
        aria-describedby={field.describedBy}
        aria-invalid={field.error !== undefined}
        onChange={(event) => field.change(event.target.value)}
      />
    </FieldFrame>
  );
}

/** Several lines, with a count once the limit comes near. */
export function TextArea(props: FieldProps<string> & { readonly rows?: number; readonly maxLength?: number }) {
  const { t } = useTranslation();
  const field = useField(props);
  const value = asText(field.value);
  const left = props.maxLength === undefined ? null : props.maxLength - value.length;
  const countId = `${field.id}-count`;
  const near = left !== null && props.maxLength !== undefined && left < Math.max(50, props.maxLength / 5);
  return (
    <FieldFrame field={field} {...words(props)}>
      <textarea
        id={field.id}
        name={props.name}
        className={`usa-textarea osr-textarea${field.error === undefined ? '' : ' usa-input--error'}`}
        rows={props.rows ?? 4}
        value={value}
        disabled={props.disabled}
        aria-describedby={[field.describedBy, near ? countId : undefined].filter(Boolean).join(' ') || undefined}
        aria-invalid={field.error !== undefined}
        onChange={(event) => field.change(event.target.value)}
      />
      {near && left !== null ? (
        <p className={`osr-count${left < 0 ? ' osr-count--over' : ''}`} id={countId} aria-live="polite">
          {left < 0 ? t('web:form.charactersOver', { count: -left }) : t('web:form.charactersLeft', { count: left })}
        </p>
      ) : null}
    </FieldFrame>
  );
}

/** A number. Its value is a number, null when empty, or the typed text when that is no number (the schema refuses it). */
export function NumberField(props: FieldProps<number | string | null> & { readonly unit?: string }) {
  const field = useField(props);
  const [typed, setTyped] = useState<{ text: string; value: unknown } | null>(null);
  // While the person types '12.' the value is 12 but the dot must stay on the screen.
  const shown = typed !== null && typed.value === field.value ? typed.text : asText(field.value);
  return (
    <FieldFrame field={field} {...words(props)}>
      <span className="osr-with-unit">
        <input
          id={field.id}
          name={props.name}
          className={inputClass(field.error, 'osr-width-short')}
          inputMode="decimal"
          autoComplete="off"
          value={shown}
          disabled={props.disabled}
          aria-describedby={field.describedBy}
          aria-invalid={field.error !== undefined}
          onChange={(event) => {
            const text = event.target.value;
            const trimmed = text.trim();
            const number = Number(trimmed.replace(',', '.'));
            const value = trimmed === '' ? null : Number.isFinite(number) ? number : text;
            setTyped({ text, value });
            field.change(value);
          }}
        />
        {props.unit === undefined ? null : <span>{props.unit}</span>}
      </span>
    </FieldFrame>
  );
}

/** A day, 'YYYY-MM-DD', with the device's own calendar. */
export function DateField(props: FieldProps<string> & { readonly min?: string; readonly max?: string }) {
  const field = useField(props);
  return (
    <FieldFrame field={field} {...words(props)}>
      <input
        id={field.id}
        name={props.name}
        type="date"
        className={inputClass(field.error, 'osr-width-medium')}
        value={asText(field.value)}
        min={props.min}
        max={props.max}
        disabled={props.disabled}
        aria-describedby={field.describedBy}
        aria-invalid={field.error !== undefined}
        onChange={(event) => field.change(event.target.value)}
      />
    </FieldFrame>
  );
}

/** A time of day, 'HH:MM', 24 hours, with the device's own clock. */
export function TimeField(props: FieldProps<string>) {
  const field = useField(props);
  return (
    <FieldFrame field={field} {...words(props)}>
      <input
        id={field.id}
        name={props.name}
        type="time"
        className={inputClass(field.error, 'osr-width-short')}
        value={asText(field.value)}
        disabled={props.disabled}
        aria-describedby={field.describedBy}
        aria-invalid={field.error !== undefined}
        onChange={(event) => field.change(event.target.value)}
      />
    </FieldFrame>
  );
}
