import { type ReactNode, useEffect, useRef, useState } from 'react';
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
