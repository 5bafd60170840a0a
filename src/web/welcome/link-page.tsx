import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PasswordForm } from '../account/password-form.tsx';
import { Frame } from '../session/frame.tsx';
import { useRefreshSession } from '../session/session.tsx';
import { api, rememberSession } from '../session/store.ts';
import { ButtonLink, Notice, Page } from '../ui/index.ts';

type LinkPageProps = {
  readonly title: string;
  readonly lead: string;
  /** What stands here when the address has no token. */
  readonly without: ReactNode;
};

/**
 * Where a link from a mail leads: set a password. The token stands in the address's fragment, which browsers send to
 * no server; it is taken out of the address at once, so that it stays in no history either.
 */
export function LinkPage({ title, lead, without }: LinkPageProps) {
  const { t } = useTranslation('account');
  const refresh = useRefreshSession();
  const [token] = useState(() => window.location.hash.slice(1));
  const [done, setDone] = useState(false);
  useEffect(() => {
    window.history.replaceState(window.history.state, '', window.location.pathname);
  }, []);
  if (!done && token === '') return <Frame>{without}</Frame>;
  return (
    <Frame>
      {done ? (
        <Page title={t('link.done')}>
          <Notice kind="success" live>
            {t('link.doneNext')}
          </Notice>
          <ButtonLink to="/sign-in" big>
            {t('enter.button')}
          </ButtonLink>
        </Page>
      ) : (
        <Page title={title} lead={lead}>
          <PasswordForm
            submit={({ password }) => api.post('/api/invitation', { token, password }, { quiet: true })}
            onSaved={() => {
              setDone(true);
              // Sessions of the account have ended; whoever was signed in here may no longer be.
              rememberSession(null);
              void refresh();
            }}
          />
        </Page>
      )}
    </Frame>
  );
}
