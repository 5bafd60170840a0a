import { type KeyboardEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../ui/icon.tsx';
import type { Option } from './choice-fields.tsx';
import { FieldFrame, type FieldProps, useField, words } from './field.tsx';

type ComboboxProps = FieldProps<string> & {
  /** The chosen one's words, where the value was set before the list was searched. */
  readonly chosenLabel?: string;
  /** Told which option was chosen, for its label. */
  readonly onChosen?: (option: Option | null) => void;
} & (
    | { readonly options: readonly Option[]; readonly search?: never }
    | {
        /** Asks the server for matches of what was typed (at least two letters). */
        readonly search: (text: string, signal: AbortSignal) => Promise<readonly Option[]>;
        readonly options?: never;
      }
  );

const SHOWN = 30;
const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** What to offer for what was typed: from the list at hand, or from the server after a pause in typing. */
function useMatches(props: ComboboxProps, typed: string, open: boolean): readonly Option[] {
  const [found, setFound] = useState<readonly Option[]>([]);
  const { search, options } = props;
  useEffect(() => {
    if (search === undefined || !open || typed.trim().length < 2) {
      setFound([]);
      return;
    }
    const abort = new AbortController();
    const timer = setTimeout(() => {
      search(typed.trim(), abort.signal).then(setFound, () => {
        // Aborted by the next letter, or failed: either way there is nothing to offer, and typing on asks again.
        if (!abort.signal.aborted) setFound([]);
      });
    }, 200);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [search, typed, open]);
  if (options === undefined) return found;
  const wanted = plain(typed.trim());
  return options.filter((option) => plain(option.label).includes(wanted)).slice(0, SHOWN);
}

/** One of a list too long to scroll: type a part of it, choose with arrows, Enter or a tap. Value: the option's value. */
export function Combobox(props: ComboboxProps) {
  const { t } = useTranslation();
  const field = useField<string>(props);
  const [chosen, setChosen] = useState<Option | null>(null);
  const [typed, setTyped] = useState<string | null>(null);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const text = typed ?? labelOf(props, field.value, chosen);
  // Just opened with an answer in it: offer everything, not only what equals the answer.
  const matches = useMatches(props, typed ?? '', open);
  const listId = `${field.id}-list`;
  const optionId = (index: number): string => `${field.id}-option-${index}`;

  function choose(option: Option | null): void {
    setChosen(option);
    setTyped(null);
    setOpen(false);
    field.change(option?.value ?? '');
    props.onChosen?.(option);
  }

  function onKey(event: KeyboardEvent<HTMLInputElement>): void {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      if (open) setActive((at) => Math.max(0, Math.min(matches.length - 1, at + step)));
      setOpen(true);
    } else if (event.key === 'Enter' && open) {
      event.preventDefault();
      const option = matches[active];
      if (option !== undefined) choose(option);
    } else if (event.key === 'Escape' && open) {
      event.preventDefault();
      setOpen(false);
      setTyped(null);
    }
  }

  const searching = props.search !== undefined && text.trim().length < 2;
  return (
    <FieldFrame field={field} {...words(props)}>
      <div className="osr-combobox">
        <input
          id={field.id}
          name={props.name}
          className={`usa-input${field.error === undefined ? '' : ' usa-input--error'}`}
          role="combobox"
          autoComplete="off"
          aria-autocomplete="list"
          aria-expanded={open}
          aria-controls={listId}
          aria-activedescendant={open && matches.length > 0 ? optionId(active) : undefined}
          aria-describedby={field.describedBy}
          aria-invalid={field.error !== undefined}
          disabled={props.disabled}
          value={text}
          onChange={(event) => {
            setTyped(event.target.value);
            setOpen(true);
            setActive(0);
            if (event.target.value === '') choose(null);
          }}
          onClick={() => setOpen(true)}
          onBlur={() => {
            setOpen(false);
            setTyped(null);
          }}
          onKeyDown={onKey}
        />
        {text === '' || props.disabled === true ? null : (
          <button type="button" className="osr-combobox__clear" onClick={() => choose(null)}>
            <Icon name="close" label={t('web:form.clear')} />
          </button>
        )}
        <div
          id={listId}
          className="osr-combobox__list"
          role="listbox"
          aria-label={props.label}
          hidden={!open || matches.length === 0}
        >
          {matches.map((option, index) => (
            <div
              key={option.value}
              id={optionId(index)}
              role="option"
              // The focus stays in the field; aria-activedescendant tells which option is meant.
              tabIndex={-1}
              aria-selected={index === active}
              className="osr-combobox__option"
              // Before the blur that would close the list.
              onPointerDown={(event) => {
                event.preventDefault();
                choose(option);
              }}
            >
              {option.label}
              {option.hint === undefined ? null : <span className="osr-tile__hint">{option.hint}</span>}
            </div>
          ))}
        </div>
        {open && !searching && matches.length === 0 ? (
          <p className="osr-combobox__list osr-combobox__none">{t('web:form.noMatch')}</p>
        ) : null}
        <span className="usa-sr-only" role="status">
          {open && !searching ? t('web:form.matches', { count: matches.length }) : ''}
        </span>
      </div>
    </FieldFrame>
  );
}

function labelOf(props: ComboboxProps, value: unknown, chosen: Option | null): string {
  if (typeof value !== 'string' || value === '') return '';
  if (chosen?.value === value) return chosen.label;
  return props.options?.find((option) => option.value === value)?.label ?? props.chosenLabel ?? '';
}
