import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/index.ts';
import { PasskeyButton } from './passkey-button.tsx';
import { Providers } from './providers.tsx';
import { CodeStep, UnlockStep } from './steps.tsx';
import type { Door } from './types.ts';

type UnlockWaysProps = {
  readonly door: Door;
  readonly onDoor: (door: Door) => Promise<void>;
  /** The page below holds work: single sign-on opens beside it. */
  readonly newTab?: boolean;
};

/** All ways to open a locked session again: password, code of the app, passkey, the organization's own sign-in. */
export function UnlockWays({ door, onDoor, newTab = false }: UnlockWaysProps) {
  const { t } = useTranslation('account');
  const [code, setCode] = useState(false);
  return (
    <>
      {code ? <CodeStep door={door} url="/api/session/unlock" onDoor={onDoor} /> : <UnlockStep onDoor={onDoor} />}
      {door.factors.includes('passkey') ? <PasskeyButton onDoor={onDoor} /> : null}
      {door.factors.includes('totp') ? (
        <Button kind="quiet" onClick={() => setCode(!code)}>
          {t(code ? 'lock.usePassword' : 'lock.useCode')}
        </Button>
      ) : null}
      <Providers newTab={newTab} />
    </>
  );
}
