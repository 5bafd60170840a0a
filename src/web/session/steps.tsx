import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { FormFrame, TextField, useForm } from '../forms/index.ts';
import { Button, Notice } from '../ui/index.ts';
import { api } from './store.ts';
import type { Door } from './types.ts';

/** The steps of signing in, one question each; the pages and the lock are made of them. */

type Next = { readonly onDoor: (door: Door) => Promise<void> };

const credentials = z.object({ email: z.email(), password: z.string().min(1) });

/** E-mail address and password. The address stands fixed when somebody who was signed in signs in again. */
export function PasswordStep({ email, onDoor }: Next & { readonly email?: string }) {
  const { t } = useTranslation('account');
  const form = useForm({
    // A password is never kept on the device.
    id: null,
    initial: { email: email ?? '', password: '' },
    schema: credentials,
    submit: async (value) => onDoor(await api.post<Door>('/api/session', value, { quiet: true })),
  });
  return (
    <FormFrame form={form}>
      {email === undefined ? (
        <TextField name="email" type="email" label={t('enter.email')} autoComplete="username webauthn" />
      ) : (
        <>
          <p>{t('enter.as', { email })}</p>
          {/* Tells a password manager whose password is asked for. */}
          <input type="text" autoComplete="username" name="username" value={email} readOnly hidden />
        </>
      )}
      <TextField
        name="password"
        type="password"
        label={t('enter.password')}
        autoComplete="current-password"
        focusFirst={email !== undefined}
      />
      <Button type="submit" busy={form.submitting} big>
        {form.submitting ? t('enter.working') : t('enter.button')}
      </Button>
    </FormFrame>
  );
}

export const digitsCode = z.string().regex(/^\d{6}$/, 'account.codeShape');
const recoveryCode = z.string().min(1).max(60);

type CodeStepProps = Next & {
  readonly door: Door;
  readonly url: '/api/session/second-factor' | '/api/session/unlock';
};

/** The code of the authenticator app, or one of the recovery codes kept for the day the phone is gone. */
export function CodeStep({ door, url, onDoor }: CodeStepProps) {
  const { t } = useTranslation('account');
  const [recovery, setRecovery] = useState(!door.factors.includes('totp'));
  const submit = async (code: string): Promise<void> => onDoor(await api.post<Door>(url, { code }, { quiet: true }));
  const form = useForm({
    id: null,
    initial: { code: '' },
    schema: z.object({ code: recovery ? recoveryCode : digitsCode }),
    // Apps show a code in two halves; people type it so.
    prepare: ({ code }) => ({ code: recovery ? code.trim() : code.replace(/[\s-]/g, '') }),
    submit: ({ code }) => submit(code),
  });
  return (
    <>
      <DemonstrationCode door={door} submit={submit} />
      <FormFrame form={form}>
        <TextField
          key={String(recovery)}
          name="code"
          label={t(recovery ? 'code.recovery' : 'code.label')}
          hint={t(recovery ? 'code.recoveryHint' : 'code.hint')}
          autoComplete={recovery ? 'off' : 'one-time-code'}
          inputMode={recovery ? 'text' : 'numeric'}
          width="medium"
          focusFirst
        />
        <Button type="submit" busy={form.submitting} big>
          {t(form.submitting ? 'enter.working' : url === '/api/session/unlock' ? 'lock.button' : 'code.button')}
        </Button>
      </FormFrame>
      {door.factors.includes('recovery') && door.factors.includes('totp') ? (
        <p>
          <Button
            kind="quiet"
            onClick={() => {
              form.startAgain();
              setRecovery(!recovery);
            }}
          >
            {t(recovery ? 'code.useApp' : 'code.useRecovery')}
          </Button>
        </p>
      ) : null}
    </>
  );
}

/** Made-up people have no phone: their code is offered, and it is said that only theirs is. */
function DemonstrationCode({
  door,
  submit,
}: {
  readonly door: Door;
  readonly submit: (code: string) => Promise<void>;
}) {
  const { t } = useTranslation('account');
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  if (door.demonstrationCode === null) return null;
  async function use(): Promise<void> {
    setBusy(true);
    setFailed(false);
    try {
      // Codes change every half minute: the one that holds now.
      const now = await api.get<Door>('/api/session', { quiet: true });
      await submit(now.demonstrationCode ?? '');
    } catch {
      setFailed(true);
    } finally {
      setBusy(false);
    }
  }
  return (
    <Notice kind="info" title={t('demonstration.title')}>
      <p>{t('demonstration.text')}</p>
      <Button kind="secondary" busy={busy} onClick={() => void use()}>
        {t('demonstration.use')}
      </Button>
      <p role="status">{failed ? t('demonstration.failed') : ''}</p>
    </Notice>
  );
}

const password = z.object({ password: z.string().min(1) });

/** The password of the person whose page is locked. */
export function UnlockStep({ onDoor }: Next) {
  const { t } = useTranslation('account');
  const form = useForm({
    id: null,
    initial: { password: '' },
    schema: password,
    submit: async (value) => onDoor(await api.post<Door>('/api/session/unlock', value, { quiet: true })),
  });
  return (
    <FormFrame form={form}>
      <TextField
        name="password"
        type="password"
        label={t('enter.password')}
        autoComplete="current-password"
        focusFirst
      />
      <Button type="submit" busy={form.submitting} big icon="lock">
        {form.submitting ? t('enter.working') : t('lock.button')}
      </Button>
    </FormFrame>
  );
}
