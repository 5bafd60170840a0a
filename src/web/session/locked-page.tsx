import { useTranslation } from 'react-i18next';
import { Page, Stack } from '../ui/index.ts';
import { Frame } from './frame.tsx';
import { useEnter } from './session.tsx';
import { StartOver } from './start-over.tsx';
import type { Door } from './types.ts';
import { UnlockWays } from './unlock-ways.tsx';

/** A page loaded anew while its session is locked: nothing is open yet that could be covered. */
export default function LockedPage({ door }: { readonly door: Door }) {
  const { t } = useTranslation('account');
  const enter = useEnter();
  return (
    <Frame foot={<StartOver />}>
      <Page title={t('lock.title')} lead={t('lock.text')} {...(door.name === null ? {} : { kicker: door.name })}>
        <Stack gap={3}>
          <UnlockWays door={door} onDoor={enter} />
        </Stack>
      </Page>
    </Frame>
  );
}
