import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { asProblem, Problem } from '../api/problem.ts';
import { FormFrame, TextField, useForm } from '../forms/index.ts';
import { addPasskey, isThereAlready, knowsPasskeys, wasCancelled } from '../session/passkey.ts';
import { Button, Notice } from '../ui/index.ts';

const named = z.object({ name: z.string().trim().min(1).max(60) });

/** Makes a passkey on this device and gives it a name by which the person knows it again. */
export function PasskeySetup({ onAdded }: { readonly onAdded: () => void }) {
  const { t } = useTranslation('account');
  const [cancelled, setCancelled] = useState(false);
  const form = useForm({
    id: null,
    initial: { name: '' },
    schema: named,
    submit: async ({ name }) => {
      setCancelled(false);
      try {
        await addPasskey(name);
        return true;
      } catch (thrown) {
        if (wasCancelled(thrown)) {
          setCancelled(true);
          return false;
        }
        if (isThereAlready(thrown)) throw new Problem({ status: 0, code: 'passkey', title: t('passkey.there') });
        throw asProblem(thrown, t('passkey.failed'));
      }
    },
    onSaved: (added) => {
      if (!added) return;
      form.startAgain();
      onAdded();
    },
  });
  if (!knowsPasskeys()) return <p>{t('passkey.unknown')}</p>;
  return (
    <FormFrame form={form}>
      {cancelled ? (
        <Notice kind="info" live>
          {t('passkey.cancelled')}
        </Notice>
      ) : null}
      <TextField name="name" label={t('passkey.name')} hint={t('passkey.nameHint')} maxLength={60} />
      <Button type="submit" kind="secondary" busy={form.submitting} icon="add">
        {t('passkey.add')}
      </Button>
    </FormFrame>
  );
}
