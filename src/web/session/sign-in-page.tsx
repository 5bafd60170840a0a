import { useTranslation } from 'react-i18next';
import { LanguageSwitch } from '../shell/language-switch.tsx';
import { Icon } from '../ui/icon.tsx';
import { Page } from '../ui/page.tsx';
import { SignInForm } from './sign-in-form.tsx';

/** Shown at any address while nobody is signed in; afterwards the person is where they wanted to go. */
export function SignInPage() {
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
      <main id="main" className="osr-signin__card">
        <Page title={t('web:signIn.title')} lead={t('web:signIn.lead')}>
          <SignInForm />
          <p className="osr-small">{t('web:signIn.forgot')}</p>
        </Page>
      </main>
      <footer className="osr-signin__foot">
        <a href="/">{t('web:signIn.public')}</a>
      </footer>
    </div>
  );
}
