import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { FormFrame, TextField, useForm } from '../forms/index.ts';
import { Button } from '../ui/button.tsx';
import { signIn, useRefreshSession } from './session.tsx';

const credentials = z.object({ email: z.email(), password: z.string().min(1) });

/** E-mail and password. `email` is fixed when a person who was signed in signs in again. */
export function SignInForm({ email, onSignedIn }: { readonly email?: string; readonly onSignedIn?: () => void }) {
  const { t } = useTranslation();
  const refresh = useRefreshSession();
  const form = useForm({
    // A password is never kept on the device.
    id: null,
    initial: { email: email ?? '', password: '' },
    schema: credentials,
    async submit(value) {
      await signIn(value.email, value.password);
      await refresh();
    },
    onSaved: () => onSignedIn?.(),
  });
  return (
    <FormFrame form={form}>
      {email === undefined ? (
        <TextField name="email" type="email" label={t('web:signIn.email')} autoComplete="username" />
      ) : (
        <p>{t('web:signIn.as', { email })}</p>
      )}
      <TextField name="password" type="password" label={t('web:signIn.password')} autoComplete="current-password" />
      <Button type="submit" busy={form.submitting} big>
        {form.submitting ? t('web:signIn.working') : t('web:signIn.button')}
      </Button>
    </FormFrame>
  );
}
