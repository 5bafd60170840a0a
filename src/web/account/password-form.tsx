import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { FormFrame, TextField, useForm } from '../forms/index.ts';
import { Button } from '../ui/index.ts';

/** A new password, typed twice. How long it must be and what is too easily guessed, the server knows. */
const schemaFor = (asksCurrent: boolean) =>
  z
    .object({
      current: asksCurrent ? z.string().min(1) : z.string(),
      password: z.string().min(1).max(128),
      again: z.string(),
    })
    .refine((value) => value.password === value.again, { path: ['again'], message: 'account.passwordsDiffer' });

type PasswordFormProps = {
  /** Ask for the current password too. */
  readonly asksCurrent?: boolean;
  /** The shortest password allowed, where it is known. */
  readonly minLength?: number;
  readonly submit: (value: { readonly current: string; readonly password: string }) => Promise<unknown>;
  readonly onSaved: () => void;
};

export function PasswordForm({ asksCurrent = false, minLength = 12, submit, onSaved }: PasswordFormProps) {
  const { t } = useTranslation('account');
  const form = useForm({
    id: null,
    initial: { current: '', password: '', again: '' },
    schema: schemaFor(asksCurrent),
    submit: ({ current, password }) => submit({ current, password }),
    onSaved: () => {
      form.startAgain();
      onSaved();
    },
  });
  return (
    <FormFrame form={form}>
      {asksCurrent ? (
        <TextField name="current" type="password" label={t('password.current')} autoComplete="current-password" />
      ) : null}
      <TextField
        name="password"
        type="password"
        label={t('password.new')}
        hint={t('password.hint', { count: minLength })}
        autoComplete="new-password"
      />
      <TextField name="again" type="password" label={t('password.again')} autoComplete="new-password" />
      <Button type="submit" big={!asksCurrent} busy={form.submitting}>
        {t('password.save')}
      </Button>
    </FormFrame>
  );
}
