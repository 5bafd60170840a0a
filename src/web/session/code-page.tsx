import { useTranslation } from 'react-i18next';
import { Page, Stack } from '../ui/index.ts';
import { Frame } from './frame.tsx';
import { PasskeyButton } from './passkey-button.tsx';
import { useEnter } from './session.tsx';
import { StartOver } from './start-over.tsx';
import { CodeStep } from './steps.tsx';
import type { Door } from './types.ts';

/** The second step: what only the person has. */
export default function CodePage({ door }: { readonly door: Door }) {
  const { t } = useTranslation('account');
  const enter = useEnter();
  const hasCode = door.factors.includes('totp') || door.factors.includes('recovery');
  return (
    <Frame foot={<StartOver />}>
      <Page title={t('code.title')} lead={t('code.lead')}>
        <Stack gap={3}>
          {hasCode ? <CodeStep door={door} url="/api/session/second-factor" onDoor={enter} /> : null}
          {door.factors.includes('passkey') ? <PasskeyButton onDoor={enter} /> : null}
          <p className="osr-small">{t('code.lost')}</p>
        </Stack>
      </Page>
    </Frame>
  );
}
