import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { enterAgain } from '../session/store.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { useOutboxContext } from './context.tsx';

function onNetwork(listener: () => void): () => void {
  window.addEventListener('online', listener);
  window.addEventListener('offline', listener);
  return () => {
    window.removeEventListener('online', listener);
    window.removeEventListener('offline', listener);
  };
}

/** The calm line: nothing when all is sent, else what is kept on this device and why. */
export function OutboxLine() {
  const { t } = useTranslation();
  const { state } = useOutboxContext();
  const online = useSyncExternalStore(onNetwork, () => navigator.onLine);
  const { waiting, parked, needsSignIn } = state;
  const parts = [
    ...(online ? [] : [t('web:outbox.noNetwork')]),
    ...(waiting.length === 0 ? [] : [t('web:outbox.kept', { count: waiting.length })]),
    ...(parked.length === 0 ? [] : [t('web:outbox.parked', { count: parked.length })]),
  ];
  return (
    <div role="status" className="osr-outbox-slot">
      {parts.length === 0 ? null : (
        <p className={parked.length > 0 ? 'osr-outbox osr-outbox--parked' : 'osr-outbox'}>
          <Icon name={parked.length > 0 ? 'error' : online ? 'schedule' : 'link_off'} />
          <span>{parts.join(' ')}</span>
          {needsSignIn ? (
            <Button kind="quiet" onClick={() => void enterAgain()}>
              {t('web:outbox.signIn')}
            </Button>
          ) : null}
          {waiting.length + parked.length === 0 ? null : <Link to="/kept">{t('web:outbox.see')}</Link>}
        </p>
      )}
    </div>
  );
}
