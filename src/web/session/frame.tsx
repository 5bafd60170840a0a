import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { LanguageSwitch } from '../shell/language-switch.tsx';
import { Icon } from '../ui/icon.tsx';

/** The plain frame of every page before the work: signing in, a link from a mail, the lock. */
export function Frame({ children, foot }: { readonly children: ReactNode; readonly foot?: ReactNode }) {
  const { t } = useTranslation();
  return (
    <div className="osr-signin">
      <header className="osr-signin__head">
        <p className="osr-brand">
          <Icon name="verified_user" />
          {t('web:app.name')}
        </p>
        <LanguageSwitch />
      </header>
      <main className="osr-signin__card">{children}</main>
      {foot === undefined ? null : <footer className="osr-signin__foot">{foot}</footer>}
    </div>
  );
}
