import { useTranslation } from 'react-i18next';
import { Frame } from '../session/frame.tsx';
import { useRefreshSession } from '../session/session.tsx';
import { StartOver } from '../session/start-over.tsx';
import { api } from '../session/store.ts';
import { Page } from '../ui/index.ts';
import { PasswordForm } from './password-form.tsx';

/** For somebody whose password is older than the program allows. */
export default function NewPasswordPage() {
  const { t } = useTranslation('account');
  const refresh = useRefreshSession();
  return (
    <Frame foot={<StartOver />}>
      <Page title={t('password.oldTitle')} lead={t('password.oldLead')}>
        <PasswordForm
          asksCurrent
          submit={(value) => api.post('/api/account/password', value, { quiet: true })}
          onSaved={() => void refresh()}
        />
      </Page>
    </Frame>
  );
}
