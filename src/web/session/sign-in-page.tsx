import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { Page, Stack } from '../ui/index.ts';
import { CodeNotice } from './code-notice.tsx';
import { Frame } from './frame.tsx';
import { canAutofill, enterWithPasskey, stopAutofill } from './passkey.ts';
import { PasskeyButton } from './passkey-button.tsx';
import { Providers } from './providers.tsx';
import { useEnter } from './session.tsx';
import { PasswordStep } from './steps.tsx';
import type { Door } from './types.ts';

/** The server's question to a passkey lasts five minutes: an offer that waits longer would be taken in vain. */
const RENEW_MS = 4 * 60_000;

/** Lets the browser offer passkeys in the address field, where it can, for as long as the page is open. */
function useAutofill(onDoor: (door: Door) => Promise<void>): void {
  useEffect(() => {
    let ended = false;
    async function offer(): Promise<void> {
      if (!(await canAutofill()) || ended) return;
      await onDoor(await enterWithPasskey({ autofill: true }));
    }
    const begin = (): void => {
      offer().catch(() => {
        // An offer nobody took, or that cannot be made here, is no failure of theirs: the button says what is wrong.
      });
    };
    begin();
    const timer = setInterval(begin, RENEW_MS);
    return () => {
      ended = true;
      clearInterval(timer);
      void stopAutofill();
    };
  }, [onDoor]);
}

/** Where everybody comes in: address and password, a passkey, or the sign-in of one's own agency or district. */
export default function SignInPage() {
  const { t } = useTranslation('account');
  const enter = useEnter();
  const [query] = useSearchParams();
  const problem = query.get('problem');
  useAutofill(enter);
  return (
    <Frame foot={<a href="/">{t('enter.public')}</a>}>
      <Page title={t('enter.title')} lead={t('enter.lead')}>
        <Stack gap={3}>
          {problem === null ? null : <CodeNotice code={problem} />}
          <PasswordStep onDoor={enter} />
          <p className="osr-or">{t('enter.or')}</p>
          <PasskeyButton onDoor={enter} />
          <Providers />
          <p>
            <Link className="osr-target" to="/recovery">
              {t('enter.forgot')}
            </Link>
          </p>
        </Stack>
      </Page>
    </Frame>
  );
}
