import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Frame } from '../session/frame.tsx';
import { useRefreshSession } from '../session/session.tsx';
import { StartOver } from '../session/start-over.tsx';
import { Disclosure, Page, Stack } from '../ui/index.ts';
import { PasskeySetup } from './passkey-setup.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';
import { TotpSetup } from './totp-setup.tsx';

/** For somebody whose role asks for a second step and who has none yet: set one up, then go in. */
export default function EnrolPage() {
  const { t } = useTranslation('account');
  const refresh = useRefreshSession();
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const done = (): void => void refresh();
  return (
    <Frame foot={codes === null ? <StartOver /> : undefined}>
      {codes === null ? (
        <Page title={t('enrol.title')} lead={t('enrol.lead')}>
          <Stack gap={3}>
            <p>{t('enrol.app')}</p>
            <TotpSetup main button={t('enrol.begin')} onCodes={setCodes} />
            <Disclosure title={t('enrol.passkey')}>
              <Stack>
                <p>{t('passkey.what')}</p>
                <PasskeySetup onAdded={done} />
              </Stack>
            </Disclosure>
          </Stack>
        </Page>
      ) : (
        <Page title={t('enrol.done')}>
          <RecoveryCodes codes={codes} onKept={done} />
        </Page>
      )}
    </Frame>
  );
}
