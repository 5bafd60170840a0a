import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { FormFrame, TextField, useForm } from '../forms/index.ts';
import { useRefreshSession } from '../session/session.tsx';
import { api } from '../session/store.ts';
import { LanguageSwitch } from '../shell/language-switch.tsx';
import { Button, ButtonLink, Icon, Notice, Page } from '../ui/index.ts';

const choice = z
  .object({
    // The server says the same; said here first, nothing is sent in vain.
    password: z.string().min(12).max(128),
    again: z.string(),
  })
  .refine((value) => value.password === value.again, { path: ['again'], message: 'setup.passwordsDiffer' });

function ChoosePassword({ token, onDone }: { readonly token: string; readonly onDone: () => void }) {
  const { t } = useTranslation('setup');
  const form = useForm({
    id: null,
    initial: { password: '', again: '' },
    schema: choice,
    submit: ({ password }) => api.post('/api/invitation', { token, password }, { quiet: true }),
    onSaved: onDone,
  });
  return (
    <FormFrame form={form}>
      <TextField
        name="password"
        type="password"
        label={t('welcome.password')}
        hint={t('welcome.passwordHint')}
        autoComplete="new-password"
      />
      <TextField name="again" type="password" label={t('welcome.again')} autoComplete="new-password" />
      <Button type="submit" big busy={form.submitting}>
        {t('welcome.save')}
      </Button>
    </FormFrame>
  );
}

/**
 * Where an invitation leads: set a password. The token stands in the address's fragment, which browsers send to no
 * server; it is taken out of the address at once, so that it stays in no history either.
 */
export default function WelcomePage() {
  const { t } = useTranslation('setup');
  const refresh = useRefreshSession();
  const [token] = useState(() => window.location.hash.slice(1));
  const [done, setDone] = useState(false);
  useEffect(() => {
    window.history.replaceState(window.history.state, '', window.location.pathname);
  }, []);
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
        {done ? (
          <Page title={t('welcome.done')}>
            <Notice kind="success" live>
              {t('welcome.doneNext')}
            </Notice>
            <ButtonLink to="/" big>
              {t('web:signIn.button')}
            </ButtonLink>
          </Page>
        ) : token === '' ? (
          <Page title={t('welcome.noToken')}>
            <p>{t('welcome.noTokenNext')}</p>
            <ButtonLink to="/">{t('web:signIn.button')}</ButtonLink>
          </Page>
        ) : (
          <Page title={t('welcome.title')} lead={t('welcome.lead')}>
            <ChoosePassword
              token={token}
              onDone={() => {
                setDone(true);
                // Sessions of the account have ended; whoever was signed in here may no longer be.
                void refresh();
              }}
            />
          </Page>
        )}
      </main>
    </div>
  );
}
