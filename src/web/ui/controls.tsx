import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';

/** Asks once, in place, before something that cannot be undone. Everything else gets an undo instead. */
export function ConfirmInline(props: {
  readonly ask: string;
  readonly question: string;
  readonly confirm: string;
  readonly onConfirm: () => void;
  readonly busy?: boolean;
}) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  // The button that had the focus is gone; the question takes it, and is read out.
  useEffect(() => {
    if (open) box.current?.focus();
  }, [open]);
  if (!open) {
    return (
      <Button kind="secondary" onClick={() => setOpen(true)}>
        {props.ask}
      </Button>
    );
  }
  return (
    <div className="osr-confirm" ref={box} tabIndex={-1}>
      <p>{props.question}</p>
      <div className="osr-buttons">
        <Button kind="danger" busy={props.busy ?? false} onClick={props.onConfirm}>
          {props.confirm}
        </Button>
        <Button kind="quiet" onClick={() => setOpen(false)}>
          {t('web:form.keep')}
        </Button>
      </div>
    </div>
  );
}

/** The rest of a long list, on request: the list never jumps by itself. */
export function More(props: {
  readonly shown: number;
  readonly total: number;
  readonly onMore: () => void;
  readonly busy?: boolean;
}) {
  const { t } = useTranslation();
  if (props.shown >= props.total) return null;
  return (
    <div className="osr-more">
      <p>{t('web:list.shown', { shown: props.shown, total: props.total })}</p>
      <Button kind="secondary" busy={props.busy ?? false} onClick={props.onMore}>
        {t('web:list.more')}
      </Button>
    </div>
  );
}

/** More to read for those who want it: the clause behind an answer, the definition of a number. */
export function Disclosure({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <details className="osr-details">
      <summary>{title}</summary>
      <div className="osr-details__body">{children}</div>
    </details>
  );
}

export type Tab = { readonly key: string; readonly label: string; readonly content: ReactNode };

/** Views of the same thing side by side. Arrow keys move between them. */
export function Tabs({ tabs, label }: { readonly tabs: readonly Tab[]; readonly label: string }) {
  const uid = useId();
  const [current, setCurrent] = useState(tabs[0]?.key);
  const list = useRef<HTMLDivElement>(null);
  const move = (step: number): void => {
    const index = tabs.findIndex((tab) => tab.key === current);
    const next = tabs[(index + step + tabs.length) % tabs.length];
    if (next === undefined) return;
    setCurrent(next.key);
    list.current?.querySelector<HTMLButtonElement>(`[data-tab="${next.key}"]`)?.focus();
  };
  const shown = tabs.find((tab) => tab.key === current);
  return (
    <>
      <div className="osr-tabs" role="tablist" aria-label={label} ref={list}>
        {tabs.map((tab) => (
          <button
            key={tab.key}
            type="button"
            role="tab"
            id={`${uid}-${tab.key}`}
            data-tab={tab.key}
            aria-selected={tab.key === current}
            aria-controls={`${uid}-panel`}
            tabIndex={tab.key === current ? 0 : -1}
            onClick={() => setCurrent(tab.key)}
            onKeyDown={(event) => {
              if (event.key === 'ArrowRight') move(1);
              if (event.key === 'ArrowLeft') move(-1);
            }}
          >
            {tab.label}
          </button>
        ))}
      </div>
      <div id={`${uid}-panel`} role="tabpanel" aria-labelledby={`${uid}-${current ?? ''}`} className="osr-tabpanel">
        {shown?.content}
      </div>
    </>
  );
}
