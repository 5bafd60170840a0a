import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';
import { useFormat } from './format.ts';

type Toast = { readonly id: number; readonly text: string; readonly undo?: () => void };
type Toasts = {
  /** Says something quietly at the foot of the page; with `undo`, offers to take it back. */
  say(text: string, undo?: () => void): void;
  /** 'Saved 10:41', with an optional way back. */
  saved(undo?: () => void): void;
};

const ToastContext = createContext<Toasts | null>(null);

/** Long enough to read and reach; it also waits while it has the focus or the pointer. */
const STAYS_MS = 8_000;
const STAYS_WITH_UNDO_MS = 20_000;

export function ToastProvider({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [toast, setToast] = useState<Toast | null>(null);
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (toast === null || held) return;
    const timer = setTimeout(() => setToast(null), toast.undo === undefined ? STAYS_MS : STAYS_WITH_UNDO_MS);
    return () => clearTimeout(timer);
  }, [toast, held]);
  const say = useCallback((text: string, undo?: () => void) => {
    setToast((last) => ({ id: (last?.id ?? 0) + 1, text, ...(undo === undefined ? {} : { undo }) }));
  }, []);
  const toasts = useMemo(
    (): Toasts => ({
      say,
      saved: (undo) => say(t('web:toast.saved', { time: format.time(new Date().toISOString()) }), undo),
    }),
    [say, t, format],
  );
  return (
    <ToastContext value={toasts}>
      {children}
      <div
        className="osr-toasts"
        role="status"
        onPointerEnter={() => setHeld(true)}
        onPointerLeave={() => setHeld(false)}
        onFocus={() => setHeld(true)}
        onBlur={() => setHeld(false)}
      >
        {toast === null ? null : (
          <div className="osr-toast" key={toast.id}>
            <span>{toast.text}</span>
            {toast.undo === undefined ? null : (
              <Button
                kind="quiet"
                onClick={() => {
                  toast.undo?.();
                  setToast(null);
                }}
              >
                {t('web:toast.undo')}
              </Button>
            )}
          </div>
        )}
      </div>
    </ToastContext>
  );
}

export function useToast(): Toasts {
  const toasts = use(ToastContext);
  if (toasts === null) throw new Error('useToast outside ToastProvider');
  return toasts;
}
