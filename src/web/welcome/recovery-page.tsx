import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { z } from 'zod';
import { FormFrame, TextField, useForm } from '../forms/index.ts';
import { api } from '../session/store.ts';
import type { Door } from '../session/types.ts';
import { Button, Notice, Page, Stack } from '../ui/index.ts';
import { LinkPage } from './link-page.tsx';

const asked = z.object({ email: z.email() });

/** Asks for a link by mail. The answer is the same whether or not there is such an account. */
function Ask() {
  const { t } = useTranslation('account');
  const [sent, setSent] = useState(false);
  const door = useQuery({
    queryKey: ['door'],
    queryFn: ({ signal }) => api.get<Door>('/api/session', { quiet: true, signal }),
  });
  const form = useForm({
    id: null,
    initial: { email: '' },
    schema: asked,
    submit: (value) => api.post('/api/recovery', value, { quiet: true }),
    onSaved: () => setSent(true),
  });
  const back = (
    <p>
      <Link className="osr-target" to="/sign-in">
        {t('recovery.back')}
      </Link>
    </p>
  );
  if (sent) {
    return (
      <Page title={t('recovery.sent')}>
        <Stack gap={3}>
          <Notice kind="success" live>
            <p>{t('recovery.sentText')}</p>
          </Notice>
          <p>{t('recovery.sentNext')}</p>
          {back}
        </Stack>
      </Page>
    );
  }
  return (
    <Page title={t('recovery.title')} lead={t('recovery.lead')}>
      <Stack gap={3}>
        {door.data?.recoveryByMail === false ? <Notice kind="warning">{t('recovery.noMail')}</Notice> : null}
        <FormFrame form={form}>
          <TextField name="email" type="email" label={t('enter.email')} autoComplete="username" />
          <Button type="submit" big busy={form.submitting}>
            {t('recovery.button')}
          </Button>
        </FormFrame>
        {back}
      </Stack>
    </Page>
  );
}

/** Forgot the password: ask for a link, and where the link leads. */
export default function RecoveryPage() {
  const { t } = useTranslation('account');
  return <LinkPage title={t('recovery.setTitle')} lead={t('recovery.setLead')} without={<Ask />} />;
}
